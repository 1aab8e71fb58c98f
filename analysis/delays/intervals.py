"""Curves of waits that are known as ranges: Turnbull's estimator, with or without a competing end.

What is estimated is how likely the wait ended in each of the shortest ranges that the answers can
tell apart (Turnbull's intervals), for each way it can end, and how likely it went on beyond all of
them. Inside a range the curve goes down evenly, as nothing more is known.

Source: Turnbull 1976; with competing ends Hudgens, Satten and Longini 2001. Maximised by the
self-consistency steps of Turnbull and then by Newton steps on the ranges still likely, as the
constrained Newton method of Wang 2008, until no range could add 1e-8 to the likelihood of a
response. Interval: from the observed information, as Turnbull 1976; where times are exact it is
Greenwood's. With exact and right-censored times alone it gives the Kaplan-Meier curve.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import msgspec
import numpy as np

from analysis.delays.curve import Survival, log_log_limits
from analysis.delays.likelihood import covariance, maximise
from analysis.delays.told import (
    Counts,
    Delays,
    Flags,
    Groups,
    Hours,
    Matrix,
    coarsened,
    demand_some,
    summed,
)

FINEST = 120  # more different times than this are put together: 1 answer in 240 is moved
# The order of ends at one and the same hour: "before 2", "from 2", "at 2", "after 2".
_BEFORE, _FROM, _AT, _AFTER = range(4)


class Ranges(NamedTuple):
    """The shortest ranges, in order of time, of one way that a wait can end."""

    begins: Hours
    ends: Hours


Block: TypeAlias = tuple[Ranges, Matrix]


class Model(NamedTuple):
    """What the likelihood is made of: which answer allows for which range.

    `answered`, `overtaken`: the ranges of either, in this order in the columns of `allowed`; the
    last column, where `beyond`, is for waits longer than all that is known. Rows are kinds of
    answers, `kind_of` says which one each entry of the delays is.
    """

    answered: Ranges
    overtaken: Ranges
    beyond: bool
    allowed: Matrix
    kind_of: Groups

    def counted(self, counts: Counts) -> Counts:
        """How many answers of each kind there are, from how many of each entry."""
        return summed(self.kind_of, counts, len(self.allowed))


class Fit(NamedTuple):
    """The likeliest masses, and where they stand on the hours of the curve."""

    model: Model
    masses: Hours
    begins: Hours
    hours: Hours
    answered: Matrix  # share answered by the end of each step = answered @ masses
    overtaken: Matrix


def turnbull(delays: Delays, *, competing: bool = False) -> Survival:
    """Turnbull's curve, for any mix of ranges, exact times and waits that go on.

    competing: being overtaken is a way for the wait to end, `share` is 1 less the cumulative
    incidence of an answer (as aalen_johansen, for ranges); else it cuts the wait short. Ranges
    hold their lower end and not their upper one. Raises NotEstimable without delays.
    """
    demand_some(delays)
    return curve_of(fit_ranges(delays, competing=competing), delays)


def fit_ranges(delays: Delays, *, competing: bool) -> Fit:
    """The likeliest masses of the shortest ranges."""
    eased = _cut_at_ends(delays, ~delays.observed & ~(delays.overtaken & competing))
    model = _model(coarsened(eased, FINEST), competing=competing)
    masses = maximise(model.allowed, model.counted(delays.counts))
    return _laid_out(model, masses)


def curve_of(fit: Fit, delays: Delays) -> Survival:
    """The curve with the interval that the likelihood gives."""
    counted = fit.model.counted(delays.counts)
    incidence, overtaken = fit.answered @ fit.masses, fit.overtaken @ fit.masses
    spread = covariance(fit.model.allowed, counted, fit.masses)
    variance = np.einsum("ij,jk,ik->i", fit.answered, spread, fit.answered, optimize=True)
    share = np.maximum(1 - incidence, 0.0)
    share[share < 1e-9] = 0.0
    lower, upper = log_log_limits(share, np.maximum(variance, 0.0))
    gone = np.concatenate(([0.0], (incidence + overtaken)[:-1]))
    competing = bool(len(fit.model.overtaken.ends))
    return Survival(
        fit.hours,
        share,
        lower,
        upper,
        delays.base * np.diff(incidence, prepend=0.0),
        delays.base * (1 - gone),
        float(np.where(delays.observed, delays.middles, delays.lower).max()),
        delays.base,
        begins=fit.begins,
        overtaken=overtaken if competing else None,
        base_overtaken=round(float(delays.counts[delays.overtaken].sum())) if competing else 0,
    )


def _cut_at_ends(delays: Delays, waiting: Flags) -> Delays:
    """The same delays, those that go on told up to the nearest end of a range.

    A wait that is asked about in the middle of a range can end in it and be told as that range,
    while one that goes on would push the whole range's share behind it. Up and down even out, as
    in a life table. Without ranges nothing changes.
    """
    ranged = delays.observed & (delays.upper > delays.lower)
    if not ranged.any():
        return delays
    ends = np.unique(np.concatenate([[0.0], delays.lower[ranged], delays.upper[ranged]]))
    near = ends[np.searchsorted((ends[1:] + ends[:-1]) / 2, delays.lower)]
    lower = np.where(waiting & (delays.lower < ends[-1]), near, delays.lower)
    return msgspec.structs.replace(delays, lower=lower)


def _model(delays: Delays, *, competing: bool) -> Model:
    ticks, place = np.unique(np.concatenate([delays.lower, delays.upper]), return_inverse=True)
    starts, ends = np.split(place, 2)
    told = (starts * len(ticks) + ends) * 2 + delays.overtaken
    _, one, kind_of = np.unique(told, return_index=True, return_inverse=True)
    starts, ends, overtaken = starts[one], ends[one], delays.overtaken[one]
    observed = np.isfinite(delays.upper[one])
    if not competing:
        overtaken = np.zeros(len(one), dtype=bool)
    waiting = ~observed & ~overtaken
    answered, by_answer = _block(ticks, starts, ends, observed, waiting)
    other, by_other = _block(ticks, starts, starts, overtaken, waiting)
    allowed = np.hstack([by_answer, by_other])
    beyond = bool((waiting & ~allowed.any(axis=1)).any())
    if beyond:
        allowed = np.hstack([allowed, waiting[:, None].astype(np.float64)])
    kinds, again = np.unique(allowed, axis=0, return_inverse=True)
    return Model(answered, other, beyond, kinds, again.reshape(-1)[kind_of.reshape(-1)])


def _block(ticks: Hours, starts: Groups, ends: Groups, ended: Flags, waiting: Flags) -> Block:
    """The shortest ranges of one way to end, and which kind of answer allows for which of them."""
    first = starts * 4 + np.where(ended, _FROM, _AFTER)
    last = np.where(ended, ends * 4 + np.where(starts == ends, _AT, _BEFORE), 4 * len(ticks))
    places = np.concatenate([first[ended | waiting], last[ended]])
    is_end = np.arange(len(places)) >= np.count_nonzero(ended | waiting)
    by = np.argsort(places, kind="stable")
    places, is_end = places[by], is_end[by]
    found = np.flatnonzero(is_end[1:] & ~is_end[:-1]) + 1
    inside = (first[:, None] <= places[found - 1]) & (places[found] <= last[:, None])
    ranges = Ranges(ticks[places[found - 1] // 4], ticks[places[found] // 4])
    return ranges, (inside & (ended | waiting)[:, None]).astype(np.float64)


def _laid_out(model: Model, masses: Hours) -> Fit:
    """Steps of the curve: between any two hours at which a likely range begins or ends, evenly."""
    first = len(model.answered.ends)
    likely = masses > 1e-10
    columns = [
        (model.answered, likely[:first], 0),
        (model.overtaken, likely[first : first + len(model.overtaken.ends)], first),
    ]
    ends = [getattr(r, part)[on] for r, on, _ in columns for part in ("begins", "ends")]
    times = np.unique(np.concatenate(ends))
    jumps = np.unique(np.concatenate([r.ends[on & (r.begins == r.ends)] for r, on, _ in columns]))
    # A step up to each time but the first, then the jump at it, if there is one.
    begins = np.concatenate([times[:-1], jumps])
    hours = np.concatenate([times[1:], jumps])
    late = np.concatenate([np.zeros(max(len(times) - 1, 0)), np.ones(len(jumps))])
    by = np.lexsort((late, hours))
    begins, hours, late = begins[by], hours[by], late[by]
    reached = [np.zeros((len(hours), len(masses))) for _ in columns]
    for matrix, (ranges, on, at) in zip(reached, columns, strict=True):
        matrix[:, at : at + len(on)] = _reached(ranges, hours, late) * on
    moves = sum(np.diff(m @ masses, prepend=0.0) for m in reached) > 1e-10
    return Fit(model, masses, begins[moves], hours[moves], reached[0][moves], reached[1][moves])


def _reached(ranges: Ranges, hours: Hours, late: Hours) -> Matrix:
    """How much of each range lies before each hour; a jump at the hour only where `late`."""
    width = ranges.ends - ranges.begins
    past = hours[:, None] - ranges.begins[None, :]
    part = np.divide(past, width, out=np.zeros_like(past), where=width[None, :] > 0)
    jumped = (past > 0) | ((past == 0) & (late[:, None] > 0))
    return np.where(width[None, :] > 0, np.clip(part, 0.0, 1.0), jumped)
