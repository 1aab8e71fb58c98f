"""In which language a page speaks: the draft's, else the one chosen here, else the browser's own.

Nobody has to choose before they can read, and a choice loses nothing: on a question page it is
made by sending the page, so that what is written there is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from litestar import Request, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from survey_api import Draft, Settings, Survey, Wording, change_language
from survey_api.access import cookie_name
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.phrases import ENGLISH
from survey_ui.respond.forms import Form, read_form
from survey_ui.respond.frame import languages_of
from survey_ui.respond.session import find_draft, remembered_id

FIELD = "language"  # of a form: the button that was pressed
_COOKIE = "language"


def find_wording(request: Request[Any, Any, Any], survey: Survey, draft: Draft | None) -> Wording:
    """The words of the survey for this browser."""
    if draft is not None:
        return survey.wording(draft.instrument.language)
    return survey.wording(_spoken(request, survey.programme.languages))


def find_language(request: Request[Any, Any, Any], surveys: dict[str, Survey]) -> str:
    """The language of a page that belongs to no survey."""
    return _spoken(request, languages_of(surveys.values()))


def chosen(form: Form, survey: Survey) -> str:
    """The language whose button was pressed; '' for none, or one the survey does not speak."""
    found = next(iter(form.get(FIELD, ())), "")
    return found if found in survey.programme.languages else ""


def remember_language(language: str, settings: Settings) -> Cookie:
    """The cookie that keeps the choice until the browser is closed."""
    return Cookie(
        key=cookie_name(_COOKIE, https=settings.https),
        value=language,
        httponly=True,
        samesite="lax",
        secure=settings.https,
    )


@post("/language", status_code=303)
async def post_language(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    settings: Settings,
    store: GivenStore,
    now: datetime,
) -> Redirect:
    """Go on in another language, on the page where it was chosen."""
    form = await read_form(request)
    language = next(iter(form.get(FIELD, ())), "")
    back = links.own(next(iter(form.get("to", ())), ""))
    if language not in languages_of(surveys.values()):
        return Redirect(back, status_code=303)
    for survey in surveys.values():
        draft = await find_draft(remembered_id(request, survey, settings), store, survey)
        if draft and language in survey.programme.languages:
            await change_language(store, draft, language, now)
    return Redirect(back, status_code=303, cookies=[remember_language(language, settings)])


def _spoken(request: Request[Any, Any, Any], languages: Sequence[str]) -> str:
    """One of the languages; English where there are none."""
    for https in (True, False):  # it opens no door, so either name will do
        if (kept := request.cookies.get(cookie_name(_COOKIE, https=https), "")) in languages:
            return kept
    for tag in _wanted(request.headers.get("accept-language", "")):
        for language in languages:
            if language.lower() in (tag, tag.partition("-")[0]):
                return language
    return next(iter(languages), ENGLISH)


def _wanted(header: str) -> Iterator[str]:
    """The tags of an Accept-Language header, in small letters, the most wanted first."""
    weighed = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, weight = part.partition(";")
        try:
            wanted = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        weighed.append((-wanted, place, tag.strip().lower()))
    return (tag for wanted, _, tag in sorted(weighed) if wanted < 0)
