"""Save and come back later: a code to write down, and the way back with it, from any browser."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import (
    Draft,
    Settings,
    Survey,
    TooFast,
    Wording,
    find_resumed,
    keep_resume_code,
    london_day,
    resume_code,
)
from survey_api.access import slow_down, stranger
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.answers import say_day
from survey_ui.respond.forms import read_form
from survey_ui.respond.frame import WAIT, ask_to_wait, go_to, render_survey
from survey_ui.respond.gates import resume_link
from survey_ui.respond.language import remember_language
from survey_ui.respond.sending import sent_already
from survey_ui.respond.session import find_draft, forget, remember

LATER = "later"  # the button of a question page that leads here
_LONGEST = 100  # characters of a code; more is not even looked up


def _(phrase: str) -> str:
    """Marks a phrase for the catalogue; `_ask` says it in the reader's language."""
    return phrase


@post("/s/{survey_id:str}/later", status_code=303)
async def post_later(survey: Survey, draft: Draft | None, store: GivenStore) -> Redirect:
    """From now on the code leads to this browser's answers."""
    if draft is None:
        return go_to(links.start(survey.id))
    await keep_resume_code(store, draft.id)
    return go_to(links.later(survey.id))


@get("/s/{survey_id:str}/later")
async def get_later(
    survey: Survey,
    draft_id: str,
    draft: Draft | None,
    wording: Wording,
    settings: Settings,
    store: GivenStore,
) -> Template | Redirect:
    """The code, where it is typed in, and how long it works."""
    if draft is None:
        return await sent_already(draft_id, survey, store) or go_to(links.start(survey.id))
    if not await resume_code(store, draft.id):
        return go_to(resume_link(survey, draft))
    return await show_code(survey, wording, draft, store, settings)


async def show_code(
    survey: Survey,
    wording: Wording,
    draft: Draft,
    store: GivenStore,
    settings: Settings,
    *,
    status: int = 200,
    typed: str = "",
    problem: str = "",
    mailed: bool = False,
) -> Template:
    """The page of the code; typed, problem, mailed: what came of asking for it by e-mail."""
    return render_survey(
        "respond/later.html",
        survey,
        wording,
        title=translations(wording.language).gettext("Come back later"),
        status=status,
        code=await resume_code(store, draft.id),
        address=settings.address.rstrip("/") + links.resume(survey.id),
        until=works_until(survey, draft, wording.language),
        back=resume_link(survey, draft),
        may_mail=bool(settings.smtp),
        typed=typed,
        problem=problem,
        problems=[{"href": "#email", "text": problem}] if problem else [],
        mailed=mailed,
    )


def works_until(survey: Survey, draft: Draft, language: str) -> str:
    """The last day on which the code leads to these answers, in words."""
    kept = timedelta(days=survey.programme.retention.draft_days)
    return say_day(london_day(draft.saved_at + kept), language)


@post("/s/{survey_id:str}/later/clear", status_code=303)
async def post_clear(survey: Survey, settings: Settings) -> Redirect:
    """Untie this browser from the answers, which stay for whoever has the code."""
    return Redirect(links.resume(survey.id), status_code=303, cookies=[forget(survey, settings)])


@get("/s/{survey_id:str}/resume")
async def get_resume(survey: Survey, wording: Wording, draft: Draft | None) -> Template:
    """Asks for the code."""
    return _ask(survey, wording, draft)


@post("/s/{survey_id:str}/resume", status_code=200)
async def post_resume(
    request: Request[Any, Any, Any],
    survey: Survey,
    wording: Wording,
    draft: Draft | None,
    settings: Settings,
    store: GivenStore,
    now: datetime,
) -> Template | Redirect:
    """On to where the answers were left, in this browser; or says kindly that the code is wrong.

    A try is counted before the code is looked up, right or wrong, and a right one takes none back:
    whoever waits learns nothing, and a code of one's own buys no guesses.
    """
    typed = next(iter((await read_form(request)).get("code", ())), "")[:_LONGEST]
    try:
        await slow_down(store, f"resume {stranger(typed)}", now)
    except TooFast as error:
        page = _ask(survey, wording, draft, typed, 429, WAIT, seconds=error.seconds)
        return ask_to_wait(page, error)
    found = await find_draft(await find_resumed(store, typed) or "", store, survey)
    if found is not None and found.answers:
        spoken = remember_language(found.instrument.language, settings)
        return Redirect(
            resume_link(survey, found),
            status_code=303,
            cookies=[remember(survey, found, settings), spoken],
        )
    message = _(
        "We cannot find answers for this code. Please check each word and number. A code no longer "
        "works once the answers were sent or deleted."
    )
    return _ask(survey, wording, draft, typed, 400, message)


def _ask(
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
    return render_survey(
        "respond/resume.html",
        survey,
        wording,
        title=say("Go on with a code"),
        status=status,
        typed=typed,
        carry_on=resume_link(survey, draft) if draft else "",
        back=links.start(survey.id),
        problems=[{"href": "#code", "text": told}] if told else [],
    )
