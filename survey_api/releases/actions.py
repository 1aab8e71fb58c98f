"""What people write beside the tables: actions, recommendations, dated events. Data, never code.

actions.toml and events.toml in the survey's folder, and the recommendations of survey.toml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set

from analysis import SummaryTable
from survey_api.questionnaire import Survey
from survey_api.questionnaire.reading import read_toml
from survey_api.record import Record
from survey_api.releases.model import Action, Event, Recommendation
from survey_api.releases.overview import FigureSpec, find_figure

ACTIONS, EVENTS = "actions.toml", "events.toml"
OWNERS = ("", "MOPAC", "Met", "council", "joint")
MARKS = ("V", "P", "K")


class ActionSpec(Record, kw_only=True):
    """A line of the action table. `watch`: the figure to watch; `figures`: what is known so far."""

    issue: str
    owner: str = ""
    change: str = ""
    measure: str
    watch: FigureSpec
    date: dt.date | None = None
    evidence: tuple[str, ...] = ()
    figures: tuple[FigureSpec, ...] = ()


class ActionFile(Record, kw_only=True):
    """actions.toml."""

    actions: tuple[ActionSpec, ...] = ()


class EventFile(Record, kw_only=True):
    """events.toml."""

    events: tuple[Event, ...] = ()


def load_actions(survey: Survey) -> ActionFile:
    """Get the survey's actions: none, if it has no actions.toml.

    Raises BadSurvey if the file cannot be used.
    """
    path = survey.folder / ACTIONS
    return read_toml(path, ActionFile) if path.exists() else ActionFile()


def load_events(survey: Survey) -> EventFile:
    """Get the survey's dated events: none, if it has no events.toml. Raises as `load_actions`."""
    path = survey.folder / EVENTS
    return read_toml(path, EventFile) if path.exists() else EventFile()


def action_mistakes(file: ActionFile, survey: Survey, columns: Set[tuple[str, str]]) -> list[str]:
    """Get a line for each owner, code, table or column of the actions that does not exist.

    columns: the ids of every table and column.
    """
    codes = {one.id for one in survey.programme.evidence}
    found = []
    for one in file.actions:
        if one.owner not in OWNERS:
            named = ", ".join(OWNERS[1:])
            found.append(f"'{one.issue}': the owner is one of {named}, not '{one.owner}'")
        unknown = [code for code in one.evidence if code not in codes]
        found += [f"'{one.issue}': no code '{code}' in survey.toml" for code in unknown]
        found += [
            f"'{one.issue}': no table '{spec.table}' has a column '{spec.column}'"
            for spec in (one.watch, *one.figures)
            if (spec.table, spec.column) not in columns
        ]
    return found


def event_mistakes(file: EventFile) -> list[str]:
    """Get a line for each event without a title, a source or a mark."""
    found = []
    for one in file.events:
        name = one.title or one.date.isoformat()
        if not one.title or not one.source:
            found.append(f"'{name}': an event has a title and a source")
        if one.mark not in MARKS:
            found.append(f"'{name}': the mark is one of {', '.join(MARKS)}, not '{one.mark}'")
    return found


def recommendation_mistakes(survey: Survey) -> list[str]:
    """Get a line for each recommendation that says more, or less, than is confirmed."""
    found = []
    for one in survey.programme.evidence:
        if one.kind != "recommendation":
            continue
        if one.confirmed and not one.source:
            found.append(f"'{one.id}': a confirmed recommendation names its source")
        if not one.confirmed and (one.text or one.addressed_to):
            found.append(
                f"'{one.id}': its text is there, so mark it `confirmed = true`, or empty it"
            )
    return found


def find_recommendations(survey: Survey) -> tuple[Recommendation, ...]:
    """Get every recommendation, in order; those not confirmed are empty and stay visible."""
    return tuple(
        Recommendation(
            code=one.id,
            title=one.title,
            text=one.text,
            confirmed=one.confirmed,
            addressed_to=one.addressed_to,
        )
        for one in survey.programme.evidence
        if one.kind == "recommendation"
    )


def make_actions(file: ActionFile, tables: Mapping[str, SummaryTable]) -> tuple[Action, ...]:
    """Get the actions as people wrote them, with what the release publishes on each."""
    return tuple(
        Action(
            issue=one.issue,
            owner=one.owner,
            change=one.change,
            measure=one.measure,
            table=one.watch.table,
            column=one.watch.column,
            date=one.date,
            evidence=one.evidence,
            figures=tuple(
                find_figure(tables.get(spec.table), spec) for spec in (one.watch, *one.figures)
            ),
        )
        for one in file.actions
    )


def sort_events(file: EventFile) -> tuple[Event, ...]:
    """Get the events, earliest first."""
    return tuple(sorted(file.events, key=lambda event: (event.date, event.title)))
