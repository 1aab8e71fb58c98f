"""Delays as they were told: intervals in hours, alike ones counted together."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from analysis.errors import NotEstimable
from analysis.rows import AT, Columns, Numbers, Rows, number_values

Hours: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Counts: TypeAlias = npt.NDArray[np.float64]
Groups: TypeAlias = npt.NDArray[np.int64]
Matrix: TypeAlias = npt.NDArray[np.float64]

ALONE = -1  # the cluster of a response that shares its cluster with no other
MOST_CLUSTERS = 400  # beyond it, several clusters are drawn together: the spread stays the same


class Delays(Struct, frozen=True, eq=False):
    """The delays of one group whose start is known, one entry for all that were told alike.

    The delay lies in [lower, upper]; upper inf: still waiting after `lower` hours (or more than
    `lower`). `overtaken`: something else ended the wait at `lower`, here that the child came back
    first; a competing event, for estimators that know of one. `count`: how many responses (None:
    one each). `cluster`: which responses come from one home or team, ALONE where nobody else does
    (None: nobody shares one). `together`: how many responses the cluster of a response has, on
    average over the responses.
    """

    lower: Hours
    upper: Hours
    overtaken: Flags
    count: Counts | None = None
    cluster: Groups | None = None
    together: float = 1.0

    @property
    def counts(self) -> Counts:
        """How many responses each entry stands for."""
        return np.ones(len(self.lower)) if self.count is None else self.count

    @property
    def base(self) -> int:
        """How many responses there are."""
        return round(float(self.counts.sum()))

    @property
    def observed(self) -> Flags:
        """Where the step happened, at a time that is known at least as a range."""
        return np.isfinite(self.upper)

    @property
    def ranged(self) -> int:
        """How many were told as a range, "about two hours", not as one time."""
        return round(float(self.counts[self.observed & (self.upper > self.lower)].sum()))

    @property
    def ranged_share(self) -> float:
        """The share told as a range, of all whose step happened; 0 when none did."""
        happened = float(self.counts[self.observed].sum())
        return self.ranged / happened if happened else 0.0

    @property
    def middles(self) -> Hours:
        """Hours to the middle of what was told, or to where the wait was last known to go on."""
        return np.where(self.observed, self.lower + (self.upper - self.lower) / 2, self.lower)


class Kinds(Struct, frozen=True, eq=False):
    """The different ways in which a wait was told, in order, and which one each response gave.

    `numbers`: 1 + the place of the kind, 0 for those whose delay has no known start.
    """

    lower: Hours
    upper: Hours
    overtaken: Flags
    numbers: Numbers


def read_delays(frame: pl.DataFrame, variable: str, cluster: str | None = None) -> Delays:
    """The delays of a DELAY variable: who was answered, waits still, or was overtaken.

    Never, not needed, don't know and waits without a known start are not in it. `cluster`: the
    CLUSTER variable, if there is one in the frame.
    """
    return delays_in(Rows(Columns(frame)), variable, cluster)


def delays_in(rows: Rows, variable: str, cluster: str | None = None) -> Delays:
    """The same, of some of the responses."""
    kinds = rows.columns.once(("kinds", variable), lambda: _kinds(rows.columns, variable))
    told = rows.where(rows.pick(kinds.numbers) > 0)
    number = told.pick(kinds.numbers).astype(np.int64) - 1
    clustered = None
    if cluster is not None and cluster in rows.columns:
        clustered = _clustered(kinds, number, told.numbers(cluster))
    if clustered is not None:
        return clustered
    count = np.bincount(number, minlength=len(kinds.lower))
    there = np.flatnonzero(count)
    return _delays(kinds, there, count[there])


def _kinds(columns: Columns, variable: str) -> Kinds:
    kind, lower, upper = (pl.col(f"{variable}.{part}") for part in ("kind", "lower", "upper"))
    told = columns.placed().filter(
        kind.is_in(["observed", "still_waiting", "overtaken"]) & lower.is_not_null()
    )
    until = pl.when(kind == "observed").then(upper.fill_null(float("inf"))).otherwise(float("inf"))
    found = number_values(
        told.select(AT, lower=lower, upper=until, overtaken=kind == "overtaken"),
        columns.frame.height,
    )
    starts, ends, overtaken = zip(*found.values, strict=True) if found.values else ((),) * 3
    return Kinds(
        np.array(starts, dtype=np.float64),
        np.array(ends, dtype=np.float64),
        np.array(overtaken, dtype=np.bool_),
        found.numbers,
    )


def _clustered(kinds: Kinds, number: Groups, teams: Numbers) -> Delays | None:
    """The delays with their clusters; None where no two responses share one.

    number: the kind of each response; teams: its cluster by number, 0 for none.
    """
    sizes = np.bincount(teams)
    shared = np.flatnonzero(sizes > 1)
    shared = shared[shared > 0]
    if not len(shared):
        return None
    cluster = np.full(len(sizes), ALONE)
    cluster[shared] = np.arange(len(shared)) % MOST_CLUSTERS
    width = MOST_CLUSTERS + 1
    alike, count = np.unique(number * width + cluster[teams] - ALONE, return_counts=True)
    there, which = np.divmod(alike, width)
    together = sizes[shared].astype(np.float64)
    mean = (float((together**2).sum()) + len(number) - float(together.sum())) / len(number)
    return _delays(kinds, there, count, which + ALONE, mean)


def _delays(
    kinds: Kinds,
    there: Groups,
    count: Groups,
    cluster: Groups | None = None,
    together: float = 1.0,
) -> Delays:
    return Delays(
        lower=kinds.lower[there],
        upper=kinds.upper[there],
        overtaken=kinds.overtaken[there],
        count=count.astype(np.float64),
        cluster=cluster,
        together=together,
    )


def coarsened(delays: Delays, finest: int) -> Delays:
    """The same delays with at most `finest` different ends, each with about as many answers."""
    ended = delays.observed
    ends = np.concatenate([delays.lower, delays.upper[ended]])
    weights = np.concatenate([delays.counts, delays.counts[ended]])
    values, place = np.unique(ends, return_inverse=True)
    if len(values) <= finest:
        return delays
    upto = np.cumsum(summed(place.reshape(-1), weights, len(values)))
    marks = np.searchsorted(upto, np.linspace(0, upto[-1], finest), side="left")
    grid = values[np.unique(np.minimum(marks, len(values) - 1))]
    middles = (grid[1:] + grid[:-1]) / 2

    def near(times: Hours) -> Hours:
        return np.where(np.isfinite(times), grid[np.searchsorted(middles, times)], times)

    return replace(delays, lower=near(delays.lower), upper=near(delays.upper))


def alike(delays: Delays) -> tuple[Delays, Groups]:
    """One entry for all that were told alike, whatever their cluster, and which one each is."""
    ticks, place = np.unique(np.concatenate([delays.lower, delays.upper]), return_inverse=True)
    starts, ends = np.split(place.reshape(-1), 2)
    told = (starts * len(ticks) + ends) * 2 + delays.overtaken
    _, one, kind_of = np.unique(told, return_index=True, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    few = Delays(
        delays.lower[one],
        delays.upper[one],
        delays.overtaken[one],
        summed(kind_of, delays.counts, len(one)),
    )
    return few, kind_of


def reached_by(delays: Delays, responses: int) -> float:
    """The hours that so many responses are known to have waited; 0 where there are fewer."""
    order = np.argsort(-delays.lower)
    enough = np.cumsum(delays.counts[order]) >= responses
    return float(delays.lower[order][np.argmax(enough)]) if enough.any() else 0.0


def demand_some(delays: Delays) -> None:
    """Raises NotEstimable without a single delay, or with one that is no time at all."""
    if not len(delays.lower):
        raise NotEstimable("There is no delay to draw a curve from.")
    if not (np.isfinite(delays.lower) & (delays.lower >= 0)).all():
        raise NotEstimable("A delay begins before 0 hours, or at no hour at all.")
    if not (delays.upper >= delays.lower).all():
        raise NotEstimable("A delay ends before it begins.")


def summed(places: Groups, counts: Counts, length: int) -> Counts:
    """The counts that go to each place, from 0 to `length` - 1."""
    return np.bincount(places, weights=counts, minlength=length).astype(np.float64)
