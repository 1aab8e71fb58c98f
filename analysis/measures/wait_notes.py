"""What stands under a table of waits: how they were worked out, and whether groups differ."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.codebook import Codebook
from analysis.delays import (
    RANGED,
    Delays,
    design_effect,
    log_rank,
)
from analysis.errors import NotEstimable
from analysis.measures.group import Group, delays_of
from analysis.spec import TableSpec

COMPARED = 30  # groups with fewer waits than this are not compared


def delay_notes(groups: Sequence[Group], spec: TableSpec, codebook: Codebook) -> tuple[str, ...]:
    """Which estimator the rows got, what clusters do to the intervals, and the log-rank test."""
    found = [(group, delays_of(group, spec.of, codebook)) for group in groups]
    whole = [delays for group, delays in found if not group.code] or [d for _, d in found]
    parts = [delays for group, delays in found if group.code and delays.base >= COMPARED]
    told = _of_interest([*whole, *parts])
    return (*_how_told(told), *_cluster_note(whole), *(_compared(parts) if spec.by else ()))


def journey_notes(found: Sequence[Delays]) -> tuple[str, ...]:
    """The same for a table with a delay a row, which are not compared with one another."""
    return _how_told(_of_interest(found))


def _of_interest(found: Sequence[Delays]) -> list[Delays]:
    """Those large enough that saying how they were told says nothing of anybody."""
    return [delays for delays in found if delays.base >= COMPARED]


def _how_told(found: Sequence[Delays]) -> tuple[str, ...]:
    if not found:
        return ()
    ranges = [delays.ranged_share >= RANGED for delays in found]
    by_range = (
        "Turnbull's method, which keeps ranges as ranges (at least one in ten waits that ended is "
        "known as a range only)"
    )
    by_number = (
        "the Kaplan-Meier method, ranges taken at their middle (fewer than one in ten waits that "
        "ended is known as a range)"
    )
    if all(ranges) or not any(ranges):
        how = f"Worked out by {by_range if all(ranges) else by_number}."
    else:
        how = f"{sum(ranges)} of {len(ranges)} rows were worked out by {by_range}, the others by "
        how += f"{by_number}."
    if any(delays.overtaken.any() for delays in found):
        how += (
            " Shares within a time and curves count those whose child came back first by the "
            "Aalen-Johansen method: they were not answered, and never will be. Medians leave that "
            "question open: for them the wait is cut short when the child comes back."
        )
    return (how,)


def _cluster_note(found: Sequence[Delays]) -> tuple[str, ...]:
    delays = next((one for one in found if one.cluster is not None), None)
    if delays is None or delays.base < COMPARED:
        return ()
    effect = design_effect(delays)
    if effect is None:
        return ()
    deff, likeness = effect
    return (
        "Some homes or teams told of several waits, which resemble each other: intervals come from "
        f"drawing whole teams anew. Design effect {deff:.1f} = 1 + (m - 1) x ICC, with "
        f"m = {delays.together:.1f} waits in the team of a wait and ICC = {likeness:.2f}.",
    )


def _compared(parts: Sequence[Delays]) -> tuple[str, ...]:
    """The log-rank test of the groups with enough waits, in words."""
    if len(parts) < 2:
        return (f"Groups are not compared: fewer than two have {COMPARED} waits.",)
    try:
        p = log_rank(parts).p
    except NotEstimable:
        return ()
    said = "p < 0.001" if p < 0.001 else f"p = {p:.2g}" if p < 0.1 else f"p = {p:.2f}"
    return (
        f"Log-rank test between the {len(parts)} groups with at least {COMPARED} waits: {said}. A "
        "small p says that waits differ by more than chance would make them, not why they do: "
        "groups differ in age, care and who chose to answer too. One such test in twenty falls "
        "below 0.05 by chance alone.",
    )
