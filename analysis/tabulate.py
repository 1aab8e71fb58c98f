"""build_tables: from microdata to protected tables. The one pipeline: group, measure, protect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl
from msgspec import Struct

from analysis.codebook import Codebook, VariableKind
from analysis.disclosure import DisclosurePolicy, Protected, check_pairs, protect
from analysis.linking import derived_sums, left_over
from analysis.measures import MEASURES, Group, Measure
from analysis.microdata import Microdata
from analysis.spec import TableSpec, check_specs
from analysis.table import SYMBOLS, SummaryTable
from analysis.unprotected import (
    EVERYONE,
    NOT_KNOWN,
    CountCell,
    FigureCell,
    Key,
    Measured,
    RawCell,
    RawRow,
    ShareCell,
    Sum,
    UnprotectedTable,
    both,
    only,
)

ALL = "All"


class Context(Struct, frozen=True, kw_only=True):
    """What the tables say about where they come from."""

    wave: str  # title of the wave, put where a title of a table says {wave}
    source: str  # the source line under every table
    simulated: bool = False  # some of the responses are made up


def build_tables(
    microdata: Microdata,
    specs: Sequence[TableSpec],
    policy: DisclosurePolicy,
    context: Context,
) -> tuple[SummaryTable, ...]:
    """The tables asked for, in order, protected together and ready to publish.

    Raises BadTableSpec listing every table that asks for what does not exist or may not be.
    """
    needs = {name: measure.needs for name, measure in MEASURES.items()}
    check_specs(specs, microdata.codebook, needs)
    for spec in specs:
        check_pairs((spec.of, spec.by, *spec.where), spec.id, policy)
    tables = [count_table(microdata, spec) for spec in specs]
    safe_tables = protect(tables, policy, *_across(tables, microdata))
    return tuple(
        _finish(table, safe, microdata.codebook, context)
        for table, safe in zip(tables, safe_tables, strict=True)
    )


def _across(
    tables: Sequence[UnprotectedTable], microdata: Microdata
) -> tuple[tuple[Sum, ...], dict[Key, int]]:
    """How counts of different tables hang together, and counts in no table that it takes for it.

    One variable may follow from another, and a filtered table leaves over those it filters out.
    """
    counts = {key: n for table in tables for key, n in table.counts.items()}
    filtered = [(key, table.spec.where) for table in tables for key in table.counts]
    codes = {variable.name: variable.codes for variable in microdata.codebook.variables}
    others, sums = left_over(counts, filtered, codes)
    kinds = {variable.name: variable.kind for variable in microdata.codebook.variables}
    named = {variable for key in counts for variable, _ in key}
    categories = [name for name in named if kinds.get(name) is VariableKind.CATEGORY]
    return (*derived_sums(microdata.frame, counts, categories), *sums), others


def count_table(microdata: Microdata, spec: TableSpec) -> UnprotectedTable:
    """The exact counts of one table: not to be published."""
    measure = MEASURES[spec.measure]
    frame, everyone = microdata.frame, EVERYONE
    for variable, codes in spec.where.items():
        frame = frame.filter(pl.col(variable).is_in(list(codes)))
        everyone = both(everyone, only(variable, codes))
    total = Group("", ALL, everyone, frame)
    groups = _groups(microdata, spec, measure, total)
    counted = (*groups, *_ungrouped(spec, total), total) if spec.by else groups
    found = {id(g): _measured(measure, g, spec, microdata.codebook) for g in counted}
    kept = [g for g in groups if found[id(g)].counts[found[id(g)].base] or not spec.by]
    rows = [*kept, total] if spec.by and spec.total else kept
    sums = [s for g in counted for s in _inner_sums(g, found[id(g)])]
    if spec.by:
        sums += _outer_sums(total, [(g, found[id(g)]) for g in counted])
        # Of a group without a row it is said that nobody answered.
        sums += [Sum(both(g.key, found[id(g)].base), ()) for g in groups if g not in kept]
    return UnprotectedTable(
        spec=spec,
        columns=measure.columns(spec, microdata.codebook),
        rows=tuple(_raw_row(g, found[id(g)], total) for g in rows),
        counts=_counts(found, counted),
        sums=tuple(sums),
        empty=tuple(g.title for g in groups if g not in kept),
    )


def _measured(measure: Measure, group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """What the measure finds, and how many there are in the group whether they answered or not."""
    measured = measure.measure(group, spec, codebook)
    if measure.groups is None:
        measured.counts[EVERYONE] = group.frame.height
    return measured


def _groups(
    microdata: Microdata, spec: TableSpec, measure: Measure, total: Group
) -> Sequence[Group]:
    """The rows of the table but the total: one a code of `by`, or those the measure makes."""
    if measure.groups is not None:
        return measure.groups(microdata, total.frame, spec, total.key)
    if not spec.by:
        return [Group("", ALL, total.key, total.frame)]
    variable = microdata.codebook.variable(spec.by)
    titles = variable.codes if variable else {}
    # Only what the measure reads is taken apart: a survey has some hundred columns.
    needed = [c for c in total.frame.columns if c == spec.by or c.split(".")[0] == spec.of]
    frame = total.frame.select(needed)
    frames, nobody = frame.partition_by(spec.by, as_dict=True), frame.clear()
    return [
        Group(code, title, both(total.key, only(spec.by, [code])), frames.get((code,), nobody))
        for code, title in titles.items()
        if code in spec.where.get(spec.by, (code,))
    ]


def _ungrouped(spec: TableSpec, total: Group) -> Sequence[Group]:
    """Those in no row, as `by` is not known of them: how many they are nobody is told."""
    frame = total.frame.filter(pl.col(spec.by).is_null())
    key = both(total.key, only(spec.by, [NOT_KNOWN]))
    return [Group(NOT_KNOWN, "", key, frame)] if frame.height else []


def _counts(found: dict[int, Measured], groups: Iterable[Group]) -> dict[Key, int]:
    return {both(g.key, key): n for g in groups for key, n in found[id(g)].counts.items()}


def _inner_sums(group: Group, measured: Measured) -> list[Sum]:
    """How the counts of one row add up."""
    return [
        Sum(both(group.key, s.whole), tuple(both(group.key, part) for part in s.parts), s.rest)
        for s in measured.sums
    ]


def _outer_sums(total: Group, measured: Sequence[tuple[Group, Measured]]) -> list[Sum]:
    """How each count of the total, which comes last, is made up of the groups'."""
    *parts, (_, whole) = measured
    return [
        Sum(
            both(total.key, key),
            tuple(both(group.key, key) for group, _ in parts),
            n - sum(one.counts.get(key, 0) for _, one in parts),
        )
        for key, n in whole.counts.items()
    ]


