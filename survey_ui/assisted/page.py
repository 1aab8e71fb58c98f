"""Where entering begins: which survey, in which way, who helps, in which language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import Settings, Survey, london_day, read_team
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_api.audit import Event, record
from survey_ui import links
from survey_ui.phrases import name_of
from survey_ui.releases.frame import render
from survey_ui.respond import (
    BY_THEMSELVES,
    Entered,
    enter_as,
    first_gate,
    forget,
    remember_language,
)

_MAY = {"right": Right.ENTER_ANSWERS}
NOBODY = "nobody"  # in the form: no one but the person who answers
WAYS = {"telephone": "By telephone", "face_to_face": "Sitting together", "paper": "From paper"}
HELPERS = {
    NOBODY: "Nobody",
    "interviewer": "An interviewer, who asks the questions",
    "interpreter": "An interpreter",
    "relative": "Somebody of the family, or a friend",
    "support_worker": "A support worker",
}
_NOTHING: Mapping[str, str] = {}


@get("/enter", opt=_MAY)
async def show_enter(surveys: dict[str, Survey], account: Account, now: datetime) -> Template:
    """What to ask first, and what to read out."""
    return _page(surveys, account, now, _NOTHING, _NOTHING)


@post("/enter", status_code=200, opt=_MAY)
async def post_enter(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    account: Account,
    store: GivenStore,
    settings: Settings,
    now: datetime,
) -> Template | Redirect:
    """On to the first question; from here on the answers carry how they came in.

    The log says who began to enter answers, and in which way, but not whose: no row leads to it.
    """
    form = await request.form()
    typed = {
        name: str(form.get(name, "")).strip()
        for name in ("survey", "mode", "helped", "language", "team")
    }
    problems = _problems(surveys, typed, now)
    if problems:
        return _page(surveys, account, now, typed, problems)
    survey = surveys[typed["survey"]]
    way = f"{survey.id} {typed['mode']}"
    await record(store, Event(who=account.name, what="began to enter answers", which=way), now)
    how = Entered(typed["mode"], "" if typed["helped"] == NOBODY else typed["helped"])
    return Redirect(
        links.page(survey.id, first_gate(survey), team=read_team(typed["team"])),
        status_code=303,
        cookies=[
            enter_as(how, settings),
            remember_language(typed["language"], settings),
            forget(survey, settings),  # what the last person said is not this one's to see
        ],
    )


@post("/enter/stop", status_code=303, opt=_MAY)
async def post_stop(surveys: dict[str, Survey], settings: Settings) -> Redirect:
    """This browser is for no more answers of others, and forgets the last ones."""
    forgotten = [forget(survey, settings) for survey in surveys.values()]
    return Redirect(
        links.account(), status_code=303, cookies=[enter_as(BY_THEMSELVES, settings), *forgotten]
    )


def _open(surveys: Mapping[str, Survey], now: datetime) -> list[Survey]:
    """Those that take answers today and may be entered for somebody."""
    today = london_day(now)
    return [one for one in surveys.values() if one.programme.entered and one.open_wave(today)]


def _problems(
    surveys: Mapping[str, Survey], typed: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """What has to be put right, by the field."""
    survey = next((one for one in _open(surveys, now) if one.id == typed["survey"]), None)
    if survey is None:
        return {"survey": "Choose a survey that is open."}
    programme, found = survey.programme, {}
    if typed["mode"] not in programme.entered:
        found["mode"] = "Choose how you get the answers."
    if typed["helped"] not in (NOBODY, *programme.helpers):
        found["helped"] = "Choose who helps to answer, or nobody."
    if typed["language"] not in programme.languages:
        found["language"] = "Choose the language in which you ask."
    if typed["team"] and not read_team(typed["team"]):
        found["team"] = "The code is 2 to 12 letters, digits or hyphens, such as K7Q2."
    return found


def _page(
    surveys: Mapping[str, Survey],
    account: Account,
    now: datetime,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> Template:
    offered = _open(surveys, now)
    modes = dict.fromkeys(mode for one in offered for mode in one.programme.entered)
    helpers = dict.fromkeys(who for one in offered for who in one.programme.helpers)
    languages = dict.fromkeys(code for one in offered for code in one.programme.languages)
    return render(
        "assisted/enter.html",
        title="Enter answers for somebody",
        status=400 if problems else 200,
        account=account,
        offered=[(one.id, one.wording("").title) for one in offered],
        ways=[(code, WAYS.get(code, code)) for code in modes],
        helpers=[(code, HELPERS.get(code, code)) for code in (NOBODY, *helpers)],
        spoken=[(code, name_of(code)) for code in languages],
        typed=typed,
        problems=problems,
    )
