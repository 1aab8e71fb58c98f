"""Curves of waits that are known to the minute, or taken at the middle of their range."""

from __future__ import annotations

import numpy as np

from analysis.delays.curve import Survival, log_log_limits
from analysis.delays.told import Counts, Delays, Flags, Groups, Hours, Matrix, demand_some, summed


def kaplan_meier(delays: Delays) -> Survival:
    """Kaplan-Meier curve with Greenwood's variance and log-log intervals.

    Ranges are taken at their middle, competing events as censored at their time. Source: Kaplan
    and Meier 1958; interval: Kalbfleisch and Prentice 1980. Raises NotEstimable without delays.
    """
    demand_some(delays)
    hours, events, at_risk = _risk_sets(delays, delays.observed)
    share: Hours = np.cumprod(1 - events / at_risk, dtype=np.float64)
    left = at_risk - events
    terms = np.divide(events, at_risk * left, out=np.zeros_like(events), where=left > 0)
    variance = share**2 * np.cumsum(terms)
    lower, upper = log_log_limits(share, variance)
    longest = float(delays.middles.max())
    return Survival(hours, share, lower, upper, events, at_risk, longest, delays.base)


def aalen_johansen(delays: Delays) -> Survival:
    """Curve of those without an answer where being overtaken competes, by Aalen and Johansen.

    `share` is 1 less the cumulative incidence of an answer, `overtaken` the cumulative incidence
    of being overtaken; with nobody overtaken it is the Kaplan-Meier curve. Ranges are taken at
    their middle. Source: Aalen and Johansen 1978; variance by the delta method, Marubini and
    Valsecchi 1995, chapter 10; log-log interval of the share without an answer. Raises
    NotEstimable without delays.
    """
    demand_some(delays)
    ended = delays.observed | delays.overtaken
    hours, events, at_risk = _risk_sets(delays, ended)
    answered = _count_at(hours, delays, delays.observed)
    waiting = np.concatenate(([1.0], np.cumprod(1 - events / at_risk)))[:-1]  # just before
    incidence = np.cumsum(waiting * answered / at_risk)
    overtaken = np.cumsum(waiting * (events - answered) / at_risk)
    variance = _incidence_variance(incidence, waiting, answered, events, at_risk)
    share = np.maximum(1 - incidence, 0.0)
    share[share < 1e-12] = 0.0
    lower, upper = log_log_limits(share, variance)
    return Survival(
        hours,
        share,
        lower,
        upper,
        answered,
        at_risk,
        float(delays.middles.max()),
        delays.base,
        overtaken=overtaken,
        base_overtaken=round(float(delays.counts[delays.overtaken].sum())),
    )


def _incidence_variance(
    incidence: Hours, waiting: Hours, answered: Counts, events: Counts, at_risk: Counts
) -> Hours:
    left = at_risk - events
    hazard = np.divide(events, at_risk * left, out=np.zeros_like(events), where=left > 0)
    # Sums over u up to t of (F(t) - F(u))^2 h(u), of S(u)^2 ..., of (F(t) - F(u)) S(u) ...
    squares = (
        incidence**2 * np.cumsum(hazard)
        - 2 * incidence * np.cumsum(incidence * hazard)
        + np.cumsum(incidence**2 * hazard)
    )
    own = np.cumsum(waiting**2 * answered * (at_risk - answered) / at_risk**3)
    cross_terms = waiting * answered / at_risk**2
    cross = incidence * np.cumsum(cross_terms) - np.cumsum(incidence * cross_terms)
    variance: Hours = np.maximum(squares + own - 2 * cross, 0.0)
    return variance


def _risk_sets(delays: Delays, ended: Flags) -> tuple[Hours, Counts, Counts]:
    """Hours at which a wait ended, how many ended then, and how many waited just before."""
    times, counts = delays.middles, delays.counts
    hours = np.unique(times[ended])
    events = _count_at(hours, delays, ended)
    order = np.argsort(times, kind="stable")
    before = np.concatenate(([0.0], np.cumsum(counts[order])))
    gone = before[np.searchsorted(times[order], hours, side="left")]
    return hours, events, float(counts.sum()) - gone


def _count_at(hours: Hours, delays: Delays, which: Flags) -> Counts:
    place = np.searchsorted(hours, delays.middles[which])
    return summed(place, delays.counts[which], len(hours))


def answer_influence(delays: Delays, hours: float) -> Hours:
    """How far one response of each entry moves the Kaplan-Meier share at `hours`, times the base.

    For variances that allow for clusters. Source: Reid 1981.
    """
    times, observed, base = delays.middles, delays.observed, float(delays.counts.sum())
    at, events, at_risk = _risk_sets(delays, observed)
    before = at <= hours
    at, events, at_risk = at[before], events[before], at_risk[before]
    share = float(np.prod(1 - events / at_risk))
    spent = np.concatenate(([0.0], np.cumsum(events / at_risk**2)))
    compensated = spent[np.searchsorted(at, times, side="right")]
    jump = np.zeros(len(times))
    happened = observed & (times <= hours)
    jump[happened] = 1 / at_risk[np.searchsorted(at, times[happened])]
    return -share * base * (jump - compensated)


def curves_again(delays: Delays, drawn: Matrix, *, competing: bool = False) -> Matrix:
    """The share without an answer under other counts of each entry, one set of counts a row.

    At the hours of `kaplan_meier(delays)`, or of `aalen_johansen(delays)` where `competing`.
    """
    ended = delays.observed | delays.overtaken if competing else delays.observed
    times = delays.middles
    hours = np.unique(times[ended])
    answered = _summed(drawn, hours, times, delays.observed)
    events = _summed(drawn, hours, times, ended) if competing else answered
    # Who ends or is censored from each hour on, summed from the last hour back.
    last = np.searchsorted(hours, times, side="right")
    leaving = spread_out(drawn, last, len(hours) + 1)
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1][:, 1:]
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    share = np.cumprod(1 - hazard, axis=1)
    if not competing:
        return share
    waiting = np.hstack([np.ones((len(drawn), 1)), share[:, :-1]])
    own = np.divide(answered, at_risk, out=np.zeros_like(answered), where=at_risk > 0)
    incidence: Matrix = np.cumsum(waiting * own, axis=1)
    return 1 - incidence


def _summed(drawn: Matrix, hours: Hours, times: Hours, which: Flags) -> Matrix:
    return spread_out(drawn[:, which], np.searchsorted(hours, times[which]), len(hours))


def spread_out(drawn: Matrix, places: Groups, length: int) -> Matrix:
    """The columns of `drawn` that go to the same place, added up."""
    order = np.argsort(places, kind="stable")
    there, first = np.unique(places[order], return_index=True)
    summed = np.zeros((len(drawn), length))
    if len(there):
        summed[:, there] = np.add.reduceat(drawn[:, order], first, axis=1)
    return summed
