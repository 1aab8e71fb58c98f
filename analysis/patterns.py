"""How counts could differ from what they are and still fit all that is shown.

Linear programs over one system: every count may go up or down, sums have to hold, no count goes
below zero. In the one, only what is not shown moves: it answers what a reader can find out. In the
other a shown count moves at the price of hiding it: it answers what it takes to keep another from
being found out.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from math import inf
from typing import TypeAlias, TypeVar

import highspy
import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from analysis.earlier import Known, Moves, Relation
from analysis.unprotected import Key, Sum

_Row: TypeAlias = tuple[Mapping[Key, float], float, float]  # signs of moves, least and most of them

_TINY = 1e-3  # of moving a hidden count: enough to keep out those that need not move
_TOLL = 0.2  # more than it takes to move many hidden counts
_SLACK = 1e-6
_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="patterns")

T = TypeVar("T")


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

    def up(self, key: Key) -> float:
        """How far a count, of this release or an earlier one, can be above what it is."""
        return float(self.known.up.get(key, inf))

    def down(self, key: Key) -> float:
        """How far it can be below."""
        known = self.known
        if key in known.counts:
            return float(known.down[key])
        return float(min(self.counts[key] - (key in self.groups), known.down.get(key, inf)))


class Patterns:
    """The programs, with what is hidden so far. Begins with every published count shown.

    Beside the two of the whole system there is a small one for each table, in which the counts of
    all others stay as they are. What differs there may differ in the whole as well. What its counts
    were in earlier releases is in it too: between two releases they seldom move alone.
    """

    def __init__(self, linked: Linked) -> None:
        known = linked.known
        in_sums = (key for total in linked.sums for key in (total.whole, *total.parts))
        in_relations = (key for one in known.relations for key, _ in one.signs)
        keys = list(dict.fromkeys((*in_sums, *known.counts, *known.down, *in_relations)))
        self._index = {key: i for i, key in enumerate(keys)}
        self._held: dict[Sum | Relation, _Row]
        self._held = {one: _held(one, linked.counts) for one in linked.sums}
        self._held |= {one: (dict(one.signs), one.least, one.most) for one in known.relations}
        rows = _Rows(self._held.values(), self._index)
        # One of each for the way up and one for the way down, so that both are gone at once.
        self._priced = (_Program(linked, keys, rows), _Program(linked, keys, rows))
        self._free = (_Program(linked, keys, rows), _Program(linked, keys, rows))
        for key in keys:
            if key in linked.published:
                self._hold(key, linked.price.get(key, 1.0))
        self._price = linked.price
        self._linked = linked
        self._shown = {key for key in keys if key in linked.published}
        self._near: dict[int, _Program] = {}
        self._tables = [_with_earlier(keys, linked.known) for keys in linked.tables]
        self._home = _homes(linked.tables, self._tables, self._index)
        self._touching = _touching(linked)

    def hide(self, key: Key) -> None:
        """From now on the count may move."""
        if key in self._index:
            for priced, free in zip(self._priced, self._free, strict=True):
                priced.set_price(self._index[key], _TINY)
                free.release(self._index[key])
            self._shown.discard(key)
            for program in self._near.values():
                program.let(key, moves=True)

    def show(self, key: Key) -> None:
        """From now on moving the count costs its price again."""
        if key in self._index:
            self._hold(key, self._price.get(key, 1.0))
            self._shown.add(key)
            for program in self._near.values():
                program.let(key, moves=False)

    def _hold(self, key: Key, price: float) -> None:
        for priced, free in zip(self._priced, self._free, strict=True):
            priced.set_price(self._index[key], price)
            free.hold(self._index[key])

    def move(self, key: Key, up: float, down: float) -> tuple[Moves | None, Moves | None]:
        """The cheapest way to have this count differ by `up`, and by `down`; None: there is none.

        up: 0 or more; down: 0 or less.
        """
        if key not in self._index:
            return {key: up} if up > 0 else None, None
        above, below = self._priced
        i = self._index[key]
        return _at_once(lambda: above.move(i, up), lambda: below.move(i, down))

    def move_freely(self, key: Key, at_most: float) -> tuple[Moves, Moves]:
        """The furthest this count, which is not shown, can go up and down with what is hidden."""
        if key not in self._index:
            return {key: at_most}, {key: -at_most}
        above, below = self._free
        return _at_once(
            lambda: above.move_far(key, 1, at_most), lambda: below.move_far(key, -1, at_most)
        )

    def move_nearby(self, key: Key, sign: int, at_most: float) -> Moves:
        """The same with the counts of its own table alone: a hundred times quicker, maybe less."""
        if key not in self._home:
            return {key: sign * at_most} if key not in self._index else {}
        program = self._within_table(self._home[key])
        return program.move_far(key, sign, at_most) if at_most > _SLACK else {}

    def _within_table(self, at: int) -> _Program:
        """The program of one table, made when it is first asked for."""
        if at not in self._near:
            keys = [key for key in self._index if key in self._tables[at]]
            touched = dict.fromkeys(one for key in keys for one in self._touching.get(key, ()))
            rows = (self._held[one] for one in touched)
            place = {key: i for i, key in enumerate(keys)}
            program = _Program(self._linked, keys, _Rows(rows, place))
            for key in keys:
                program.let(key, moves=key not in self._shown)
            self._near[at] = program
        return self._near[at]


def _at_once(one: Callable[[], T], other: Callable[[], T]) -> tuple[T, T]:
    """What both give. The solver lets go of the interpreter, so each has a core to itself."""
    beside = _BESIDE.submit(other)
    try:
        return one(), beside.result()
    finally:
        wait([beside])  # whatever became of the one, the other's program is left alone again


def _with_earlier(keys: frozenset[Key], known: Known) -> frozenset[Key]:
    """The counts of a table, and what they were in earlier releases: they move together."""
    return keys | {layer[key] for layer in known.layers for key in keys if key in layer}


def _homes(
    tables: Sequence[frozenset[Key]],
    with_earlier: Sequence[frozenset[Key]],
    known: Container[Key],
) -> dict[Key, int]:
    """The smallest table that each count stands in, those of earlier releases too."""
    homes: dict[Key, int] = {}
    for at in sorted(range(len(tables)), key=lambda at: -len(tables[at])):
        homes |= {key: at for key in with_earlier[at] if key in known}
    return homes


def _touching(linked: Linked) -> dict[Key, list[Sum | Relation]]:
    """The sums and then the relations that each count is in."""
    found: dict[Key, list[Sum | Relation]] = {}
    for total in linked.sums:
        for key in {total.whole, *total.parts}:
            found.setdefault(key, []).append(total)
    for one in linked.known.relations:
        for key, _ in one.signs:
            found.setdefault(key, []).append(one)
    return found


def _held(total: Sum, counts: Mapping[Key, int]) -> _Row:
    """Moves of the parts and of the whole cancel out, or eat up what the whole has beyond."""
    spare = counts[total.whole] - sum(counts[part] for part in total.parts)
    signs = dict.fromkeys(total.parts, 1.0)
    signs[total.whole] = signs.get(total.whole, 0.0) - 1.0  # 0 where a row is all there is
    least, most = (0.0, 0.0) if total.rest is not None else (-highspy.kHighsInf, float(spare))
    return signs, least, most


class _Rows:
    """What has to hold of the moves of some counts, as the solver takes it: row after row."""

    def __init__(self, rows: Iterable[_Row], place: Mapping[Key, int]) -> None:
        starts, columns, values = array("i"), array("i"), array("d")
        least, most = array("d"), array("d")
        for signs, at_least, at_most in rows:
            starts.append(len(columns))
            least.append(at_least)
            most.append(at_most)
            for key, sign in signs.items():
                if (i := place.get(key)) is not None:
                    columns.extend((2 * i, 2 * i + 1))
                    values.extend((sign, -sign))
        self._least, self._most = np.array(least), np.array(most)
        self._starts, self._columns = np.array(starts), np.array(columns)
        self._values = np.array(values)

    def add_to(self, model: highspy.Highs) -> None:
        """Put them into a model, all at once: one by one takes the solver much longer."""
        model.addRows(
            len(self._starts), self._least, self._most,
            len(self._columns), self._starts, self._columns, self._values,
        )  # fmt: skip


class _Program:
    """One program: two columns a count, how far it goes up and how far down.

    Counts outside `keys` do not differ.
    """

    def __init__(self, linked: Linked, keys: list[Key], rows: _Rows) -> None:
        self._keys = keys
        self._index = {key: i for i, key in enumerate(keys)}
        self._up = [linked.up(key) for key in keys]
        self._down = [linked.down(key) for key in keys]
        self._model = _empty_model(2 * len(keys))
        for i in range(len(keys)):
            self.release(i)
            self.set_price(i, _TINY)
        rows.add_to(self._model)

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


def _empty_model(columns: int) -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    # Each program is the last one with other bounds: going on from there is quickest.
    model.setOptionValue("presolve", "off")
    model.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
    nothing: npt.NDArray[np.float64] = np.zeros(columns)
    model.addVars(columns, nothing, nothing + highspy.kHighsInf)
    return model
