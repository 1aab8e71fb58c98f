"""The workbook of a pack, whatever file it goes into: cover, contents, notes, one table a sheet.

Laid out as the Analysis Function asks of accessible spreadsheets: a title in the first cell, what
to know below it, then one table with one row of headings, no merged and no empty cells.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from analysis import SYMBOLS, Cell, Column, Row, SummaryTable
from survey_ui.pack.contents import NamedTable, Pack, ShownPart
from survey_ui.pack.writing import done_actions, say_day, say_found, table_provenance
from survey_ui.releases.figures import is_shown

Value: TypeAlias = str | int | float

COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
NOT_APPLICABLE = "[z]"
_UNITS = {"%": "%", "hours": "hours", "polarity": "-1 to 1", "responses": "responses"}


class Sheet(NamedTuple):
    """One sheet: lines of words, then at most one table.

    `lines`: one a row in the first column, the first is the title. `name` of the table is '' where
    the sheet has words alone. `links`: sheets that the first cells of the rows lead to.
    """

    title: str
    lines: tuple[str, ...]
    name: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    links: tuple[str, ...] = ()

    @property
    def widths(self) -> tuple[int, ...]:
        """How wide each column should be, in letters."""
        if not self.heads:
            return (100,)
        columns = zip(self.heads, *self.rows, strict=True)
        return tuple(_width(place, head, values) for place, (head, *values) in enumerate(columns))


def _width(place: int, head: str, values: list[Value]) -> int:
    """Room for the longest value, and for the heading in two or three lines."""
    longest = max((len(str(value)) + 2 for value in values), default=0)
    return min(60 if place == 0 else 40, max(12, longest, len(head) // 2 + 4))


def make_sheets(pack: Pack) -> tuple[Sheet, ...]:
    """Every sheet of the workbook, in order."""
    tables = [_table_sheet(pack, one) for one, _ in pack.numbered()]
    words = [sheet for sheet in (_grid(pack), _recommendations(pack), _actions(pack),
                                 _accounting(pack), _context(pack)) if sheet.rows]  # fmt: skip
    parts = [part for _, part in pack.numbered()]
    listed = list(zip(tables, parts, strict=True))
    return (_cover(pack), _contents(listed, words), _notes(pack), *tables, *words)


def plain(text: str) -> str:
    """Text without the few characters that no spreadsheet can hold; all others stay as they are."""
    return "".join(
        letter
        for letter in text
        if letter == "\n"
        or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in "\ufffe\uffff")
    )


def _cover(pack: Pack) -> Sheet:
    summary = pack.release.summary
    survey = pack.survey.wording(pack.survey.programme.languages[0]).title
    lines = [
        pack.title,
        f"{survey}, {pack.survey.programme.organisation}",
        *pack.marks,
        f"{summary.status.value.capitalize()} release {summary.id} of {say_day(summary.made_at)}, "
        f"{summary.responses:,} responses",
        "Every table stands on a sheet of its own. The sheet Contents leads to each; the sheet "
        "Notes says what the symbols mean and what was left out.",
        *pack.release.notes,
        f"Contact: {pack.survey.programme.contact}",
    ]
    return Sheet(COVER, tuple(lines))


def _contents(listed: list[tuple[Sheet, ShownPart]], words: list[Sheet]) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (sheet.title, sheet.lines[0].partition(". ")[2], f"{part.number}. {part.spec.title}")
        for sheet, part in listed
    ]
    rows += [(sheet.title, sheet.lines[0], NOT_APPLICABLE) for sheet in words]
    return Sheet(
        CONTENTS,
        ("Contents", "Each name leads to its sheet."),
        "contents",
        ("Sheet", "What it shows", "Part of the pack"),
        ((NOTES, "What the symbols mean, versions and notes", NOT_APPLICABLE), *rows),
        (NOTES, *(str(row[0]) for row in rows)),
    )


def _notes(pack: Pack) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        ("Symbol", symbol, meaning) for symbol, meaning in SYMBOLS.items()
    ]
    rows += [("Note", str(at), note) for at, note in enumerate(_every_note(pack), 1)]
    rows += [("Version", what, version) for what, version in pack.release.versions.items()]
    return Sheet(
        NOTES,
        ("Notes", "Symbols stand in place of a figure. Notes hold for every table."),
        "notes",
        ("Kind", "Name", "What it says"),
        tuple(rows),
    )


def _every_note(pack: Pack) -> Iterator[str]:
    yield from dict.fromkeys([*pack.overview.notes, *pack.release.notes, *pack.notes])


def _table_sheet(pack: Pack, one: NamedTable) -> Sheet:
    table = one.table
    used = {cell.symbol for row in table.rows for cell in (row.base, *row.cells)}
    symbols = [f"{symbol} {SYMBOLS[symbol]}" for symbol in sorted(used) if symbol in SYMBOLS]
    lines = [
        f"Table {one.number}. {table.title}",
        *pack.marks,
        f"Who is counted: {table.base_note}",
        *([f"Method: {table.method}"] if table.method else []),
        *([f"Published standard: {x.title}. Source: {x.source}" for x in table.reference_lines]),
        *([f"Limits: {' '.join(table.notes)}"] if table.notes else []),
        *([f"Symbols: {'; '.join(symbols)}"] if symbols else []),
        f"Source: {table.source} {table_provenance(pack, table)}",
        *([] if table.rows else ["Nobody has answered this yet."]),
    ]
    if not table.rows:
        return Sheet(f"Table_{one.number}", tuple(lines))
    kinds = [_kinds(table, at) for at in range(len(table.columns))]
    heads = [table.row_title or "Group", "Base (responses)"]
    for column, said in zip(table.columns, kinds, strict=True):
        heads += _heads(column, said)
    heads.append("Remark")
    rows = [_row(row, kinds) for row in table.rows]
    return Sheet(
        f"Table_{one.number}", tuple(lines), f"table_{one.number}", _told_apart(heads), tuple(rows)
    )


class _Kinds(NamedTuple):
    """What a column has beside its figures in some row."""

    interval: bool
    at_least: bool


def _kinds(table: SummaryTable, at: int) -> _Kinds:
    cells = [row.cells[at] for row in table.rows]
    return _Kinds(
        any(is_shown(cell) and cell.lower is not None for cell in cells),
        any(is_shown(cell) and cell.at_least for cell in cells),
    )


def _heads(column: Column, kinds: _Kinds) -> list[str]:
    unit = _UNITS.get(column.unit, column.unit)
    said = column.title if unit in ("text", "items", "") else f"{column.title} ({unit})"
    heads = [said]
    if kinds.at_least:
        heads.append(f"{column.title}: or longer")
    if kinds.interval:
        heads += [f"{said}, 95% interval from", f"{said}, 95% interval to"]
    return heads


def _row(row: Row, kinds: list[_Kinds]) -> tuple[Value, ...]:
    values: list[Value] = [row.title, _figure(row.base)]
    for cell, kind in zip(row.cells, kinds, strict=True):
        shown = is_shown(cell)
        values.append(_figure(cell))
        if kind.at_least:
            values.append(("yes" if cell.at_least else "no") if shown else cell.symbol or "[x]")
        if kind.interval:
            values += [_end(cell, cell.lower), _end(cell, cell.upper)]
    values.append(row.flag or "none")
    return tuple(values)


def _figure(cell: Cell) -> Value:
    if not is_shown(cell):
        return cell.symbol or cell.text or "[x]"
    return _number(cell.value or 0.0)


def _end(cell: Cell, end: float | None) -> Value:
    """An end of the interval; where there is none, the symbol that says why."""
    if not is_shown(cell):
        return cell.symbol or "[x]"
    return NOT_APPLICABLE if end is None else _number(end)


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _told_apart(heads: list[str]) -> tuple[str, ...]:
    """Headings of a named table differ from each other."""
    seen: dict[str, int] = {}
    for head in heads:
        seen[head.casefold()] = seen.get(head.casefold(), 0) + 1
    again: dict[str, int] = {}
    told = []
    for head in heads:
        key = head.casefold()
        again[key] = again.get(key, 0) + 1
        told.append(f"{head} {again[key]}" if seen[key] > 1 else head)
    return tuple(told)


def _grid(pack: Pack) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (row.code, row.title or "Text awaited", row.strength, row.computed, row.rule or "none",
         "; ".join(f"{m.title}: {say_found(m.figure)} ({m.strength})" for m in row.measures)
         or "none",
         " ".join(row.missing) or "nothing by the rule",
         f"{row.overruled_by}: {row.reason}" if row.overruled_by else "none")
        for row in pack.release.grid
    ]  # fmt: skip
    return Sheet(
        "Evidence_grid",
        _head_lines(pack, "Evidence grid: how strong the evidence is, and what is missing"),
        "evidence_grid",
        ("Code", "Finding or recommendation", "Strength", "Strength by the rule", "Rule",
         "Measures", "What is missing", "Overruled by, and why"),
        tuple(rows),
    )  # fmt: skip


def _recommendations(pack: Pack) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (one.code, (one.text or one.title) if one.confirmed else "Empty: text awaited",
         "confirmed" if one.confirmed else "awaited", one.addressed_to or "not known")
        for one in pack.recommendations
    ]  # fmt: skip
    return Sheet(
        "Recommendations",
        _head_lines(pack, "The recommendations; those whose text is awaited stay open"),
        "recommendations",
        ("Code", "Recommendation", "State", "Addressed to"),
        tuple(rows),
    )


def _actions(pack: Pack) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (one.issue, one.owner or "to be written", one.change or "to be written",
         one.measure or "to be written", say_day(one.date) if one.date else "to be written",
         "; ".join([*one.evidence, *(f"{f.title}: {say_found(f)}" for f in one.figures)]) or "none",
         "yes" if one in done_actions(pack.release) else "no")
        for one in pack.release.actions
    ]  # fmt: skip
    return Sheet(
        "Actions",
        _head_lines(pack, "Action table: people write it, only the evidence is filled in"),
        "actions",
        ("Issue", "Owner", "Change", "Measure to watch", "Date", "Evidence",
         "Told as 'you said, we did'"),
        tuple(rows),
    )  # fmt: skip


def _accounting(pack: Pack) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (one.what, one.reason or "none",
         one.symbol or ("[x]" if one.number is None else _number(one.number)))
        for one in pack.release.accounting
    ]  # fmt: skip
    return Sheet(
        "Rows_in_and_out",
        _head_lines(pack, "What became of every response; rounded like all counts"),
        "rows_in_and_out",
        ("What", "Reason", "Number"),
        tuple(rows),
    )


def _context(pack: Pack) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (one.text, one.year, one.place, one.asked, one.source,
         "check before launch" if one.unchecked else "checked")
        for one in pack.survey.context
    ]  # fmt: skip
    title = "Figures from elsewhere, for context: never to be set on one bar with ours"
    return Sheet(
        "Context",
        (title,),
        "context",
        ("What was found", "Year", "Place", "Who was asked", "Source", "State"),
        tuple(rows),
    )


def _head_lines(pack: Pack, title: str) -> tuple[str, ...]:
    return (title, *pack.marks)
