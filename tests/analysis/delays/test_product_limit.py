from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import median_survival_times, qth_survival_times

from analysis import (
    Delays,
    NotEstimable,
    aalen_johansen,
    delay_quantile,
    kaplan_meier,
    share_within,
)
from analysis.delays import coarse_steps, curve_points
from tests.analysis.delays.waits import ENDS, QUARTERS, exact
from tests.present import present

waits = st.lists(st.tuples(QUARTERS, st.booleans()), min_size=1, max_size=80)


def some_delays(hours, happened):
    lower = np.array(hours, dtype=float)
    upper = np.where(happened, lower, np.inf)
    return Delays(lower, upper, np.zeros(len(lower), dtype=bool))


def oracle(hours, happened):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return KaplanMeierFitter(alpha=0.05).fit(hours, event_observed=happened)


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


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_cumulative_incidence_and_its_variance_are_those_of_lifelines(seed):
    rng = np.random.default_rng(seed)
    ends = np.array([rng.exponential(mean, 150) for mean in (3.0, 5.0, 6.0)])
    first, hours = ends.argmin(axis=0), ends.min(axis=0)
    delays = exact(zip(hours, np.array(["answered", "overtaken", "waiting"])[first], strict=True))
    ours = aalen_johansen(delays)
    causes = np.array([1, 2, 0])[first]
    for event, found in ((1, 1 - ours.share), (2, ours.overtaken)):
        theirs = AalenJohansenFitter().fit(hours, causes, event_of_interest=event)
        expected = theirs.cumulative_density_.iloc[:, 0].asof(ours.hours)
        assert found == pytest.approx(expected.to_numpy(), abs=1e-9)
    theirs = AalenJohansenFitter().fit(hours, causes, event_of_interest=1)
    place = theirs.cumulative_density_.index.searchsorted(ours.hours)
    variance = np.ravel(theirs.variance_)[place]
    spread = 1.959963984540054 * np.sqrt(variance) / (ours.share * np.log(ours.share))
    inside = (ours.share < 1) & np.isfinite(spread)
    lower = ours.share ** np.exp(-spread)
    upper = ours.share ** np.exp(spread)
    assert inside.sum() > 80
    assert ours.lower[inside] == pytest.approx(lower[inside], abs=1e-6)
    assert ours.upper[inside] == pytest.approx(upper[inside], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(ENDS, st.randoms(use_true_random=False))
def test_the_curves_of_competing_ends_hang_together(rows, random):
    delays = exact(rows)
    curve = aalen_johansen(delays)
    answered, overtaken = 1 - curve.share, present(curve.overtaken)
    # Answered, overtaken and waiting are everybody: what is left is Kaplan-Meier of either end.
    either = kaplan_meier(
        exact([(hour, "waiting" if how == "waiting" else "answered") for hour, how in rows])
    )
    assert answered + overtaken == pytest.approx(1 - either.share, abs=1e-12)
    for share in (answered, overtaken, curve.lower, curve.upper):
        assert ((share >= -1e-12) & (share <= 1 + 1e-12)).all()
    assert (np.diff(answered) >= -1e-12).all()
    assert (np.diff(overtaken) >= -1e-12).all()
    # To take overtaken for still waiting can only make the share answered larger.
    naive = kaplan_meier(delays)
    for hour, share in zip(curve.hours, curve.share, strict=True):
        assert share >= naive.at(hour)[0] - 1e-12
    shuffled = list(rows)
    random.shuffle(shuffled)
    again = aalen_johansen(exact(shuffled))
    assert again.share == pytest.approx(curve.share, abs=1e-12)
    assert again.lower == pytest.approx(curve.lower, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(waits)
def test_with_nobody_overtaken_aalen_johansen_is_kaplan_meier(rows):
    delays = some_delays([h for h, _ in rows], [e for _, e in rows])
    one, other = kaplan_meier(delays), aalen_johansen(delays)
    assert other.share == pytest.approx(one.share, abs=1e-12)
    assert other.lower == pytest.approx(one.lower, abs=1e-9)
    assert other.upper == pytest.approx(one.upper, abs=1e-9)


def test_a_hand_worked_curve():
    # 6 waits: answered after 1, 2, 2, 4; still waiting after 2 and 5.
    curve = kaplan_meier(some_delays([1, 2, 2, 2, 4, 5], [1, 1, 1, 0, 1, 0]))
    assert curve.hours.tolist() == [1, 2, 4]
    assert curve.share.tolist() == pytest.approx([5 / 6, 5 / 6 * 3 / 5, 5 / 6 * 3 / 5 / 2])
    assert curve.at_risk.tolist() == [6, 5, 2]
    assert delay_quantile(curve, 0.5).value == 2


def test_a_hand_worked_curve_where_children_came_back_first():
    # 4 waits: answered after 1 and 3, overtaken after 2, still waiting after 4.
    curve = aalen_johansen(
        exact([(1, "answered"), (2, "overtaken"), (3, "answered"), (4, "waiting")])
    )
    assert (1 - curve.share).tolist() == pytest.approx([1 / 4, 1 / 4, 1 / 2])
    assert present(curve.overtaken).tolist() == pytest.approx([0, 1 / 4, 1 / 4])
    assert share_within(curve, 3).value == pytest.approx(50)


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
    for estimate in (kaplan_meier, aalen_johansen):
        with pytest.raises(NotEstimable):
            estimate(some_delays([], []))


def test_alike_answers_counted_together_give_the_same_curve():
    rng = np.random.default_rng(5)
    hours, happened = rng.integers(1, 9, 200) / 2, rng.random(200) < 0.7
    kinds, count = np.unique(np.array([hours, happened]), axis=1, return_counts=True)
    lower = kinds[0]
    upper = np.where(kinds[1] > 0, lower, np.inf)
    few = Delays(lower, upper, np.zeros(len(lower), bool), count.astype(float))
    one, other = kaplan_meier(some_delays(hours, happened)), kaplan_meier(few)
    assert other.lower == pytest.approx(one.lower, abs=1e-12)
    assert (other.base, other.events.tolist()) == (200, one.events.tolist())


def test_dropping_those_still_waiting_would_halve_the_median_the_curve_does_not():
    rng = np.random.default_rng(11)
    truth, asked = rng.exponential(2 / math.log(2), 20_000), rng.exponential(5, 20_000)
    happened = truth <= asked
    found = delay_quantile(kaplan_meier(some_delays(np.minimum(truth, asked), happened)), 0.5)
    assert found.value == pytest.approx(2.0, rel=0.04)
    assert np.median(truth[happened]) < 1.6


def test_a_drawn_curve_never_shows_a_step_of_fewer_answers():
    curve = kaplan_meier(some_delays(np.arange(1, 24), [1] * 23))
    assert [int(curve.hours[i]) for i in coarse_steps(curve, 5)] == [5, 10, 15, 20]


def test_a_drawn_line_of_children_back_first_moves_by_as_many_too():
    rows = [(hour, "overtaken" if hour % 4 == 0 else "answered") for hour in range(1, 61)]
    points = curve_points(aalen_johansen(exact(rows)), 5)
    overtaken = [point.overtaken for point in points]
    assert overtaken == sorted(overtaken)
    moves = np.diff(overtaken) * 60
    assert (moves[moves > 0] >= 5 - 1e-9).all()
    assert len(set(overtaken)) == 3  # none, five, ten
