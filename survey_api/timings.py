"""Timings: how long something took, many times over, in few numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from itertools import accumulate

# Seconds. Around 5 ms (a commit) and 50 ms (a page) they lie close, where it matters.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Timings:
    """A histogram with fixed bounds, which never grows; the newest are also kept as they were."""

    def __init__(self, keep: int = 0) -> None:
        """Keep the newest `keep` of them, for `quicker`."""
        self.seconds = 0.0  # of all together
        self._counts = [0] * (len(BOUNDS) + 1)
        self._newest: deque[float] = deque(maxlen=keep)

    def add(self, seconds: float) -> None:
        """Once more, and so long."""
        self.seconds += seconds
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self._newest.append(seconds)

    @property
    def up_to(self) -> Sequence[tuple[str, int]]:
        """How many took at most so many seconds, bound by bound; the last bound is '+Inf'."""
        bounds = (*(str(bound) for bound in BOUNDS), "+Inf")
        return list(zip(bounds, accumulate(self._counts), strict=True))

    def quicker(self, share: float) -> float | None:
        """The seconds within which this share of the newest lay; None while there are none."""
        ordered = sorted(self._newest)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
