"""How those who answered stand beside a population, and whether a number wanted will be reached.

Everything here works on figures that were protected already, so it can tell no more than they do.
"""

from __future__ import annotations

from enum import Enum
from math import sqrt

from msgspec import Struct

from analysis.errors import NotEstimable
from analysis.estimate import Z95


class Span(Struct, frozen=True):
    """The range in which a number lies, both ends included."""

    low: float
    high: float


class Ratio(Struct, frozen=True):
    """How many times its share of the population a group has of the responses: 1 is its share.

    `lower`, `upper`: the 95% interval of the share, as far as chance alone goes.
    """

    value: float
    lower: float
    upper: float


class Prospect(Enum):
    """How a number wanted stands."""

    REACHED = "reached"
    ON_THE_WAY = "on the way"
    OPEN = "too close to say"
    BEHIND = "behind"


def representation(share: float, lower: float, upper: float, population: float) -> Ratio:
    """The share of responses over the share of the population; both in the same unit.

    Raises NotEstimable where the population has nobody in the group.
    """
    if population <= 0:
        raise NotEstimable("Nobody of the population is in this group.")
    return Ratio(share / population, lower / population, upper / population)


def behind_rounded(published: float, rounding: int) -> Span:
    """The counts that are published as this one, when counts are rounded and halves go up."""
    half = rounding // 2
    return Span(max(0.0, published - half), published + rounding - 1 - half)


def response_rate(responses: Span, invited: int) -> Span:
    """Per cent of the persons invited who answered; a range, as the responses are rounded.

    All who were invited are counted, so there is no chance in it. Raises NotEstimable for nobody.
    """
    if invited <= 0:
        raise NotEstimable("Nobody was invited.")
    return Span(*(min(100.0, 100 * n / invited) for n in (responses.low, responses.high)))


def forecast(so_far: Span, elapsed: float, remaining: float) -> Span:
    """How many there will be if answers come as evenly as so far: a 95% range.

    elapsed, remaining: days. Both the pace, which is itself counted, and what is to come vary as
    independent arrivals do (Poisson; Nelson 1982), so it is too narrow where a whole team answers
    at once, and wrong after a campaign. Raises NotEstimable before a day has gone by.
    """
    if elapsed <= 0:
        raise NotEstimable("No day has gone by yet.")
    more = max(0.0, remaining) / elapsed

    def spread(n: float) -> float:
        return Z95 * sqrt(max(n, 1.0) * more * (1 + more))

    low = so_far.low * (1 + more) - spread(so_far.low)
    return Span(max(so_far.low, low), so_far.high * (1 + more) + spread(so_far.high))


def prospect(so_far: Span, wanted: int, expected: Span) -> Prospect:
    """Whether it is reached, or will be; REACHED only where it is so whatever rounding hides."""
    if so_far.low >= wanted:
        return Prospect.REACHED
    if expected.low >= wanted:
        return Prospect.ON_THE_WAY
    return Prospect.OPEN if expected.high >= wanted else Prospect.BEHIND
