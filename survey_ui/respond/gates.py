"""The way in: the surveys, the start page, the gate questions, and the pages that end it there.

Nothing is stored before every gate is passed, so the answer to the first gate travels in the form
of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import (
    Answers,
    CodeRule,
    CodeUse,
    Draft,
    NotFound,
    Page,
    Problems,
    Settings,
    Survey,
    Wording,
    asked_pages,
    begin_response,
    london_day,
    next_page,
    parse_page,
    read_team,
)
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.entering import how_entered
from survey_ui.respond.forms import read_form, shown_again, told_before
from survey_ui.respond.frame import go_to, render, render_survey, show_helplines
from survey_ui.respond.items import GATE, show_page, summary_of
from survey_ui.respond.kept import KeptTemplate
from survey_ui.respond.language import chosen, remember_language
from survey_ui.respond.session import remember


def _(phrase: str) -> str:
    """Marks a phrase for the catalogue; the page says it in the reader's language."""
    return phrase


@get("/")
async def get_home(surveys: dict[str, Survey], language: str, now: datetime) -> Template:
    """The surveys of this installation, open ones first."""
    rows = [
        {
            "title": survey.wording(language).title,
            "text": survey.wording(language).description,
            "language": survey.wording(language).language,
            "href": links.start(survey.id),
            "said": links.you_said(survey.id),
            "open": survey.open_wave(london_day(now)) is not None,
        }
        for survey in surveys.values()
    ]
    return render(
        "public/home.html",
        language,
        surveys.values(),
        title=translations(language).gettext("Surveys"),
        rows=sorted(rows, key=lambda row: not row["open"]),
    )


@get("/s/{survey_id:str}")
async def get_start(
    survey: Survey,
    draft: Draft | None,
    wording: Wording,
    now: datetime,
    code_pass: str,
    team: str = "",
) -> Template:
    """What the survey is, before it begins; with the way back to answers begun earlier.

    team: the code in the link of a home, school or unit; what is no code counts as none.
    """
    team = read_team(team)
    return render_survey(
        "respond/start.html",
        survey,
        wording,
        title=wording.title,
        description=wording.description.split("\n\n"),
        duration=wording.duration,
        contact=survey.programme.contact,
        open=survey.open_wave(london_day(now)) is not None,
        leaving=links.leaving(survey.id, team=team),
        team=team,
        resume=resume_link(survey, draft) if draft else "",
        takes_codes=survey.programme.codes.use is not CodeUse.NONE,
        code_told=_code_told(survey.programme.codes, code_pass),
    )


def _code_told(rule: CodeRule, code_pass: str) -> str:
    """What the start page says of codes, in English; '' where nobody needs to know."""
    if rule.use is not CodeUse.NONE and code_pass:
        return _("We have your code. It is used up only when you send your answers.")
    if rule.use is not CodeUse.NEEDED:
        return ""
    if rule.families_too:
        return _("To answer this survey you need the code from your invitation.")
    return _(
        "If you answer because of your work, you need the code from your invitation. Parents, "
        "carers and family do not need one."
    )


@get("/s/{survey_id:str}/leaving")
async def get_leaving(survey: Survey, wording: Wording, team: str = "") -> Template:
    """How to leave quickly and what that does not clear, told before the first question."""
    team = read_team(team)
    return render_survey(
        "respond/leaving.html",
        survey,
        wording,
        title=translations(wording.language).gettext("How to leave this site quickly"),
        back=links.start(survey.id, team=team),
        onward=links.page(survey.id, first_gate(survey), team=team),
    )


def resume_link(survey: Survey, draft: Draft) -> str:
    """Where the respondent stopped: the page after the last one saved."""
    asked = asked_pages(survey.questionnaire, draft.answers)
    page_id = next_page(survey.questionnaire, asked, draft.page or last_gate(survey))
    return links.page(survey.id, page_id) if page_id else links.check(survey.id)


def first_gate(survey: Survey) -> str:
    """The id of the first gate page."""
    return gate_pages(survey, {})[0].id


def last_gate(survey: Survey) -> str:
    """The id of the last gate page."""
    return [page.id for page in survey.questionnaire.pages if page.section == GATE][-1]


