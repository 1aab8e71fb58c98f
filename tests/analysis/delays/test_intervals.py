from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.fitters.npmle import npmle

from analysis import (
    Delays,
    NotEstimable,
    aalen_johansen,
    delay_quantile,
    kaplan_meier,
    share_within,
    turnbull,
)
from analysis.delays.intervals import fit_ranges
from tests.analysis.delays.waits import ENDS, RANGES, exact, ranged
from tests.present import present


def same_curve(one, other, hours):
    for hour in hours:
        assert one.at(hour) == pytest.approx(other.at(hour), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(ENDS)
def test_with_exact_and_unfinished_waits_it_is_kaplan_meier_greenwood_included(rows):
    delays = exact(rows)
    one, other = kaplan_meier(delays), turnbull(delays)
    same_curve(one, other, one.hours)
    for q in (0.25, 0.5, 0.9):
        first, second = delay_quantile(one, q), delay_quantile(other, q)
        assert (first.value, first.at_least) == pytest.approx((second.value, second.at_least))


@settings(max_examples=60, deadline=None)
@given(ENDS)
def test_with_exact_times_and_competing_ends_it_is_aalen_johansen(rows):
    delays = exact(rows)
    one, other = aalen_johansen(delays), turnbull(delays, competing=True)
    same_curve(one, other, one.hours)
    if other.overtaken is not None and len(other.hours):
        assert other.overtaken[-1] == pytest.approx(present(one.overtaken)[-1], abs=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_masses_of_ranges_are_those_of_lifelines(seed):
    rng = np.random.default_rng(seed)
    lower = rng.exponential(3, 50)
    upper = lower + rng.exponential(2, 50) * (rng.random(50) < 0.8)
    fit = fit_ranges(Delays(lower, upper, np.zeros(50, bool)), competing=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        masses, spans = npmle(lower, upper, tol=1e-11, max_iter=500_000)
    assert list(zip(fit.model.answered.begins, fit.model.answered.ends, strict=True)) == [
        (span.left, span.right) for span in spans
    ]
    assert fit.masses == pytest.approx(masses, abs=1e-6)


def plain_likelihood(delays, steps=20_000):
    """The greatest log-likelihood, by plain self-consistency over all elementary cells."""
    ends = np.unique(np.concatenate([delays.lower, delays.upper[delays.observed]]))
    points = np.concatenate([ends, (ends[1:] + ends[:-1]) / 2, [ends[-1] + 1]])
    exact_ = delays.lower == delays.upper
    holds = (points > delays.lower[:, None]) & (points < delays.upper[:, None])
    holds |= (delays.observed & ~exact_)[:, None] & (points == delays.lower[:, None])
    holds |= exact_[:, None] & (points == delays.lower[:, None])
    masses = np.full(len(points), 1 / len(points))
    for _ in range(steps):
        masses = masses * (holds / (holds @ masses)[:, None]).mean(axis=0)
    return float(np.log(holds @ masses).sum())


@settings(max_examples=25, deadline=None)
@given(RANGES.filter(lambda rows: len(rows) < 25))
def test_no_other_masses_are_likelier(rows):
    delays = ranged(rows)
    # Waits that go on are put at ends of ranges, where the estimator leaves them as they are.
    ends = np.unique(np.append(delays.lower[delays.observed], delays.upper[delays.observed]))
    if not len(ends):
        return
    near = ends[np.clip(np.searchsorted(ends, delays.lower), 0, len(ends) - 1)]
    delays = Delays(np.where(delays.observed, delays.lower, near), delays.upper, delays.overtaken)
    ranges = delays.observed & (delays.upper > delays.lower)
    stands = {0.0, *delays.lower[ranges], *delays.upper[ranges]}
    if ranges.any() and not set(delays.lower[~delays.observed]) <= stands:
        return
    fit = fit_ranges(delays, competing=False)
    counted = fit.model.counted(delays.counts)
    ours = float(counted @ np.log(fit.model.allowed @ fit.masses))
    assert ours >= plain_likelihood(delays) - 1e-6
    gain = fit.model.allowed.T @ (counted / (fit.model.allowed @ fit.masses)) / len(rows)
    assert gain.max() <= 1 + 1e-8  # so no masses at all are likelier by 1e-8 a response


@settings(max_examples=40, deadline=None)
@given(RANGES, st.randoms(use_true_random=False))
def test_any_mix_of_answers_gives_a_curve_that_only_falls_and_knows_no_order(rows, random):
    curve = turnbull(ranged(rows))
    assert (np.diff(curve.share) <= 1e-12).all()
    for share in (curve.share, curve.lower, curve.upper):
        assert ((share >= 0) & (share <= 1)).all()
    assert (curve.lower <= curve.share + 1e-9).all()
    assert (curve.share <= curve.upper + 1e-9).all() or curve.share[-1] == 0
    shuffled = list(rows)
    random.shuffle(shuffled)
    again = turnbull(ranged(shuffled))
    same_curve(curve, again, [hour + 0.1 for hour in (0.5, 3, 20, 60)])


def test_neighbouring_ranges_do_not_meet_in_a_point():
    # 6 to 15 minutes and 16 to 30: nobody waited exactly a quarter of an hour.
    delays = ranged([(0, 0.25)] * 10 + [(0.25, 0.25)] * 10)
    curve = turnbull(delays)
    assert curve.at(0.25)[0] == pytest.approx(0.5)
    assert curve.at(0.125)[0] == pytest.approx(0.75)  # evenly inside the range
    assert delay_quantile(curve, 0.25).value == pytest.approx(0.125)
    assert share_within(curve, 0.5).value == pytest.approx(100)


def test_one_wait_that_goes_on_does_not_push_a_whole_range_behind_it():
    # Told as 24 to 72 hours by a hundred; one is still waiting after 71.
    rows = [(24, 48)] * 100 + [(71, None)]
    curve = turnbull(ranged(rows))
    assert delay_quantile(curve, 0.5).value == pytest.approx(48.3, abs=0.3)


def test_ranges_far_apart_and_a_huge_wait_are_no_trouble():
    delays = ranged([(0, 0), (0, 0.25), (1e-6, 0), (1e12, 0), (1e9, None)])
    curve = turnbull(delays)
    assert curve.at(0.25)[0] == pytest.approx(0.4)
    assert np.isfinite(curve.share).all()


def test_when_all_still_wait_there_is_no_step_and_no_median():
    curve = turnbull(ranged([(3, None), (8, None)]), competing=True)
    found = delay_quantile(curve, 0.5)
    assert (len(curve.hours), found.at_least, found.value) == (0, True, 8)


def test_when_all_were_overtaken_nobody_was_answered():
    delays = exact([(hour, "overtaken") for hour in (1, 2, 3)])
    for curve in (turnbull(delays, competing=True), aalen_johansen(delays)):
        assert share_within(curve, 3).value == 0
        assert present(curve.overtaken)[-1] == pytest.approx(1)


def test_one_answer_no_answer_and_answers_that_cannot_be():
    assert delay_quantile(turnbull(ranged([(2, 1)])), 0.5).value == pytest.approx(2.5)
    for lower, upper in (([], []), ([-1.0], [2.0]), ([np.nan], [2.0]), ([3.0], [2.0])):
        told = Delays(np.array(lower), np.array(upper), np.zeros(len(lower), bool))
        for estimate in (turnbull, kaplan_meier, aalen_johansen):
            with pytest.raises(NotEstimable):
                estimate(told)


def test_a_million_different_answers_are_a_few_hundred_to_the_estimator():
    rng = np.random.default_rng(2)
    truth = rng.exponential(2 / np.log(2), 1_000_000)
    lower, upper = truth * 0.75, truth * 1.25
    fit = fit_ranges(Delays(lower, upper, np.zeros(len(truth), bool)), competing=False)
    assert fit.model.allowed.shape[1] <= 200
    assert len(fit.model.allowed) <= 5_000
    place = np.searchsorted(fit.hours, 2.0, side="right") - 1
    assert (fit.answered @ fit.masses)[place] == pytest.approx(0.5, abs=0.03)
