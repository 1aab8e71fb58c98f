from __future__ import annotations

import math
import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times, qth_survival_times

from analysis import Delays, NotEstimable, delay_quantile, kaplan_meier, read_delays
from analysis.delays import coarse_steps, share_within


def some_delays(hours, happened):
    lower = np.array(hours, dtype=float)
    upper = np.where(happened, lower, np.inf)
    return Delays(lower, upper, np.zeros(len(lower), dtype=bool))


def oracle(hours, happened):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return KaplanMeierFitter(alpha=0.05).fit(hours, event_observed=happened)


waits = st.lists(
    st.tuples(st.integers(1, 400).map(lambda quarter: quarter / 4), st.booleans()),
    min_size=1,
    max_size=80,
)


@settings(max_examples=60, deadline=None)
@given(waits)
def test_the_curve_its_interval_and_its_median_are_those_of_lifelines(rows):
    hours, happened = [h for h, _ in rows], [e for _, e in rows]
    ours, theirs = kaplan_meier(some_delays(hours, happened)), oracle(hours, happened)
    limits = theirs.confidence_interval_
    for i, hour in enumerate(ours.hours):
        assert ours.share[i] == pytest.approx(float(theirs.predict(hour)), abs=1e-9)
        if ours.share[i] > 1e-9:
            assert ours.lower[i] == pytest.approx(float(limits.loc[hour].iloc[0]), abs=1e-6)
            assert ours.upper[i] == pytest.approx(float(limits.loc[hour].iloc[1]), abs=1e-6)
    # lifelines sums logarithms, so it takes a share of exactly a half for a hair above it; that
    # case is in the hand-worked curve below.
    assume(not np.isclose(ours.share, 0.5).any())
    median = delay_quantile(ours, 0.5)
    expected = theirs.median_survival_time_
    assert median.at_least == math.isinf(expected)
    assert median.value == pytest.approx(max(hours) if math.isinf(expected) else expected, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(waits, st.sampled_from([0.25, 0.5, 0.75, 0.9]))
def test_quantile_intervals_are_those_of_lifelines(rows, q):
    hours, happened = [h for h, _ in rows], [e for _, e in rows]
    ours, theirs = kaplan_meier(some_delays(hours, happened)), oracle(hours, happened)
    assume(not np.isclose(ours.share, 1 - q).any())
    found = delay_quantile(ours, q)
    if found.at_least:
        assert (found.lower, found.upper) == (None, None)
        return
    # lifelines fills a limit of 1 where the curve has reached 0, which is no limit.
    limits = theirs.confidence_interval_
    reached = theirs.survival_function_.iloc[:, 0] > 1e-12
    expected = qth_survival_times(1 - q, limits[reached])
    low, high = (float(x) for x in np.ravel(expected.values))
    assert found.upper == (None if math.isinf(high) else pytest.approx(high, abs=1e-6))
    if not math.isinf(low):
        assert found.lower == pytest.approx(low, abs=1e-6)


def test_median_interval_of_a_larger_sample_is_that_of_lifelines():
    rng = np.random.default_rng(7)
    times, ends = rng.exponential(3, 300), rng.exponential(6, 300)
    hours, happened = np.minimum(times, ends), times <= ends
    found = delay_quantile(kaplan_meier(some_delays(hours, happened)), 0.5)
    limits = median_survival_times(oracle(hours, happened).confidence_interval_)
    assert (found.lower, found.upper) == pytest.approx(tuple(limits.iloc[0]), abs=1e-6)


def test_a_hand_worked_curve():
    # 6 waits: answered after 1, 2, 2, 4; still waiting after 2 and 5.
    curve = kaplan_meier(some_delays([1, 2, 2, 2, 4, 5], [1, 1, 1, 0, 1, 0]))
    assert curve.hours.tolist() == [1, 2, 4]
    assert curve.share.tolist() == pytest.approx([5 / 6, 5 / 6 * 3 / 5, 5 / 6 * 3 / 5 / 2])
    assert curve.at_risk.tolist() == [6, 5, 2]
    assert delay_quantile(curve, 0.5).value == 2


def test_when_all_still_wait_the_median_is_at_least_the_longest_wait():
    curve = kaplan_meier(some_delays([3, 8, 5], [0, 0, 0]))
    found = delay_quantile(curve, 0.5)
    assert (found.value, found.at_least, found.lower, found.upper) == (8, True, None, None)
    assert share_within(curve, 4).value == 0
    with pytest.raises(NotEstimable):
        share_within(curve, 9)


def test_one_answer_and_no_answer():
    one = kaplan_meier(some_delays([2], [1]))
    assert delay_quantile(one, 0.5).value == 2
    assert share_within(one, 100).value == 100
    with pytest.raises(NotEstimable):
        kaplan_meier(some_delays([], []))


def test_dropping_those_still_waiting_would_halve_the_median_the_curve_does_not():
    rng = np.random.default_rng(11)
    truth, asked = rng.exponential(2 / math.log(2), 20_000), rng.exponential(5, 20_000)
    happened = truth <= asked
    found = delay_quantile(kaplan_meier(some_delays(np.minimum(truth, asked), happened)), 0.5)
    assert found.value == pytest.approx(2.0, rel=0.04)
    assert np.median(truth[happened]) < 1.6


def test_what_a_variable_says_about_delays():
    frame = pl.DataFrame(
        {
            "d.kind": ["observed", "observed", "observed", "still_waiting", "still_waiting",
                       "overtaken", "overtaken", "never", "not_needed", "dont_know", None],
            "d.lower": [1.0, 2.0, 6.0, 9.0, None, 4.0, None, None, None, None, None],
            "d.upper": [1.0, 4.0, None, None, None, None, None, None, None, None, None],
        }
    )  # fmt: skip
    delays = read_delays(frame, "d")
    assert delays.middles.tolist() == [1.0, 3.0, 6.0, 9.0, 4.0]
    assert delays.observed.tolist() == [True, True, False, False, False]
    assert delays.overtaken.tolist() == [False, False, False, False, True]
    assert delays.ranged == 1


def test_a_drawn_curve_never_shows_a_step_of_fewer_answers():
    curve = kaplan_meier(some_delays(np.arange(1, 24), [1] * 23))
    assert [int(curve.hours[i]) for i in coarse_steps(curve, 5)] == [5, 10, 15, 20]
