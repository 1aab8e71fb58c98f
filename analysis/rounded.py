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
from typing import TypeAlias

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
        self._bounds: dict[Key, Bounds] = {
            key: rounded_bounds(n, rounding) if shown(key) else (0.0, inf)
            for key, n in counts.items()
        }
        self._sums_of: dict[Key, list[Sum]] = {}
        self._why: dict[Key, Sum] = {}  # what narrowed a count last
        # Where nobody is in any part, the rest is the whole: no part tells how many that are.
        told = (one for one in sums if not one.rest or one.rest != counts[one.whole])
        sums = list(dict.fromkeys(told))
        sums += _coarser(sums)
        for total in sums:
            for key in {total.whole, *total.parts}:
                self._sums_of.setdefault(key, []).append(total)
        self._settle(sums)

    def pinned(self, width: int) -> list[tuple[Key, ...]]:
        """For each shown count known to less than `width`: the shown counts that tell it."""
        found = []
        for key, why in self._why.items():
            least, most = self._bounds[key]
            if self._shown(key) and most and most - least < width:
                told = {key: None} | dict.fromkeys((why.whole, *why.parts))
                found.append(tuple(one for one in told if self._shown(one)))
        return found

    def _settle(self, sums: Iterable[Sum]) -> None:
        waiting = deque(sums)
        queued = set(waiting)
        while waiting:
            total = waiting.popleft()
            queued.discard(total)
            for key in self._narrowed(total):
                self._why[key] = total
                for other in self._sums_of[key]:
                    if other not in queued:
                        queued.add(other)
                        waiting.append(other)

    def _narrowed(self, total: Sum) -> list[Key]:
        """The counts of the sum that it bounds more closely than they were."""
        bounds, rest = self._bounds, total.rest or 0
        least = sum(bounds[part][0] for part in total.parts) + rest
        most = sum(bounds[part][1] for part in total.parts) + rest
        closed = total.rest is not None
        moved = self._narrow(total.whole, least, most if closed else inf)
        whole_least, whole_most = bounds[total.whole]
        for part in total.parts:
            part_least, part_most = bounds[part]
            least_of_others, most_of_others = least - part_least, most - part_most
            if part_most == inf:
                most_of_others = sum(bounds[one][1] for one in total.parts if one != part) + rest
            below = whole_least - most_of_others if closed else 0.0
            moved += self._narrow(part, below, whole_most - least_of_others)
        return moved

    def _narrow(self, key: Key, least: float, most: float) -> list[Key]:
        now = self._bounds[key]
        narrower = max(now[0], least), min(now[1], most)
        if narrower == now or narrower[0] > narrower[1]:
            return []
        self._bounds[key] = narrower
        return [key]
