"""Provenance: where a published number comes from, and what it takes to make it again.

Told from the release alone, so it says no more than the release does.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from analysis import SYMBOLS, Cell, Column, Row, SummaryTable
from survey_api.errors import BadInput, NotFound
from survey_api.record import Record
from survey_api.releases.model import Release, Standing

ALL = "All"  # how people name the row of everybody, whose code is ''
HIDDEN = (
    "Few people stand behind it, or together with other figures it would give a hidden one away. "
    "Which of the two is not said, for that would say something about it."
)
_NO_MODEL = "none: no program read anybody's words for it"
# Measures whose figures rest on a program that reads people's own words.
_READING = ("sentiment", "theme", "coded", "agreement", "words", "comparison")


class Provenance(Record, kw_only=True):
    """Everything one published number carries.

    `filter`: whom it is kept to, the row it stands in included. `base`: who is counted;
    `responses`: how many, rounded as published, or None with `hidden` saying why not. `models`:
    the programs that read people's own words for it. `cut`: what had come by then is in it.
    """

    release: str
    status: str
    simulated: bool
    table: str
    table_title: str
    row: str
    row_title: str
    column: str
    column_title: str
    unit: str
    cell: Cell
    measure: str
    of: str
    filter: str
    base: str
    responses: float | None
    flag: str
    hidden: str
    method: str
    models: str
    questionnaire: str
    tables_version: str
    policy: str
    cut: datetime
    code: str
    standards: tuple[str, ...]
    notes: tuple[str, ...]
    evidence: tuple[str, ...]
    source: str


def provenance(release: Release, table: SummaryTable, row: Row, column: Column) -> Provenance:
    """Get where the number in this row and column comes from."""
    versions, cell = release.versions, row.cells[table.columns.index(column)]
    return Provenance(
        release=release.summary.id,
        status=release.summary.status.value,
        simulated=release.summary.simulated > 0,
        table=table.id,
        table_title=table.title,
        row=row.code,
        row_title=row.title,
        column=column.id,
        column_title=column.title,
        unit=column.unit,
        cell=cell,
        measure=table.measure,
        of=table.of,
        filter=_filter(table, row),
        base=table.base_note,
        responses=None if row.base.symbol else row.base.value,
        flag=row.flag,
        hidden=_hidden(row, cell),
        method=table.method,
        models=_models(table, versions),
        questionnaire=versions.get("questionnaire", ""),
        tables_version=versions.get("tables", ""),
        policy=versions.get("policy", ""),
        cut=release.cut or release.summary.made_at,
        code=versions.get("code", ""),
        standards=tuple(f"{one.title}. Source: {one.source}" for one in table.reference_lines),
        notes=(*release.notes, *table.notes),
        evidence=table.evidence,
        source=table.source,
    )


class PublishedTable(SummaryTable, frozen=True, kw_only=True):
    """A table with what all its numbers carry: the release, its versions and the data cut."""

    release: str
    status: str
    sign_off: Standing  # a draft, not for the public, unless published
    simulated_responses: int
    cut: datetime
    versions: dict[str, str]


def published_table(
    release: Release, table: SummaryTable, standing: Standing = Standing.WAITING
) -> PublishedTable:
    """Get the table as programs read it and as a file holds it.

    Where a symbol stands there is nothing else, whatever the table has behind it.
    """
    rows = tuple(
        replace(row, base=_told(row.base), cells=tuple(_told(cell) for cell in row.cells))
        for row in table.rows
    )
    return PublishedTable(
        **msgspec.structs.asdict(replace(table, rows=rows)),
        release=release.summary.id,
        status=release.summary.status.value,
        sign_off=standing,
        simulated_responses=release.summary.simulated,
        cut=release.cut or release.summary.made_at,
        versions=release.versions,
    )


def _told(cell: Cell) -> Cell:
    return Cell(symbol=cell.symbol) if cell.symbol else cell


def find_cell(release: Release, table_id: str, cell: str) -> tuple[SummaryTable, Row, Column]:
    """Get the place that `cell` names as row:column, e.g. 'P:positive'; 'All' is everybody.

    Raises NotFound naming the rows, columns or tables there are, BadInput for another shape.
    """
    tables = {table.id: table for table in release.tables}
    if table_id not in tables:
        there = ", ".join(tables)
        raise NotFound(f"Release {release.summary.id} has no table '{table_id}', only: {there}.")
    table = tables[table_id]
    wanted_row, colon, wanted_column = cell.rpartition(":")
    if not colon:
        raise BadInput(f"Name a cell as row:column, e.g. {_example(table)}. {_places(table)}")
    row = next((one for one in table.rows if _names(wanted_row, one.code, one.title)), None)
    column = next((one for one in table.columns if _names(wanted_column, one.id, one.title)), None)
    if row is None or column is None:
        what = f"row '{wanted_row}'" if row is None else f"column '{wanted_column}'"
        raise NotFound(f"Table '{table_id}' has no {what}. {_places(table)}")
    return table, row, column


def _names(wanted: str, code: str, title: str) -> bool:
    if not code:
        return wanted in ("", "-") or wanted.casefold() in (ALL.casefold(), title.casefold())
    return wanted == code or wanted.casefold() == title.casefold()


def _places(table: SummaryTable) -> str:
    rows = ", ".join(row.code or ALL for row in table.rows) or "none"
    return f"Rows: {rows}. Columns: {', '.join(column.id for column in table.columns)}."


def _example(table: SummaryTable) -> str:
    row = table.rows[-1].code or ALL if table.rows else ALL
    return f"{row}:{table.columns[0].id if table.columns else 'share'}"


def _filter(table: SummaryTable, row: Row) -> str:
    kept = [table.where] if table.where else []
    if row.code:
        kept.append(f"{table.row_title or table.by}: {row.title}")
    return "; ".join(kept) or "everybody"


def _hidden(row: Row, cell: Cell) -> str:
    """Why there is no number, as far as may be said; '' where there is one."""
    symbol = cell.symbol or row.base.symbol
    if not symbol:
        return ""
    said = f"{symbol} {SYMBOLS.get(symbol, '')}."
    return f"{said} {HIDDEN}" if symbol == "[c]" else said


def _models(table: SummaryTable, versions: dict[str, str]) -> str:
    if not any(word in table.measure for word in _READING):
        return _NO_MODEL
    named = [versions[name] for name in ("scorer", "themer") if versions.get(name)]
    return ", ".join(named) or "none"
