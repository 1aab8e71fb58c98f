"""Which estimator a group of waits gets, by the shape of its answers and by nothing else."""

from __future__ import annotations

from msgspec import Struct

from analysis.delays.clusters import (
    clustered_aalen_johansen,
    clustered_kaplan_meier,
    clustered_turnbull,
)
from analysis.delays.curve import Survival
from analysis.delays.told import Delays

# From one range in ten answers on, taking ranges at their middle moves figures by more than
# rounding hides; below it, Kaplan and Meier's curve says the same and is better known.
RANGED = 0.10


class Waits(Struct, frozen=True):
    """Two curves of one group.

    `wait`: how long the wait is while it lasts; being overtaken cuts it short, as asking too early
    does. Quantiles are read off it. `outcome`: how many had been answered by when, or overtaken
    before. Shares and the drawn curve are read off it. `ranges`: by Turnbull's estimator.
    """

    wait: Survival
    outcome: Survival
    ranges: bool


def estimate_waits(delays: Delays) -> Waits:
    """The curves of a group: from ranges where a tenth of the answers or more are ranges.

    Where nobody was overtaken both curves are the same. Intervals allow for clusters. Raises
    NotEstimable without delays.
    """
    ranges = delays.ranged_share >= RANGED
    competing = bool(delays.overtaken.any())
    if ranges:
        wait = clustered_turnbull(delays)
        return Waits(
            wait, clustered_turnbull(delays, competing=True) if competing else wait, ranges
        )
    wait = clustered_kaplan_meier(delays)
    return Waits(wait, clustered_aalen_johansen(delays) if competing else wait, ranges)
