"""Two sides of a comparison: their counts, how these add up, and what may be said of the gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from analysis.codebook import Codebook
from analysis.comparisons import LEAST_BASE, difference, p_value, stand_out
from analysis.dominance import largest_team
from analysis.estimate import Estimate
from analysis.measures.group import Group
from analysis.measures.shares import share
from analysis.rows import Rows
from analysis.spec import CodeGroup, ShareOf, TableSpec
from analysis.table import Column
from analysis.unprotected import (
    EVERYONE,
    NOT_KNOWN,
    FigureCell,
    Key,
    Measured,
    RawCell,
    ShareCell,
    Sum,
    WordCell,
    both,
    only,
)
from analysis.weighting import Weights

STANDS_OUT = "Stands out"
NO_CLEAR = "No clear difference"
TOO_FEW = "Too few to compare"


class Side(Group, frozen=True, eq=False):
    """A row that sets one side against another: the group against the rest, before against after.

    `key` is that of everybody in the table, `own` the responses of the one side. `shared`: counts
    of everybody and of all single groups, `parts` their codes, so that the counts of both sides
    are known to add up from them. `rest` None: nothing to compare with, the row of everybody.
    `weights`: of those of `own`, where there is a population to weight to.
    """

    own: Rows
    one: Key
    mine: Measured
    other: Key = EVERYONE
    rest: Measured | None = None
    shared: Measured | None = None
    parts: tuple[str, ...] = ()
    verdict: str = ""
    weights: Weights | None = None


DIFFERENCE_COLUMNS = (
    Column(id="difference", title="Difference", unit="points"),
    Column(id="verdict", title="Allowing for all comparisons", unit="verdict"),
)


def side_of(group: Group) -> Side:
    """The group as what it is. Raises TypeError for a row that no comparison made."""
    if not isinstance(group, Side):
        raise TypeError("A comparison is measured on the rows that it makes itself.")
    return group


def parts_of(rows: Rows, across: str, codes: Iterable[str]) -> tuple[tuple[str, Rows], ...]:
    """The rows of each code that anybody has, in the order of `codes`."""
    found = rows.split(across)
    by_code = {NOT_KNOWN if code is None else code: part for code, part in found.items()}
    return tuple((code, by_code[code]) for code in codes if code in by_code)


def asking(spec: TableSpec, one: ShareOf) -> TableSpec:
    """The spec of a table that asks for this one share and no more."""
    group = CodeGroup(id=one.id, title=one.title, codes=one.codes)
    return replace(spec, of=one.of, groups=(group,), exclude=one.exclude, across="", beside=())


def measured(rows: Rows, whose: Key, spec: TableSpec, codebook: Codebook) -> Measured:
    """The shares of some responses, with keys that say whose they are."""
    found = share(Group("", "", whose, rows), spec, codebook)

    def theirs(key: Key) -> Key:
        return both(whose, key)

    cells: list[RawCell] = [
        ShareCell(theirs(cell.key), theirs(cell.base or EVERYONE))
        for cell in found.cells
        if isinstance(cell, ShareCell)
    ]
    sums = tuple(Sum(theirs(s.whole), tuple(map(theirs, s.parts)), s.rest) for s in found.sums)
    counts = {theirs(key): n for key, n in found.counts.items()}
    counts[whose] = rows.height
    base = theirs(found.base)
    teams = {base: largest_team(rows, codebook.cluster, spec.of)}
    return Measured(base, counts, tuple(cells), sums, teams=teams)


def joined(found: Sequence[Measured], base: Key) -> Measured:
    """All counts and sums in one, without cells."""
    counts = {key: n for one in found for key, n in one.counts.items()}
    teams = {key: n for one in found for key, n in one.teams.items()}
    return Measured(base, counts, (), tuple(s for one in found for s in one.sums), teams=teams)


def shared_counts(
    rows: Rows,
    parts: Iterable[tuple[str, Rows]],
    spec: TableSpec,
    codebook: Codebook,
) -> Measured:
    """Counts of everybody and of each single group, made once for all rows of a table."""
    whole = measured(rows, EVERYONE, spec, codebook)
    single = [measured(own, only(spec.across, [code]), spec, codebook) for code, own in parts]
    return joined([whole, *single], whole.base)


def compared(side: Side, spec: TableSpec) -> tuple[Measured, tuple[RawCell, ...]]:
    """Both sides' counts and how they add up; cells: share, share of the other, gap, verdict."""
    mine, rest = side.mine, side.rest
    if rest is None or side.shared is None:
        return mine, (mine.cells[0], FigureCell(None), FigureCell(None), FigureCell(None))
    found = joined([mine, rest, side.shared], mine.base)
    sums = (*found.sums, *_sums(side, spec.across, found.counts))
    needs = _needs(mine, rest)
    enough = all(found.counts[key] >= LEAST_BASE for key in needs[1::2])
    cells = (
        mine.cells[0],
        rest.cells[0],
        FigureCell(_difference(found.counts, needs), needs, None if enough else 0),
        WordCell(side.verdict or TOO_FEW, needs),
    )
    return replace(found, sums=sums), cells


def _sums(side: Side, across: str, counts: dict[Key, int]) -> list[Sum]:
    """How each count of a side is made up of the single groups', and the whole of both sides."""
    sums = []
    keys = (frozenset(entry for entry in key if entry[0] != across) for key in side.mine.counts)
    for key in dict.fromkeys(keys):
        sides = (both(side.one, key), both(side.other, key))
        for whole in sides:
            codes = dict(whole)[across]
            singles = tuple(both(only(across, [c]), key) for c in side.parts if c in codes)
            if singles and singles != (whole,):
                sums.append(Sum(whole, singles))
        sums.append(Sum(key, sides, counts[key] - sum(counts[one] for one in sides)))
    return sums


def _needs(mine: Measured, rest: Measured) -> tuple[Key, ...]:
    """The count and base of the share on one side, then on the other."""
    cells = (mine.cells[0], rest.cells[0])
    return tuple(
        key
        for cell in cells
        if isinstance(cell, ShareCell)
        for key in (cell.key, cell.base or EVERYONE)
    )


def _difference(counts: dict[Key, int], needs: Sequence[Key]) -> Estimate | None:
    count, base, other_count, other_base = (counts[key] for key in needs)
    return difference(count, base, other_count, other_base) if base and other_base else None


def judged(rows: Sequence[Side]) -> list[Side]:
    """The rows with what may be said of each, all comparisons of the table allowed for."""
    p_values = [_p_value(side) for side in rows]
    words = {None: "", True: STANDS_OUT, False: NO_CLEAR}
    return [
        replace(side, verdict=words[None if p is None else out])
        for side, p, out in zip(rows, p_values, stand_out(p_values), strict=True)
    ]


def _p_value(side: Side) -> float | None:
    if side.rest is None:
        return None
    counts = side.mine.counts | side.rest.counts
    count, base, others, other_base = (counts[key] for key in _needs(side.mine, side.rest))
    return p_value(count, base, others, other_base) if min(base, other_base) >= LEAST_BASE else None
