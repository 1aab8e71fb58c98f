"""How long families waited: quantiles beside who never was answered and who still waits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from analysis.codebook import Codebook
from analysis.delays import (
    Delays,
    Hours,
    Survival,
    Waits,
    count_told,
    delay_quantile,
    estimate_waits,
    reached_by,
)
from analysis.delays import share_within as share_within_hours
from analysis.errors import NotEstimable
from analysis.estimate import Estimate
from analysis.measures.group import Group, delays_of
from analysis.spec import TableSpec
from analysis.table import Column, ReferenceLine
from analysis.unprotected import (
    EVERYONE,
    CountCell,
    FigureCell,
    Key,
    Measured,
    RawCell,
    ShareCell,
    Sum,
    only,
)

QUANTILES = {"median": 0.5, "p75": 0.75, "p90": 0.9}
COUNTED = ("observed", "still_waiting", "overtaken", "never")
LEFT_OUT = ("not_needed", "dont_know")
_FOLLOWED = 5  # "at least x": so many at least waited that long
QUANTILE_COLUMNS = (
    Column(id="median", title="Median wait, leaving out never", unit="hours"),
    Column(id="p75", title="Three in four had waited up to", unit="hours"),
    Column(id="p90", title="Nine in ten had waited up to", unit="hours"),
)
KIND_COLUMNS = (
    Column(id="never", title="It never happened", unit="%"),
    Column(id="still_waiting", title="Still waiting", unit="%"),
    Column(id="overtaken", title="The child came back first", unit="%"),
)
# Of everybody only: in each group they would be small numbers that take others with them.
TOLD_COLUMNS = (
    Column(id="ranged", title="Of waits that ended, known as a range", unit="%"),
    Column(id="round", title="Of waits told as one number, round numbers", unit="%"),
    Column(id="left_out", title="Not needed, or not known", unit="responses"),
)


class Found(Struct, eq=False):
    """What is known of one delay in one group, before it is laid out in cells."""

    of: str
    base: Key
    counts: dict[Key, int]
    sums: list[Sum]
    delays: Delays
    waits: Waits | None  # None: nobody's wait has a known start

    @property
    def ever(self) -> float:
        """The share of the base to whom the step was not denied for good."""
        never, base = self.counts[_kind(self.of, "never")], self.counts[self.base]
        return 1 - never / base if base else 1.0


def delay_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """Quantiles, shares never, waiting, overtaken, within each standard; how told, of all."""
    return (
        *QUANTILE_COLUMNS,
        *KIND_COLUMNS,
        *(
            Column(id=f"within_{hours:g}", title=f"Within {hours_in_words(hours)}", unit="%")
            for hours in standards(spec.reference_lines)
        ),
        *(() if spec.by else TOLD_COLUMNS),
    )


def standards(lines: Sequence[ReferenceLine]) -> list[float]:
    """The hours of these reference lines, shortest first."""
    return sorted({line.value for line in lines})


def hours_in_words(hours: float) -> str:
    """'10 seconds', '15 minutes', '1 hour', '72 hours'."""
    for size, word in ((1.0, "hour"), (1 / 60, "minute"), (1 / 3600, "second")):
        if hours >= size or word == "second":
            number = round(hours / size, 1)
            return f"{number:g} {word}" + ("" if number == 1 else "s")
    raise AssertionError("the last unit always fits")


def delay_summary(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Waits of those for whom the step was due; never is a share, not a huge number of hours."""
    lines = standards(spec.reference_lines)
    found = find_delays(group, spec.of, lines, codebook)
    cells: tuple[RawCell, ...] = (
        *quantile_cells(found),
        *kind_cells(found),
        *(within_cell(found, hours) for hours in lines),
    )
    if not spec.by:
        cells += _told_cells(group, found)
    outcome = _of_all(found.waits.outcome, found.ever) if found.waits else None
    return Measured(found.base, found.counts, cells, tuple(found.sums), outcome)


def _of_all(outcome: Survival, ever: float) -> Survival:
    """The curve of all for whom the step was due: those denied for good wait for ever."""

    def scaled(share: Hours) -> Hours:
        return 1 - ever * (1 - share)

    return replace(
        outcome,
        share=scaled(outcome.share),
        lower=scaled(outcome.lower),
        upper=scaled(outcome.upper),
        overtaken=None if outcome.overtaken is None else ever * outcome.overtaken,
    )


def find_delays(group: Group, of: str, lines: Sequence[float], codebook: Codebook) -> Found:
    """The counts of one DELAY variable in a group, and its curves."""
    kinds = group.rows.counts(f"{of}.kind")
    counts: dict[Key, int] = {_kind(of, kind): kinds.get(kind, 0) for kind in COUNTED}
    base = _kind(of, *COUNTED)
    sums = [Sum(base, tuple(counts)), Sum(EVERYONE, (base,), None)]
    counts[base] = sum(counts.values())
    delays = delays_of(group, of, codebook)
    _count_within(of, lines, delays, counts, sums)
    waits = group.rows.columns.once(
        ("waits", group.key, of), lambda: estimate_waits(delays) if len(delays.lower) else None
    )
    return Found(of, base, counts, sums, delays, waits)


