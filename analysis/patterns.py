"""How counts could differ from what they are and still fit all that is shown.

Linear programs over one system: every count may go up or down, sums have to hold, no count goes
below zero. In the one, only what is not shown moves: it answers what a reader can find out. In the
other a shown count moves at the price of hiding it: it answers what it takes to keep another from
being found out.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import highspy
import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from analysis.earlier import Known, Moves, Relation
from analysis.unprotected import Key, Sum

_TINY = 1e-3  # of moving a hidden count: enough to keep out those that need not move
_TOLL = 0.2  # more than it takes to move many hidden counts
_SLACK = 1e-6


class Linked(Struct, frozen=True):
    """All counts of a release and how they hang together.

    counts: exact number behind each key. published: keys a reader would be shown. sums: how they
    add up. rows: base -> every published key of its rows, hidden along with it. price: how much
    hiding a key costs the reader, 1 for a plain cell. groups: bases of groups known to exist.
    known: what earlier releases of the wave say. tables: the counts of each table, where most of a
    count's ways to differ are found.
    """

    counts: Mapping[Key, int]
    published: frozenset[Key]
    sums: tuple[Sum, ...]
    rows: Mapping[Key, frozenset[Key]]
    price: Mapping[Key, float]
    groups: frozenset[Key]
    known: Known = field(default_factory=Known)
    tables: tuple[frozenset[Key], ...] = ()


class Patterns:
    """The programs, with what is hidden so far. Begins with every published count shown.

    Beside the two of the whole system there is a small one for each table, in which the counts of
    all others stay as they are. What differs there may differ in the whole as well.
    """

    def __init__(self, linked: Linked) -> None:
        known = linked.known
        in_sums = (key for total in linked.sums for key in (total.whole, *total.parts))
        in_relations = (key for one in known.relations for key, _ in one.signs)
        keys = list(dict.fromkeys((*in_sums, *known.counts, *known.down, *in_relations)))
        self._index = {key: i for i, key in enumerate(keys)}
        self._priced, self._free = _Program(linked, keys), _Program(linked, keys)
        for key in keys:
            if key in linked.published:
                self._priced.set_price(self._index[key], linked.price.get(key, 1.0))
                self._free.hold(self._index[key])
        self._price = linked.price
        self._linked = linked
        self._shown = {key for key in keys if key in linked.published}
        self._near: dict[int, _Program] = {}
        self._home = _homes(linked.tables, self._index)
        self._sums, self._relations = _touching(linked)

    def hide(self, key: Key) -> None:
        """From now on the count may move."""
        if key in self._index:
            self._priced.set_price(self._index[key], _TINY)
            self._free.release(self._index[key])
            self._shown.discard(key)
            for program in self._near.values():
                program.let(key, moves=True)

    def show(self, key: Key) -> None:
        """From now on moving the count costs its price again."""
        if key in self._index:
            self._priced.set_price(self._index[key], self._price.get(key, 1.0))
            self._free.hold(self._index[key])
            self._shown.add(key)
            for program in self._near.values():
                program.let(key, moves=False)

    def move(self, key: Key, by: float) -> Moves | None:
        """The cheapest way to have this count differ by `by`; None where there is none."""
        if key not in self._index:
            return {key: by} if by > 0 else None
        return self._priced.move(self._index[key], by)

    def move_freely(self, key: Key, sign: int, at_most: float) -> Moves:
        """The furthest this count, which is not shown, can go up or down with what is hidden."""
        if key not in self._index:
            return {key: sign * at_most}
        return self._free.move_far(key, sign, at_most) if at_most > _SLACK else {}

    def move_nearby(self, key: Key, sign: int, at_most: float) -> Moves:
        """The same with the counts of its own table alone: a hundred times quicker, maybe less."""
        if key not in self._home:
            return {key: sign * at_most} if key not in self._index else {}
        program = self._within_table(self._home[key])
        return program.move_far(key, sign, at_most) if at_most > _SLACK else {}

    def _within_table(self, at: int) -> _Program:
        """The program of one table, made when it is first asked for."""
        if at not in self._near:
            keys = [key for key in self._index if key in self._linked.tables[at]]
            sums = dict.fromkeys(s for key in keys for s in self._sums.get(key, ()))
            relations = dict.fromkeys(r for key in keys for r in self._relations.get(key, ()))
            program = _Program(self._linked, keys, tuple(sums), tuple(relations))
            for key in keys:
                program.let(key, moves=key not in self._shown)
            self._near[at] = program
        return self._near[at]


def _homes(tables: Sequence[frozenset[Key]], known: Container[Key]) -> dict[Key, int]:
    """The smallest table that each count stands in."""
    homes: dict[Key, int] = {}
    for at in sorted(range(len(tables)), key=lambda at: -len(tables[at])):
        homes |= {key: at for key in tables[at] if key in known}
    return homes


def _touching(linked: Linked) -> tuple[dict[Key, list[Sum]], dict[Key, list[Relation]]]:
    """The sums and the relations that each count is in."""
    sums: dict[Key, list[Sum]] = {}
    for total in linked.sums:
        for key in {total.whole, *total.parts}:
            sums.setdefault(key, []).append(total)
    relations: dict[Key, list[Relation]] = {}
    for one in linked.known.relations:
        for key, _ in one.signs:
            relations.setdefault(key, []).append(one)
    return sums, relations


class _Program:
    """One program: two columns a count, how far it goes up and how far down.

    sums, relations: what has to hold, by default all there is. Counts outside `keys` do not differ.
    """

    def __init__(
        self,
        linked: Linked,
        keys: list[Key],
        sums: Sequence[Sum] | None = None,
        relations: Sequence[Relation] | None = None,
    ) -> None:
        known, counts = linked.known, linked.counts
        self._keys = keys
        self._index = {key: i for i, key in enumerate(keys)}
        self._up = [float(known.up.get(key, highspy.kHighsInf)) for key in keys]
        self._down = [
            float(
                known.down[key]
                if key in known.counts
                else min(counts[key] - (key in linked.groups), known.down.get(key, counts[key]))
            )
            for key in keys
        ]
        self._model = _empty_model(2 * len(keys))
        for i in range(len(keys)):
            self.release(i)
            self.set_price(i, _TINY)
        for total in linked.sums if sums is None else sums:
            self._add(total, counts)
        for one in known.relations if relations is None else relations:
            self._relate(dict(one.signs), one.least, one.most)

    def set_price(self, i: int, price: float) -> None:
        """What moving the count costs."""
        self._model.changeColCost(2 * i, price)
        self._model.changeColCost(2 * i + 1, price)

    def let(self, key: Key, *, moves: bool) -> None:
        """Whether the count may move from now on, if it is one of these."""
        if key in self._index:
            (self.release if moves else self.hold)(self._index[key])

    def hold(self, i: int) -> None:
        """From now on the count stays as it is."""
        self._bound(i, (0.0, 0.0), (0.0, 0.0))

    def release(self, i: int) -> None:
        """From now on the count may move."""
        self._bound(i, (0.0, self._up[i]), (0.0, self._down[i]))

    def move(self, i: int, by: float) -> Moves | None:
        """The cheapest way for a count to differ by `by`."""
        if by > self._up[i] + _SLACK or -by > self._down[i] + _SLACK:
            return None
        self._bound(i, (max(by, 0.0),) * 2, (max(-by, 0.0),) * 2)
        moves = self._solve()
        self.release(i)
        return moves

    def move_far(self, key: Key, sign: int, at_most: float) -> Moves:
        """The furthest a count goes up or down."""
        i = self._index[key]
        far = min(at_most, (self._up if sign > 0 else self._down)[i])
        # It goes all the way, and back again, at a toll, as far as it cannot go for free. So only
        # bounds change, and the solver goes on from where it was.
        there, back = ((far, far), (0.0, far))[::sign]
        self._bound(i, there, back)
        self._model.changeColCost(2 * i + (sign > 0), _TOLL)
        moves = self._solve() or {}
        self._model.changeColCost(2 * i + (sign > 0), _TINY)
        self.release(i)
        return moves

    def _solve(self) -> Moves | None:
        self._model.run()
        if self._model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.asarray(self._model.getSolution().col_value)
        net = values[0::2] - values[1::2]
        return {self._keys[i]: float(net[i]) for i in np.flatnonzero(np.abs(net) > _SLACK)}

    def _bound(self, i: int, up: tuple[float, float], down: tuple[float, float]) -> None:
        self._model.changeColBounds(2 * i, *up)
        self._model.changeColBounds(2 * i + 1, *down)

    def _add(self, total: Sum, counts: Mapping[Key, int]) -> None:
        """Moves of the parts and of the whole cancel out, or eat up what the whole has beyond."""
        spare = counts[total.whole] - sum(counts[part] for part in total.parts)
        signs = dict.fromkeys(total.parts, 1.0)
        signs[total.whole] = signs.get(total.whole, 0.0) - 1.0  # 0 where a row is all there is
        least, most = (0.0, 0.0) if total.rest is not None else (-highspy.kHighsInf, float(spare))
        self._relate(signs, least, most)

    def _relate(self, signs: Mapping[Key, float], least: float, most: float) -> None:
        inside = {key: sign for key, sign in signs.items() if key in self._index}
        columns = [2 * self._index[key] + way for key in inside for way in (0, 1)]
        values = [sign * way for sign in inside.values() for way in (1.0, -1.0)]
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
