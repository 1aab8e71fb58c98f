"""The plan of a release: which tables are made, how carefully, and what is published beside them.

Read from the survey's folder (tables.toml, disclosure.toml, grid.toml, actions.toml, events.toml)
and checked against the codebook before a single response is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import polars as pl
from msgspec.structs import replace

from analysis import (
    REMARK_COLUMNS,
    AnalysisError,
    Codebook,
    Context,
    DisclosurePolicy,
    Microdata,
    ReferenceLine,
    Stage,
    TableSpec,
    build_tables,
    check_tables,
    expected_columns,
    name_columns,
)
from survey_api.errors import BadSurvey
from survey_api.questionnaire import Standard, Survey
from survey_api.questionnaire.reading import read_toml, short_name
from survey_api.record import Record
from survey_api.releases.actions import (
    ACTIONS,
    EVENTS,
    ActionFile,
    EventFile,
    action_mistakes,
    event_mistakes,
    load_actions,
    load_events,
    recommendation_mistakes,
)
from survey_api.releases.break_offs import break_off_codebook
from survey_api.releases.codes import make_codebook
from survey_api.releases.coverage import monitor_mistakes
from survey_api.releases.delays import delay_name
from survey_api.releases.grid import GRID, GridFile, grid_mistakes, load_grid
from survey_api.releases.overview import OVERVIEW, load_overview, missing_figures
from survey_api.releases.parts import PACK, load_pack, strange_patterns
from survey_api.releases.population import (
    POPULATION,
    load_population,
    population_mistakes,
    with_events,
    with_population,
)

TABLES, DISCLOSURE = "tables.toml", "disclosure.toml"
RESERVED = ("evidence", "pack")  # they stand where a table's id stands in addresses
# What a release says it was made with, and the files that say it.
_FILES = {
    "survey": ("survey.toml", "questionnaire.toml", "wording.*.toml", "reference/*.toml"),
    "tables": (TABLES,),
    "policy": (DISCLOSURE,),
    "grid": (GRID,),
    "actions": (ACTIONS,),
    "events": (EVENTS,),
    "population": (POPULATION,),
    "overview": (OVERVIEW,),
}
_OF_INTERIM = ("coarse",)  # set by the program for an interim release, never by the file
# A standard in seconds is not drawn beside waits that people remember in minutes.
_SHORTEST_LINE_MIN = 1.0


class TableFile(Record, kw_only=True):
    """tables.toml. `break_offs`: tables of responses that were begun and never submitted."""

    tables: tuple[TableSpec, ...]
    break_offs: tuple[TableSpec, ...] = ()


class Plan(Record, kw_only=True):
    """What a release is made from besides the responses; every name in it is known to exist."""

    tables: tuple[TableSpec, ...]
    break_offs: tuple[TableSpec, ...]
    policy: DisclosurePolicy
    grid: GridFile
    actions: ActionFile
    events: EventFile
    versions: dict[str, str]  # 'tables', 'policy', ... -> the first letters of the file's SHA-256


def load_plan(survey: Survey) -> Plan:
    """Get the plan in the survey's folder, with every table tried on no responses at all.

    What fails then would fail on the day. Raises BadSurvey as `read_plan` does.
    """
    plan = read_plan(survey)
    nowhere = Context(wave="", source="")
    with explained(survey):
        for codebook, specs in _tables_of(survey, plan):
            build_tables(empty_microdata(codebook), specs, plan.policy, nowhere)
    return plan


def read_plan(survey: Survey) -> Plan:
    """Get the plan with its standards and evidence codes filled in, its tables not tried yet.

    Raises BadSurvey naming the file, the table and what is wrong with it.
    """
    found = read_toml(survey.folder / TABLES, TableFile)
    population, events = load_population(survey), load_events(survey)
    codebook = make_codebook(survey)
    filled = (
        with_population(_filled_in(survey, spec), population, codebook) for spec in found.tables
    )
    plan = Plan(
        tables=tuple(with_events(spec, events.events, codebook) for spec in filled),
        break_offs=found.break_offs,
        policy=read_policy(survey.folder / DISCLOSURE),
        grid=load_grid(survey),
        actions=load_actions(survey),
        events=events,
        versions={name: _version(survey.folder, *files) for name, files in _FILES.items()},
    )
    _check_ids(survey, plan)
    with explained(survey):
        for codebook, specs in _tables_of(survey, plan):
            check_tables(specs, codebook, plan.policy)
    _check_files(survey, plan)
    return plan


def read_policy(path: Path) -> DisclosurePolicy:
    """Get how careful to be. Every line has to be there: a file cut short must not pass as a rule.

    Raises BadSurvey naming what is missing or wrong.
    """
    policy = read_toml(path, DisclosurePolicy)
    lines = read_toml(path, dict[str, object])
    named = (field.encode_name for field in msgspec.structs.fields(DisclosurePolicy))
    if missing := [name for name in named if name not in lines and name not in _OF_INTERIM]:
        raise BadSurvey(f"{short_name(path)}: $: these lines are missing: {', '.join(missing)}")
    return policy


def _version(folder: Path, *patterns: str) -> str:
    """The first letters of the SHA-256 of these files; 'none' where there are none."""
    paths = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths))
    return digest.hexdigest()[:12] if paths else "none"


def _check_ids(survey: Survey, plan: Plan) -> None:
    folder = survey.folder.name
    ids = [spec.id for spec in (*plan.tables, *plan.break_offs)]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise BadSurvey(f"{folder}/{TABLES}: two tables have the id '{twice[0]}'")
    if taken := [one for one in ids if one in RESERVED]:
        raise BadSurvey(f"{folder}/{TABLES}: '{taken[0]}' is the address of another page")


@contextmanager
def explained(survey: Survey) -> Iterator[None]:
    """Turn what is wrong with a table into BadSurvey that names the file."""
    try:
        yield
    except AnalysisError as error:
        lines = [f"{survey.folder.name}/{TABLES}: {line}" for line in str(error).splitlines()]
        raise BadSurvey("\n".join(lines)) from error


def _tables_of(survey: Survey, plan: Plan) -> tuple[tuple[Codebook, Sequence[TableSpec]], ...]:
    """The tables of responses and those of break-offs, each with the variables they may name."""
    return (
        (make_codebook(survey), plan.tables),
        (break_off_codebook(survey), plan.break_offs),
    )


def _check_files(survey: Survey, plan: Plan) -> None:
    """Raises BadSurvey listing what other files of the survey name that no table has."""
    folder = survey.folder.name
    ids = [spec.id for spec in (*plan.tables, *plan.break_offs)]
    columns = {
        column for book, specs in _tables_of(survey, plan) for column in name_columns(specs, book)
    }
    mistakes = [
        f"{folder}/{file}: {line}"
        for file, lines in (
            (OVERVIEW, missing_figures(load_overview(survey), columns)),
            (PACK, strange_patterns(load_pack(survey), ids)),
            (GRID, grid_mistakes(plan.grid, survey, columns)),
            (ACTIONS, action_mistakes(plan.actions, survey, columns)),
            (EVENTS, event_mistakes(plan.events)),
            (POPULATION, population_mistakes(load_population(survey), make_codebook(survey))),
            ("survey.toml", recommendation_mistakes(survey)),
        )
        for line in lines
    ]
    if mistakes:
        raise BadSurvey("\n".join(mistakes))


def check_monitor(survey: Survey, plan: Plan) -> None:
    """Return when everything exists that the fieldwork monitor and the quotas name.

    No release is made from it, so none is stopped by it. Raises BadSurvey with a line for each
    mistake.
    """
    if mistakes := monitor_mistakes(survey, plan.tables, make_codebook(survey)):
        lines = (f"{survey.folder.name}/survey.toml: {line}" for line in mistakes)
        raise BadSurvey("\n".join(lines))


def empty_microdata(codebook: Codebook) -> Microdata:
    """Microdata of nobody."""
    frame = pl.DataFrame(schema=expected_columns(codebook))
    return Microdata(frame, pl.DataFrame(schema=REMARK_COLUMNS), codebook)


def _filled_in(survey: Survey, spec: TableSpec) -> TableSpec:
    if spec.measure == "journey" and not spec.stages:
        return _journey(survey, spec)
    standards = list(_standards(survey, spec.of))
    if spec.reference_lines or not standards:
        return spec
    drawn = [one for one in standards if one.minutes >= _SHORTEST_LINE_MIN]
    return replace(
        spec,
        reference_lines=tuple(_line(one) for one in drawn),
        notes=(*spec.notes, *(_note(one, drawn=one in drawn) for one in standards)),
    )


def _journey(survey: Survey, spec: TableSpec) -> TableSpec:
    """A row for each delay of the survey that an item measures, in their order, with standards."""
    items = {item.delay: item for item in survey.questionnaire.items.values() if item.delay}
    stages = tuple(
        Stage(
            code=one.id,
            title=f"{one.id} {one.title}",
            of=delay_name(items[one.id]),
            reference_lines=tuple(
                replace(_line(standard), row=one.id)
                for standard in _standards(survey, delay_name(items[one.id]))
                if standard.minutes >= _SHORTEST_LINE_MIN
            ),
        )
        for one in survey.programme.evidence
        if one.id in items
    )
    lines = tuple(line for stage in stages for line in stage.reference_lines)
    return replace(spec, stages=stages, reference_lines=lines)


def _standards(survey: Survey, variable: str) -> Iterable[Standard]:
    """The published standards for the delay that this variable measures."""
    measured = {
        delay_name(item): item.delay for item in survey.questionnaire.items.values() if item.delay
    }
    delay = measured.get(variable)
    return (one for one in survey.programme.standards if one.delay == delay)


def _line(standard: Standard) -> ReferenceLine:
    return ReferenceLine(title=standard.label, value=standard.minutes / 60, source=standard.source)


def _note(standard: Standard, *, drawn: bool) -> str:
    shown = "Published standard" if drawn else "Published standard, not drawn"
    note = f" {standard.note}" if standard.note else ""
    return f"{shown}, as of {standard.as_of:%B %Y}: {standard.label}.{note}"
