"""What earlier releases of a wave add to what a reader knows: no count falls between releases.

A reader keeps what was published before. Its shown counts are known for good, its hidden ones must
stay hidden, and between two releases no count falls, because responses are added. So the counts of
every release of the wave are one system, of which only the newest release can still be changed.

Where a count did fall (somebody asked for erasure, or texts were scored anew) nothing can be learnt
from its growth, and the two counts are not linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import inf
from typing import TypeAlias

from msgspec import Struct, field

from analysis.ledger import Ledger, read_key
from analysis.unprotected import Key, Sum

Moves: TypeAlias = dict[Key, float]  # by how much each count that differs does

_RELEASE = "@release"  # the variable that tells counts of an earlier release apart


class Relation(Struct, frozen=True):
    """The moves of some counts, each times its sign, add up to between `least` and `most`."""

    signs: tuple[tuple[Key, float], ...]
    least: float
    most: float


class Known(Struct):
    """What earlier releases say, beside the counts and sums of the new one.

    counts: those of earlier releases that a reader does not know, under keys of their own.
    guarded: those of them that must not be worked out. relations: how they hang together, and with
    the new counts. up, down: how far a count, old or new, can differ, where that follows from its
    growth or from the count itself. layers: for each earlier release, what its counts are known
    under here. proofs: for each guarded count, how it can move within its own release.
    """

    counts: dict[Key, int] = field(default_factory=dict)
    guarded: set[Key] = field(default_factory=set)
    relations: list[Relation] = field(default_factory=list)
    up: dict[Key, int] = field(default_factory=dict)
    down: dict[Key, int] = field(default_factory=dict)
    layers: list[Mapping[Key, Key]] = field(default_factory=list)
    proofs: dict[Key, tuple[Moves, Moves]] = field(default_factory=dict)


def know(earlier: Sequence[Ledger], counts: Mapping[Key, int], sums: Iterable[Sum]) -> Known:
    """What the ledgers, oldest first, add to a release with these counts and sums."""
    known = Known()
    if not earlier:
        return known
    layers = [_read(ledger, i, known) for i, ledger in enumerate(earlier)]
    layers.append(_Layer(counts, {key: key for key in counts}, tuple(sums)))
    last: dict[Key, _Layer] = {}
    for layer in layers:
        for key in layer.counts:
            if key in last:
                _link(key, last[key], layer, known)
            last[key] = layer
    for before, after in pairwise(layers):
        _link_rests(before, after, known)
    return known


class _Layer(Struct, frozen=True):
    """One release: its counts, what those of them that can move move under, and its sums."""

    counts: Mapping[Key, int]
    nodes: Mapping[Key, Key]
    sums: tuple[Sum, ...]

    def signs(self, total: Sum, sign: float) -> dict[Key, float]:
        """How the moves of a sum's counts come together: the parts less the whole."""
        signs: dict[Key, float] = {}
        for key, one in [*((part, sign) for part in total.parts), (total.whole, -sign)]:
            if (node := self.nodes.get(key)) is not None:
                signs[node] = signs.get(node, 0.0) + one
        return signs

    def spare(self, total: Sum) -> int:
        """What the whole has beyond its parts."""
        return self.counts[total.whole] - sum(self.counts[part] for part in total.parts)


def _read(ledger: Ledger, i: int, known: Known) -> _Layer:
    """One earlier release. What it does not show can move, as far as its own sums allow."""
    keys = [read_key(entry.key) for entry in ledger.entries]
    counts, nodes = {}, {}
    for key, entry in zip(keys, ledger.entries, strict=True):
        counts[key] = entry.count
        if not entry.shown:
            node = nodes[key] = key | {(_RELEASE, frozenset({str(i)}))}
            known.counts[node] = entry.count
            known.down[node] = entry.count - entry.least
            if entry.guarded:
                known.guarded.add(node)
    known.layers.append(nodes)
    # The same moves are a proof of every count that they move: read once, they are tried once.
    read_moves = cache(lambda places: {keys[i]: by for i, by in places})
    for one in ledger.proofs:
        known.proofs[nodes[keys[one.entry]]] = (read_moves(one.up), read_moves(one.down))
    sums = tuple(
        Sum(keys[one.whole], tuple(keys[part] for part in one.parts), one.rest)
        for one in ledger.totals
    )
    layer = _Layer(counts, nodes, sums)
    for total in sums:
        least, most = (0.0, 0.0) if total.rest is not None else (-inf, float(layer.spare(total)))
        _relate(layer.signs(total, 1.0), least, most, known)
    return layer


def _link(key: Key, before: _Layer, after: _Layer, known: Known) -> None:
    """A count of two releases: it did not fall."""
    grown = after.counts[key] - before.counts[key]
    if grown < 0:
        return
    old, new = before.nodes.get(key), after.nodes.get(key)
    if old is not None and new is not None:
        known.relations.append(Relation(((new, 1.0), (old, -1.0)), -grown, inf))
    elif old is not None:
        known.up[old] = grown
    elif new is not None:
        known.down[new] = min(grown, known.down.get(new, grown))


def _link_rests(before: _Layer, after: _Layer, known: Known) -> None:
    """Those whom a sum leaves out did not become fewer either."""
    then = {(total.whole, total.parts): total for total in before.sums if total.rest is None}
    for total in after.sums:
        old = then.get((total.whole, total.parts))
        if total.rest is None and old is not None:
            grown = after.spare(total) - before.spare(old)
            if grown >= 0:
                signs = after.signs(total, -1.0) | before.signs(old, 1.0)
                _relate(signs, -grown, inf, known)


def _relate(signs: Mapping[Key, float], least: float, most: float, known: Known) -> None:
    moving = tuple((key, sign) for key, sign in signs.items() if sign)
    if moving:
        known.relations.append(Relation(moving, least, most))
