"""A table to take away: CSV for a spreadsheet, JSON for a program, SVG for a slide."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

from analysis import Cell, Row, SummaryTable
from survey_api import Provenance, Release, ReleaseSummary, Standing, provenance, published_table
from survey_ui.releases.figures import is_shown

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "svg": "image/svg+xml",
}
_HEADINGS = (
    "table",
    "group_code",
    "group",
    "base",
    "flag",
    "measure",
    "column",
    "value",
    "lower",
    "upper",
    "at_least",
    "symbol",
    "unit",
    "release",
    "sign_off",
    "simulated_responses",
    "statistic",
    "of",
    "filter",
    "counted",
    "method",
    "models",
    "questionnaire",
    "tables_version",
    "policy",
    "data_cut",
    "code",
)
# What a formula starts with. The wide signs too: a spreadsheet set up for Japanese or Chinese takes
# them for the narrow ones.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def write_csv(table: SummaryTable, release: Release, standing: Standing = Standing.WAITING) -> str:
    """Tidy CSV: one line per group and column, numbers as numbers, symbols in their own column.

    Each line carries where its number comes from.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for line in _lines(table, release, standing):
        writer.writerow([safe_text(field) if isinstance(field, str) else field for field in line])
    return text.getvalue()


def write_json(
    table: SummaryTable, release: Release, standing: Standing = Standing.WAITING
) -> bytes:
    """The table with everything that belongs to it, as the API gives it."""
    return msgspec.json.format(msgspec.json.encode(published_table(release, table, standing)))


def file_name(table: SummaryTable, release: ReleaseSummary, suffix: str) -> str:
    """The name of the file, which says when answers in it are simulated."""
    marked = "simulated-" if release.simulated else ""
    return f"{marked}{release.survey}-{release.wave}-{table.id}.{suffix}"


def _lines(
    table: SummaryTable, release: Release, standing: Standing
) -> Iterator[tuple[object, ...]]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            yield (
                table.id,
                *_group(row),
                column.id,
                column.title,
                *_figure(cell),
                column.unit,
                release.summary.id,
                standing.value,
                release.summary.simulated,
                *_carried(provenance(release, table, row, column)),
            )


def _carried(found: Provenance) -> tuple[object, ...]:
    """Where a number comes from, in the order of the headings."""
    return (
        found.measure,
        found.of,
        found.filter,
        found.base,
        found.method,
        found.models,
        found.questionnaire,
        found.tables_version,
        found.policy,
        found.cut.isoformat(),
        found.code,
    )


def _group(row: Row) -> tuple[object, ...]:
    base = _number(row.base.value) if is_shown(row.base) else row.base.symbol
    return row.code, row.title, base, row.flag


def _figure(cell: Cell) -> tuple[object, ...]:
    if not is_shown(cell):
        return cell.text, "", "", "", cell.symbol
    at_least = str(cell.at_least).lower()
    return _number(cell.value), _number(cell.lower), _number(cell.upper), at_least, ""


def _number(value: float | None) -> object:
    if value is None:
        return ""
    return int(value) if value == int(value) else value


def safe_text(text: str) -> str:
    """Text that a spreadsheet will never take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
