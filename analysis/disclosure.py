"""Disclosure control: from exact counts to tables that are safe to publish.

protect() takes all tables of a release at once, because what one table hides another may give
away. In order: small bases and small counts are hidden, then what else it takes for nobody to work
them out (analysis.suppression), and only then is everything left rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor, log2, log10

from msgspec import Struct

from analysis.delays import Survival, coarse_steps
from analysis.errors import BadTableSpec
from analysis.estimate import Estimate, share
from analysis.patterns import Linked
from analysis.suppression import choose_hidden
from analysis.table import Cell, Curve, Row
from analysis.unprotected import (
    CountCell,
    FigureCell,
    Key,
    RawCell,
    RawRow,
    ShareCell,
    Sum,
    UnprotectedTable,
    WordCell,
    in_words,
)

HIDDEN = Cell(symbol="[c]")
_TOTAL = 10.0  # how much dearer than other rows the total is


class Flag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows whose base is under `below` carry this text; the lowest `below` that fits wins."""

    below: int
    text: str


class DisclosurePolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How careful to be. Editable data: MOPAC's own rule was not found."""

    threshold_base: int = 10  # a row with fewer responses is hidden
    small_count: int = 4  # counts from 1 to this are hidden
    width: int = 5  # a hidden count may not be pinned down to a narrower range
    rounding: int = 5  # counts are rounded to this
    percent_decimals: int = 0
    hours_digits: int = 2  # significant figures of a delay
    quantile_side: int = 5  # a quantile needs this many responses on either side
    curve_step: int = 5  # a curve moves on after at least this many events
    flags: tuple[Flag, ...] = (
        Flag(below=30, text="very small, do not compare"),
        Flag(below=50, text="indicative"),
    )
    forbidden_pairs: tuple[tuple[str, str], ...] = (("borough", "child_eth"),)

    def flag(self, base: int) -> str:
        """What to say of a row with this base, '' when nothing; of nobody there is nothing."""
        fitting = [flag for flag in self.flags if 0 < base < flag.below]
        return min(fitting, key=lambda flag: flag.below).text if fitting else ""

    def rounded_count(self, n: int) -> int:
        """The published form of a count; halves go up."""
        return (n + self.rounding // 2) // self.rounding * self.rounding

    def rounded_hours(self, hours: float) -> float:
        """The published form of a delay."""
        if hours <= 0:
            return 0.0
        return round(hours, self.hours_digits - 1 - floor(log10(hours)))


class Protected(Struct, frozen=True):
    """What may be published of one table, beside its words."""

    rows: tuple[Row, ...]
    curves: tuple[Curve, ...]
    columns: tuple[int, ...]  # which of the table's columns are left
    hidden: bool  # something carries [c]


def check_pairs(crossed: Iterable[str], table_id: str, policy: DisclosurePolicy) -> None:
    """Raises BadTableSpec when a table crosses variables that the policy keeps apart."""
    variables = set(crossed)
    for pair in policy.forbidden_pairs:
        if set(pair) <= variables:
            raise BadTableSpec(f"Table '{table_id}': {pair[0]} may not be crossed with {pair[1]}.")


def protect(
    tables: Sequence[UnprotectedTable],
    policy: DisclosurePolicy,
    further: Sequence[Sum] = (),
    others: Mapping[Key, int] | None = None,
) -> tuple[Protected, ...]:
    """Each table's safe rows and curves, in the same order.

    further: how counts of different tables add up, beyond what each table says of its own.
    others: counts in these sums that no table has.

    A hidden count cannot be pinned to a range narrower than `policy.width` by anyone who knows all
    other counts of all these tables exactly.
    """
    linked = _link(tables, further, others or {})
    hidden = choose_hidden(linked, _small(tables, linked, policy), policy.small_count, policy.width)
    return tuple(_publish(table, hidden, policy) for table in tables)


def _link(
    tables: Sequence[UnprotectedTable], further: Sequence[Sum], others: Mapping[Key, int]
) -> Linked:
    counts = dict(others)
    sums: dict[Sum, None] = dict.fromkeys(further)
    rows: dict[Key, frozenset[Key]] = {}
    price: dict[Key, float] = {}
    groups: set[Key] = set()
    for table in tables:
        counts |= table.counts
        sums |= dict.fromkeys(table.sums)
        for row in table.rows:
            keys = _published_keys(row)
            rows[row.base] = rows.get(row.base, frozenset()) | keys
            for key in keys:
                price[key] = price.get(key, 0.0) + _price(row, key, counts[key])
            if row.code and counts[row.base]:
                groups.add(row.base)
    published = frozenset().union(*rows.values()) if rows else frozenset()
    return Linked(counts, published, tuple(sums), rows, price, frozenset(groups))


def _price(row: RawRow, key: Key, n: int) -> float:
    """What a reader of the row loses when the count is hidden: 1 for a plain cell of nobody.

    Totals are what most readers look at, bases take their whole row with them, and a large number
    says more than a small one.
    """
    cells = 1 + len(row.cells) if key == row.base else 1
    return cells * (1.0 if row.code else _TOTAL) * (1 + log2(1 + n))


def _published_keys(row: RawRow) -> frozenset[Key]:
    cells = (cell.key for cell in row.cells if isinstance(cell, CountCell | ShareCell))
    needs = (key for cell in row.cells if isinstance(cell, FigureCell) for key in cell.needs)
    return frozenset({row.base, *cells, *needs})


def _small(
    tables: Sequence[UnprotectedTable], linked: Linked, policy: DisclosurePolicy
) -> list[Key]:
    """What is hidden for its own sake: small bases and small counts."""
    bases = {row.base for table in tables for row in table.rows}
    small = [key for key in bases if 0 < linked.counts[key] < policy.threshold_base]
    small += [key for key in linked.published if 1 <= linked.counts[key] <= policy.small_count]
    return sorted(small, key=in_words)


def _publish(
    table: UnprotectedTable, hidden: frozenset[Key], policy: DisclosurePolicy
) -> Protected:
    kept = tuple(i for i in range(len(table.columns)) if not _is_void_column(table, i, hidden))
    rows = tuple(_publish_row(row, table.counts, hidden, kept, policy) for row in table.rows)
    curves = tuple(
        publish_curve(row.title, row.curve, policy)
        for row in table.rows
        if row.curve is not None and row.base not in hidden
    )
    symbols = [cell.symbol for row in rows for cell in (row.base, *row.cells)]
    return Protected(rows, tuple(c for c in curves if c.hours), kept, HIDDEN.symbol in symbols)


def _is_void_column(table: UnprotectedTable, i: int, hidden: frozenset[Key]) -> bool:
    """A column of nobody beside a hidden row: its zeros would say something about that row."""
    cells = [row.cells[i] for row in table.rows]
    keys = [cell.key for cell in cells if isinstance(cell, CountCell | ShareCell)]
    nobody = len(keys) == len(cells) and not any(table.counts[key] for key in keys)
    return nobody and any(row.base in hidden for row in table.rows)


def _publish_row(
    row: RawRow,
    counts: dict[Key, int],
    hidden: frozenset[Key],
    kept: tuple[int, ...],
    policy: DisclosurePolicy,
) -> Row:
    if row.base in hidden:
        cells = tuple(HIDDEN for _ in kept)
        return Row(code=row.code, title=row.title, base=HIDDEN, cells=cells)
    base = counts[row.base]
    return Row(
        code=row.code,
        title=row.title,
        base=Cell(value=policy.rounded_count(base)),
        cells=tuple(_publish_cell(row.cells[i], counts, hidden, policy) for i in kept),
        flag=policy.flag(base),
    )


def _publish_cell(
    cell: RawCell, counts: dict[Key, int], hidden: frozenset[Key], policy: DisclosurePolicy
) -> Cell:
    if isinstance(cell, WordCell):
        return Cell(text=cell.text)
    if isinstance(cell, FigureCell):
        return _publish_figure(cell, hidden, policy)
    if cell.key in hidden:
        return HIDDEN
    if isinstance(cell, CountCell):
        return Cell(value=policy.rounded_count(counts[cell.key]))
    if cell.base is None or not counts[cell.base]:
        return Cell(symbol="[z]")
    return rounded_estimate(share(counts[cell.key], counts[cell.base]), policy)


def _publish_figure(cell: FigureCell, hidden: frozenset[Key], policy: DisclosurePolicy) -> Cell:
    if any(key in hidden for key in cell.needs):
        return HIDDEN
    if cell.estimate is None:
        return Cell(symbol="[z]")
    if cell.side is not None and cell.side < policy.quantile_side:
        return Cell(symbol="[u]")
    return rounded_estimate(cell.estimate, policy)


def rounded_estimate(estimate: Estimate, policy: DisclosurePolicy) -> Cell:
    """The published form of an estimate, interval included."""

    def rounded(figure: float | None) -> float | None:
        if figure is None:
            return None
        if estimate.unit == "%":
            return float(round(figure, policy.percent_decimals))
        return policy.rounded_hours(figure) if estimate.unit == "hours" else figure

    return Cell(
        value=rounded(estimate.value),
        lower=rounded(estimate.lower),
        upper=rounded(estimate.upper),
        at_least=estimate.at_least,
    )


def publish_curve(title: str, survival: Survival, policy: DisclosurePolicy) -> Curve:
    """The curve in steps of several answers each, hours and shares rounded.

    It starts at hour 0 with everyone waiting; with too few answers it has no points at all.
    """
    steps = coarse_steps(survival, policy.curve_step)
    points = {0.0: (1.0, 1.0, 1.0)} if steps else {}
    for i in steps:
        shares = (survival.share[i], survival.lower[i], survival.upper[i])
        share_, lower, upper = (round(float(x), 2) for x in shares)
        points[policy.rounded_hours(float(survival.hours[i]))] = (share_, lower, upper)
    return Curve(
        title=title,
        hours=tuple(points),
        share=tuple(point[0] for point in points.values()),
        lower=tuple(point[1] for point in points.values()),
        upper=tuple(point[2] for point in points.values()),
    )
