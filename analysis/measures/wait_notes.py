"""What stands under a table of waits: how they were worked out, and whether groups differ."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from analysis.codebook import Codebook
from analysis.delays import RANGED, Delays, design_effect, log_rank
from analysis.errors import NotEstimable
from analysis.measures.group import Group, delays_of
from analysis.measures.waits import COUNTED
from analysis.spec import TableSpec
from analysis.unprotected import Key, Saying, both, only

COMPARED = 30  # groups with fewer responses than this are not compared


class _Row(Struct, frozen=True, eq=False):
    """The waits of one row. What is said of it may depend on counts that the row shows alone.

    base: how many it shows, and `key` their key. ranged, overtaken: keys of those that decide what
    is said of how waits were told.
    """

    code: str
    delays: Delays
    base: int
    key: Key
    ranged: Key
    overtaken: Key


def _row(group: Group, of: str, codebook: Codebook) -> _Row:
    kind = f"{of}.kind"
    return _Row(
        code=group.code,
        delays=delays_of(group, of, codebook),
        base=group.rows.among(kind, COUNTED).height,
        key=both(group.key, only(kind, COUNTED)),
        ranged=only(f"{of}.told", ["range"]),
        overtaken=only(kind, ["overtaken"]),
    )


def delay_notes(groups: Sequence[Group], spec: TableSpec, codebook: Codebook) -> Saying:
    """Which estimator the rows got, what clusters do to the intervals, and the log-rank test."""
    rows = [_row(group, spec.of, codebook) for group in groups]

    def say(hidden: frozenset[Key]) -> tuple[str, ...]:
        told = _of_interest(rows, hidden)
        whole = [row for row in told if not row.code] or told
        parts = [row.delays for row in told if row.code]
        compared = _compared(parts) if spec.by else ()
        return (*_how_told(told, hidden), *_cluster_note(whole), *compared)

    return say


def journey_notes(found: Sequence[tuple[Group, str]], codebook: Codebook) -> Saying:
    """The same for a table with a delay a row, which are not compared with one another."""
    rows = [_row(group, of, codebook) for group, of in found]
    return lambda hidden: _how_told(_of_interest(rows, hidden), hidden)


def _of_interest(rows: Sequence[_Row], hidden: frozenset[Key]) -> list[_Row]:
    """Those shown, and large enough that saying how they were told says nothing of anybody."""
    return [row for row in rows if row.base >= COMPARED and row.key not in hidden]


def _is_hidden(part: Key, hidden: frozenset[Key]) -> bool:
    """Whether the count is hidden for any group."""
    return any(part <= key for key in hidden)


def _how_told(rows: Sequence[_Row], hidden: frozenset[Key]) -> tuple[str, ...]:
    """Where the number that decides is hidden, the rule is told and not what came of it."""
    if not rows:
        return ()
    ranges = [row.delays.ranged_share >= RANGED for row in rows]
    by_range = (
        "Turnbull's method, which keeps ranges as ranges (at least one in ten waits that ended is "
        "known as a range only)"
    )
    by_number = (
        "the Kaplan-Meier method, ranges taken at their middle (fewer than one in ten waits that "
        "ended is known as a range)"
    )
    if any(_is_hidden(row.ranged, hidden) for row in rows):
        how = (
            "Worked out by Turnbull's method, which keeps ranges as ranges, where at least one in "
            "ten waits that ended is known as a range only; else by the Kaplan-Meier method, "
            "ranges taken at their middle."
        )
    elif all(ranges) or not any(ranges):
        how = f"Worked out by {by_range if all(ranges) else by_number}."
    else:
        how = f"{sum(ranges)} of {len(ranges)} rows were worked out by {by_range}, the others by "
        how += f"{by_number}."
    if any(_is_hidden(row.overtaken, hidden) or row.delays.overtaken.any() for row in rows):
        how += (
            " Shares within a time and curves count those whose child came back first by the "
            "Aalen-Johansen method: they were not answered, and never will be. Medians leave that "
            "question open: for them the wait is cut short when the child comes back."
        )
    return (how,)


def _cluster_note(rows: Sequence[_Row]) -> tuple[str, ...]:
    delays = next((row.delays for row in rows if row.delays.cluster is not None), None)
    if delays is None:
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
    """The log-rank test of the groups shown that are large enough, in words."""
    if len(parts) < 2:
        return (f"Groups are not compared: fewer than two shown have {COMPARED} responses.",)
    try:
        p = log_rank(parts).p
    except NotEstimable:
        return ()
    said = "p < 0.001" if p < 0.001 else f"p = {p:.2g}" if p < 0.1 else f"p = {p:.2f}"
    return (
        f"Log-rank test between the groups shown with at least {COMPARED} responses: {said}. A "
        "small p says that waits differ by more than chance would make them, not why they do: "
        "groups differ in age, care and who chose to answer too. One such test in twenty falls "
        "below 0.05 by chance alone.",
    )
