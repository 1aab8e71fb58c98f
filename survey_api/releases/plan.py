"""The plan of a release: which tables are made, and how carefully they are protected.

Read from the survey's folder, tables.toml and disclosure.toml, and checked against the codebook
before a single response is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

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
    SummaryTable,
    TableSpec,
    build_tables,
    expected_columns,
)
from survey_api.errors import BadSurvey
from survey_api.questionnaire import Standard, Survey
from survey_api.questionnaire.reading import read_toml
from survey_api.record import Record
from survey_api.releases.break_offs import break_off_codebook
from survey_api.releases.codes import make_codebook
from survey_api.releases.delays import delay_name
from survey_api.releases.overview import OVERVIEW, load_overview, missing_figures

TABLES, DISCLOSURE = "tables.toml", "disclosure.toml"
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
    versions: dict[str, str]  # 'tables', 'policy' -> the first letters of the file's SHA-256


def load_plan(survey: Survey) -> Plan:
    """Get the plan in the survey's folder, with its standards and evidence codes filled in.

    Raises BadSurvey naming the file, the table and what is wrong with it.
    """
    tables, policy = survey.folder / TABLES, survey.folder / DISCLOSURE
    found = read_toml(tables, TableFile)
    plan = Plan(
        tables=tuple(_filled_in(survey, spec) for spec in found.tables),
        break_offs=found.break_offs,
        policy=read_toml(policy, DisclosurePolicy),
        versions={
            name: hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            for name, path in (("tables", tables), ("policy", policy))
        },
    )
    _check(survey, plan)
    return plan


def _check(survey: Survey, plan: Plan) -> None:
    """Make every table from no responses at all: what fails then would fail on the day."""
    folder = survey.folder.name
    ids = [spec.id for spec in (*plan.tables, *plan.break_offs)]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise BadSurvey(f"{folder}/{TABLES}: two tables have the id '{twice[0]}'")
    nowhere = Context(wave="", source="")
    tables: list[SummaryTable] = []
    for codebook, specs in (
        (make_codebook(survey), plan.tables),
        (break_off_codebook(survey), plan.break_offs),
    ):
        try:
            tables += build_tables(empty_microdata(codebook), specs, plan.policy, nowhere)
        except AnalysisError as error:
            lines = [f"{folder}/{TABLES}: {line}" for line in str(error).splitlines()]
            raise BadSurvey("\n".join(lines)) from error
    if missing := missing_figures(load_overview(survey), tables):
        raise BadSurvey("\n".join(f"{folder}/{OVERVIEW}: {line}" for line in missing))


def empty_microdata(codebook: Codebook) -> Microdata:
    """Microdata of nobody."""
    frame = pl.DataFrame(schema=expected_columns(codebook))
    return Microdata(frame, pl.DataFrame(schema=REMARK_COLUMNS), codebook)


def _filled_in(survey: Survey, spec: TableSpec) -> TableSpec:
    if spec.measure == "evidence_grid" and not spec.row_labels:
        return replace(spec, row_labels=_evidence_rows(survey))
    standards = list(_standards(survey, spec.of))
    if spec.reference_lines or not standards:
        return spec
    drawn = [one for one in standards if one.minutes >= _SHORTEST_LINE_MIN]
    return replace(
        spec,
        reference_lines=tuple(_line(one) for one in drawn),
        notes=(*spec.notes, *(_note(one, drawn=one in drawn) for one in standards)),
    )


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


def _evidence_rows(survey: Survey) -> dict[str, str]:
    """Every finding, recommendation and delay of the survey, those whose text is awaited too."""
    return {one.id: f"{one.id} {one.title}" for one in survey.programme.evidence}
