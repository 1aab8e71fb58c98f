"""The page of the evidence grid: strength, what is missing, and the form to overrule it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import (
    STRENGTHS,
    BadInput,
    Figure,
    GridMeasure,
    GridRow,
    Overrule,
    Recommendation,
    Release,
    Survey,
    Wave,
    apply_overrule,
    find_standing,
    newest_release,
    overrule,
)
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.releases.figures import say_cell, say_interval, say_number
from survey_ui.releases.frame import draft_notice, render, simulated_notice
from survey_ui.releases.standing import as_cell
from survey_ui.releases.waves import find_wave

BACK_TO_RULE = "rule"  # what the form sends for "what the rule says"


class ShownFigure(NamedTuple):
    """A published figure in words, with the table it stands in."""

    title: str
    table: str
    said: str
    interval: str
    base: str


class ShownMeasure(NamedTuple):
    """A figure that bears on a code, and how far it carries."""

    figure: ShownFigure
    strength: str
    lacks: tuple[str, ...]
    groups: int


class ShownRow(NamedTuple):
    """A finding or recommendation.

    `row`: what holds now. `since`: that is newer than the release. `history`: newest first.
    """

    row: GridRow
    measures: tuple[ShownMeasure, ...]
    since: bool
    history: tuple[Overrule, ...]
    recommendation: Recommendation | None


class Typed(NamedTuple):
    """What was typed into the form that was sent back, and what is wrong with it."""

    code: str = ""
    strength: str = ""
    reason: str = ""
    problem: str = ""

    @property
    def field(self) -> str:
        """The field that the problem is about."""
        return "reason" if self.strength in (*STRENGTHS, BACK_TO_RULE) else "strength"


@get("/releases/{survey_id:str}/{wave_id:str}/evidence", opt={"right": Right.READ_RELEASES})
async def show_evidence(
    survey_id: str, wave_id: str, account: Account, store: GivenStore, surveys: dict[str, Survey]
) -> Template:
    """How strong the evidence is, code by code, with recommendations, actions and events."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    release = await newest_release(store, survey, wave)
    made = await store.list_overrules(survey.id, wave.id)
    draft = draft_notice(await find_standing(store, release.summary.id))
    return _page(survey, wave, release, made, account, Typed(), draft)


@post(
    "/releases/{survey_id:str}/{wave_id:str}/evidence",
    status_code=200,
    opt={"right": Right.OVERRULE},
)
async def post_overrule(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Template | Redirect:
    """Keep what the analyst says of a code, and why; or say kindly what to put right."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    release = await newest_release(store, survey, wave)
    form = await request.form()
    typed = Typed(*(_text(form, name) for name in ("code", "strength", "reason")))
    try:
        await overrule(
            store,
            release,
            account,
            code=typed.code,
            strength="" if typed.strength == BACK_TO_RULE else typed.strength or "?",
            reason=typed.reason,
            now=now,
        )
    except BadInput as error:
        made = await store.list_overrules(survey.id, wave.id)
        draft = draft_notice(await find_standing(store, release.summary.id))
        wrong = typed._replace(problem=str(error))
        return _page(survey, wave, release, made, account, wrong, draft)
    return Redirect(links.evidence(survey.id, wave.id, typed.code), status_code=303)


def _text(form: Mapping[str, Any], field: str) -> str:
    value = form.get(field, "")
    return value if isinstance(value, str) else ""


def _page(
    survey: Survey,
    wave: Wave,
    release: Release,
    made: Sequence[Overrule],
    account: Account,
    typed: Typed,
    draft: str,
) -> Template:
    rows = _rows(release, made)
    awaited = [one for one in rows if one.recommendation and not one.recommendation.confirmed]
    return render(
        "releases/evidence.html",
        title=f"Evidence for findings and recommendations: {wave.title}",
        status=400 if typed.problem else 200,
        account=account,
        survey=survey,
        wave=wave,
        release=release,
        draft=draft,
        simulated=simulated_notice(release.summary),
        findings=[one for one in rows if one.row.kind == "finding"],
        recommendations=[
            one for one in rows if one.row.kind == "recommendation" and one not in awaited
        ],
        awaited=awaited,
        actions=[(action, _figures(action.figures)) for action in release.actions],
        strengths=STRENGTHS,
        back_to_rule=BACK_TO_RULE,
        typed=typed,
    )


def by_strength(
    release: Release, made: Sequence[Overrule]
) -> tuple[tuple[str, tuple[GridRow, ...]], ...]:
    """The codes of each strength as it holds now, strongest first; empty strengths left out.

    Recommendations whose text is awaited have none: nothing can bear on them yet.
    """
    latest = {one.code: one for one in made}
    awaited = {one.code for one in release.recommendations if not one.confirmed}
    known = [row for row in release.grid if row.code not in awaited]
    rows = [apply_overrule(row, latest.get(row.code)) for row in known]
    found = ((each, tuple(row for row in rows if row.strength == each)) for each in STRENGTHS)
    return tuple((strength, some) for strength, some in found if some)


def _rows(release: Release, made: Sequence[Overrule]) -> list[ShownRow]:
    """The rows of the release with what was overruled since shown beside what it says itself."""
    recommendations = {one.code: one for one in release.recommendations}
    shown = []
    for row in release.grid:
        history = tuple(one for one in reversed(made) if one.code == row.code)
        latest = history[0] if history else None
        now = apply_overrule(row, latest)
        shown.append(
            ShownRow(
                row=now,
                measures=tuple(_measure(one) for one in row.measures),
                since=now != row,
                history=history,
                recommendation=recommendations.get(row.code),
            )
        )
    return shown


def _measure(measure: GridMeasure) -> ShownMeasure:
    figure = _figure(measure.figure)._replace(title=measure.title)
    return ShownMeasure(figure, measure.strength, measure.lacks, measure.groups)


def _figures(figures: Sequence[Figure]) -> list[ShownFigure]:
    return [_figure(one) for one in figures]


def _figure(figure: Figure) -> ShownFigure:
    cell = as_cell(figure)
    base = "" if figure.base is None else f"{say_number(figure.base, 'responses')} responses"
    return ShownFigure(
        title=figure.title,
        table=figure.table,
        said=say_cell(cell, figure.unit),
        interval=say_interval(cell, figure.unit),
        base=base,
    )
