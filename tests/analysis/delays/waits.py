"""Made-up waits, and what the oracles want of them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from analysis import Delays

QUARTERS = st.integers(1, 400).map(lambda quarter: quarter / 4)
# Hours and how the wait ended: 'answered', 'waiting' or 'overtaken'.
ENDS = st.lists(
    st.tuples(QUARTERS, st.sampled_from(["answered", "answered", "waiting", "overtaken"])),
    min_size=1,
    max_size=60,
)
# Hours to the lower end and to the upper one, None where the wait goes on.
RANGES = st.lists(
    st.tuples(QUARTERS, st.one_of(st.none(), st.integers(0, 40).map(lambda wide: wide / 4))),
    min_size=1,
    max_size=60,
)
HALF = 120.0  # minutes: the median of all made-up truths


def exact(rows):
    """Delays known to the minute."""
    rows = list(rows)
    hours = np.array([hour for hour, _ in rows], dtype=float)
    ended = np.array([how == "answered" for _, how in rows])
    overtaken = np.array([how == "overtaken" for _, how in rows])
    return Delays(hours, np.where(ended, hours, np.inf), overtaken)


def ranged(rows):
    """Delays known as ranges."""
    lower = np.array([low for low, _ in rows], dtype=float)
    upper = np.array([np.inf if wide is None else low + wide for low, wide in rows])
    return Delays(lower, upper, np.zeros(len(rows), dtype=bool))


def true_waits(rng, n):
    """Minutes until an answer, Weibull with median HALF; minutes until people are asked."""
    waits = rng.weibull(0.8, n) * HALF / np.log(2) ** (1 / 0.8)
    return waits, rng.exponential(300, n)