def quantile_cells(found: Found) -> tuple[FigureCell, ...]:
    """Median, 75th and 90th percentile of the wait, among those who were not denied for good."""
    denied = (_kind(found.of, "never"),)
    if found.waits is None:
        return tuple(FigureCell(None, left_out=denied) for _ in QUANTILES)
    wait = found.waits.wait
    return tuple(
        replace(_quantile_cell(wait, q, found.delays), side_share=min(q, 1 - q), left_out=denied)
        for q in QUANTILES.values()
    )


def kind_cells(found: Found) -> tuple[ShareCell, ...]:
    """Shares to whom it never happened, who still wait, and who were overtaken."""
    kinds = (column.id for column in KIND_COLUMNS)
    return tuple(ShareCell(_kind(found.of, kind), found.base) for kind in kinds)


def within_cell(found: Found, hours: float) -> FigureCell:
    """The share within so many hours, of all for whom the step was due."""
    needs = (_hours(found.of, hours),)
    denied = (_kind(found.of, "never"),)
    return FigureCell(_within(found.waits, hours, found.ever), needs=needs, left_out=denied)


def _told_cells(group: Group, found: Found) -> tuple[RawCell, ...]:
    """How waits were told, and how many are left out; their counts are added to what was found."""
    told = count_told(
        group.rows.frame([f"{found.of}.{part}" for part in ("kind", "lower", "upper")]), found.of
    )
    shapes = {
        "range": told.ranges,
        "exact": told.observed - told.ranges,
        "number": told.numbers,
        "no_number": told.observed - told.numbers,
        "round": told.round,
        "not_round": told.numbers - told.round,
    }
    keys = {shape: only(f"{found.of}.told", [shape]) for shape in shapes}
    found.counts |= {keys[shape]: number for shape, number in shapes.items()}
    observed = _kind(found.of, "observed")
    found.sums += [
        Sum(observed, (keys["range"], keys["exact"])),
        Sum(observed, (keys["number"], keys["no_number"])),
        Sum(keys["number"], (keys["round"], keys["not_round"])),
    ]
    left_out = _kind(found.of, *LEFT_OUT)
    kinds = group.rows.counts(f"{found.of}.kind")
    found.counts[left_out] = sum(kinds.get(kind, 0) for kind in LEFT_OUT)
    found.sums[1] = Sum(EVERYONE, (found.base, left_out), None)
    return (
        ShareCell(keys["range"], observed),
        ShareCell(keys["round"], keys["number"]),
        CountCell(left_out),
    )


def _count_within(
    of: str, lines: Sequence[float], delays: Delays, counts: dict[Key, int], sums: list[Sum]
) -> None:
    """Add the numbers answered within each standard: a share read off the curve gives them away."""
    waits, number = delays.middles[delays.observed], delays.counts[delays.observed]
    observed = _kind(of, "observed")
    for hours in lines:
        counts[_hours(of, hours)] = round(float(number[waits <= hours].sum()))
    for shorter, longer in pairwise(lines):
        part, whole = _hours(of, shorter), _hours(of, longer)
        between = only(f"{of}.hours", [f"{shorter:g}..{longer:g}"])
        counts[between] = counts[whole] - counts[part]
        sums.append(Sum(whole, (part, between)))
    if lines:
        longest = _hours(of, lines[-1])
        beyond = only(f"{of}.hours", [f">{lines[-1]:g}"])
        counts[beyond] = counts[observed] - counts[longest]
        sums.append(Sum(observed, (longest, beyond)))


def _kind(of: str, *kinds: str) -> Key:
    return only(f"{of}.kind", kinds)


def _hours(of: str, hours: float) -> Key:
    return only(f"{of}.hours", [f"<={hours:g}"])


def _quantile_cell(survival: Survival, q: float, delays: Delays) -> FigureCell:
    """The quantile; where the curve does not get there, what the share 1 - q has waited already.

    That bound holds whatever became of those still waiting, and is never one person's wait.
    """
    side = int(survival.base * min(q, 1 - q) + 1e-9)
    estimate = delay_quantile(survival, q)
    if estimate.at_least:
        known = max(_FOLLOWED, ceil((1 - q) * survival.base))
        estimate = replace(estimate, value=reached_by(delays, known))
    return FigureCell(estimate, side=side)


def _within(waits: Waits | None, hours: float, ever: float) -> Estimate | None:
    if waits is None:
        return None
    try:
        return share_within_hours(waits.outcome, hours, ever)
    except NotEstimable:
        return None
