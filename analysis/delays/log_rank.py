"""Whether waits differ between groups: the log-rank test."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, lgamma, log, sqrt

import numpy as np
from msgspec import Struct

from analysis.delays.clusters import design_effect
from analysis.delays.told import Counts, Delays, Hours, demand_some, summed
from analysis.errors import NotEstimable


class LogRank(Struct, frozen=True):
    """The test that waits are the same in all groups: statistic, degrees of freedom, p."""

    statistic: float
    freedom: int
    p: float


def log_rank(groups: Sequence[Delays]) -> LogRank:
    """The log-rank test between two or more groups.

    Ranges are taken at their middle, being overtaken as censored. Where clusters report several
    waits, the statistic is divided by the mean design effect of the groups (Rao and Scott 1984).
    Source: Mantel 1966, Peto and Peto 1972. Raises NotEstimable with fewer than two groups, or
    where no wait in them has ended.
    """
    if len(groups) < 2:
        raise NotEstimable("A comparison needs two groups.")
    for group in groups:
        demand_some(group)
    hours = np.unique(np.concatenate([group.middles[group.observed] for group in groups]))
    if not len(hours):
        raise NotEstimable("No wait has ended in any group, so there is nothing to compare.")
    ended, waiting = (np.array(rows) for rows in zip(*(_at(hours, g) for g in groups), strict=True))
    all_ended, all_waiting = ended.sum(axis=0), waiting.sum(axis=0)
    part = waiting / all_waiting
    gap = (ended - part * all_ended).sum(axis=1)[:-1]
    left = np.maximum(all_waiting - 1, 1)
    weight = all_ended * (all_waiting - all_ended) / left
    spread = np.diag((part * weight).sum(axis=1)) - (part * weight) @ part.T
    statistic = float(gap @ np.linalg.pinv(spread[:-1, :-1], hermitian=True) @ gap)
    statistic /= _mean_design_effect(groups)
    return LogRank(statistic, len(groups) - 1, chi_square_tail(statistic, len(groups) - 1))


def _at(hours: Hours, delays: Delays) -> tuple[Counts, Counts]:
    """How many waits of the group ended at each hour, and how many went on until then."""
    times, counts, observed = delays.middles, delays.counts, delays.observed
    ended = summed(np.searchsorted(hours, times[observed]), counts[observed], len(hours))
    last = np.searchsorted(hours, times, side="right")
    leaving = summed(last, counts, len(hours) + 1)
    return ended, np.cumsum(leaving[::-1])[::-1][1:]


def _mean_design_effect(groups: Sequence[Delays]) -> float:
    found = [(group.base, design_effect(group)) for group in groups]
    total = sum(base for base, _ in found)
    return sum(base * (effect[0] if effect else 1.0) for base, effect in found) / total


def chi_square_tail(statistic: float, freedom: int) -> float:
    """The probability that a chi-square variable is at least `statistic`."""
    half = max(statistic, 0.0) / 2
    if half == 0:
        return 1.0
    odd = freedom % 2
    tail, order = (erfc(sqrt(half)), 0.5) if odd else (exp(-half), 1.0)
    while order < freedom / 2:
        tail += exp(order * log(half) - half - lgamma(order + 1))
        order += 1
    return min(1.0, tail)
