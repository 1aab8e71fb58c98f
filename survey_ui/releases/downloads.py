"""A table to take away: CSV for a spreadsheet, JSON for a program, SVG for a slide."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

from analysis import Cell, Row, SummaryTable
from survey_api import ReleaseSummary
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
    "simulated_responses",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(table: SummaryTable, release: ReleaseSummary) -> str:
    """Tidy CSV: one line per group and column, numbers as numbers, symbols in their own column."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for line in _lines(table, release):
        writer.writerow([_safe(field) if isinstance(field, str) else field for field in line])
    return text.getvalue()


def write_json(table: SummaryTable) -> bytes:
    """The table with everything that belongs to it, as the API gives it."""
    return msgspec.json.format(msgspec.json.encode(table))


def file_name(table: SummaryTable, release: ReleaseSummary, suffix: str) -> str:
    """The name of the file, which says when answers in it are simulated."""
    marked = "simulated-" if release.simulated else ""
    return f"{marked}{release.survey}-{release.wave}-{table.id}.{suffix}"


def _lines(table: SummaryTable, release: ReleaseSummary) -> Iterator[tuple[object, ...]]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            yield (
                table.id,
                *_group(row),
                column.id,
                column.title,
                *_figure(cell),
                column.unit,
                release.id,
                release.simulated,
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


def _safe(text: str) -> str:
    """Text that a spreadsheet will never take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
