"""How counts could differ from what they are and still fit all that is shown.

A linear program: every count may go up or down, sums have to hold, no count goes below zero. To
move a shown count costs the price of hiding it; hidden counts, and those no table has, move all but
for free. So the program answers both what a reader can find out about a hidden count, and what it
takes to keep it from being found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import highspy
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from analysis.unprotected import Key, Sum

Moves: TypeAlias = dict[Key, float]  # by how much each count that differs does

_TINY = 1e-3  # of moving a hidden count: enough to keep out those that need not move
_TOLL = 0.2  # more than it takes to move many hidden counts, less than to move a shown one
_SLACK = 1e-6


class Linked(Struct, frozen=True):
    """All counts of a release and how they hang together.

    counts: exact number behind each key. published: keys a reader would be shown. sums: how they
    add up. rows: base -> every published key of its rows, hidden along with it. price: how much
    hiding a key costs the reader, 1 for a plain cell. groups: bases of groups known to exist.
    """

    counts: Mapping[Key, int]
    published: frozenset[Key]
    sums: tuple[Sum, ...]
    rows: Mapping[Key, frozenset[Key]]
    price: Mapping[Key, float]
    groups: frozenset[Key]


class Patterns:
    """The program, with what is hidden so far. Begins with every published count shown."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._keys = list(dict.fromkeys(k for s in linked.sums for k in (s.whole, *s.parts)))
        self._index = {key: i for i, key in enumerate(self._keys)}
        self._most = [
            float(linked.counts[key] - (key in linked.groups)) for key in self._keys
        ]  # how far each can go down
        self._model = _empty_model(2 * len(self._keys))
        for i, key in enumerate(self._keys):
            self._bound(i, (0.0, highspy.kHighsInf), (0.0, self._most[i]))
            self._set_price(i, linked.price.get(key, 1.0) if key in linked.published else _TINY)
        for total in linked.sums:
            self._add(total)

    def hide(self, key: Key) -> None:
        """From now on the count may move."""
        if key in self._index:
            self._set_price(self._index[key], _TINY)

    def show(self, key: Key) -> None:
        """From now on moving the count costs its price again."""
        if key in self._index:
            self._set_price(self._index[key], self._linked.price.get(key, 1.0))

    def move(self, key: Key, by: float) -> Moves | None:
        """The cheapest way to have this count differ by `by`; None where there is none."""
        if key not in self._index:
            return {key: by} if by > 0 else None
        i = self._index[key]
        if -by > self._most[i] + _SLACK:
            return None
        self._bound(i, (max(by, 0.0),) * 2, (max(-by, 0.0),) * 2)
        moves = self._solve()
        self._bound(i, (0.0, highspy.kHighsInf), (0.0, self._most[i]))
        return moves

    def move_freely(self, key: Key, sign: int, at_most: float) -> Moves:
        """The furthest this count, which is not shown, can go up or down with what is hidden."""
        if key not in self._index:
            return {key: sign * at_most}
        if at_most <= _SLACK:
            return {}
        i = self._index[key]
        far = at_most if sign > 0 else min(at_most, self._most[i])
        # It goes all the way, and back again, at a toll, as far as it cannot go for free. So only
        # bounds change, and the solver goes on from where it was.
        there, back = ((far, far), (0.0, far))[::sign]
        self._bound(i, there, back)
        self._model.changeColCost(2 * i + (sign > 0), _TOLL)
        moves = self._solve() or {}
        self._model.changeColCost(2 * i + (sign > 0), _TINY)
        self._bound(i, (0.0, highspy.kHighsInf), (0.0, self._most[i]))
        return moves

    def _solve(self) -> Moves | None:
        self._model.run()
        if self._model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.asarray(self._model.getSolution().col_value)
        net = values[0::2] - values[1::2]
        return {self._keys[i]: float(net[i]) for i in np.flatnonzero(np.abs(net) > _SLACK)}

    def _set_price(self, i: int, price: float) -> None:
        self._model.changeColCost(2 * i, price)
        self._model.changeColCost(2 * i + 1, price)

    def _bound(self, i: int, up: tuple[float, float], down: tuple[float, float]) -> None:
        self._model.changeColBounds(2 * i, *up)
        self._model.changeColBounds(2 * i + 1, *down)

    def _add(self, total: Sum) -> None:
        """Moves of the parts and of the whole cancel out, or eat up what the whole has beyond."""
        counts = self._linked.counts
        spare = counts[total.whole] - sum(counts[part] for part in total.parts)
        signs = dict.fromkeys(total.parts, 1.0)
        signs[total.whole] = signs.get(total.whole, 0.0) - 1.0  # 0 where a row is all there is
        columns = [2 * self._index[key] + way for key in signs for way in (0, 1)]
        values = [sign * way for sign in signs.values() for way in (1.0, -1.0)]
        least, most = (0.0, 0.0) if total.rest is not None else (-highspy.kHighsInf, float(spare))
        self._model.addRow(least, most, len(columns), np.array(columns, np.int32), np.array(values))


def _empty_model(columns: int) -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    # Each program is the last one with other bounds: going on from there is quickest.
    model.setOptionValue("presolve", "off")
    model.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
    nothing: npt.NDArray[np.float64] = np.zeros(columns)
    model.addVars(columns, nothing, nothing + highspy.kHighsInf)
    return model
