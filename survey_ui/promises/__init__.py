"""You said, we did: the public pages and their feed, and the team's pages behind them."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from survey_ui.promises.desk import find_desk, typed_of
from survey_ui.promises.editing import (
    post_agree,
    post_down,
    post_promise,
    post_start,
    show_promise_page,
    show_promises_page,
)
from survey_ui.promises.public import get_feed, get_said, get_you_said
from survey_ui.releases.sign_in import AT_THE_DOOR
from survey_ui.respond import find_survey
from survey_ui.respond.language import find_wording
from survey_ui.respond.session import find_draft, remembered_id

__all__ = ["public_router", "staff_router", "typed_of"]

public_router = Router(
    path="/",
    route_handlers=[get_you_said, get_said, get_feed],
    dependencies={
        "survey": Provide(find_survey, sync_to_thread=False),
        "draft_id": Provide(remembered_id, sync_to_thread=False),
        "draft": Provide(find_draft),
        "wording": Provide(find_wording, sync_to_thread=False),
    },
    opt={"open": True},  # for everybody whom the survey is about
    include_in_schema=False,
)

staff_router = Router(
    path="/",
    route_handlers=[
        show_promises_page,
        post_start,
        show_promise_page,
        post_promise,
        post_agree,
        post_down,
    ],
    dependencies={"desk": Provide(find_desk)},
    exception_handlers=AT_THE_DOOR,
    include_in_schema=False,
)
