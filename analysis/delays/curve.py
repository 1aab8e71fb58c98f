"""What is read off a curve of waits: quantiles, shares within a time, points to draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from analysis.delays.told import Counts, Hours
from analysis.errors import NotEstimable
from analysis.estimate import Z95, Estimate

_HAIR = 1e-9  # shares are sums and products of fractions: a hair off the level is the level


class Survival(Struct, frozen=True, eq=False):
    """The share still without an answer after `hours`, as steps with a 95% interval.

    Point i holds from hours[i] until the next step; before the first, the share is 1. Step i is
    taken at hours[i], or evenly from begins[i] to hours[i] where no more is known than that it lies
    between. `events[i]` is how many were answered in it, `at_risk[i]` how many waited just before;
    where times are ranges, both are expected numbers. `longest`: the longest wait seen.

    `overtaken`: where a competing event is told apart, the share it has ended by hours[i]; then
    `share` counts the overtaken as not answered, and `base_overtaken` is how many they are.
    """

    hours: Hours
    share: Hours
    lower: Hours
    upper: Hours
    events: Counts
    at_risk: Counts
    longest: float
    base: int
    begins: Hours | None = None
    overtaken: Hours | None = None
    base_overtaken: int = 0

    @property
    def sloped(self) -> bool:
        """Whether a step takes time: no more is known than that it lies in a range."""
        return self.begins is not None and bool((self.begins < self.hours).any())

    def at(self, hours: float) -> tuple[float, float, float]:
        """Share, lower and upper limit of those still without an answer after so many hours."""
        found = (_at(self, values, hours) for values in (self.share, self.lower, self.upper))
        share, lower, upper = found
        return share, lower, upper


class Point(NamedTuple):
    """A point of a curve to be drawn."""

    hour: float
    share: float
    lower: float
    upper: float
    overtaken: float


def _at(survival: Survival, values: Hours, hours: float) -> float:
    i = int(np.searchsorted(survival.hours, hours, side="right")) - 1
    before = 1.0 if i < 0 else float(values[i])
    if survival.begins is None or i + 1 >= len(survival.hours):
        return before
    begin, end = float(survival.begins[i + 1]), float(survival.hours[i + 1])
    if hours <= begin:
        return before
    gone = (hours - begin) / (end - begin)
    return before + gone * (float(values[i + 1]) - before)


def log_log_limits(share: Hours, variance: Hours) -> tuple[Hours, Hours]:
    """95% limits of shares from their variance. Where the share is 0 the limits before it stay.

    Source: Kalbfleisch and Prentice 1980.
    """
    inside = (share > 0) & (share < 1)
    lower, upper = np.where(share >= 1, 1.0, 0.0), np.where(share >= 1, 1.0, 0.0)
    log_share = np.log(share[inside])
    spread = Z95 * np.sqrt(variance[inside]) / (share[inside] * log_share)  # negative
    with np.errstate(over="ignore"):
        lower[inside] = np.exp(-np.exp(np.log(-log_share) - spread))
        upper[inside] = np.exp(-np.exp(np.log(-log_share) + spread))
    gone = share <= 0
    if gone.any():
        upper[gone] = upper[~gone][-1] if (~gone).any() else 1.0
    return lower, upper


def delay_quantile(survival: Survival, q: float) -> Estimate:
    """Hours by which a share `q` had been answered, with Brookmeyer and Crowley's interval.

    The interval holds the hours at which the curve's own interval contains 1 - q; a side that
    the curve never reaches is None. When the curve itself never gets there, the value is the
    longest wait seen, marked `at_least`. Source: Brookmeyer and Crowley 1982.
    """
    value = _first_reached(survival, survival.share, 1 - q)
    if value is None:
        return Estimate(
            value=survival.longest,
            lower=None,
            upper=None,
            base=survival.base,
            unit="hours",
            at_least=True,
        )
    lower = _first_reached(survival, survival.lower, 1 - q)
    # At a share of 0 the limit does not exist; what stands there must not end an interval.
    upper = _first_reached(survival, np.where(survival.share > 0, survival.upper, np.inf), 1 - q)
    return Estimate(value=value, lower=lower, upper=upper, base=survival.base, unit="hours")


def _first_reached(survival: Survival, values: Hours, level: float) -> float | None:
    reached = np.flatnonzero(values <= level + _HAIR)
    if not len(reached):
        return None
    i = int(reached[0])
    end = float(survival.hours[i])
    if survival.begins is None:
        return end
    begin, before = float(survival.begins[i]), float(values[i - 1]) if i else 1.0
    if not np.isfinite(before) or before <= values[i]:
        return end
    return begin + (end - begin) * min(1.0, max(0.0, before - level) / (before - float(values[i])))


def share_within(survival: Survival, hours: float, ever: float = 1.0) -> Estimate:
    """Percentage answered within so many hours, read off the curve.

    `ever`: the share whom the step was not denied for good; the rest counts as not within.
    Raises NotEstimable beyond the longest wait seen, where the curve says nothing.
    """
    ended = survival.share.size and survival.share[-1] <= _HAIR
    if hours > survival.longest and not ended:
        raise NotEstimable("Nobody was followed for that long.")
    still, lower, upper = survival.at(hours)
    return Estimate(
        value=100 * ever * (1 - still),
        lower=100 * ever * (1 - upper),
        upper=100 * ever * (1 - lower),
        base=survival.base,
        unit="%",
    )


def coarse_steps(survival: Survival, step: int) -> Sequence[int]:
    """Indexes of the points to draw, at least `step` events apart, so that no single one shows."""
    return _coarse(survival.events, step)


def _coarse(events: Sequence[float] | Counts, step: int) -> list[int]:
    kept, since = [], 0.0
    for i, number in enumerate(events):
        since += float(number)
        if since >= step - 1e-6:
            kept.append(i)
            since = 0.0
    return kept


def curve_points(survival: Survival, step: int) -> list[Point]:
    """The points of the curve to draw, each at least `step` events after the one before.

    The share overtaken moves on by at least `step` at a time too. It starts at hour 0 with everyone
    waiting; with too few answers there are no points at all.
    """
    kept = coarse_steps(survival, step)
    if not kept:
        return []
    overtaken = _coarse_overtaken(survival, step)
    points = [Point(0.0, 1.0, 1.0, 1.0, 0.0)]
    last = -1
    for i in kept:
        before = points[-1]
        if survival.begins is not None and survival.begins[last + 1] > before.hour:
            points.append(before._replace(hour=float(survival.begins[last + 1])))
        values = (survival.share[i], survival.lower[i], survival.upper[i], overtaken[i])
        points.append(Point(float(survival.hours[i]), *(float(value) for value in values)))
        last = i
    return points


def _coarse_overtaken(survival: Survival, step: int) -> Hours:
    """The share overtaken at each hour, held back until `step` more have been."""
    if survival.overtaken is None:
        return np.zeros(len(survival.hours))
    number = np.diff(survival.overtaken, prepend=0.0) * survival.base
    coarse, last = np.zeros(len(number)), 0.0
    kept = set(_coarse(number, step))
    for i in range(len(number)):
        last = float(survival.overtaken[i]) if i in kept else last
        coarse[i] = last
    return coarse
