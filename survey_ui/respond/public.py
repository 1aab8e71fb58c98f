"""Pages about the survey: cookies, privacy, accessibility; and the way out of it all."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from litestar import Request, get
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect, Template

from survey_api import Settings, StoreUnavailable, Survey, Wording, empty_draft
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.answers import say_day
from survey_ui.respond.checked import last_check
from survey_ui.respond.frame import render, render_survey, unchecked_languages
from survey_ui.respond.session import forget, forget_code, remembered_id

_log = logging.getLogger(__name__)


@get("/cookies")
async def get_cookies(surveys: dict[str, Survey], language: str) -> Template:
    """Which cookies we set and why."""
    title = translations(language).gettext("Cookies")
    return render("public/cookies.html", language, surveys.values(), title=title)


@get("/accessibility")
async def get_accessibility(surveys: dict[str, Survey], language: str) -> Template:
    """The accessibility statement."""
    return render(
        "public/accessibility.html",
        language,
        surveys.values(),
        title=translations(language).gettext("Accessibility"),
        unchecked_languages=unchecked_languages(surveys.values()),
        checked=last_check(),
        day=say_day(last_check().checked_on, language),
        contacts=sorted({survey.programme.contact for survey in surveys.values()}),
    )


@get("/privacy/{survey_id:str}")
async def get_privacy(survey: Survey, wording: Wording) -> Template:
    """What happens to the answers of a survey."""
    return render_survey(
        "public/privacy.html",
        survey,
        wording,
        title=translations(wording.language).gettext("What happens to your answers"),
        back=links.start(survey.id),
        programme=survey.programme,
        told=wording.privacy,
    )


@get("/leave")
async def get_leave(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    settings: Settings,
    store: GivenStore,
    now: datetime,
) -> Redirect:
    """Untie this browser from every draft, go somewhere neutral, and empty the drafts.

    The browser is sent on first: whoever leaves is never kept waiting for a disk.
    """
    drafts = [remembered_id(request, survey, settings) for survey in surveys.values()]
    return Redirect(
        settings.exit_url,
        status_code=303,
        cookies=[
            gone(survey, settings) for survey in surveys.values() for gone in (forget, forget_code)
        ],
        background=BackgroundTask(_empty_drafts, store, [id_ for id_ in drafts if id_], now),
    )


async def _empty_drafts(store: GivenStore, draft_ids: list[str], now: datetime) -> None:
    """Wipe what was answered; a store that cannot is told to the operator and left to the purge."""
    for draft_id in draft_ids:
        try:
            await empty_draft(store, draft_id, now)
        except StoreUnavailable as error:
            _log.error("a draft that was left could not be emptied: %s", error)
