from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.run_charts import LEAST_POINTS, RUN, run_chart


def test_limits_worked_by_hand():
    # mean 12; moving ranges 2, 4, 4, 4, 4, 4, 2: mean 24/7; 2.66 * 24/7 = 9.12
    chart = run_chart([11, 13, 9, 13, 9, 13, 9, 19])
    assert chart.middle == pytest.approx(12)
    steps = [2, 4, 4, 4, 4, 4, 10]
    assert chart.upper == pytest.approx(12 + 2.66 * sum(steps) / 7)
    assert chart.lower == 0.0
    assert chart.signals == ("",) * 8


def test_a_point_far_out_is_a_change():
    chart = run_chart([36, 24, 37, 25, 36, 24, 36, 25, 37, 24, 80])
    assert chart.signals[-1] == "above the limits"
    assert set(chart.signals[:-1]) == {""}


def test_eight_in_a_row_are_a_change_and_seven_are_not():
    low, high = [15.0, 23.0] * 6, [28.0, 38.0]
    assert run_chart(low + (high * 4)[:7]).signals[-1] == ""
    chart = run_chart(low + high * 4)
    assert chart.signals[-1] == "run above the middle"
    assert chart.signals[11] == "run below the middle"


def test_hidden_figures_are_gaps_and_do_not_break_the_order():
    chart = run_chart([30, None, 31, 29, 30, 31, 29, 30, None, 31, 29])
    assert chart.enough
    assert len(chart.signals) == 11
    assert chart.signals[1] == chart.signals[8] == ""


def test_too_few_points_have_no_limits():
    chart = run_chart([10.0] * (LEAST_POINTS - 1))
    assert not chart.enough
    assert chart.middle is chart.lower is chart.upper is None


@given(st.lists(st.floats(0, 100), min_size=LEAST_POINTS, max_size=60))
def test_limits_stay_within_what_is_possible(values):
    chart = run_chart(values, 0.0, 100.0)
    assert chart.lower is not None
    assert chart.middle is not None
    assert chart.upper is not None
    assert 0 <= chart.lower <= chart.middle + 1e-9
    assert chart.middle - 1e-9 <= chart.upper <= 100


def test_ordinary_months_seldom_call_a_change():
    rng = np.random.default_rng(5)
    called = [any(run_chart(list(rng.normal(50, 5, 12))).signals) for _ in range(1000)]
    assert RUN == 8
    assert np.mean(called) < 0.12  # twelve points, two rules; limits of three standard errors
