"""Which counts to hide besides the small ones, so that no hidden count can be worked out.

The reader is assumed to know every shown count exactly (stronger than what is published, which is
rounded), how counts add up, and that no count is below zero. What such a reader can find out about
a hidden count is the range between its least and greatest value over all counts that fit: two
linear programs. A hidden count is safe when that range is at least `width` wide.

Source: secondary cell suppression as in Hundepool et al., Statistical Disclosure Control (2012),
chapter 4; the choice of what to hide next is greedy.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

import highspy
import numpy as np
from msgspec import Struct

from analysis.unprotected import Key, Sum

_SLACK = 1e-6
_TOO_MANY = 80  # counts that hang together: checking each anew for each would take too long
_DRAG = 4.0  # how much dearer a key is for each further key that it makes hide


class Linked(Struct, frozen=True):
    """All counts of a release and how they hang together.

    counts: exact number behind each key. published: keys a reader would be shown. sums: how they
    add up. rows: base -> every published key of its rows, hidden along with it. price: how much
    hiding a key costs the reader, per response. groups: bases of groups that are known to exist.
    """

    counts: Mapping[Key, int]
    published: frozenset[Key]
    sums: tuple[Sum, ...]
    rows: Mapping[Key, frozenset[Key]]
    price: Mapping[Key, float]
    groups: frozenset[Key]


def choose_hidden(linked: Linked, first: Iterable[Key], small: int, width: int) -> frozenset[Key]:
    """`first` and as many further published keys as it takes to make every hidden count safe.

    Counts from 1 to `small` that no table shows are kept safe too, when they can be worked out.
    """
    search = _Search(linked, small, width)
    for key in first:
        search.hide(key)
    needed = frozenset(search.hidden)
    search.run()
    search.show_again(needed)
    return frozenset(search.hidden)


class _Search:
    """The greedy search. Hiding more only ever widens ranges, so what is safe once stays safe."""

    def __init__(self, linked: Linked, small: int, width: int) -> None:
        self.linked, self.small, self.width = linked, small, width
        self.hidden: set[Key] = set()
        self.waiting: deque[Key] = deque()
        self.lowest: dict[Key, float] = dict(linked.counts)
        self.highest: dict[Key, float] = dict(linked.counts)
        self.sums_of: dict[Key, list[Sum]] = {}
        for total in linked.sums:
            for key in {total.whole, *total.parts}:
                self.sums_of.setdefault(key, []).append(total)
        # A small count that no table shows may still be what is left over from those it does.
        self.waiting.extend(
            key
            for key, n in linked.counts.items()
            if 1 <= n <= small and key not in linked.published and key in self.sums_of
        )

    def run(self) -> None:
        """Take each hidden count in turn and hide others around it until it is safe."""
        while self.waiting:
            key = self.waiting.popleft()
            while not self.is_safe(key):
                other = self.next_to_hide(key)
                if other is None:
                    break  # all that adds up with it is hidden already
                self.hide(other)

    def show_again(self, needed: frozenset[Key]) -> None:
        """Show what turns out not to be needed after all, what readers miss most first."""
        bases = {base for base in self.linked.rows if base in self.hidden}
        of_rows = {key for base in bases for key in self.linked.rows[base]}
        spare = sorted(self.hidden - needed - bases - of_rows, key=self.cost, reverse=True)
        for key in spare:
            if key in self.hidden:
                self.try_to_show(key, frozenset(spare))

    def try_to_show(self, key: Key, spare: frozenset[Key]) -> None:
        """Show a key, with those it alone was hiding, unless that pins down what must stay."""
        mixed = [k for k in _component(self, key)[0] if k != key and self.must_be_safe(k)]
        if len(mixed) > _TOO_MANY:
            return
        freed = {key}
        self.hidden.remove(key)
        while (pinned := self.first_unsafe([k for k in mixed if k not in freed])) is not None:
            if pinned not in spare:
                self.hidden |= freed
                return
            freed.add(pinned)
            self.hidden.remove(pinned)

    def must_be_safe(self, key: Key) -> bool:
        """Hidden, or a small count that no table shows."""
        return key in self.hidden or (
            key not in self.linked.published and 1 <= self.linked.counts[key] <= self.small
        )

    def first_unsafe(self, keys: list[Key]) -> Key | None:
        """The first of these that is not safe with what is hidden now, whatever held before."""
        self.lowest |= {key: self.linked.counts[key] for key in keys}
        self.highest |= {key: self.linked.counts[key] for key in keys}
        return next((key for key in keys if not self.is_safe(key)), None)

    def shown(self, key: Key) -> bool:
        return key in self.linked.published and key not in self.hidden

    def hide(self, key: Key) -> None:
        """Hide a key, and with the base of a row the whole row."""
        for one in {key, *self.linked.rows.get(key, ())}:
            if self.shown(one) and not self.is_void(one):
                self.hidden.add(one)
                self.waiting.append(one)

    def is_void(self, key: Key) -> bool:
        """Nobody, and known to be nobody because the shown total is nobody: nothing to hide."""
        if self.linked.counts[key]:
            return False
        wholes = (s.whole for s in self.sums_of.get(key, ()) if s.whole != key)
        return any(self.shown(w) and self.linked.counts[w] == 0 for w in wholes)

    def is_safe(self, key: Key) -> bool:
        if self.is_wide(key):
            return True
        for point in extremes(self, key):
            for one, value in point.items():
                self.lowest[one] = min(self.lowest[one], value)
                self.highest[one] = max(self.highest[one], value)
        return self.is_wide(key)

    def is_wide(self, key: Key) -> bool:
        return self.highest[key] - self.lowest[key] >= self.width - _SLACK

    def next_to_hide(self, key: Key) -> Key | None:
        """The cheapest shown count in the nearest sum that pins down a count mixed with `key`.

        Its own sums come first. Where no single sum is to blame, any of them will do.
        """
        mixed, sums = _component(self, key)
        for one in mixed:
            tight = [s for s in self.sums_of.get(one, ()) if self.room(s, one) < self.width]
            if near := {k for total in tight for k in self.candidates(total)}:
                return min(near, key=self.cost)
        for among in (self.sums_of.get(key, []), sums):
            if near := {k for total in among for k in self.candidates(total)}:
                return min(near, key=self.cost)
        return None

    def room(self, total: Sum, key: Key) -> float:
        """How far this sum alone lets `key` move: the hidden responses it is mixed with."""
        others = [k for k in (total.whole, *total.parts) if k != key and not self.shown(k)]
        if not others and total.rest is not None:
            return 0.0
        if not self.shown(total.whole):
            return float("inf")
        seen = sum(self.linked.counts[k] for k in total.parts if self.shown(k))
        return self.linked.counts[total.whole] - seen - (total.rest or 0)

    def candidates(self, total: Sum) -> list[Key]:
        keys = {k for k in (total.whole, *total.parts) if self.shown(k)}
        return [k for k in keys if self.linked.counts[k]] or [
            k for k in keys if not self.is_void(k)
        ]

    def cost(self, key: Key) -> tuple[float, list[tuple[str, list[str]]]]:
        """What hiding a key takes from the reader; ties are broken by name, so that runs agree.

        A key that stands alone in its other sums drags one more key of each along.
        """
        alone = sum(not self.has_hidden(total) for total in self.sums_of.get(key, ()))
        price = self.linked.counts[key] * self.linked.price.get(key, 1.0) * (1 + _DRAG * alone)
        return price, sorted((variable, sorted(codes)) for variable, codes in key)

    def has_hidden(self, total: Sum) -> bool:
        return any(not self.shown(key) for key in (total.whole, *total.parts))


def extremes(search: _Search, key: Key) -> list[dict[Key, float]]:
    """Two sets of counts that fit all that is shown: one with least, one with most of `key`."""
    keys, sums = _component(search, key)
    index = {one: i for i, one in enumerate(keys)}
    model = _model(search, keys, sums, index)
    points = []
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        model.changeObjectiveSense(sense)
        model.changeColCost(index[key], 1.0)
        model.run()
        values = np.asarray(model.getSolution().col_value)
        points.append({one: float(values[i]) for one, i in index.items()})
    return points


def _component(search: _Search, start: Key) -> tuple[list[Key], list[Sum]]:
    """The counts not shown that hang together with `start`, and the sums that bind them."""
    keys, sums = {start: None}, dict[int, Sum]()
    queue = deque([start])
    while queue:
        for total in search.sums_of.get(queue.popleft(), ()):
            if id(total) in sums:
                continue
            sums[id(total)] = total
            for key in (total.whole, *total.parts):
                if not search.shown(key) and key not in keys:
                    keys[key] = None
                    queue.append(key)
    return list(keys), list(sums.values())


def _model(
    search: _Search, keys: list[Key], sums: list[Sum], index: Mapping[Key, int]
) -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    counts, most = search.linked.counts, 10.0 * (sum(search.linked.counts[k] for k in keys) + 10)
    for key in keys:
        # No count in reach can grow past `most`; the bound only keeps the program finite.
        model.addVar(1.0 if key in search.linked.groups else 0.0, most)
    for total in sums:
        terms = [(k, 1.0) for k in total.parts] + [(total.whole, -1.0)]
        known = sum(sign * counts[k] for k, sign in terms if k not in index) + (total.rest or 0)
        free = [(index[k], sign) for k, sign in terms if k in index]
        columns = np.array([i for i, _ in free], dtype=np.int32)
        signs = np.array([sign for _, sign in free])
        least = -known if total.rest is not None else -highspy.kHighsInf
        model.addRow(least, -known, len(free), columns, signs)
    return model
