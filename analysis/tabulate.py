"""build_tables: from microdata to protected tables. The one pipeline: group, measure, protect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from analysis.codebook import Codebook, VariableKind
from analysis.disclosure import Protected, protect
from analysis.dominance import largest_team
from analysis.ledger import Ledger
from analysis.linking import derived_sums, left_over
from analysis.measures import MEASURES, Group, Measure
from analysis.measures.changes import with_limits
from analysis.microdata import Microdata
from analysis.policy import DisclosurePolicy, check_pairs
from analysis.rows import Columns, Rows
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
    WordCell,
    both,
    only,
)

ALL = "All"


class Context(Struct, frozen=True, kw_only=True):
    """What the tables say about where they come from."""

    wave: str  # title of the wave, put where a title of a table says {wave}
    source: str  # the source line under every table
    simulated: bool = False  # some of the responses are made up


class Built(Struct, frozen=True):
    """What may be published, and the exact counts behind it, which may not."""

    tables: tuple[SummaryTable, ...]
    ledger: Ledger


def build_tables(
    microdata: Microdata,
    specs: Sequence[TableSpec],
    policy: DisclosurePolicy,
    context: Context,
    earlier: Sequence[Ledger] = (),
) -> Built:
    """The tables asked for, in order, protected together and ready to publish.

    earlier: ledgers of the earlier releases of the same wave, oldest first; what they hid stays
    hidden. The ledger that comes with the tables is for the next one.
    Raises BadTableSpec listing every table that asks for what does not exist or may not be.
    """
    check_tables(specs, microdata.codebook, policy)
    columns = Columns(microdata.frame, microdata.codings)
    tables = [count_table(microdata, spec, columns) for spec in specs]
    behind = [count_table(microdata, spec, columns) for spec in _behind(specs)]
    across = _across([*tables, *behind], columns, microdata.codebook)
    safe_tables, ledger = protect(tables, policy, *across, earlier)
    finished = (
        _finish(table, safe, microdata.codebook, context, policy)
        for table, safe in zip(tables, safe_tables, strict=True)
    )
    return Built(tuple(finished), ledger)


def check_tables(specs: Sequence[TableSpec], codebook: Codebook, policy: DisclosurePolicy) -> None:
    """Raises BadTableSpec listing every table that asks for what does not exist or may not be."""
    check_specs(specs, codebook, {name: measure.needs for name, measure in MEASURES.items()})
    for spec in specs:
        check_pairs(crossed_by(spec), spec.id, policy)


def name_columns(specs: Iterable[TableSpec], codebook: Codebook) -> Iterator[tuple[str, str]]:
    """The ids of each table and column that there will be, where nobody's columns are left in."""
    for spec in specs:
        for column in MEASURES[spec.measure].columns(spec, codebook):
            yield spec.id, column.id


def _behind(specs: Sequence[TableSpec]) -> Iterable[TableSpec]:
    """Tables that nobody asked for, but that hang between a filtered table and others.

    What a filtered table shows is part of what it would show without the filter; and where another
    table splits or measures the same, what that would show with it is part of both.
    """
    narrower = [
        replace(spec, where={**other.where, **spec.where})
        for other in specs
        for spec in specs
        if other.where and spec.by not in other.where
        if (spec.of and spec.of == other.of) or (spec.by and spec.by == other.by)
    ]
    wider = [
        replace(spec, where=dict(kept))
        for spec in (*specs, *narrower)
        for size in range(len(spec.where))
        for kept in combinations(spec.where.items(), size)
    ]
    found = {repr(replace(one, id="", title="", notes=())): one for one in (*wider, *narrower)}
    return found.values()


def crossed_by(spec: TableSpec) -> tuple[str, ...]:
    """The variables that the table crosses with one another."""
    shares = (one.of for one in (*spec.items, *spec.beside))
    return (spec.of, spec.by, spec.across, *spec.where, *shares)


