"""Before and after: shares on either side of a dated event, and limits for months in a row."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from analysis.codebook import Codebook
from analysis.measures.group import Group
from analysis.measures.shares import code_groups
from analysis.measures.sides import (
    DIFFERENCE_COLUMNS,
    Side,
    compared,
    judged,
    measured,
    parts_of,
    shared_counts,
    side_of,
)
from analysis.microdata import Microdata
from analysis.rows import Rows
from analysis.run_charts import RULES, run_chart
from analysis.spec import TableSpec
from analysis.table import Cell, Column, Dated, Row, SummaryTable
from analysis.unprotected import Key, Measured, only


def split_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share after, the share before, their difference and the verdict."""
    title = code_groups(spec, codebook)[0].title
    return (
        Column(id="after", title=f"{title}, after", unit="%"),
        Column(id="before", title=f"{title}, before", unit="%"),
        *DIFFERENCE_COLUMNS,
    )


def split_groups(microdata: Microdata, rows: Rows, spec: TableSpec, key: Key) -> Sequence[Group]:
    """One row a day of `splits`: the codes of `across` from it on, against those before."""
    codebook = microdata.codebook
    variable = codebook.variable(spec.across)
    codes = list(variable.codes) if variable else []
    parts = parts_of(rows, spec.across, codes)
    shared = shared_counts(rows, parts, spec, codebook)
    sides = []
    for split in spec.splits:
        after = [code for code in codes if code >= split.code]
        before = [code for code in codes if code < split.code]
        one, other = only(spec.across, after), only(spec.across, before)
        own, others = (rows.among(spec.across, some) for some in (after, before))
        sides.append(
            Side(
                split.id, split.title, key, rows, own=own,
                one=one, mine=measured(own, one, spec, codebook),
                other=other, rest=measured(others, other, spec, codebook),
                shared=shared, parts=tuple(code for code, _ in parts),
            )
        )  # fmt: skip
    return judged(sides)


def before_after(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Shares after and before, and how far they are apart."""
    found, cells = compared(side_of(group), spec)
    return replace(found, cells=cells)


# Months in a row: made from what is published, so nothing more is given away


def with_limits(table: SummaryTable, spec: TableSpec) -> SummaryTable:
    """The table with the limits of its run chart, and what they call a change, as columns."""
    place = next((i for i, one in enumerate(table.columns) if one.id == spec.run), None)
    if place is None:
        return table
    rows = [row for row in table.rows if row.code]
    values = [None if row.cells[place].symbol else row.cells[place].value for row in rows]
    unit = table.columns[place].unit
    chart = run_chart(values, 0.0, 100.0 if unit == "%" else None)
    signals = dict(zip((row.code for row in rows), chart.signals, strict=True))
    limits = tuple(
        Cell(symbol="[z]") if limit is None else Cell(value=round(limit, 1))
        for limit in (chart.middle, chart.lower, chart.upper)
    )
    titles = {"middle": "Middle line", "low_limit": "Lower limit", "high_limit": "Upper limit"}
    columns = tuple(Column(id=one, title=title, unit=unit) for one, title in titles.items())
    months = {row.code for row in rows}
    events = (Dated(code=one.code, title=one.title) for one in spec.splits if one.code in months)
    return replace(
        table,
        run=spec.run,
        events=tuple(events),
        columns=(*table.columns, *columns, Column(id="change", title="Change", unit="verdict")),
        rows=tuple(_with_signal(row, limits, signals, enough=chart.enough) for row in table.rows),
        method=f"{table.method} {RULES}",
    )


def _with_signal(
    row: Row, limits: tuple[Cell, ...], signals: dict[str, str], *, enough: bool
) -> Row:
    if not row.code:
        return replace(row, cells=(*row.cells, *(Cell(symbol="[z]"),) * (len(limits) + 1)))
    said = signals[row.code] or ("none called" if enough else "too few points")
    return replace(row, cells=(*row.cells, *limits, Cell(text=said)))
