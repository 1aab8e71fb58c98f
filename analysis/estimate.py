"""Estimate: a figure with its 95% interval and the number of responses under it."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from msgspec import Struct

from analysis.errors import NotEstimable

Z95 = NormalDist().inv_cdf(0.975)


class Estimate(Struct, frozen=True, kw_only=True):
    """`value` in `unit`, its 95% interval (None: not bounded on that side), and its base.

    `at_least`: the truth is `value` or more ("not reached; at least x").
    """

    value: float
    lower: float | None
    upper: float | None
    base: int  # unweighted number of responses
    unit: str  # '%', 'hours'
    at_least: bool = False


def share(count: int, base: int) -> Estimate:
    """Percentage that `count` is of `base`, with Wilson's 95% score interval.

    Source: Wilson 1927, as recommended by Brown, Cai and DasGupta 2001 for small bases.
    Raises NotEstimable when nobody is in the base.
    """
    if base < 1 or not 0 <= count <= base:
        raise NotEstimable(f"A share needs 0 <= count <= base and a base, not {count} of {base}.")
    lower, upper = wilson(count / base, base)
    return Estimate(
        value=100 * count / base, lower=100 * lower, upper=100 * upper, base=base, unit="%"
    )


def wilson(p: float, base: float) -> tuple[float, float]:
    """Wilson's 95% score interval around a share `p`, 0 to 1, of `base` responses.

    `base` may be an effective number, and so a fraction.
    """
    shrink = 1 + Z95**2 / base
    centre = (p + Z95**2 / (2 * base)) / shrink
    half = Z95 * sqrt(max(0.0, p * (1 - p)) / base + Z95**2 / (4 * base**2)) / shrink
    lower = 0.0 if p <= 0 else max(0.0, centre - half)
    upper = 1.0 if p >= 1 else min(1.0, centre + half)
    return lower, upper
