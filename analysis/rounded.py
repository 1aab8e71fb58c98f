"""Which counts of an interim release its rounded numbers pin down when they are put together.

A count that is told by the ten may be one of ten. But two parts that were both rounded down, beside
a whole that was rounded up, are known more closely; and beside a later release that is exact, so is
the number of those who came in between. Bounds are handed on from sum to sum until none moves;
what no single sum shows is not found (decision 10).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import NamedTuple, TypeAlias

from analysis.unprotected import Key, Sum

Bounds: TypeAlias = tuple[float, float]


def rounded_bounds(n: int, rounding: int) -> Bounds:
    """The counts that are rounded as `n` is. 0 is exact, as numbers that small are hidden."""
    middle = (n + rounding // 2) // rounding * rounding
    return (middle - rounding // 2, middle + (rounding - 1) // 2) if n else (0.0, 0.0)


def _coarser(sums: Iterable[Sum]) -> list[Sum]:
    """Wholes that are made up of a smaller whole and of what that leaves of their parts."""
    closed = [one for one in sums if one.rest is not None]
    with_part: dict[Key, list[Sum]] = {}
    for one in closed:
        for part in one.parts:
            with_part.setdefault(part, []).append(one)
    found: dict[Sum, None] = {}
    for small in closed:
        parts = set(small.parts)
        for large in with_part[small.parts[0]] if len(parts) > 1 else ():
            if parts < set(large.parts):
                left = tuple(part for part in large.parts if part not in parts)
                rest = (large.rest or 0) - (small.rest or 0)
                found[Sum(large.whole, (small.whole, *left), rest)] = None
    return list(found)


class Rounded:
    """What a reader of the rounded numbers knows of each count.

    shown: whether a count is shown; of all others it is known that they are not below 0.
    """

    def __init__(
        self,
        counts: Mapping[Key, int],
        sums: Iterable[Sum],
        shown: Callable[[Key], bool],
        rounding: int,
    ) -> None:
        self._shown = shown
        self._keys = list(counts)
        self._least, self._most = [0.0] * len(counts), [inf] * len(counts)
        for at, (key, n) in enumerate(counts.items()):
            if shown(key):
                self._least[at], self._most[at] = rounded_bounds(n, rounding)
        # Where nobody is in any part, the rest is the whole: no part tells how many that are.
        told = (one for one in sums if not one.rest or one.rest != counts[one.whole])
        sums = list(dict.fromkeys(told))
        sums += _coarser(sums)
        place = {key: at for at, key in enumerate(self._keys)}
        self._sums = [_placed(total, place) for total in sums]
        self._sums_of: list[list[int]] = [[] for _ in counts]
        for number, total in enumerate(self._sums):
            for at in {total.whole, *total.parts}:
                self._sums_of[at].append(number)
        self._why: dict[int, int] = {}  # what narrowed a count last
        self._settle()

    def pinned(self, width: int) -> list[tuple[Key, ...]]:
        """For each shown count known to less than `width`: the shown counts that tell it."""
        found = []
        for at, number in self._why.items():
            least, most = self._least[at], self._most[at]
            if self._shown(self._keys[at]) and most and most - least < width:
                why = self._sums[number]
                told = (self._keys[one] for one in dict.fromkeys((at, why.whole, *why.parts)))
                found.append(tuple(key for key in told if self._shown(key)))
        return found

    def _settle(self) -> None:
        waiting = deque(range(len(self._sums)))
        queued = bytearray(b"\1") * len(self._sums)
        while waiting:
            number = waiting.popleft()
            queued[number] = False
            for at in self._narrowed(self._sums[number]):
                self._why[at] = number
                for other in self._sums_of[at]:
                    if not queued[other]:
                        queued[other] = True
                        waiting.append(other)

    def _narrowed(self, total: _Placed) -> list[int]:
        """The counts of the sum that it bounds more closely than they were."""
        parts = total.parts
        leasts = [self._least[part] for part in parts]
        mosts = [self._most[part] for part in parts]
        least, most = sum(leasts) + total.rest, sum(mosts) + total.rest
        moved = self._narrow(total.whole, least, most if total.closed else inf)
        whole_least, whole_most = self._least[total.whole], self._most[total.whole]
        for place, part in enumerate(parts):
            most_of_others = most - mosts[place]
            if mosts[place] == inf:
                most_of_others = sum(mosts[:place]) + sum(mosts[place + 1 :]) + total.rest
            below = whole_least - most_of_others if total.closed else 0.0
            moved += self._narrow(part, below, whole_most - (least - leasts[place]))
        return moved

    def _narrow(self, at: int, least: float, most: float) -> list[int]:
        narrower = max(self._least[at], least), min(self._most[at], most)
        if narrower == (self._least[at], self._most[at]) or narrower[0] > narrower[1]:
            return []
        self._least[at], self._most[at] = narrower
        return [at]


class _Placed(NamedTuple):
    """A sum of counts by their places. closed: the whole is no more than the parts and the rest."""

    whole: int
    parts: tuple[int, ...]
    rest: int
    closed: bool


def _placed(total: Sum, place: Mapping[Key, int]) -> _Placed:
    parts = tuple(place[part] for part in total.parts)
    return _Placed(place[total.whole], parts, total.rest or 0, total.rest is not None)
