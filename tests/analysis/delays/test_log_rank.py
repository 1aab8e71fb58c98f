from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.statistics import multivariate_logrank_test
from scipy.stats import CensoredData, chi2, logrank

from analysis import Delays, NotEstimable, as_clusters, log_rank
from analysis.delays import chi_square_tail
from tests.analysis.delays.waits import exact, ranged


def some_groups(seed, sizes):
    rng = np.random.default_rng(seed)
    groups = []
    for place, size in enumerate(sizes):
        truth, asked = rng.exponential(2 + place, size), rng.exponential(5, size)
        hours = np.ceil(4 * np.minimum(truth, asked)) / 4  # with ties
        groups.append((hours, truth <= asked))
    return groups


def delays_of(hours, happened):
    return Delays(hours, np.where(happened, hours, np.inf), np.zeros(len(hours), bool))


@pytest.mark.parametrize("sizes", [(40, 50), (30, 60, 45), (31, 35, 40, 30, 50, 80)])
def test_the_statistic_and_p_are_those_of_lifelines(sizes):
    groups = some_groups(len(sizes), sizes)
    found = log_rank([delays_of(*group) for group in groups])
    hours, happened = (np.concatenate(parts) for parts in zip(*groups, strict=True))
    labels = np.repeat(np.arange(len(sizes)), sizes)
    theirs = multivariate_logrank_test(hours, labels, happened)
    assert found.statistic == pytest.approx(theirs.test_statistic, abs=1e-6)
    assert found.p == pytest.approx(theirs.p_value, abs=1e-6)
    assert found.freedom == len(sizes) - 1


def test_with_two_groups_it_is_scipys_too():
    (one, first), (other, second) = some_groups(9, (40, 45))
    found = log_rank([delays_of(one, first), delays_of(other, second)])
    theirs = logrank(
        CensoredData(uncensored=one[first], right=one[~first]),
        CensoredData(uncensored=other[second], right=other[~second]),
    )
    assert found.p == pytest.approx(theirs.pvalue, abs=1e-6)
    assert found.statistic == pytest.approx(theirs.statistic**2, abs=1e-6)


@given(st.floats(0, 500), st.integers(1, 15))
def test_the_tail_of_chi_square_is_scipys(statistic, freedom):
    assert chi_square_tail(statistic, freedom) == pytest.approx(
        float(chi2.sf(statistic, freedom)), abs=1e-9
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000))
def test_groups_may_come_in_any_order(seed):
    groups = [delays_of(*group) for group in some_groups(seed, (20, 25, 30))]
    one, other = log_rank(groups), log_rank(groups[::-1])
    assert one.statistic == pytest.approx(other.statistic, abs=1e-9)


def test_equal_groups_do_not_differ_and_tests_without_an_event_are_refused():
    group = delays_of(np.array([1.0, 2.0, 3.0]), np.array([True, True, False]))
    assert log_rank([group, group]).p == pytest.approx(1)
    waiting = ranged([(1, None), (2, None)])
    for groups in ([group], [], [waiting, waiting], [group, exact([])]):
        with pytest.raises(NotEstimable):
            log_rank(groups)
    assert 0 <= log_rank([group, waiting]).p <= 1  # one group has no event at all


def test_clusters_that_differ_by_chance_do_not_make_groups_differ():
    rng = np.random.default_rng(8)
    small = {True: 0, False: 0}
    for _ in range(200):
        groups = []
        for _ in range(2):
            teams = np.repeat(np.arange(10), 8)
            hours = np.exp(rng.normal(0, 1, 10)[teams] + rng.normal(0, 0.5, 80))
            groups.append((hours, *as_clusters(teams)))
        for minded in (True, False):
            told = [
                Delays(
                    hours, hours, np.zeros(80, bool), None, cluster if minded else None, together
                )
                for hours, cluster, together in groups
            ]
            small[minded] += log_rank(told).p < 0.05
    assert small[False] > 60  # of 200; it should be 10
    assert small[True] < 30
