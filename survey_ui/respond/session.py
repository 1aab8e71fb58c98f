"""Which draft is this browser's: one cookie per survey, gone when the browser is closed.

The cookie holds the draft's id and nothing else. It is not signed: the id is a random UUID4 (122
bits), so it cannot be guessed, and a signature would not stop a stolen cookie from being used.
What is not a UUID is never looked up.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie

from survey_api import Draft, Settings, Survey
from survey_api.app import GivenStore
from survey_ui import links

DRAFT_COOKIE = "draft"


def remember(survey: Survey, draft: Draft, settings: Settings) -> Cookie:
    """The cookie that ties this browser to the draft."""
    return Cookie(
        key=DRAFT_COOKIE,
        value=draft.id,
        path=links.start(survey.id),
        httponly=True,
        samesite="lax",
        secure=settings.https,
    )


def forget(survey: Survey) -> Cookie:
    """The cookie that unties this browser from any draft of the survey."""
    return Cookie(
        key=DRAFT_COOKIE,
        value="",
        path=links.start(survey.id),
        max_age=0,
        httponly=True,
        samesite="lax",
    )


def remembered_id(request: Request[Any, Any, Any]) -> str | None:
    """The id this browser remembers, if it is one at all."""
    text = request.cookies.get(DRAFT_COOKIE, "")
    try:
        return str(UUID(text)) if len(text) == 36 else None
    except ValueError:
        return None


async def find_draft(
    request: Request[Any, Any, Any], store: GivenStore, survey: Survey
) -> Draft | None:
    """This browser's draft of the survey; None if there is none, or it has been sent."""
    draft_id = remembered_id(request)
    draft = await store.get_draft(draft_id) if draft_id else None
    return draft if draft and draft.instrument.survey == survey.id else None
