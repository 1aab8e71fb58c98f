"""How long families waited: quantiles beside who never was answered and who still waits."""

from __future__ import annotations

from itertools import pairwise

from analysis.codebook import Codebook
from analysis.delays import Delays, Survival, delay_quantile, kaplan_meier, read_delays
from analysis.delays import share_within as share_within_hours
from analysis.errors import NotEstimable
from analysis.estimate import Estimate
from analysis.measures.group import Group
from analysis.spec import TableSpec
from analysis.table import Column
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
# Of everybody only: in each group it would be a small number that takes others with it.
LEFT_OUT_COLUMN = Column(id="left_out", title="Not needed, or not known", unit="responses")


def delay_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """Quantiles, shares never, waiting, overtaken, within each standard; those left out, of all."""
    return (
        Column(id="median", title="Median wait", unit="hours"),
        Column(id="p75", title="Three in four had waited up to", unit="hours"),
        Column(id="p90", title="Nine in ten had waited up to", unit="hours"),
        Column(id="never", title="It never happened", unit="%"),
        Column(id="still_waiting", title="Still waiting", unit="%"),
        Column(id="overtaken", title="The child came back first", unit="%"),
        *(
            Column(id=f"within_{hours:g}", title=f"Within {hours_in_words(hours)}", unit="%")
            for hours in standards(spec)
        ),
        *(() if spec.by else (LEFT_OUT_COLUMN,)),
    )


def standards(spec: TableSpec) -> list[float]:
    """The hours of the table's reference lines, shortest first."""
    return sorted({line.value for line in spec.reference_lines})


def hours_in_words(hours: float) -> str:
    """'10 seconds', '15 minutes', '1 hour', '72 hours'."""
    for size, word in ((1.0, "hour"), (1 / 60, "minute"), (1 / 3600, "second")):
        if hours >= size or word == "second":
            number = round(hours / size, 1)
            return f"{number:g} {word}" + ("" if number == 1 else "s")
    raise AssertionError("the last unit always fits")


def delay_summary(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Waits of those for whom the step was due; never is a share, not a huge number of hours."""
    kinds = dict(group.frame[f"{spec.of}.kind"].drop_nulls().value_counts().iter_rows())
    kind_keys = {kind: _kind(spec, kind) for kind in COUNTED}
    base = _kind(spec, *COUNTED)
    counts: dict[Key, int] = {key: kinds.get(kind, 0) for kind, key in kind_keys.items()}
    sums = [Sum(base, tuple(counts)), Sum(EVERYONE, (base,), None)]
    counts[base] = sum(counts.values())
    delays = read_delays(group.frame, spec.of)
    survival = kaplan_meier(delays) if len(delays.lower) else None
    _count_within(spec, delays, kind_keys["observed"], counts, sums)
    ever = 1 - counts[kind_keys["never"]] / counts[base] if counts[base] else 1.0
    cells: tuple[RawCell, ...] = (
        *(_quantile_cell(survival, q) for q in QUANTILES.values()),
        *(ShareCell(kind_keys[kind], base) for kind in ("never", "still_waiting", "overtaken")),
        *(
            FigureCell(_within(survival, hours, ever), needs=(_hours(spec, hours),))
            for hours in standards(spec)
        ),
    )
    if not spec.by:
        left_out = _kind(spec, *LEFT_OUT)
        counts[left_out] = sum(kinds.get(kind, 0) for kind in LEFT_OUT)
        sums[1] = Sum(EVERYONE, (base, left_out), None)
        cells += (CountCell(left_out),)
    return Measured(base, counts, cells, tuple(sums), survival)


def _count_within(
    spec: TableSpec, delays: Delays, observed: Key, counts: dict[Key, int], sums: list[Sum]
) -> None:
    """Add the numbers answered within each standard: a share read off the curve gives them away."""
    waits = delays.middles[delays.observed]
    lines = standards(spec)
    for hours in lines:
        counts[_hours(spec, hours)] = int((waits <= hours).sum())
    for shorter, longer in pairwise(lines):
        part, whole = _hours(spec, shorter), _hours(spec, longer)
        between = only(f"{spec.of}.hours", [f"{shorter:g}..{longer:g}"])
        counts[between] = counts[whole] - counts[part]
        sums.append(Sum(whole, (part, between)))
    if lines:
        longest = _hours(spec, lines[-1])
        beyond = only(f"{spec.of}.hours", [f">{lines[-1]:g}"])
        counts[beyond] = counts[observed] - counts[longest]
        sums.append(Sum(observed, (longest, beyond)))


def _kind(spec: TableSpec, *kinds: str) -> Key:
    return only(f"{spec.of}.kind", kinds)


def _hours(spec: TableSpec, hours: float) -> Key:
    return only(f"{spec.of}.hours", [f"<={hours:g}"])


def _quantile_cell(survival: Survival | None, q: float) -> FigureCell:
    if survival is None:
        return FigureCell(None)
    side = int(survival.base * min(q, 1 - q) + 1e-9)
    return FigureCell(delay_quantile(survival, q), side=side)


def _within(survival: Survival | None, hours: float, ever: float) -> Estimate | None:
    if survival is None:
        return None
    try:
        return share_within_hours(survival, hours, ever)
    except NotEstimable:
        return None