def _across(
    tables: Sequence[UnprotectedTable], columns: Columns, codebook: Codebook
) -> tuple[tuple[Sum, ...], dict[Key, int]]:
    """How counts of different tables hang together, and counts in no table that it takes for it.

    One variable may follow from another, and a filtered table leaves over those it filters out.
    """
    counts = {key: n for table in tables for key, n in table.counts.items()}
    filtered = [(key, table.spec.where) for table in tables for key in table.counts]
    codes = {variable.name: variable.codes for variable in codebook.variables}
    others, sums = left_over(counts, filtered, codes)
    others |= counts  # those of tables that are not published are in no other place
    sums += tuple(one for table in tables for one in table.sums)
    kinds = {variable.name: variable.kind for variable in codebook.variables}
    named = {variable for key in counts for variable, _ in key}
    categories = [name for name in named if kinds.get(name) is VariableKind.CATEGORY]
    joints, derived = derived_sums(columns, counts, categories)
    return (*derived, *sums), others | joints


def count_table(
    microdata: Microdata, spec: TableSpec, columns: Columns | None = None
) -> UnprotectedTable:
    """The exact counts of one table: not to be published.

    columns: of the same microdata, with what the tables counted before have found.
    """
    measure = MEASURES[spec.measure]
    total = _everybody(columns or Columns(microdata.frame, microdata.codings), spec)
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
        notes=tuple({note: None for g in counted for note in found[id(g)].notes}),
        say=measure.notes and measure.notes(rows, spec, microdata.codebook),
        teams={
            both(g.key, base): n
            for g in rows
            for base, n in _teams(g, found[id(g)], spec, microdata.codebook).items()
        },
    )


def _everybody(columns: Columns, spec: TableSpec) -> Group:
    """All responses that the table is about."""
    rows, everyone = Rows(columns), EVERYONE
    for variable, codes in spec.where.items():
        rows = rows.among(variable, codes)
        everyone = both(everyone, only(variable, codes))
    return Group("", ALL, everyone, rows)


def _teams(
    group: Group, measured: Measured, spec: TableSpec, codebook: Codebook
) -> Mapping[Key, int]:
    """What the measure says of each base, and of the base of the row in any case."""
    if measured.base in measured.teams:
        return measured.teams
    return {**measured.teams, measured.base: _largest_team(group, spec, codebook)}


def _largest_team(group: Group, spec: TableSpec, codebook: Codebook) -> int:
    """Found once for all tables that split alike; groups that a measure makes share no key."""
    if MEASURES[spec.measure].groups is not None:
        return largest_team(group.rows, codebook.cluster, spec.of)
    return group.rows.columns.once(
        ("team", group.key, spec.of),
        lambda: largest_team(group.rows, codebook.cluster, spec.of),
    )


