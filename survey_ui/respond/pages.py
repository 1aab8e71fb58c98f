"""Question pages: show one, save it, ask 'Is that right?' where it helps, and go on.

A page opened from check your answers has `change` in its address: 'check' to go straight back,
or the ids of the pages to ask first, which the change brought up: 'n_why.n_main'.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import (
    Answers,
    Draft,
    ItemKind,
    NotFound,
    Page,
    Problems,
    Settings,
    Survey,
    Wording,
    asked_pages,
    change_language,
    keep_resume_code,
    needs_code,
    next_page,
    page_of,
    previous_page,
    read_team,
    save_page,
    soft_checks,
)
from survey_api.app import GivenStore
from survey_api.lines import is_blank
from survey_api.safeguarding import load_duty, shift_at
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.answers import answer_row
from survey_ui.respond.forms import Form, read_form, shown_again, told_before
from survey_ui.respond.frame import Phrase, go_to, render_survey, show_helplines
from survey_ui.respond.gates import gate_pages, resume_link, show_gate
from survey_ui.respond.items import GATE, show_page, summary_of, told
from survey_ui.respond.kept import KeptTemplate
from survey_ui.respond.language import chosen, remember_language
from survey_ui.respond.resuming import LATER
from survey_ui.respond.sending import BACK, sent_already, show_lost

_NEAREST = 5  # the number of questions to come is not known exactly: it is told in fives


@get("/s/{survey_id:str}/{page_id:str}")
async def get_page(
    survey: Survey,
    page_id: str,
    draft_id: str,
    draft: Draft | None,
    wording: Wording,
    store: GivenStore,
    now: datetime,
    change: str = "",
    team: str = "",
) -> Template | Redirect:
    """A question, with what was answered before. team: the code in the link that was used."""
    page = find_page(survey, page_id)
    if page.section == GATE:
        return _get_gate(survey, wording, page, read_team(team))
    if draft is None:
        return await sent_already(draft_id, survey, store) or go_to(links.start(survey.id))
    asked = asked_pages(survey.questionnaire, draft.answers)
    if page not in asked:
        return go_to(resume_link(survey, draft))
    return show_question(survey, draft, asked, page, _known(survey, change), now=now)


@post("/s/{survey_id:str}/{page_id:str}")
async def post_page(
    request: Request[Any, Any, Any],
    survey: Survey,
    page_id: str,
    draft_id: str,
    draft: Draft | None,
    wording: Wording,
    store: GivenStore,
    settings: Settings,
    now: datetime,
    code_pass: str,
    change: str = "",
) -> Template | Redirect:
    """Save a page and go on; or show it again with what has to be put right."""
    page, form = find_page(survey, page_id), await read_form(request)
    if draft is None:
        sent = await sent_already(draft_id, survey, store)
        return sent or show_lost(survey, wording, _written(page, form))
    asked = asked_pages(survey.questionnaire, draft.answers)
    if page not in asked:
        return go_to(resume_link(survey, draft))
    if language := chosen(form, survey):
        return await _in_another_language(
            store, survey, draft, page, form, language, _known(survey, change), settings, now
        )
    saved = await save_page(store, survey, draft, page, {} if "skip" in form else form, now)
    if LATER in form and (not isinstance(saved, Problems) or not _is_answered(page, form)):
        await keep_resume_code(store, draft.id)
        return go_to(links.later(survey.id))
    if isinstance(saved, Problems):
        return show_question(survey, draft, asked, page, _known(survey, change), saved, now=now)
    if not code_pass and _needs_code_now(survey, draft, saved):
        return go_to(links.code(survey.id))
    if change:
        change = _still_to_ask(survey, draft.answers, saved.answers, page, change)
    if soft_checks(survey, page, saved.answers):
        return go_to(links.sure(survey.id, page.id, change=change))
    return go_to(_onward(survey, saved.answers, page, change))


def _needs_code_now(survey: Survey, before: Draft, saved: Draft) -> bool:
    """Whether this answer makes a code needed: told at once, not after all the questions."""
    return needs_code(survey, saved.answers) and not (
        before.page and needs_code(survey, before.answers)
    )


@get("/s/{survey_id:str}/{page_id:str}/sure")
async def get_sure(
    survey: Survey,
    page_id: str,
    draft_id: str,
    draft: Draft | None,
    store: GivenStore,
    change: str = "",
) -> Template | Redirect:
    """'Is that right?': what was answered, a way to change it and a way to go on."""
    page = find_page(survey, page_id)
    if draft is None:
        return await sent_already(draft_id, survey, store) or go_to(links.start(survey.id))
    wording = survey.wording(draft.instrument.language)
    say = translations(wording.language).gettext
    doubts = soft_checks(survey, page, draft.answers)
    onward = _onward(survey, draft.answers, page, _known(survey, change))
    if not doubts:
        return go_to(onward)
    return render_survey(
        "respond/sure.html",
        survey,
        wording,
        title=say("Is that right?"),
        messages=[told(doubt, say) for doubt in doubts],
        rows=[answer_row(survey, wording, item, draft.answers) for item in page.items],
        back=links.page(survey.id, page.id, change=_known(survey, change)),
        onward=onward,
    )


async def _in_another_language(
    store: GivenStore,
    survey: Survey,
    draft: Draft,
    page: Page,
    form: Form,
    language: str,
    change: str,
    settings: Settings,
    now: datetime,
) -> Template | Redirect:
    """The same page in that language, with what was answered; what cannot be saved yet is shown."""
    changed = await change_language(store, draft, language, now)
    saved = await save_page(store, survey, changed, page, form, now)
    cookie = remember_language(language, settings)
    if not isinstance(saved, Problems):
        link = links.page(survey.id, page.id, change=change)
        return Redirect(link, status_code=303, cookies=[cookie])
    asked = asked_pages(survey.questionnaire, draft.answers)
    again = shown_again(page, form, saved)
    shown = show_question(survey, changed, asked, page, change, again, now=now)
    shown.cookies.append(cookie)
    return shown


def find_page(survey: Survey, page_id: str) -> Page:
    """The page with this id. Raises NotFound."""
    page = page_of(survey.questionnaire, page_id)
    if page is None:
        raise NotFound("There is no such page in this survey.")
    return page


def show_question(
    survey: Survey,
    draft: Draft,
    asked: Sequence[Page],
    page: Page,
    change: str,
    problems: Problems | None = None,
    *,
    now: datetime,
) -> Template:
    """The page with what is stored, or with what was typed and what is wrong with it."""
    wording = survey.wording(draft.instrument.language)
    say = translations(wording.language).gettext
    shown = show_page(survey, wording, page, draft.answers, problems)
    mistakes = summary_of(problems, page, say) if problems else []
    return render_survey(
        "respond/question.html",
        survey,
        wording,
        title=shown.title,
        status=400 if mistakes else 200,
        kind=Template if problems or change or shown.answered else KeptTemplate,
        page=shown,
        problems=mistakes,
        action=links.page(survey.id, page.id, change=change),
        hidden=told_before(mistakes),
        back=links.check(survey.id) if change else _back(survey, asked, page),
        progress="" if change else _progress(asked, page, say),
        may_come_back=True,
        can_skip=bool(page.items) and not any(item.required for item in page.items),
        unread=_is_unread(survey, page, now),
        shown_helplines=() if page.items else show_helplines((survey,), "danger", wording.language),
    )


def _is_unread(survey: Survey, page: Page, now: datetime) -> bool:
    """Whether the page asks for words that nobody is on shift to read."""
    asks_words = any(item.kind is ItemKind.TEXT for item in page.items)
    return asks_words and shift_at(load_duty(survey), now) is None


def _get_gate(survey: Survey, wording: Wording, page: Page, team: str) -> Template | Redirect:
    """The first gate; a later one is only reached through it, since nothing is kept."""
    first = gate_pages(survey, {})[0]
    if page != first:
        return go_to(links.page(survey.id, first.id, team=team))
    return show_gate(survey, wording, page, {}, team=team)


def _known(survey: Survey, change: str) -> str:
    """`change` as an address told it, without what is no page of the survey."""
    if not change:
        return ""
    return ".".join(id_ for id_ in change.split(".") if page_of(survey.questionnaire, id_)) or BACK


def _still_to_ask(survey: Survey, before: Answers, after: Answers, page: Page, change: str) -> str:
    """The pages a change brought up that have no answer yet, as `change`."""
    asked = {each.id for each in asked_pages(survey.questionnaire, before)}
    waiting = set(change.split("."))
    return (
        ".".join(
            each.id
            for each in asked_pages(survey.questionnaire, after)
            if each != page
            and (each.id in waiting or each.id not in asked)
            and not any(item.id in after for item in each.items)
        )
        or BACK
    )


def _onward(survey: Survey, answers: Answers, page: Page, change: str) -> str:
    """Where to go after this page: the next one, or the first that a change brought up."""
    if change == BACK:
        return links.check(survey.id)
    if change:
        first, _, rest = change.partition(".")
        return links.page(survey.id, first, change=rest or BACK)
    asked = asked_pages(survey.questionnaire, answers)
    following = next_page(survey.questionnaire, asked, page.id)
    return links.page(survey.id, following) if following else links.check(survey.id)


def _back(survey: Survey, asked: Sequence[Page], page: Page) -> str:
    before = previous_page(survey.questionnaire, asked, page.id)
    if before is None or find_page(survey, before).section == GATE:
        return links.start(survey.id)
    return links.page(survey.id, before)


def _progress(asked: Sequence[Page], page: Page, say: Phrase) -> str:
    """'Question 5 of about 20'. How many are to come depends on the answers to come."""
    asking = [each for each in asked if each.section != GATE and each.items]
    if page not in asking:
        return ""
    number, total = asking.index(page) + 1, len(asking)
    about = max(number, (total + _NEAREST // 2) // _NEAREST * _NEAREST)
    return say("Question %(number)s of about %(total)s") % {"number": number, "total": about}


def _is_answered(page: Page, form: Form) -> bool:
    """Whether anything was told on the page, right or wrong."""
    names = tuple(item.id for item in page.items)
    return any(
        not is_blank(value)
        for name, values in form.items()
        if name in names or name.startswith(tuple(f"{id_}-" for id_ in names))
        for value in values
    )


def _written(page: Page, form: Form) -> list[str]:
    """What was typed into the text fields of a page."""
    texts = [item.id for item in page.items if item.kind is ItemKind.TEXT]
    return [value for name in texts for value in form.get(name, ()) if not is_blank(value)]
