"""Pages about the survey: cookies, privacy, accessibility; and the way out of it all."""

from __future__ import annotations

from typing import Any

from litestar import get
from litestar.response import Redirect, Template

from survey_api import Settings, Survey
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.frame import render, render_survey, show_helplines
from survey_ui.respond.session import forget


@get("/cookies")
async def get_cookies(surveys: dict[str, Survey]) -> Template:
    """Which cookies we set and why."""
    return _about("public/cookies.html", "Cookies", surveys)


@get("/accessibility")
async def get_accessibility(surveys: dict[str, Survey]) -> Template:
    """The accessibility statement."""
    contacts = sorted({survey.programme.contact for survey in surveys.values()})
    return _about("public/accessibility.html", "Accessibility", surveys, contacts=contacts)


@get("/privacy/{survey_id:str}")
async def get_privacy(survey: Survey) -> Template:
    """What happens to the answers of a survey."""
    wording = survey.wording("")
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
async def get_leave(surveys: dict[str, Survey], settings: Settings) -> Redirect:
    """Untie this browser from every draft, then go somewhere neutral.

    The drafts can no longer be reached from anywhere and are erased by themselves in time.
    """
    cookies = [forget(survey) for survey in surveys.values()]
    return Redirect(settings.exit_url, status_code=303, cookies=cookies)


def _about(name: str, title: str, surveys: dict[str, Survey], **context: Any) -> Template:
    return render(
        name,
        title=translations("en").gettext(title),
        helplines=show_helplines(surveys.values(), "footer"),
        leave=True,
        **context,
    )
