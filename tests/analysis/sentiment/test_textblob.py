"""The comparison scorer, kept for what it is."""

from __future__ import annotations

import pytest

from analysis import Sentiment, load_scorers, score_with

TEXTBLOB = load_scorers()[1]


def test_it_is_named_with_its_version():
    assert TEXTBLOB.name.startswith("textblob-0.")


@pytest.mark.parametrize(
    "fact",
    [
        "I reported a missing child.",
        "I rang 101 at nine.",
        "It took more than four hours.",
        "She is in care and at high risk.",
        "He came back first on Sunday night.",
    ],
)
def test_facts_of_the_case_carry_no_feeling(fact):
    assert score_with(TEXTBLOB, fact, "en").whole == Sentiment("neutral", 0.0)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The call handler was excellent and very kind.", "positive"),
        ("It was terrible, they were rude and useless.", "negative"),
        ("It isn't great.", "negative"),
        ("They weren't good to us", "negative"),
        ("The first call was awful but the officer was wonderful.", "mixed"),
        ("The officer was lovely; the wait was horrible.", "mixed"),
        ("We live near the station.", "neutral"),
    ],
)
def test_how_plain_words_are_scored(text, label):
    whole = score_with(TEXTBLOB, text, "en").whole
    assert isinstance(whole, Sentiment)
    assert whole.label == label
    assert (whole.confidence, whole.unsure) == (None, False)
