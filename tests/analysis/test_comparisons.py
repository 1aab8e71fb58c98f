from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.comparisons import difference, gap, p_value, stand_out
from analysis.errors import NotEstimable
from analysis.estimate import Estimate, share


def test_newcombes_worked_example():
    # Newcombe 1998, table II, (a) 56/70 against 48/80, method 10: 0.0524 to 0.3339.
    found = difference(56, 70, 48, 80)
    assert found.value == pytest.approx(20.0)
    assert found.lower == pytest.approx(5.24, abs=0.005)
    assert found.upper == pytest.approx(33.39, abs=0.005)
    assert found.base == 150


def test_a_difference_from_nobody_cannot_be_told():
    with pytest.raises(NotEstimable):
        difference(0, 0, 3, 10)
    with pytest.raises(NotEstimable):
        p_value(0, 0, 3, 10)


groups = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(groups, groups)
def test_the_interval_holds_the_difference_and_turns_with_the_groups(one, other):
    found, turned = difference(*one, *other), difference(*other, *one)
    assert found.lower is not None
    assert found.upper is not None
    assert -100 - 1e-6 <= found.lower <= found.value + 1e-9
    assert found.value - 1e-9 <= found.upper <= 100 + 1e-6
    assert turned.value == pytest.approx(-found.value)
    assert turned.lower == pytest.approx(-found.upper)


@given(groups, groups)
def test_the_p_value_is_that_of_scipy(one, other):
    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    if 0 in np.sum(table, axis=0):
        assert p_value(*one, *other) == 1.0
        return
    oracle = stats.chi2_contingency(table, correction=False).pvalue
    assert p_value(*one, *other) == pytest.approx(oracle, abs=1e-6)


def test_holm_allows_for_all_comparisons_that_were_made():
    # .01 <= .05/4, .013 <= .05/3, .03 > .05/2: from there on none stands out.
    assert stand_out([0.03, 0.01, None, 0.013, 0.04]) == (False, True, False, True, False)
    assert stand_out([0.04]) == (True,)
    assert stand_out([0.04, 0.9]) == (False, False)
    assert stand_out([]) == ()


def test_equal_groups_are_called_different_in_fewer_than_one_table_in_twenty():
    rng = np.random.default_rng(11)
    called = 0
    for _ in range(1000):
        counts = rng.binomial(80, 0.4, size=6)
        rest = counts.sum() - counts
        ps = [p_value(int(c), 80, int(r), 400) for c, r in zip(counts, rest, strict=True)]
        called += any(stand_out(ps))
    assert called <= 60


def an_estimate(value: float, lower: float | None, upper: float | None, **changes) -> Estimate:
    values = {"value": value, "lower": lower, "upper": upper, "base": 100, "unit": "hours"}
    return Estimate(**(values | changes))


def test_from_what_is_published_the_gap_is_the_same_as_from_the_counts():
    assert gap(share(56, 70), share(48, 80)) == difference(56, 70, 48, 80)


def test_a_gap_of_waits_is_in_hours():
    found = gap(an_estimate(3, 2, 5), an_estimate(7, 4, 11))
    assert (found.value, found.unit) == (-4, "hours")
    assert found.lower == pytest.approx(-4 - np.hypot(3 - 2, 11 - 7))
    assert found.upper == pytest.approx(-4 + np.hypot(5 - 3, 7 - 4))


@pytest.mark.parametrize(
    "other",
    [
        an_estimate(7, None, 11),
        an_estimate(7, 4, None),
        an_estimate(7, 4, 11, at_least=True),
        an_estimate(7, 4, 11, unit="%"),
    ],
)
def test_no_gap_is_told_where_a_figure_has_no_range_or_another_unit(other):
    for pair in ((an_estimate(3, 2, 5), other), (other, an_estimate(3, 2, 5))):
        with pytest.raises(NotEstimable):
            gap(*pair)
