"""Which draft is this browser's: one cookie per survey, gone when the browser is closed.

The cookie holds the draft's id and nothing else. It is not signed: the id is a random UUID4 (122
bits), so it cannot be guessed, and a signature would not stop a stolen cookie from being used.
What is not a UUID is never looked up. Every cookie reaches `/leave`, which wipes what it leads to.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie

from survey_api import CodeUse, Draft, Settings, Survey
from survey_api.access import cookie_name
from survey_api.app import GivenStore

DRAFT = "draft-"
_LONGEST = 200  # characters of cookies that name a bucket; several surveys may be under way


def draft_cookie(survey: Survey, settings: Settings) -> str:
    """The name of the cookie that ties a browser to its draft of this survey."""
    return cookie_name(f"{DRAFT}{survey.id}", https=settings.https)


def remember(survey: Survey, draft: Draft, settings: Settings) -> Cookie:
    """The cookie that ties this browser to the draft."""
    return _cookie(draft_cookie(survey, settings), draft.id, settings)


def forget(survey: Survey, settings: Settings) -> Cookie:
    """The cookie that unties this browser from any draft of the survey."""
    return _cookie(draft_cookie(survey, settings), "", settings)


def remember_code(survey: Survey, code_pass: str, settings: Settings) -> Cookie:
    """The cookie that stands for a single-use code which this browser gave.

    It is not kept with the draft: nothing in the store ties a code to what is answered.
    """
    return _cookie(_code_cookie(survey, settings), code_pass, settings)


def forget_code(survey: Survey, settings: Settings) -> Cookie:
    """The cookie that lets go of the code."""
    return _cookie(_code_cookie(survey, settings), "", settings)


def _code_cookie(survey: Survey, settings: Settings) -> str:
    return cookie_name(f"code-{survey.id}", https=settings.https)


def _cookie(name: str, value: str, settings: Settings) -> Cookie:
    """A cookie until the browser is closed; without a value, one that takes it away."""
    return Cookie(
        key=name,
        value=value,
        max_age=None if value else 0,
        httponly=True,
        samesite="lax",
        secure=settings.https,
    )


def remembered_pass(request: Request[Any, Any, Any], survey: Survey, settings: Settings) -> str:
    """What stands for the code this browser gave; '' if it gave none, or the survey takes none."""
    if survey.programme.codes.use is CodeUse.NONE:
        return ""
    return request.cookies.get(_code_cookie(survey, settings), "")[:_LONGEST]


def remembered_id(request: Request[Any, Any, Any], survey: Survey, settings: Settings) -> str:
    """The id this browser remembers for the survey; '' if it remembers none, or what is none."""
    text = request.cookies.get(draft_cookie(survey, settings), "")
    try:
        return str(UUID(text)) if len(text) == 36 else ""
    except ValueError:
        return ""


async def find_draft(draft_id: str, store: GivenStore, survey: Survey) -> Draft | None:
    """This browser's draft of the survey; None if there is none, or it has been sent."""
    draft = await store.get_draft(draft_id) if draft_id else None
    return draft if draft and draft.instrument.survey == survey.id else None


async def pace_visitors(request: Request[Any, Any, Any]) -> None:
    """Before each page that is sent: ask to wait where it comes too fast. Raises TooFast."""
    pace = request.app.state.get("pace")
    if pace and request.method == "POST":
        cookies = (name for name in request.cookies if DRAFT in name)
        pace.take("pages", "".join(request.cookies[name] for name in sorted(cookies))[:_LONGEST])
