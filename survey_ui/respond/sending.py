"""Check your answers, send them, and the confirmation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import (
    LONDON,
    Answers,
    Draft,
    Page,
    Receipt,
    Settings,
    Survey,
    Wording,
    asked_pages,
    find_receipt,
    london_day,
    may_tell_another,
    needs_code,
    submit_draft,
    submit_with_code,
)
from survey_api.app import GivenStore
from survey_api.campaigns import kept_mark
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.answers import answer_row, say_day, say_time
from survey_ui.respond.entering import BY_THEMSELVES, how_entered
from survey_ui.respond.forms import read_form
from survey_ui.respond.frame import go_to, render_survey, show_helplines
from survey_ui.respond.gates import resume_link
from survey_ui.respond.invited import show_used
from survey_ui.respond.items import GATE
from survey_ui.respond.session import forget_code

_NOTHING: Mapping[str, Any] = MappingProxyType({})
TRAP = "website"  # a field of the last form that no person sees; programs fill it in
BACK = "check"  # `change` of a page that leads straight back here


@get("/s/{survey_id:str}/check")
async def get_check(
    survey: Survey, draft_id: str, draft: Draft | None, wording: Wording, store: GivenStore
) -> Template | Redirect:
    """Everything that was answered, with a way to change it."""
    if draft is None:
        return await sent_already(draft_id, survey, store) or go_to(links.start(survey.id))
    if unfinished := _required_page(survey, draft.answers):
        return go_to(links.page(survey.id, unfinished.id))
    return render_survey(
        "respond/check.html",
        survey,
        wording,
        title=translations(wording.language).gettext("Check your answers"),
        sections=list(_sections(survey, wording, draft.answers)),
        back=_last_page(survey, draft),
    )


@post("/s/{survey_id:str}/submit")
async def post_submit(
    request: Request[Any, Any, Any],
    survey: Survey,
    draft_id: str,
    draft: Draft | None,
    wording: Wording,
    store: GivenStore,
    settings: Settings,
    now: datetime,
    code_pass: str,
) -> Template | Redirect:
    """Send the answers. Sent twice, the first copy counts and its receipt is shown again."""
    if draft is None:
        return await sent_already(draft_id, survey, store) or show_lost(survey, wording, [])
    if unfinished := _required_page(survey, draft.answers):
        return go_to(links.page(survey.id, unfinished.id))
    if not code_pass and needs_code(survey, draft.answers):
        return go_to(links.code(survey.id))
    trapped = any((await read_form(request)).get(TRAP, ()))
    code = kept_mark(store, code_pass)
    if not code_pass:
        await submit_draft(store, survey, draft, now, trapped=trapped)
    elif not code or not await submit_with_code(store, survey, draft, code, now, trapped=trapped):
        return show_used(survey, wording, draft, settings)
    done = go_to(links.done(survey.id))
    done.cookies.append(forget_code(survey, settings))
    return done


@get("/s/{survey_id:str}/done")
async def get_done(
    request: Request[Any, Any, Any],
    survey: Survey,
    draft_id: str,
    draft: Draft | None,
    wording: Wording,
    store: GivenStore,
    settings: Settings,
    now: datetime,
) -> Template | Redirect:
    """The confirmation. It can be opened again as long as this browser remembers."""
    if draft is not None:
        return go_to(resume_link(survey, draft))
    receipt = await find_receipt(store, draft_id) if draft_id else None
    if receipt is None:
        return go_to(links.start(survey.id))
    sent = await store.get_response(draft_id)
    another = sent is not None and may_tell_another(survey, sent, now)
    how = await how_entered(request, survey, store, settings, now)
    return show_receipt(
        survey, wording, receipt, now, another=another, entering=how != BY_THEMSELVES
    )


def show_receipt(
    survey: Survey,
    wording: Wording,
    receipt: Receipt,
    now: datetime,
    *,
    another: bool = False,
    entering: bool = False,
    typed: Mapping[str, Any] = _NOTHING,
    problems: Mapping[str, str] = _NOTHING,
) -> Template:
    """Proof that the answers are stored, what happens next, and the offer to be reached.

    another: they may tell of another episode; entering: an interviewer writes it down for them.
    typed, problems: of the form in which they say how to reach them, where it has to be put right.
    """
    wave = survey.open_wave(london_day(now))
    sent = receipt.submitted_at.astimezone(LONDON)
    return render_survey(
        "respond/done.html",
        survey,
        wording,
        title=translations(wording.language).gettext("Thank you. Your answers have been sent"),
        status=400 if problems else 200,
        another=another,
        entering=entering,
        typed=typed,
        faults=problems,
        problems=[{"href": f"#{field}", "text": text} for field, text in problems.items()],
        contact_days=survey.programme.retention.contact_days,
        reference=receipt.reference,
        secret=receipt.secret,
        moment=f"{say_day(sent.date(), wording.language)}, {say_time(sent, wording.language)}",
        closes=say_day(wave.closes, wording.language) if wave else "",
        contact=survey.programme.contact,
        shown_helplines=show_helplines((survey,), "end", wording.language),
    )


async def sent_already(draft_id: str, survey: Survey, store: GivenStore) -> Redirect | None:
    """The way to the confirmation, if what this browser remembers has been sent."""
    sent = draft_id and await find_receipt(store, draft_id)
    return go_to(links.done(survey.id)) if sent else None


def show_lost(survey: Survey, wording: Wording, typed: list[str]) -> Template:
    """There are no answers behind what was posted; what was just written is given back."""
    return render_survey(
        "respond/lost.html",
        survey,
        wording,
        title=translations(wording.language).gettext("We cannot find your earlier answers"),
        status=410,
        typed=typed,
    )


def _pages_shown(survey: Survey, answers: Answers) -> list[Page]:
    asked = asked_pages(survey.questionnaire, answers)
    return [page for page in asked if page.section != GATE and page.items]


def _required_page(survey: Survey, answers: Answers) -> Page | None:
    """The first page that asks something routing needs and that has no answer."""
    for page in _pages_shown(survey, answers):
        if any(item.required and item.id not in answers for item in page.items):
            return page
    return None


def _last_page(survey: Survey, draft: Draft) -> str:
    return links.page(survey.id, _pages_shown(survey, draft.answers)[-1].id)


def _sections(survey: Survey, wording: Wording, answers: Answers) -> Iterator[dict[str, Any]]:
    """The asked pages by section: its title, and a row for each item."""
    by_section = groupby(_pages_shown(survey, answers), key=lambda page: page.section)
    for section, pages in by_section:
        rows = [
            answer_row(
                survey,
                wording,
                item,
                answers,
                change=links.page(survey.id, page.id, change=BACK),
            )
            for page in pages
            for item in page.items
        ]
        yield {"title": wording.sections.get(section, section), "rows": rows}
