"""A single-use code from an invitation: asked for, looked up, kept by the browser until sending.

No address takes a code: addresses stand in logs and histories. A link may carry one behind its #,
which browsers keep to themselves; a script puts it into the field, and whoever has none types it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import (
    CodeUse,
    Draft,
    NotFound,
    Settings,
    Survey,
    TooFast,
    Wording,
    join_team,
    needs_code,
)
from survey_api.app import GivenStore
from survey_api.campaigns import CodeState, look_up_code
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.forms import read_form
from survey_ui.respond.frame import WAIT, ask_to_wait, go_to, render_survey
from survey_ui.respond.gates import resume_link
from survey_ui.respond.session import forget_code, remember_code

_LONGEST = 100  # characters of a code; more is not even looked up


def _(phrase: str) -> str:
    """Marks a phrase for the catalogue; `show_code` says it in the reader's language."""
    return phrase


_USED = _("Answers have been sent with this code already. Each code works only once.")
_UNKNOWN = _("We do not know this code. Please check each word and number.")


@get("/s/{survey_id:str}/code")
async def get_code(survey: Survey, wording: Wording, draft: Draft | None) -> Template:
    """Asks for the code."""
    _check_takes_codes(survey)
    return show_code(survey, wording, draft)


@post("/s/{survey_id:str}/code", status_code=200)
async def post_code(
    request: Request[Any, Any, Any],
    survey: Survey,
    wording: Wording,
    draft: Draft | None,
    settings: Settings,
    store: GivenStore,
    now: datetime,
) -> Template | Redirect:
    """Keep a right code in this browser and go on; or say kindly what is wrong with it.

    It stays as good as it was: only answers that are sent use it up.
    """
    _check_takes_codes(survey)
    form = await read_form(request)
    if "without" in form:
        onward = go_to(_onward(survey, draft, ""))
        onward.cookies.append(forget_code(survey, settings))
        return onward
    typed = next(iter(form.get("code", ())), "")[:_LONGEST]
    try:
        found = await look_up_code(store, survey, typed, now)
    except TooFast as error:
        page = show_code(survey, wording, draft, typed, 429, WAIT, seconds=error.seconds)
        return ask_to_wait(page, error)
    if found.state is not CodeState.FREE:
        message = _USED if found.state is CodeState.USED else _UNKNOWN
        return show_code(survey, wording, draft, typed, 400, message)
    if draft is not None:
        draft = await join_team(store, draft, found.team, now)
    onward = go_to(_onward(survey, draft, found.team))
    onward.cookies.append(remember_code(survey, found.code_pass, settings))
    return onward


def show_used(survey: Survey, wording: Wording, draft: Draft, settings: Settings) -> Template:
    """The answers were not sent, since others were with the same code; they are kept."""
    page = show_code(survey, wording, draft, "", 409, _USED)
    page.cookies.append(forget_code(survey, settings))
    return page


def show_code(
    survey: Survey,
    wording: Wording,
    draft: Draft | None,
    typed: str = "",
    status: int = 200,
    message: str = "",
    **places: int,
) -> Template:
    """The form, with what was typed. message: what is wrong with it, in English."""
    say = translations(wording.language).gettext
    told = say(message) % places if message else ""
    rule = survey.programme.codes
    needed = needs_code(survey, draft.answers) if draft else rule.families_too
    return render_survey(
        "respond/code.html",
        survey,
        wording,
        title=say("Enter your code"),
        status=status,
        typed=typed,
        kept=draft is not None,
        needed=needed and rule.use is CodeUse.NEEDED,
        contact=survey.programme.contact,
        back=resume_link(survey, draft) if draft else links.start(survey.id),
        problems=[{"href": "#code", "text": told}] if told else [],
    )


def _onward(survey: Survey, draft: Draft | None, team: str) -> str:
    return resume_link(survey, draft) if draft else links.start(survey.id, team=team)


def _check_takes_codes(survey: Survey) -> None:
    """Raises NotFound where the survey has no codes."""
    if survey.programme.codes.use is CodeUse.NONE:
        raise NotFound("There is no such page.")