def _raw_row(group: Group, measured: Measured, total: Group) -> RawRow:
    def absolute(cell: RawCell) -> RawCell:
        if isinstance(cell, CountCell):
            return CountCell(both(group.key, cell.key))
        if isinstance(cell, ShareCell):
            base = total.key if cell.base is None else both(group.key, cell.base)
            return ShareCell(both(group.key, cell.key), base)
        if isinstance(cell, FigureCell):
            needs = tuple(both(group.key, key) for key in cell.needs)
            return FigureCell(cell.estimate, needs, cell.side)
        return cell

    cells = tuple(absolute(cell) for cell in measured.cells)
    return RawRow(group.code, group.title, both(group.key, measured.base), cells, measured.curve)


def _finish(
    table: UnprotectedTable, safe: Protected, codebook: Codebook, context: Context
) -> SummaryTable:
    spec, measure = table.spec, MEASURES[table.spec.measure]
    return SummaryTable(
        id=spec.id,
        title=spec.title.replace("{wave}", context.wave),
        topic=spec.topic,
        measure=spec.measure,
        by=spec.by,
        unit=measure.unit,
        source=context.source,
        base_note=spec.base_note or _base_note(spec, measure, codebook),
        notes=_notes(table, safe, context),
        method=spec.method or measure.method,
        columns=tuple(table.columns[i] for i in safe.columns),
        rows=safe.rows,
        row_title=spec.row_title or _row_title(spec, codebook),
        chart=spec.chart,
        curves=safe.curves if spec.chart == "curves" else (),
        reference_lines=spec.reference_lines,
        evidence=spec.evidence,
    )


def _base_note(spec: TableSpec, measure: Measure, codebook: Codebook) -> str:
    """Who is counted, in words."""
    kept = []
    for name, codes in spec.where.items():
        if variable := codebook.variable(name):
            labels = " or ".join(variable.codes[code] for code in codes)
            kept.append(f"{variable.label}: {labels}")
    return measure.base + (f" ({'; '.join(kept)})" if kept else "") + "."


def _row_title(spec: TableSpec, codebook: Codebook) -> str:
    variable = codebook.variable(spec.by)
    return variable.label if variable else "Group"


def _notes(table: UnprotectedTable, safe: Protected, context: Context) -> tuple[str, ...]:
    notes = list(table.spec.notes)
    if context.simulated:
        notes.insert(0, "Some or all of these responses are simulated: made up, not from people.")
    used = {cell.symbol for row in safe.rows for cell in (row.base, *row.cells)} - {""}
    notes += [f"{symbol} {SYMBOLS[symbol]}." for symbol in sorted(used)]
    if table.empty:
        notes.append(f"No responses, so not shown: {', '.join(table.empty)}.")
    left = [c.title for i, c in enumerate(table.columns) if i not in safe.columns]
    if left:
        notes.append(f"Nobody in the rows shown, so left out: {', '.join(left)}.")
    notes.append("Responses are rounded to the nearest 5 and shares to whole per cents.")
    notes.append("People chose to answer; these figures speak for them, not for all families.")
    return tuple(notes)
