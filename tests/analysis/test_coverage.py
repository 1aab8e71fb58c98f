"""Groups beside a population, and numbers wanted: what may be said, and how sure it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import (
    DisclosurePolicy,
    NotEstimable,
    Prospect,
    Span,
    behind_rounded,
    forecast,
    prospect,
    representation,
    response_rate,
)
from analysis.estimate import share


@given(st.integers(0, 5000), st.sampled_from([1, 3, 5, 10]))
def test_a_rounded_count_stands_for_the_counts_that_round_to_it_and_no_others(n: int, step: int):
    rule = DisclosurePolicy(rounding=step)
    span = behind_rounded(rule.rounded_count(n), step)
    assert span.low <= n <= span.high
    for other in (span.low, span.high):
        assert rule.rounded_count(int(other)) == rule.rounded_count(n)
    assert rule.rounded_count(int(span.high) + 1) != rule.rounded_count(n)


def test_a_group_with_its_share_has_a_ratio_of_one_and_the_interval_of_its_share():
    found = share(40, 200)
    assert found.lower is not None
    assert found.upper is not None
    ratio = representation(found.value, found.lower, found.upper, 20.0)
    assert ratio.value == 1
    assert (ratio.lower, ratio.upper) == (found.lower / 20, found.upper / 20)
    assert representation(10, 8, 12, 40).value == 0.25


def test_a_rate_is_a_range_and_never_over_all():
    assert response_rate(behind_rounded(40, 10), 100) == Span(35, 44)
    assert response_rate(Span(95, 104), 100) == Span(95, 100)


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: representation(1, 1, 1, 0),
        lambda: response_rate(Span(0, 0), 0),
        lambda: forecast(Span(5, 5), 0, 10),
    ],
    ids=["nobody in the population", "nobody invited", "no day gone"],
)
def test_what_nothing_is_known_of_is_not_worked_out(impossible):
    with pytest.raises(NotEstimable):
        impossible()


def test_a_forecast_covers_what_comes_as_often_as_it_says_when_people_come_evenly():
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(2000):
        pace, elapsed, remaining = rng.uniform(0.5, 8), rng.integers(20, 120), rng.integers(1, 200)
        so_far = int(rng.poisson(pace * elapsed))
        at_last = so_far + int(rng.poisson(pace * remaining))
        told = forecast(Span(so_far, so_far), float(elapsed), float(remaining))
        covered += told.low <= at_last <= told.high
    assert 0.935 <= covered / 2000 <= 0.975


def test_a_forecast_never_takes_away_what_has_come_and_ends_where_the_days_end():
    assert forecast(Span(35, 44), 30, 0) == Span(35, 44)
    assert forecast(Span(3, 3), 1, 1).low >= 3
    assert forecast(Span(0, 0), 90, 270).low == 0


@pytest.mark.parametrize(
    ("so_far", "expected", "told"),
    [
        (Span(60, 69), Span(80, 120), Prospect.REACHED),
        (Span(55, 64), Span(80, 120), Prospect.ON_THE_WAY),  # 60 may be hidden by rounding
        (Span(20, 29), Span(45, 75), Prospect.OPEN),
        (Span(20, 29), Span(30, 59), Prospect.BEHIND),
    ],
)
def test_a_number_wanted_is_reached_only_where_rounding_cannot_hide_that_it_is_not(
    so_far: Span, expected: Span, told: Prospect
):
    assert prospect(so_far, 60, expected) is told
