"""How long things took, with people who are still waiting counted for what they are.

Delays are hours. A wait that is not over is right-censored: dropping it makes the median look a
quarter to a third too short. Estimators here are plain numpy; their oracle in the tests is
`lifelines`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
from msgspec import Struct

from analysis.errors import NotEstimable
from analysis.estimate import Z95, Estimate

Hours: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


class Delays(Struct, frozen=True, eq=False):
    """The delays of one group whose start is known, one entry a response.

    The delay lies in [lower, upper]; upper inf: still waiting after `lower` hours (or more than
    `lower`). `overtaken`: something else ended the wait at `lower`, here that the child came back
    first; a competing event, for estimators that know of one.
    """

    lower: Hours
    upper: Hours
    overtaken: Flags

    @property
    def observed(self) -> Flags:
        """Where the step happened, at a time that is known at least as a range."""
        return np.isfinite(self.upper)

    @property
    def ranged(self) -> int:
        """How many were told as a range, "about two hours", not as one time."""
        return int(np.count_nonzero(self.observed & (self.upper > self.lower)))

    @property
    def middles(self) -> Hours:
        """Hours to the middle of what was told, or to where the wait was last known to go on."""
        return np.where(self.observed, (self.lower + self.upper) / 2, self.lower)


def read_delays(frame: pl.DataFrame, variable: str) -> Delays:
    """The delays of a DELAY variable: who was answered, waits still, or was overtaken.

    Never, not needed, don't know and waits without a known start are not in it.
    """
    kind, lower, upper = (pl.col(f"{variable}.{part}") for part in ("kind", "lower", "upper"))
    rows = frame.filter(
        kind.is_in(["observed", "still_waiting", "overtaken"]) & lower.is_not_null()
    ).select(
        lower=lower,
        upper=pl.when(kind == "observed")
        .then(upper.fill_null(float("inf")))
        .otherwise(float("inf")),
        overtaken=kind == "overtaken",
    )
    return Delays(rows["lower"].to_numpy(), rows["upper"].to_numpy(), rows["overtaken"].to_numpy())


class Survival(Struct, frozen=True, eq=False):
    """The share still without an answer after `hours`, as steps with a 95% interval.

    Point i holds from hours[i] until hours[i + 1]; before the first, the share is 1. `events[i]`
    happened at hours[i], `at_risk[i]` were waiting just before. `longest`: the longest wait seen.
    """

    hours: Hours
    share: Hours
    lower: Hours
    upper: Hours
    events: npt.NDArray[np.int64]
    at_risk: npt.NDArray[np.int64]
    longest: float
    base: int

    def at(self, hours: float) -> tuple[float, float, float]:
        """Share, lower and upper limit of those still waiting after so many hours."""
        i = int(np.searchsorted(self.hours, hours, side="right")) - 1
        if i < 0:
            return 1.0, 1.0, 1.0
        return float(self.share[i]), float(self.lower[i]), float(self.upper[i])


def kaplan_meier(delays: Delays) -> Survival:
    """Kaplan-Meier curve with Greenwood's variance and log-log intervals.

    Ranges are taken at their middle, competing events as censored at their time. Source: Kaplan
    and Meier 1958; interval: Kalbfleisch and Prentice 1980. Raises NotEstimable without delays.
    """
    if not len(delays.lower):
        raise NotEstimable("There is no delay to draw a curve from.")
    times = delays.middles
    hours, events = np.unique(times[delays.observed], return_counts=True)
    at_risk = len(times) - np.searchsorted(np.sort(times), hours, side="left")
    share: Hours = np.cumprod(1 - events / at_risk, dtype=np.float64)
    lower, upper = _log_log_interval(share, events, at_risk)
    return Survival(hours, share, lower, upper, events, at_risk, float(times.max()), len(times))


def _log_log_interval(
    share: Hours, events: npt.NDArray[np.int64], at_risk: npt.NDArray[np.int64]
) -> tuple[Hours, Hours]:
    """95% limits of each share. Where the curve has reached 0 the limits before it stay."""
    inside = share > 0
    variance = np.cumsum(events[inside] / (at_risk[inside] * (at_risk[inside] - events[inside])))
    log_share = np.log(share[inside])
    spread = Z95 * np.sqrt(variance) / log_share  # negative, as log_share is
    lower, upper = np.zeros_like(share), np.zeros_like(share)
    lower[inside] = np.exp(-np.exp(np.log(-log_share) - spread))
    upper[inside] = np.exp(-np.exp(np.log(-log_share) + spread))
    upper[~inside] = upper[inside][-1] if inside.any() else 1.0
    return lower, upper


def delay_quantile(survival: Survival, q: float) -> Estimate:
    """Hours by which a share `q` had been answered, with Brookmeyer and Crowley's interval.

    The interval holds the hours at which the curve's own interval contains 1 - q; a side that
    the curve never reaches is None. When the curve itself never gets there, the value is the
    longest wait seen, marked `at_least`. Source: Brookmeyer and Crowley 1982.
    """
    value = _first_reached(survival.hours, survival.share, 1 - q)
    lower = _first_reached(survival.hours, survival.lower, 1 - q)
    upper = _first_reached(survival.hours, _strict_upper(survival), 1 - q)
    if value is None:
        return Estimate(
            value=survival.longest,
            lower=None,
            upper=None,
            base=survival.base,
            unit="hours",
            at_least=True,
        )
    return Estimate(value=value, lower=lower, upper=upper, base=survival.base, unit="hours")


def _strict_upper(survival: Survival) -> Hours:
    # At a share of 0 the log-log limit does not exist; what stands there must not end an interval.
    return np.where(survival.share > 0, survival.upper, np.inf)


def _first_reached(hours: Hours, share: Hours, level: float) -> float | None:
    # Shares are products of fractions: a hair above the level is the level.
    reached = np.flatnonzero(share <= level + 1e-12)
    return float(hours[reached[0]]) if len(reached) else None


def share_within(survival: Survival, hours: float, ever: float = 1.0) -> Estimate:
    """Percentage answered within so many hours, read off the curve.

    `ever`: the share whom the step was not denied for good; the rest counts as not within.
    Raises NotEstimable beyond the longest wait seen, where the curve says nothing.
    """
    ended = survival.share.size and survival.share[-1] <= 0
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
    kept, since = [], 0
    for i, events in enumerate(survival.events):
        since += int(events)
        if since >= step:
            kept.append(i)
            since = 0
    return kept
