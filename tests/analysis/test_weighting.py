from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import NotEstimable
from analysis.weighting import design_effect, effective_base, rake


def a_sample(n: int = 600, seed: int = 3) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "age": rng.choice(["young", "old"], size=n, p=[0.8, 0.2]).tolist(),
            "area": rng.choice(["north", "south", "east"], size=n, p=[0.6, 0.3, 0.1]).tolist(),
        }
    )


def weighted_shares(frame: pl.DataFrame, name: str, weights: np.ndarray) -> dict[str, float]:
    totals = frame.select(name).with_columns(w=pl.Series(weights)).group_by(name).sum()
    return {code: w / weights.sum() for code, w in totals.iter_rows()}


MARGINS = {
    "age": {"young": 0.5, "old": 0.5},
    "area": {"north": 0.3, "south": 0.4, "east": 0.3},
}


def test_weighted_shares_are_those_of_the_population():
    frame = a_sample()
    raked = rake(frame, MARGINS, cap=100)
    for name, margin in MARGINS.items():
        for code, share in weighted_shares(frame, name, raked.weights).items():
            assert share == pytest.approx(margin[code], abs=1e-6)
    assert raked.gap < 1e-6
    assert raked.weights.mean() == pytest.approx(1)


def test_one_margin_gives_what_can_be_worked_out_by_hand():
    frame = pl.DataFrame({"age": ["young"] * 8 + ["old"] * 2})
    weights = rake(frame, {"age": {"young": 0.5, "old": 0.5}}).weights
    assert weights[:8].tolist() == pytest.approx([0.625] * 8)
    assert weights[8:].tolist() == pytest.approx([2.5] * 2)
    # Kish: n * sum of squares / square of the sum = 10 * (8 * .625^2 + 2 * 2.5^2) / 10^2
    assert design_effect(weights) == pytest.approx(1.5625)
    assert effective_base(weights) == pytest.approx(6.4)


def test_no_weight_is_above_the_cap_and_the_gap_says_what_that_leaves():
    frame = pl.DataFrame({"age": ["young"] * 99 + ["old"]})
    raked = rake(frame, {"age": {"young": 0.5, "old": 0.5}}, cap=4)
    assert raked.weights.max() == pytest.approx(4)
    assert raked.capped == 1
    assert raked.gap == pytest.approx(0.46)


def test_those_whose_code_is_not_known_keep_their_share():
    frame = pl.DataFrame({"age": ["young"] * 6 + ["old"] * 2 + [None] * 2})
    raked = rake(frame, {"age": {"young": 0.5, "old": 0.5}})
    assert raked.weights[8:].sum() / raked.weights.sum() == pytest.approx(0.2)


def test_a_code_that_nobody_has_is_left_out():
    frame = pl.DataFrame({"age": ["young"] * 5 + ["old"] * 5})
    raked = rake(frame, {"age": {"young": 0.3, "old": 0.3, "ancient": 0.4}})
    assert raked.weights.tolist() == pytest.approx([1.0] * 10)


@pytest.mark.parametrize(
    "frame",
    [pl.DataFrame({"age": []}, schema={"age": pl.String}), pl.DataFrame({"age": ["x", None]})],
    ids=["nobody", "no code fits"],
)
def test_nobody_to_weight_is_said(frame):
    with pytest.raises(NotEstimable):
        rake(frame, {"age": {"young": 1.0}})


def test_nobody_has_no_design_effect():
    with pytest.raises(NotEstimable):
        design_effect([])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=5, max_size=80),
    st.floats(0.05, 0.95),
    st.floats(1.5, 6.0),
)
def test_weights_are_positive_one_on_average_and_never_above_the_cap(rows, share, cap):
    frame = pl.DataFrame(rows, schema={"one": pl.String, "two": pl.String}, orient="row")
    margins = {"one": {"a": share, "b": 1 - share}, "two": {"x": 0.5, "y": 0.3, "z": 0.2}}
    raked = rake(frame, margins, cap)
    assert (raked.weights > 0).all()
    assert raked.weights.mean() == pytest.approx(1)
    assert raked.weights.max() <= cap + 1e-6
    assert 1 - 1e-9 <= design_effect(raked.weights) <= cap + 1e-6
