"""Who enters the answers: whoever gives them, or an interviewer who asks and writes down.

A cookie says which way, but counts only beside the session of an account that may do so: nobody
else can pass answers off as taken by an interviewer, and signing out ends it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from litestar import Request
from litestar.datastructures import Cookie

from survey_api import Settings, Survey
from survey_api.access import Right, cookie_name, open_session
from survey_api.app import GivenStore

_COOKIE = "entering"


class Entered(NamedTuple):
    """How answers come in; `helped`: a code of survey.toml, '' for nobody."""

    mode: str
    helped: str


BY_THEMSELVES = Entered("web", "")


async def how_entered(
    request: Request[Any, Any, Any],
    survey: Survey,
    store: GivenStore,
    settings: Settings,
    now: datetime,
) -> Entered:
    """How answers come in from this browser."""
    mode, _, helped = request.cookies.get(_cookie_name(settings), "").partition(".")
    if mode not in survey.programme.entered or helped not in ("", *survey.programme.helpers):
        return BY_THEMSELVES
    token = request.cookies.get(request.app.state.session_cookie, "")
    found = await open_session(store, token, now) if token else None
    may = found is not None and found[1].may(Right.ENTER_ANSWERS)
    return Entered(mode, helped) if may else BY_THEMSELVES


def enter_as(how: Entered, settings: Settings) -> Cookie:
    """The cookie that says how the next answers come in; gone when the browser is closed."""
    by_themselves = how == BY_THEMSELVES
    return Cookie(
        key=_cookie_name(settings),
        value="" if by_themselves else f"{how.mode}.{how.helped}",
        max_age=0 if by_themselves else None,
        httponly=True,
        samesite="lax",
        secure=settings.https,
    )


def _cookie_name(settings: Settings) -> str:
    return cookie_name(_COOKIE, https=settings.https)
