"""Intervals where one home or team reports many waits: whole clusters are drawn, not responses."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from analysis.delays.curve import Survival, delay_quantile
from analysis.delays.intervals import FINEST, curve_of, fit_ranges
from analysis.delays.likelihood import drawn_again
from analysis.delays.product_limit import (
    aalen_johansen,
    answer_influence,
    curves_again,
    kaplan_meier,
    spread_out,
)
from analysis.delays.told import ALONE, Delays, alike, coarsened, summed

DRAWS = 400
RANGE_DRAWS = 200  # of curves from ranges, each of which has to be fitted
FINEST_DRAWN = 1000  # different times of a curve that is drawn anew
SEED = 20260923
_SPAN = (2.5, 97.5)

Draws: TypeAlias = npt.NDArray[np.float64]
Again: TypeAlias = Callable[[Draws], Draws]


def clustered(survival: Survival, delays: Delays, again: Again, draws: int = DRAWS) -> Survival:
    """The same curve with a percentile interval from drawing whole clusters anew.

    again: from how often each kind of answer was drawn, one draw a row, to the curve's share at the
    same hours. Quantiles read off these limits are percentiles of the drawn quantiles. The
    draws are the same each time. Source: Davison and Hinkley 1997, section 3.8, with the Poisson
    numbers of Hanley and MacGibbon 2006. A curve of delays without clusters is given back.
    """
    if delays.cluster is None or not len(survival.hours):
        return survival
    shares = again(draw_clusters(delays, draws))
    lower, upper = np.percentile(shares, _SPAN, axis=0)
    return msgspec.structs.replace(
        survival,
        lower=np.minimum(lower, survival.share),
        upper=np.maximum(upper, survival.share),
    )


def draw_clusters(delays: Delays, draws: int) -> Draws:
    """How often each kind of answer is there when clusters are drawn anew, one draw a row.

    The kinds are those of `alike(delays)`. Those without a cluster are drawn one by one.
    """
    kinds, kind_of = alike(delays)
    width, counts = len(kinds.lower), delays.counts
    cluster = np.full(len(counts), ALONE) if delays.cluster is None else delays.cluster
    alone = cluster == ALONE
    single = summed(kind_of[alone], counts[alone], width)
    names, number = np.unique(cluster[~alone], return_inverse=True)
    place = number.reshape(-1) * width + kind_of[~alone]
    table = summed(place, counts[~alone], len(names) * width).reshape(len(names), width)
    times, state = _times_drawn(draws, len(names))
    rng = np.random.default_rng(SEED)
    rng.bit_generator.state = state
    drawn = times.astype(np.float64) @ table
    drawn += rng.poisson(single, (draws, width))
    drawn[drawn.sum(axis=1) == 0] = kinds.counts
    return drawn


@lru_cache(maxsize=16)  # most curves of a release have as many clusters, MOST_CLUSTERS
def _times_drawn(draws: int, clusters: int) -> tuple[npt.NDArray[np.uint8], Any]:
    """How often each cluster is drawn, one draw a row, and where the generator then stands."""
    rng = np.random.default_rng(SEED)
    return rng.poisson(1.0, (draws, clusters)).astype(np.uint8), rng.bit_generator.state


def clustered_kaplan_meier(delays: Delays) -> Survival:
    """Kaplan-Meier's curve; its interval allows for clusters, where there are any."""
    if delays.cluster is not None:
        delays = coarsened(delays, FINEST_DRAWN)
    survival = kaplan_meier(delays)
    return clustered(survival, delays, lambda drawn: curves_again(alike(delays)[0], drawn))


def clustered_aalen_johansen(delays: Delays) -> Survival:
    """Aalen and Johansen's curve; its interval allows for clusters, where there are any."""
    if delays.cluster is not None:
        delays = coarsened(delays, FINEST_DRAWN)
    survival = aalen_johansen(delays)
    return clustered(
        survival, delays, lambda drawn: curves_again(alike(delays)[0], drawn, competing=True)
    )


def clustered_turnbull(delays: Delays, *, competing: bool = False) -> Survival:
    """Turnbull's curve; its interval allows for clusters, where there are any."""
    if delays.cluster is not None:
        delays = coarsened(delays, FINEST)
    few, _ = alike(delays)
    fit = fit_ranges(few, competing=competing)
    survival = curve_of(fit, few)

    def again(drawn: Draws) -> Draws:
        kinds = spread_out(drawn, fit.model.kind_of, len(fit.model.allowed))
        counted = fit.model.counted(few.counts)
        masses = drawn_again(fit.model.allowed, counted, fit.masses, kinds)
        shares: Draws = 1 - masses @ fit.answered.T
        return shares

    return clustered(survival, delays, again, RANGE_DRAWS)


def design_effect(delays: Delays) -> tuple[float, float] | None:
    """By how much clusters widen the variance at the median, and the likeness within them.

    deff = 1 + (m - 1) ICC, with m responses in the cluster of a response; at least 1. None without
    clusters, or where nothing varies. The variance is that of the Kaplan-Meier share at its median.
    """
    if delays.cluster is None:
        return None
    median = delay_quantile(kaplan_meier(delays), 0.5)
    influence = answer_influence(delays, median.value)
    counts = delays.counts
    alone = delays.cluster == ALONE
    plain = float((counts * influence**2).sum())
    if plain <= 0 or delays.together <= 1:
        return None
    sums = np.bincount(delays.cluster[~alone], weights=(counts * influence)[~alone])
    between = float((counts[alone] * influence[alone] ** 2).sum() + (sums**2).sum())
    deff = max(1.0, between / plain)
    return deff, (deff - 1) / (delays.together - 1)


def as_clusters(names: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64] | None, float]:
    """Cluster of each response, ALONE where it has no other, and how many are together on average.

    names: a number for the cluster of each response. None where no two share one.
    """
    _, number, size = np.unique(names, return_inverse=True, return_counts=True)
    if not len(size) or size.max() < 2:
        return None, 1.0
    together = float((size.astype(np.float64) ** 2).sum() / size.sum())
    return np.where(size[number] > 1, number, ALONE), together