def _measured(measure: Measure, group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """What the measure finds, and how many there are in the group whether they answered or not."""
    measured = measure.measure(group, spec, codebook)
    if measure.groups is None:
        measured.counts[EVERYONE] = group.rows.height
    return measured


def _groups(
    microdata: Microdata, spec: TableSpec, measure: Measure, total: Group
) -> Sequence[Group]:
    """The rows of the table but the total: one a code of `by`, or those the measure makes."""
    if measure.groups is not None:
        return measure.groups(microdata, total.rows, spec, total.key)
    if not spec.by:
        return [total]
    variable = microdata.codebook.variable(spec.by)
    titles = variable.codes if variable else {}
    rows, nobody = total.rows.split(spec.by), total.rows.nobody
    return [
        Group(code, title, both(total.key, only(spec.by, [code])), rows.get(code, nobody))
        for code, title in titles.items()
        if code in spec.where.get(spec.by, (code,))
    ]


def _ungrouped(spec: TableSpec, total: Group) -> Sequence[Group]:
    """Those in no row, as `by` is not known of them: how many they are nobody is told."""
    rows = total.rows.where(total.rows.numbers(spec.by) == 0)
    key = both(total.key, only(spec.by, [NOT_KNOWN]))
    return [Group(NOT_KNOWN, "", key, rows)] if rows.height else []


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
        needs = tuple(both(group.key, key) for key in cell.needs)
        if isinstance(cell, FigureCell):
            left_out = tuple(both(group.key, key) for key in cell.left_out)
            whose = None if cell.base is None else both(group.key, cell.base)
            return replace(cell, needs=needs, left_out=left_out, base=whose)
        return WordCell(cell.text, needs)

    cells = tuple(absolute(cell) for cell in measured.cells)
    base = both(group.key, measured.base)
    return RawRow(group.code, group.title, base, cells, measured.curve)


def _finish(
    table: UnprotectedTable,
    safe: Protected,
    codebook: Codebook,
    context: Context,
    policy: DisclosurePolicy,
) -> SummaryTable:
    spec, measure = table.spec, MEASURES[table.spec.measure]
    finished = SummaryTable(
        id=spec.id,
        title=spec.title.replace("{wave}", context.wave),
        topic=spec.topic,
        measure=spec.measure,
        by=spec.by,
        unit=measure.unit,
        source=context.source,
        base_note=spec.base_note or _base_note(spec, measure, codebook),
        notes=_notes(table, safe, context, policy),
        method=spec.method or measure.method,
        columns=tuple(table.columns[i] for i in safe.columns),
        rows=safe.rows,
        row_title=spec.row_title or _row_title(spec, codebook),
        chart=spec.chart,
        curves=safe.curves if spec.chart == "curves" else (),
        reference_lines=spec.reference_lines,
        evidence=spec.evidence,
        of=_label(spec.of, codebook),
        where=_filter(spec, codebook),
    )
    return with_limits(finished, spec) if spec.run else finished


def _label(name: str, codebook: Codebook) -> str:
    variable = codebook.variable(name)
    return variable.label if variable else ""


def _filter(spec: TableSpec, codebook: Codebook) -> str:
    """Whom the table is kept to, in words; '' where it is kept to nobody in particular."""
    kept = []
    for name, codes in spec.where.items():
        if variable := codebook.variable(name):
            labels = " or ".join(variable.codes[code] for code in codes)
            kept.append(f"{variable.label}: {labels}")
    return "; ".join(kept)


def _base_note(spec: TableSpec, measure: Measure, codebook: Codebook) -> str:
    """Who is counted, in words."""
    kept = _filter(spec, codebook)
    return measure.base + (f" ({kept})" if kept else "") + "."


def _row_title(spec: TableSpec, codebook: Codebook) -> str:
    variable = codebook.variable(spec.by)
    return variable.label if variable else "Group"


def _rounding(policy: DisclosurePolicy) -> str:
    shares = "whole per cents" if not policy.percent_decimals else "the decimals shown"
    if not policy.coarse:
        return f"Responses are rounded to the nearest {policy.rounding} and shares to {shares}."
    return (
        f"Interim: responses are rounded to the nearest {policy.rounding}, and shares are worked "
        f"out from the rounded numbers; rows of fewer than {policy.threshold_base} are hidden."
    )


def _notes(
    table: UnprotectedTable, safe: Protected, context: Context, policy: DisclosurePolicy
) -> tuple[str, ...]:
    notes = [*table.spec.notes, *table.notes, *safe.said]
    if context.simulated:
        notes.insert(0, "Some or all of these responses are simulated: made up, not from people.")
    used = {cell.symbol for row in safe.rows for cell in (row.base, *row.cells)} - {""}
    notes += [f"{symbol} {SYMBOLS[symbol]}." for symbol in sorted(used)]
    if table.empty:
        notes.append(f"No responses, so not shown: {', '.join(table.empty)}.")
    left = [c.title for i, c in enumerate(table.columns) if i not in safe.columns]
    if left:
        notes.append(f"Nobody in the rows shown, so left out: {', '.join(left)}.")
    notes.append(_rounding(policy))
    notes.append("People chose to answer; these figures speak for them, not for all families.")
    return tuple(notes)
