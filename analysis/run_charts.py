"""Run charts: a figure month after month, with limits that say what is ordinary variation.

A change is called by the stated rules below and by nothing else, so that nobody calls one because
the last point happens to look good.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

LEAST_POINTS = 8  # fewer tell nothing about ordinary variation
RUN = 8  # points in a row on one side of the middle line
_SPREAD = 2.66  # 3 / 1.128: three standard errors, from the mean moving range of pairs

RULES = (
    "A change is called only where a point lies outside the limits, or where "
    f"{RUN} points in a row lie on one side of the middle line. Limits are the mean plus and minus "
    f"{_SPREAD} times the mean difference between neighbouring points; with fewer than "
    f"{LEAST_POINTS} points none are drawn."
)

OUTSIDE_HIGH, OUTSIDE_LOW = "above the limits", "below the limits"
RUN_HIGH, RUN_LOW = "run above the middle", "run below the middle"


class RunChart(Struct, frozen=True, kw_only=True):
    """Limits of ordinary variation, and which points they call a change.

    `signals`: one for each point given, '' for an ordinary one. `enough`: False with too few points
    to draw limits, which are then None.
    """

    enough: bool
    middle: float | None
    lower: float | None
    upper: float | None
    signals: tuple[str, ...]


def run_chart(
    values: Sequence[float | None], floor: float = 0.0, ceiling: float | None = None
) -> RunChart:
    """Middle line, limits and signals of a series in order of time; None: no figure to show.

    Limits stop at `floor` and `ceiling`. Source: individuals and moving range (XmR) chart, Shewhart
    1931 as in Wheeler 1993; a run of eight as in the Western Electric rules.
    """
    known = [float(value) for value in values if value is not None]
    if len(known) < LEAST_POINTS:
        return RunChart(enough=False, middle=None, lower=None, upper=None,
                        signals=("",) * len(values))  # fmt: skip
    middle = sum(known) / len(known)
    steps = [abs(b - a) for a, b in pairwise(known)]
    spread = _SPREAD * sum(steps) / len(steps)
    lower, upper = max(floor, middle - spread), middle + spread
    upper = upper if ceiling is None else min(ceiling, upper)
    return RunChart(
        enough=True,
        middle=middle,
        lower=lower,
        upper=upper,
        signals=_signals(values, middle, lower, upper),
    )


def _signals(
    values: Sequence[float | None], middle: float, lower: float, upper: float
) -> tuple[str, ...]:
    signals: list[str] = []
    side, run = 0, 0
    for value in values:
        if value is None:
            signals.append("")
            continue
        here = int(value > middle) - int(value < middle)
        run = run + 1 if here and here == side else int(here != 0)
        side = here
        signals.append(_signal(value, lower, upper, side if run >= RUN else 0))
    return tuple(signals)


def _signal(value: float, lower: float, upper: float, run_side: int) -> str:
    if value > upper:
        return OUTSIDE_HIGH
    if value < lower:
        return OUTSIDE_LOW
    return {1: RUN_HIGH, -1: RUN_LOW}.get(run_side, "")
