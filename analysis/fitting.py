"""Whether what keeps a count safe within one release still fits when all releases are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from math import inf
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.earlier import Moves, Relation
from analysis.patterns import Linked
from analysis.unprotected import Key

_SLACK = 1e-6

_Places: TypeAlias = npt.NDArray[np.int64]
_Numbers: TypeAlias = npt.NDArray[np.float64]


class _Made(NamedTuple):
    """Moves as they are made in one release, and by how much they move each relation in all."""

    moves: Moves
    moved: _Numbers


class Fitting:
    """The sums and growth of all releases of a wave, to try moves against.

    shown: whether a count of the newest release is shown.
    """

    def __init__(self, linked: Linked, shown: Callable[[Key], bool]) -> None:
        newest = {key: key for key in linked.counts if not shown(key)}
        self._layers: tuple[Mapping[Key, Key], ...] = (*linked.known.layers, newest)
        moving = (node for layer in self._layers for node in layer.values())
        self._reach = {key: (-linked.down(key) - _SLACK, linked.up(key) + _SLACK) for key in moving}
        relations = (*linked.known.relations, *_relations(linked))
        self._least = np.array([one.least for one in relations]) - _SLACK
        self._most = np.array([one.most for one in relations]) + _SLACK
        self._part_in = _part_in(relations)
        self._tried: dict[tuple[int, int], tuple[Moves, Moves]] = {}

    def stacked(self, moves: Moves, layer: int) -> Moves:
        """Moves within one release, made in others alike where that takes it to fit; {} if not.

        layer: which release they come from, 0 the oldest. Moves that come again, the same object,
        are not tried again.
        """
        tried = (id(moves), layer)
        if tried not in self._tried:
            self._tried[tried] = moves, self._stacked(moves, layer)
        return self._tried[tried][1]

    def _stacked(self, moves: Moves, layer: int) -> Moves:
        made = cache(lambda layer: self._made(moves, layer))
        for first in range(layer, -1, -1):
            for last in range(layer, len(self._layers)):
                stack = [one for i in range(first, last + 1) if (one := made(i))]
                if len(stack) <= last - first:
                    break  # in one of these releases, and so in any wider stack, it cannot be made
                if self._fits(stack):
                    return {key: by for one in stack for key, by in one.moves.items()}
        return {}

    def _made(self, moves: Moves, layer: int) -> _Made | None:
        """The moves of these counts in a release; None if one of them cannot move so there."""
        there: Moves = {}
        for key, by in moves.items():
            node = self._layers[layer].get(key)
            if node is None:
                return None
            least, most = self._reach[node]
            if not least <= by <= most:
                return None
            there[node] = by
        return _Made(there, self._moved(there))

    def _moved(self, moves: Moves) -> _Numbers:
        moved = np.zeros(len(self._least))
        parts = [(*self._part_in[key], by) for key, by in moves.items() if key in self._part_in]
        if parts:
            places = np.concatenate([places for places, _, _ in parts])
            np.add.at(moved, places, np.concatenate([signs * by for _, signs, by in parts]))
        return moved

    def _fits(self, stack: Sequence[_Made]) -> bool:
        """Whether every relation holds. Where nothing moves it does: counts are what they are."""
        moved = sum((one.moved for one in stack[1:]), stack[0].moved)
        return bool((moved >= self._least).all() and (moved <= self._most).all())


def _part_in(relations: Sequence[Relation]) -> dict[Key, tuple[_Places, _Numbers]]:
    """The places of the relations that each count is in, and its sign in each."""
    found: dict[Key, tuple[list[int], list[float]]] = {}
    for place, one in enumerate(relations):
        for key, sign in one.signs:
            places, signs = found.setdefault(key, ([], []))
            places.append(place)
            signs.append(sign)
    return {key: (np.array(places), np.array(signs)) for key, (places, signs) in found.items()}


def _relations(linked: Linked) -> Iterable[Relation]:
    """The sums of the newest release."""
    for total in linked.sums:
        signs: dict[Key, float] = {}
        for key, sign in [*((part, 1.0) for part in total.parts), (total.whole, -1.0)]:
            signs[key] = signs.get(key, 0.0) + sign
        spare = linked.counts[total.whole] - sum(linked.counts[part] for part in total.parts)
        least, most = (0.0, 0.0) if total.rest is not None else (-inf, float(spare))
        yield Relation(tuple(signs.items()), least, most)