def gate_pages(survey: Survey, answers: Answers) -> Sequence[Page]:
    """The gate pages asked, given these answers."""
    return [p for p in asked_pages(survey.questionnaire, answers) if p.section == GATE]


def show_gate(
    survey: Survey,
    wording: Wording,
    page: Page,
    answers: Answers,
    problems: Problems | None = None,
    team: str = "",
) -> Template:
    """A gate question; answers to earlier gates and the team go along in the form."""
    say = translations(wording.language).gettext
    shown = show_page(survey, wording, page, answers, problems)
    earlier = [(name, value) for name, value in answers.items() if isinstance(value, str)]
    earlier += [("team", team)] if team else []
    gates = gate_pages(survey, answers)
    mistakes = summary_of(problems, page, say) if problems else []
    return render_survey(
        "respond/question.html",
        survey,
        wording,
        title=shown.title,
        status=400 if mistakes else 200,
        kind=Template if problems or earlier else KeptTemplate,
        page=shown,
        problems=mistakes,
        action=links.begin(survey.id),
        hidden=[("gate", page.id), *earlier, *told_before(mistakes)],
        back=links.leaving(survey.id, team=team)
        if page.id == gates[0].id
        else links.page(survey.id, gates[0].id, team=team),
        can_skip=False,
    )


@post("/s/{survey_id:str}/begin")
async def post_begin(
    request: Request[Any, Any, Any],
    survey: Survey,
    wording: Wording,
    store: GivenStore,
    settings: Settings,
    now: datetime,
) -> Template | Redirect:
    """The answer to a gate: the next gate, a page that ends it, or the first question."""
    form = await read_form(request)
    team = read_team(next(iter(form.get("team", ())), ""))
    language = chosen(form, survey)
    answers: Answers = {}
    for page in survey.questionnaire.pages:
        if page not in gate_pages(survey, answers):
            continue
        parsed = parse_page(survey, page, form, answers, now, language or wording.language)
        here = page.id in form.get("gate", ())
        if language and here:
            again = shown_again(page, form, parsed)
            shown = show_gate(survey, survey.wording(language), page, answers, again, team)
            shown.cookies.append(remember_language(language, settings))
            return shown
        if isinstance(parsed, Problems):
            return show_gate(survey, wording, page, answers, parsed if here else None, team)
        answers |= parsed
        if exit_id := _exit_of(survey, page, answers):
            return go_to(links.exit_page(survey.id, exit_id, team=team))
    mode, helped = await how_entered(request, survey, store, settings, now)
    said = {"language": wording.language, "mode": mode, "helped": helped, "team": team}
    draft = await begin_response(store, survey, answers=answers, now=now, **said)
    onward = go_to(resume_link(survey, draft))
    onward.cookies.append(remember(survey, draft, settings))
    return onward


def _exit_of(survey: Survey, page: Page, answers: Answers) -> str:
    """The exit an answer on this page leads to, if one does."""
    for item in page.items:
        for option in item.options:
            if option.exit and answers.get(item.id) == option.code:
                return option.exit
    return ""


def _told_first(survey: Survey, wording: Wording, exit_id: str) -> tuple[str, ...]:
    """An exit page in the language of origin, where nobody has checked the translation."""
    origin = survey.beside(wording)
    words = origin.exits.get(exit_id) if origin else None
    return (words.title, *words.body) if words else ()


@get("/s/{survey_id:str}/exit/{exit_id:str}")
async def get_exit(survey: Survey, wording: Wording, exit_id: str, team: str = "") -> Template:
    """Help, thanks or an apology: the way through the survey ends here and nothing was stored."""
    team = read_team(team)
    words = wording.exits.get(exit_id)
    if words is None:
        raise NotFound("There is no such page.")
    return render_survey(
        "respond/ending.html",
        survey,
        wording,
        title=words.title,
        body=words.body,
        shown_helplines=show_helplines((survey,), exit_id, wording.language),
        beside=_told_first(survey, wording, exit_id),
        back=links.page(survey.id, first_gate(survey), team=team),
        again=links.start(survey.id, team=team),
    )
