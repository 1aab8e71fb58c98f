"""Unprotected tables: what measures count, before disclosure control. Never to be published.

Every count carries a key that says exactly whom it counts, so that the same count in two tables
is known to be the same, and sums say how counts add up. Disclosure control works on those alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from analysis.delays import Survival
from analysis.estimate import Estimate
from analysis.spec import TableSpec
from analysis.table import Column

# Whom a count counts: variable -> the codes it may have, all at once. Empty: everyone.
Key: TypeAlias = frozenset[tuple[str, frozenset[str]]]

EVERYONE: Key = frozenset()
NOT_KNOWN = ""  # the code, in keys, of those who have none


def only(variable: str, codes: Iterable[str]) -> Key:
    """Those whose `variable` has one of `codes`."""
    return frozenset({(variable, frozenset(codes))})


@lru_cache(maxsize=1 << 16)  # the same keys meet in every table
def both(one: Key, other: Key) -> Key:
    """Those in `one` and in `other`."""
    codes = dict(one)
    for variable, allowed in other:
        codes[variable] = codes[variable] & allowed if variable in codes else allowed
    return frozenset(codes.items())


def in_words(key: Key) -> list[tuple[str, list[str]]]:
    """The key as it can be sorted by, so that runs agree."""
    return sorted((variable, sorted(codes)) for variable, codes in key)


class Sum(Struct, frozen=True):
    """`whole` is the sum of `parts` and of `rest`, others that no row or column shows.

    `rest` None: not known to anyone outside, so `whole` is at least the sum of `parts`.
    """

    whole: Key
    parts: tuple[Key, ...]
    rest: int | None = 0


class CountCell(Struct, frozen=True):
    """A number of responses."""

    key: Key


class ShareCell(Struct, frozen=True):
    """The percentage that the responses of `key` are of those of `base`.

    `base` None: of all responses in the table.
    """

    key: Key
    base: Key | None


class FigureCell(Struct, frozen=True):
    """An estimate that is no plain count, e.g. a median; None: not estimable.

    `needs`: keys of every count that somebody could read off the figure, or off the figure and the
    base of the row: the number within one hour of a share within one hour, both shares of a
    difference with both their bases. Each counts as published beside the figure: where it is small
    it is hidden, and the figure with it, and others are hidden so that it cannot be worked out. So
    each has to be in `Measured.counts`, and `Measured.sums` has to say what it adds up to. The base
    of the row need not be named. A figure that gives no count away, such as a median, needs none.
    `side`: how many responses lie on the emptier side of a quantile, None where that does not
    apply; with too few the figure is marked [u]. `side_share`: which share of the responses that
    are left when `left_out` are taken away these are. Where one of `left_out` is hidden, the figure
    is hidden too wherever a symbol in its place, or none, would tell how many they are. `base`:
    whose figure it is, None: that of those whom the row is about.
    """

    estimate: Estimate | None
    needs: tuple[Key, ...] = ()
    side: int | None = None
    side_share: float = 0.0
    left_out: tuple[Key, ...] = ()
    base: Key | None = None


class WordCell(Struct, frozen=True):
    """A word, e.g. how strong the evidence is. `needs`: as for FigureCell."""

    text: str
    needs: tuple[Key, ...] = ()


RawCell: TypeAlias = CountCell | ShareCell | FigureCell | WordCell


class Measured(Struct, frozen=True):
    """What a measure found in one group: keys are relative to the group.

    `teams`: how many of those that a base counts came from the team that sent in most. For every
    base that a cell has a share of, other than that of the row, for which it may be left out where
    the responses of the group are those that the row is about.
    """

    base: Key
    counts: dict[Key, int]  # every key of `base`, `sums` and `cells`
    cells: tuple[RawCell, ...]
    sums: tuple[Sum, ...] = ()
    curve: Survival | None = None
    notes: tuple[str, ...] = ()  # what readers must know of how these figures came about
    teams: Mapping[Key, int] = {}


class RawRow(Struct, frozen=True):
    """One group with its figures; keys are absolute. `code` '' is the total."""

    code: str
    title: str
    base: Key
    cells: tuple[RawCell, ...]
    curve: Survival | None = None


# What to say under a table, once it is known which counts are hidden.
Saying: TypeAlias = Callable[[frozenset[Key]], tuple[str, ...]]


class UnprotectedTable(Struct, frozen=True):
    """A table with its exact counts. `empty`: titles of groups that nobody belongs to.

    `teams`: how many of those that a base counts came from the one team that sent in most.
    """

    spec: TableSpec
    columns: tuple[Column, ...]
    rows: tuple[RawRow, ...]
    counts: dict[Key, int]
    sums: tuple[Sum, ...]
    empty: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    say: Saying | None = None
    teams: Mapping[Key, int] = {}
