"""Ledger: the exact counts behind a release, kept to protect later releases of the wave against it.

Never to be published. It encodes to JSON with msgspec and decodes to an equal one.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from analysis.unprotected import Key, in_words

# A key as it is written down: each variable with its codes, sorted.
Written: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


class Entry(Struct, frozen=True, array_like=True):
    """One count. `shown`: some table shows it; `hidden`: one would, but it carries [c].

    Neither: no table has it, but it hangs together with counts that tables have. `guarded`: it may
    not be worked out. `least`: what every reader knows that there are.
    """

    key: Written
    count: int
    shown: bool
    hidden: bool
    guarded: bool
    least: int


class Total(Struct, frozen=True, array_like=True):
    """How counts add up, as places in `Ledger.entries`. `rest`: as in Sum."""

    whole: int
    parts: tuple[int, ...]
    rest: int | None


class Proof(Struct, frozen=True, array_like=True):
    """Two ways for counts to differ that fit all that is shown and move one guarded count.

    Each as places in `Ledger.entries` with by how much those counts differ.
    """

    entry: int
    up: tuple[tuple[int, float], ...]
    down: tuple[tuple[int, float], ...]


class Ledger(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was counted for a release, what of it was shown and how it adds up.

    `exposed`: how many counts, hidden in this release or in an earlier one, could not be kept as
    hard to work out as the policy wants; only a change of the tables within a wave can do that.
    """

    entries: tuple[Entry, ...] = ()
    totals: tuple[Total, ...] = ()
    proofs: tuple[Proof, ...] = ()
    coarse: bool = False  # made as an interim release, with coarser figures
    exposed: int = 0


def written(key: Key) -> Written:
    """The key as it is written down."""
    return tuple((variable, tuple(codes)) for variable, codes in in_words(key))


def read_key(key: Written) -> Key:
    """The key that was written down."""
    return frozenset((variable, frozenset(codes)) for variable, codes in key)
