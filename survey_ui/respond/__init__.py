"""The respondent's way through a survey, and the pages open to everyone."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from survey_api import NotFound, Survey
from survey_ui.respond.another import post_another
from survey_ui.respond.entering import BY_THEMSELVES, Entered, enter_as
from survey_ui.respond.erase import (
    get_erase,
    post_copy,
    post_erase,
    post_erase_now,
    post_erase_reach,
)
from survey_ui.respond.failures import (
    http_error_page,
    page_handlers,
    survey_error_page,
    unforeseen_page,
)
from survey_ui.respond.forms import PageRequest
from survey_ui.respond.gates import (
    first_gate,
    get_exit,
    get_home,
    get_leaving,
    get_start,
    post_begin,
)
from survey_ui.respond.held import Copy, copy_of, held_json, held_page
from survey_ui.respond.invited import get_code, post_code
from survey_ui.respond.language import find_language, find_wording, post_language, remember_language
from survey_ui.respond.mailing import post_later_mail
from survey_ui.respond.pages import get_page, get_sure, post_page
from survey_ui.respond.public import get_accessibility, get_cookies, get_leave, get_privacy
from survey_ui.respond.reach import get_reached, post_reach
from survey_ui.respond.resuming import (
    get_later,
    get_resume,
    post_clear,
    post_later,
    post_resume,
)
from survey_ui.respond.security_txt import get_security_txt
from survey_ui.respond.sending import get_check, get_done, post_submit
from survey_ui.respond.session import (
    find_draft,
    forget,
    pace_visitors,
    remembered_id,
    remembered_pass,
)
from survey_ui.respond.stopping import get_stop, post_stop

__all__ = [
    "BY_THEMSELVES",
    "Copy",
    "Entered",
    "PageRequest",
    "copy_of",
    "enter_as",
    "first_gate",
    "forget",
    "held_json",
    "held_page",
    "http_error_page",
    "page_handlers",
    "remember_language",
    "router",
    "survey_error_page",
    "unforeseen_page",
]


def find_survey(survey_id: str, surveys: dict[str, Survey]) -> Survey:
    """The survey an address names. Raises NotFound."""
    if survey_id not in surveys:
        raise NotFound("There is no such survey.")
    return surveys[survey_id]


router = Router(
    path="/",
    route_handlers=[
        get_security_txt,
        get_home,
        get_cookies,
        get_accessibility,
        get_privacy,
        get_leave,
        get_stop,
        post_stop,
        post_language,
        get_erase,
        post_erase,
        post_copy,
        post_erase_now,
        post_erase_reach,
        get_start,
        get_leaving,
        get_code,
        post_code,
        post_begin,
        get_exit,
        get_check,
        post_submit,
        get_done,
        post_another,
        post_reach,
        get_reached,
        get_later,
        post_later,
        post_later_mail,
        post_clear,
        get_resume,
        post_resume,
        get_page,
        post_page,
        get_sure,
    ],
    dependencies={
        "survey": Provide(find_survey, sync_to_thread=False),
        "draft_id": Provide(remembered_id, sync_to_thread=False),
        "draft": Provide(find_draft),
        "code_pass": Provide(remembered_pass, sync_to_thread=False),
        "wording": Provide(find_wording, sync_to_thread=False),
        "language": Provide(find_language, sync_to_thread=False),
    },
    opt={"open": True},  # families have no account
    before_request=pace_visitors,
    include_in_schema=False,
)
