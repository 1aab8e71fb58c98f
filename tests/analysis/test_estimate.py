from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analysis import NotEstimable
from analysis.estimate import share


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(case):
    count, base = case
    found = share(count, base)
    expected = binomtest(count, base).proportion_ci(0.95, method="wilson")
    assert found.value == pytest.approx(100 * count / base)
    assert (found.lower, found.upper) == pytest.approx(
        (100 * expected.low, 100 * expected.high), abs=1e-9
    )


@pytest.mark.parametrize(("count", "base"), [(0, 0), (3, 2), (-1, 2)])
def test_a_share_of_nobody_is_refused(count, base):
    with pytest.raises(NotEstimable):
        share(count, base)
