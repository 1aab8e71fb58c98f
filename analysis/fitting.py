"""Whether what keeps a count safe within one release still fits when all releases are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf

from analysis.earlier import Moves, Relation
from analysis.patterns import Linked
from analysis.unprotected import Key

_SLACK = 1e-6


class Fitting:
    """The sums and growth of all releases of a wave, to try moves against.

    shown: whether a count of the newest release is shown.
    """

    def __init__(self, linked: Linked, shown: Callable[[Key], bool]) -> None:
        self._linked, self._shown = linked, shown
        self._relations_of: dict[Key, list[Relation]] = {}
        for one in (*linked.known.relations, *_relations(linked)):
            for key, _ in one.signs:
                self._relations_of.setdefault(key, []).append(one)

    def stacked(self, moves: Moves, layer: int) -> Moves:
        """Moves within one release, made in others alike where that takes it to fit; {} if not.

        layer: which release they come from, 0 the oldest.
        """
        layers = len(self._linked.known.layers)
        for first in range(layer, -1, -1):
            for last in range(layer, layers + 1):
                stack = self._repeated(moves, range(first, last + 1))
                if stack is not None and self._fits(stack):
                    return stack
        return {}

    def _repeated(self, moves: Moves, layers: Iterable[int]) -> Moves | None:
        stack: Moves = {}
        for i in layers:
            for key, by in moves.items():
                node = self._node(key, i)
                if node is None:
                    return None
                stack[node] = by
        return stack

    def _node(self, key: Key, layer: int) -> Key | None:
        known = self._linked.known
        if layer < len(known.layers):
            return known.layers[layer].get(key)
        return key if key in self._linked.counts and not self._shown(key) else None

    def _fits(self, moves: Moves) -> bool:
        for key, by in moves.items():
            if not -self._down(key) - _SLACK <= by <= self._linked.known.up.get(key, inf) + _SLACK:
                return False
        touched = {id(one): one for key in moves for one in self._relations_of.get(key, ())}
        return all(_holds(one, moves) for one in touched.values())

    def _down(self, key: Key) -> int:
        known, counts = self._linked.known, self._linked.counts
        if key in known.counts:
            return known.down[key]
        return min(counts[key] - (key in self._linked.groups), known.down.get(key, counts[key]))


def _holds(one: Relation, moves: Moves) -> bool:
    moved = sum(sign * moves.get(key, 0.0) for key, sign in one.signs)
    return one.least - _SLACK <= moved <= one.most + _SLACK


def _relations(linked: Linked) -> Iterable[Relation]:
    """The sums of the newest release."""
    for total in linked.sums:
        signs: dict[Key, float] = {}
        for key, sign in [*((part, 1.0) for part in total.parts), (total.whole, -1.0)]:
            signs[key] = signs.get(key, 0.0) + sign
        spare = linked.counts[total.whole] - sum(linked.counts[part] for part in total.parts)
        least, most = (0.0, 0.0) if total.rest is not None else (-inf, float(spare))
        yield Relation(tuple(signs.items()), least, most)
