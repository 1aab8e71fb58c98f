"""Which estimator a group of waits gets, by the shape of its answers and by nothing else."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from analysis.delays.clusters import (
    clustered_aalen_johansen,
    clustered_kaplan_meier,
    clustered_turnbull,
)
from analysis.delays.curve import Survival
from analysis.delays.told import Delays, demand_some

# From one range in ten answers on, taking ranges at their middle moves figures by more than
# rounding hides; below it, Kaplan and Meier's curve says the same and is better known.
RANGED = 0.10


class Waits(Struct, frozen=True, dict=True):
    """Two curves of one group, each drawn when it is first asked for.

    From ranges where a tenth of the answers or more are ranges. Intervals allow for clusters.
    """

    delays: Delays

    @property
    def ranges(self) -> bool:
        """By Turnbull's estimator."""
        return self.delays.ranged_share >= RANGED

    @cached_property
    def wait(self) -> Survival:
        """How long the wait is while it lasts; quantiles are read off it.

        Being overtaken cuts it short, as asking too early does.
        """
        return (clustered_turnbull if self.ranges else clustered_kaplan_meier)(self.delays)

    @cached_property
    def outcome(self) -> Survival:
        """How many had been answered by when, or overtaken before; as `wait` where nobody was.

        Shares and the drawn curve are read off it.
        """
        if not self.delays.overtaken.any():
            return self.wait
        if self.ranges:
            return clustered_turnbull(self.delays, competing=True)
        return clustered_aalen_johansen(self.delays)


def estimate_waits(delays: Delays) -> Waits:
    """The curves of a group. Raises NotEstimable without delays."""
    demand_some(delays)
    return Waits(delays)
