from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import CODING_COLUMNS, NotEstimable
from analysis.corrected import corrected_share, hand_feelings, hand_themes
from analysis.estimate import share
from tests.present import bounds


def simulated(rng, texts, coded, p, finds, spares):
    """What people would say of all texts, what the program says, and the codes of a sample.

    p: share that are of the kind. finds, spares: how often the program is right on these and on
    the others.
    """
    truth = (rng.random(texts) < p).astype(float)
    program = np.where(truth == 1, rng.random(texts) < finds, rng.random(texts) > spares)
    hand = np.full(texts, np.nan)
    sample = rng.choice(texts, coded, replace=False)
    hand[sample] = truth[sample]
    return truth, program.astype(float), hand


def repeated(n, seed, case):
    rng = np.random.default_rng(seed)
    for _ in range(n):
        _, program, hand = simulated(rng, *case)
        yield program, hand, corrected_share(program, hand)


# texts, coded, p, finds, spares
CASES = {
    "a good program": (1583, 100, 0.26, 0.85, 0.95),
    "a program that misses half": (2000, 100, 0.3, 0.5, 0.95),
    "a rare theme": (1000, 100, 0.06, 0.7, 0.97),
    "few texts, most of them coded": (90, 60, 0.4, 0.8, 0.9),
    "as few as may be": (5000, 50, 0.3, 0.8, 0.9),
}


@pytest.mark.parametrize("name", CASES)
def test_the_share_is_right_on_average_and_its_interval_holds_what_it_says(name):
    found = list(repeated(1200, 11, CASES[name]))
    truth = 100 * CASES[name][2]
    values = [estimate.value for _, _, estimate in found]
    assert np.mean(values) == pytest.approx(truth, abs=0.5)
    covered = np.mean([e.lower <= truth <= e.upper for _, _, e in found])
    assert 0.92 <= covered <= 0.97
    assert all(0 <= e.lower <= e.value <= e.upper <= 100 for _, _, e in found)


def test_a_hundred_coded_texts_give_the_precision_they_were_promised_to():
    # evidence.md, finding 8: half-width 5.8 points, where coding by hand alone gives 8.6.
    found = list(repeated(400, 3, CASES["a good program"]))
    corrected = np.mean([(e.upper - e.lower) / 2 for _, _, e in found])
    alone = []
    for _, hand, _ in found:
        by_hand = share(int(np.nansum(hand)), int((~np.isnan(hand)).sum()))
        lower, upper = bounds(by_hand)
        alone.append((upper - lower) / 2)
    assert corrected == pytest.approx(5.8, abs=0.3)
    assert np.mean(alone) == pytest.approx(8.5, abs=0.3)


def test_with_every_text_coded_it_is_the_share_people_give():
    rng = np.random.default_rng(2)
    truth, program, hand = simulated(rng, 80, 80, 0.3, 0.6, 0.7)
    by_hand = share(int(truth.sum()), 80)
    found = corrected_share(program, hand)
    assert found.value == pytest.approx(by_hand.value)
    assert found.base == 80
    assert (found.lower, found.upper) == pytest.approx((by_hand.lower, by_hand.upper))


def test_a_program_without_a_miss_in_the_sample_is_not_taken_to_be_perfect():
    hand = np.full(1000, np.nan)
    program = np.tile([1.0, 0.0], 500)
    hand[:60] = program[:60]
    found = corrected_share(program, hand)
    assert found.value == 50
    lower, upper = bounds(found)
    assert upper - lower > 6


def test_a_text_that_two_people_see_differently_counts_for_half():
    program, hand = np.zeros(100), np.zeros(100)
    hand[:10] = 0.5
    assert corrected_share(program, hand).value == pytest.approx(5)


def test_the_share_stays_within_nothing_and_everything():
    program, hand = np.zeros(1000), np.full(1000, np.nan)
    program[900:] = 1  # 10 % by the program; people saw none, and 12 of its 100 in the sample
    hand[812:912] = 0
    found = corrected_share(program, hand)
    lower, upper = bounds(found)
    assert (found.value, lower) == (0, 0)
    assert 0 < upper < 20


def test_fewer_than_fifty_coded_texts_correct_nothing():
    hand = np.full(100, np.nan)
    hand[:49] = 1
    with pytest.raises(NotEstimable, match="50"):
        corrected_share(np.ones(100), hand)
    with pytest.raises(NotEstimable):
        corrected_share(np.ones(0), np.ones(0))
    with pytest.raises(NotEstimable):
        corrected_share(np.ones(60), np.ones(61))


@given(st.integers(50, 120), st.integers(0, 200), st.integers(0, 9999))
def test_an_interval_always_holds_its_value(coded, more, seed):
    rng = np.random.default_rng(seed)
    p, finds, spares = rng.random(3)
    _, program, hand = simulated(rng, coded + more, coded, p, finds, spares)
    found = corrected_share(program, hand)
    lower, upper = bounds(found)
    assert 0 <= lower <= found.value <= upper <= 100


def codings(*rows):
    names = ("response_id", "coder", "sentiment", "themes", "settles")
    named = [dict(zip(names, row, strict=True)) for row in rows]
    return pl.DataFrame([{"item": "better", **row} for row in named], schema=CODING_COLUMNS)


ROWS = codings(
    ("r1", "ada", "negative", ["waiting"], False),
    ("r1", "ben", "neutral", [], False),
    ("r2", "ada", "negative", ["waiting"], False),
    ("r2", "ben", "neutral", [], False),
    ("r2", "cat", "mixed", ["manner"], True),
    ("r3", "ada", "not_scored", [], False),
    ("r4", "ada", "positive", None, False),
    ("r5", "ada", "positive", ["manner"], False),
    ("r5", "cat", "not_scored", [], True),
)


def test_what_was_settled_stands_for_all_and_else_a_text_is_shared():
    found = {row["id"]: row for row in hand_feelings(ROWS, "better").iter_rows(named=True)}
    assert [found["r1"][f] for f in ("negative", "neutral", "positive")] == [0.5, 0.5, 0.0]
    assert found["r2"]["mixed"] == 1
    assert set(found) == {"r1", "r2", "r4"}  # nobody could tell r3; it was settled so for r5


def test_themes_are_shared_in_the_same_way():
    found = {
        row["id"]: row
        for row in hand_themes(ROWS, "better", ["waiting", "manner"]).iter_rows(named=True)
    }
    assert found["r1"]["waiting"] == 0.5
    assert (found["r2"]["waiting"], found["r2"]["manner"]) == (0, 1)
    assert found["r4"]["waiting"] == 0
    assert found["r5"]["manner"] == 0


def test_codes_of_another_item_do_not_count():
    assert hand_feelings(ROWS, "good").is_empty()
    assert hand_themes(ROWS, "good", ["waiting"]).is_empty()
