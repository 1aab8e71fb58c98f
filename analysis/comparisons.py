"""Comparing two groups fairly: a difference with its interval, and whether it stands out.

Where many groups are compared at once some stand out by chance alone, so what is said of one
allows for all that were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

from analysis.errors import NotEstimable
from analysis.estimate import Estimate, share

LEAST_BASE = 30  # groups with fewer responses are not compared
LEVEL = 0.05


def difference(count: int, base: int, other_count: int, other_base: int) -> Estimate:
    """Percentage points by which the share in one group exceeds that in another.

    With Newcombe's 95% interval, built from Wilson's for each group (Newcombe 1998, method 10).
    Raises NotEstimable when either group has nobody.
    """
    return gap(share(count, base), share(other_count, other_base))


def gap(one: Estimate, other: Estimate) -> Estimate:
    """How far one figure lies above another of other people, in the unit of both ('%': points).

    The 95% interval is built from those of the two, so that what is published is enough: the
    method of variance estimates recovery, Zou and Donner 2008, which for shares is Newcombe's.
    Raises NotEstimable for figures of different units, or without both ends of their intervals.
    """
    if one.unit != other.unit or one.at_least or other.at_least:
        raise NotEstimable("A difference needs two figures of one unit, each with a value.")
    lower, upper, other_lower, other_upper = one.lower, one.upper, other.lower, other.upper
    if lower is None or upper is None or other_lower is None or other_upper is None:
        raise NotEstimable("A difference needs both ends of both intervals.")
    far = one.value - other.value
    down = sqrt((one.value - lower) ** 2 + (other_upper - other.value) ** 2)
    up = sqrt((upper - one.value) ** 2 + (other.value - other_lower) ** 2)
    unit = "points" if one.unit == "%" else one.unit
    return Estimate(
        value=far, lower=far - down, upper=far + up, base=one.base + other.base, unit=unit
    )


def p_value(count: int, base: int, other_count: int, other_base: int) -> float:
    """How often chance alone would set two equal groups at least so far apart.

    Two-sided score test with the pooled share (Pearson's chi-squared, no correction). 1 when every
    answer is the same. Raises NotEstimable when either group has nobody.
    """
    if base < 1 or other_base < 1:
        raise NotEstimable("A comparison needs somebody in both groups.")
    pooled = (count + other_count) / (base + other_base)
    error = sqrt(pooled * (1 - pooled) * (1 / base + 1 / other_base))
    if error == 0:
        return 1.0
    distance = abs(count / base - other_count / other_base) / error
    return 2 * NormalDist().cdf(-distance)


def stand_out(p_values: Sequence[float | None], level: float = LEVEL) -> tuple[bool, ...]:
    """Which of the comparisons stand out when all that were made are allowed for.

    None: not compared. The chance of calling even one difference that is none stays below `level`.
    Source: Holm 1979.
    """
    made = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    found = [False] * len(p_values)
    for passed, (p, i) in enumerate(made):
        if p > level / (len(made) - passed):
            break
        found[i] = True
    return tuple(found)
