"""Disclosure control: from exact counts to tables that are safe to publish.

protect() takes all tables of a release at once, because what one table hides another may give
away. In order: small bases and small counts are hidden, then what else it takes for nobody to work
them out (analysis.suppression), and only then is everything left rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import TypeAlias

from msgspec import Struct

from analysis.delays import Survival, curve_points
from analysis.earlier import know
from analysis.estimate import Estimate, share
from analysis.ledger import Ledger
from analysis.patterns import Linked
from analysis.policy import DisclosurePolicy
from analysis.suppression import choose_hidden, keep_ledger
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
Subject: TypeAlias = tuple[Key, str]  # a group and a variable of which several things are counted
_TOTAL = 10.0  # how much dearer than other rows the total is


class Protected(Struct, frozen=True):
    """What may be published of one table, beside its words."""

    rows: tuple[Row, ...]
    curves: tuple[Curve, ...]
    columns: tuple[int, ...]  # which of the table's columns are left
    hidden: bool  # something carries [c]
    said: tuple[str, ...] = ()  # notes that tell of nothing hidden


def protect(
    tables: Sequence[UnprotectedTable],
    policy: DisclosurePolicy,
    further: Sequence[Sum] = (),
    others: Mapping[Key, int] | None = None,
    earlier: Sequence[Ledger] = (),
) -> tuple[tuple[Protected, ...], Ledger]:
    """Each table's safe rows and curves, in the same order, and the ledger of all of them.

    further: how counts of different tables add up, beyond what each table says of its own.
    others: counts in these sums that no table has.

    A hidden count cannot be pinned to a range narrower than `policy.width` by anyone who knows all
    other counts of all these tables exactly.
    """
    linked = _link(tables, further, others or {}, earlier)
    small, vague = _small(tables, linked, policy), policy.rounding if policy.coarse else 0
    chosen = choose_hidden(linked, small, policy.small_count, policy.width, vague)
    subjects = frozenset(subject for key in chosen.hidden for subject in _subjects(key))
    safe = tuple(_publish(table, chosen.hidden, subjects, policy) for table in tables)
    return safe, keep_ledger(linked, chosen)


def _link(
    tables: Sequence[UnprotectedTable],
    further: Sequence[Sum],
    others: Mapping[Key, int],
    earlier: Sequence[Ledger],
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
    known = know(earlier, counts, sums)
    inside = tuple(frozenset(table.counts) for table in tables)
    return Linked(counts, published, tuple(sums), rows, price, frozenset(groups), known, inside)


def _price(row: RawRow, key: Key, n: int) -> float:
    """What a reader of the row loses when the count is hidden: 1 for a plain cell of nobody.

    Totals are what most readers look at, bases take their whole row with them, and a large number
    says more than a small one.
    """
    cells = 1 + len(row.cells) if key == row.base else 1
    return cells * (1.0 if row.code else _TOTAL) * (1 + log2(1 + n))


def _published_keys(row: RawRow) -> frozenset[Key]:
    cells = (cell.key for cell in row.cells if isinstance(cell, CountCell | ShareCell))
    needs = (
        key for cell in row.cells if isinstance(cell, FigureCell | WordCell) for key in cell.needs
    )
    return frozenset({row.base, *cells, *needs})


def _small(
    tables: Sequence[UnprotectedTable], linked: Linked, policy: DisclosurePolicy
) -> list[Key]:
    """What is hidden for its own sake: small bases, small counts, and what one team fills."""
    rows = [row for table in tables for row in table.rows]
    small = [row.base for row in rows if 0 < linked.counts[row.base] < policy.threshold_base]
    small += [key for table in tables for key in _of_one_team(table, policy.dominance_share)]
    small += [key for key in linked.published if 1 <= linked.counts[key] <= policy.small_count]
    return sorted(set(small), key=in_words)


def _of_one_team(table: UnprotectedTable, share: float) -> Iterable[Key]:
    """Bases of which one team sent in more than `share`, and the counts behind figures of them."""
    filled = {base for base, n in table.teams.items() if n > share * table.counts[base]}
    for row in table.rows if filled else ():
        yield from filled & _published_keys(row)
        for cell in row.cells:
            if isinstance(cell, ShareCell | FigureCell) and cell.base in filled:
                yield from (cell.key,) if isinstance(cell, ShareCell) else cell.needs


def _subjects(key: Key) -> Iterable[Subject]:
    """Whose what it counts: the waits of a group, by how they ended or by how long they were."""
    for variable, codes in key:
        of, dot, _ = variable.rpartition(".")
        if dot:
            yield key - {(variable, codes)}, of


def _publish(
    table: UnprotectedTable,
    hidden: frozenset[Key],
    subjects: frozenset[Subject],
    policy: DisclosurePolicy,
) -> Protected:
    """subjects: what hidden counts are about. A curve of waits would tell more of them."""
    kept = tuple(i for i in range(len(table.columns)) if not _is_void_column(table, i, hidden))
    rows = tuple(_publish_row(row, table.counts, hidden, kept, policy) for row in table.rows)
    curves = tuple(
        publish_curve(row.title, row.curve, policy)
        for row in table.rows
        if row.curve is not None and subjects.isdisjoint(_subjects(row.base))
    )
    symbols = [cell.symbol for row in rows for cell in (row.base, *row.cells)]
    said = table.say(hidden) if table.say else ()
    drawn = tuple(c for c in curves if c.hours)
    return Protected(rows, drawn, kept, HIDDEN.symbol in symbols, said)


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
        return HIDDEN if any(key in hidden for key in cell.needs) else Cell(text=cell.text)
    if isinstance(cell, FigureCell):
        return _publish_figure(cell, hidden, policy)
    if cell.key in hidden:
        return HIDDEN
    if isinstance(cell, CountCell):
        return Cell(value=policy.rounded_count(counts[cell.key]))
    if cell.base is None or not counts[cell.base]:
        return Cell(symbol="[z]")
    return rounded_estimate(_share(counts[cell.key], counts[cell.base], policy), policy)


def _share(n: int, base: int, policy: DisclosurePolicy) -> Estimate:
    """The share and its interval; from the rounded counts where the rule is coarse."""
    if policy.coarse:
        base = max(policy.rounded_count(base), policy.rounding)
        n = min(policy.rounded_count(n), base)
    return share(n, base)


def _publish_figure(cell: FigureCell, hidden: frozenset[Key], policy: DisclosurePolicy) -> Cell:
    if any(key in hidden for key in cell.needs) or _tells_who_is_left_out(cell, hidden, policy):
        return HIDDEN
    if cell.estimate is None:
        return Cell(symbol="[z]")
    if cell.side is not None and cell.side < policy.quantile_side:
        return Cell(symbol="[u]")
    return rounded_estimate(cell.estimate, policy)


def _tells_who_is_left_out(
    cell: FigureCell, hidden: frozenset[Key], policy: DisclosurePolicy
) -> bool:
    """Whether a symbol, or a figure that might have been one, narrows a hidden count too much.

    The reader of a quantile learns whether enough were left of a base that they know. That is too
    much where a few more or fewer left out would have decided otherwise.
    """
    if hidden.isdisjoint(cell.left_out):
        return False
    if cell.estimate is None or not cell.side_share:
        return cell.estimate is None
    return abs(cell.estimate.base - policy.quantile_side / cell.side_share) <= policy.width


def rounded_estimate(estimate: Estimate, policy: DisclosurePolicy) -> Cell:
    """The published form of an estimate, interval included."""

    def rounded(figure: float | None) -> float | None:
        if figure is None:
            return None
        if estimate.unit in ("%", "points"):
            return policy.rounded_percent(figure, estimate.base)
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
    found = curve_points(survival, policy.curve_step)
    points = {policy.rounded_hours(p.hour): tuple(round(x, 2) for x in p[1:]) for p in found}
    share_, lower, upper, overtaken = zip(*points.values(), strict=True) if points else ((),) * 4
    return Curve(
        title=title,
        hours=tuple(points),
        share=share_,
        lower=lower,
        upper=upper,
        overtaken=overtaken if any(overtaken) else (),
        sloped=survival.sloped,
    )
