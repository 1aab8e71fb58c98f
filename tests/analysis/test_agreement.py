from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from analysis import CODING_COLUMNS, NotEstimable, cohen_kappa
from analysis.agreement import coded_twice, sentiment_pairs, theme_pairs


def spread(counts):
    """Two coders' codes from a table of counts: (code of one, code of the other) -> texts."""
    pairs = [pair for pair, n in counts.items() for _ in range(n)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def codings(*rows):
    named = [
        dict(zip(("response_id", "coder", "sentiment", "themes", "settles"), row, strict=True))
        for row in rows
    ]
    return pl.DataFrame([{"item": "better", **row} for row in named], schema=CODING_COLUMNS)


def test_kappa_of_a_table_worked_by_hand():
    # 20 both yes, 15 both no of 50: agreed 0.7; chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5; 0.2 / 0.5.
    found = cohen_kappa(*spread({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}))
    assert found.value == pytest.approx(0.4)
    assert (found.base, found.unit) == (50, "kappa")


def test_the_interval_is_the_one_of_fleiss_cohen_and_everitt():
    # By hand for the table above, equation 13 of the paper, with 1 - kappa = 0.6:
    # same:   .4 (1 - 1.1 * .6)^2 + .3 (1 - .9 * .6)^2 = .04624 + .06348 = .10972
    # differ: .36 (.1 (.6 + .5)^2 + .2 (.4 + .5)^2) = .36 (.121 + .162) = .10188
    # (kappa - chance * .6)^2 = (.4 - .3)^2 = .01
    # variance: (.10972 + .10188 - .01) / (50 * .25) = .016128, its root .126996
    found = cohen_kappa(*spread({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}))
    assert found.lower == pytest.approx(0.4 - 1.959964 * 0.126996, abs=1e-5)
    assert found.upper == pytest.approx(0.4 + 1.959964 * 0.126996, abs=1e-5)


def test_the_interval_is_about_as_wide_as_the_bootstrap_s():
    rng = np.random.default_rng(5)
    codes = np.array(["negative", "neutral", "positive", "mixed"])
    one = rng.choice(codes, 300, p=[0.4, 0.2, 0.3, 0.1])
    other = np.where(rng.random(300) < 0.75, one, rng.choice(codes, 300))
    found = cohen_kappa(one.tolist(), other.tolist())
    draws = []
    for _ in range(400):
        at = rng.integers(0, 300, 300)
        draws.append(cohen_kappa(one[at].tolist(), other[at].tolist()).value)
    low, high = np.percentile(draws, [2.5, 97.5])
    assert (found.lower, found.upper) == pytest.approx((low, high), abs=0.02)


def test_coders_who_agree_on_everything_are_not_taken_to_agree_for_ever():
    found = cohen_kappa(["y"] * 5 + ["n"] * 5, ["y"] * 5 + ["n"] * 5)
    assert found.value == found.upper == 1.0
    # Ten of ten: the share agreed on is at least 0.025 ** 0.1 = 0.6915; (0.6915 - 0.5) / 0.5.
    assert found.lower == pytest.approx(0.383, abs=0.001)


def test_coders_who_never_agree_are_below_chance():
    found = cohen_kappa(["y", "n"] * 20, ["n", "y"] * 20)
    assert found.value == -1.0
    assert found.lower == -1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [([], []), (["y"], ["y"]), (["y"] * 9, ["y"] * 9), (["y"], ["y", "n"])],
    ids=["nobody", "one text", "one code only", "not the same texts"],
)
def test_what_tells_nothing_is_not_estimable(one, other):
    with pytest.raises(NotEstimable):
        cohen_kappa(one, other)


def test_one_coder_with_one_code_agrees_as_by_chance():
    assert cohen_kappa(["y"] * 10, ["y"] * 5 + ["n"] * 5).value == pytest.approx(0.0)


def test_pairs_are_of_texts_that_two_people_coded_before_anything_was_settled():
    found = codings(
        ("r1", "ben", "positive", [], False),
        ("r1", "ada", "negative", ["waiting"], False),
        ("r1", "cat", "negative", ["waiting"], True),
        ("r2", "ada", "negative", [], False),
        ("r3", "ada", "neutral", [], False),
        ("r3", "ben", "neutral", ["waiting"], False),
        ("r3", "cat", "mixed", ["waiting"], False),
    )
    assert coded_twice(found)["coder"].to_list() == ["ada", "ben", "ada", "ben"]
    pairs = sentiment_pairs(found)
    assert (pairs.one, pairs.other) == (("negative", "neutral"), ("positive", "neutral"))
    themes = theme_pairs(found, "waiting")
    assert (themes.one, themes.other) == (("yes", "no"), ("no", "yes"))


def test_a_text_that_one_could_not_tell_is_left_out_and_counted():
    found = codings(
        ("r1", "ada", "not_scored", ["waiting"], False),
        ("r1", "ben", "negative", ["waiting"], False),
        ("r2", "ada", None, None, False),
        ("r2", "ben", "negative", ["waiting"], False),
    )
    assert sentiment_pairs(found).left_out == 2
    assert sentiment_pairs(found).one == ()
    assert theme_pairs(found, "waiting").one == ("yes", "no")


def test_without_codings_there_are_no_pairs():
    nothing = pl.DataFrame(schema=CODING_COLUMNS)
    assert sentiment_pairs(nothing).one == theme_pairs(nothing, "waiting").one == ()
