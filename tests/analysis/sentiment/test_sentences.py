"""Sentences, the step of the journey each talks about, and texts of every odd kind."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import STEP_TITLES, NotScored, load_scorers, score_text, score_with_each
from analysis.sentiment import find_step, split_sentences
from analysis.sentiment.sentences import split_clauses
from analysis.sentiment.wording import expand_contractions

SCORERS = load_scorers()


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("It isn't", "it is not"),
        ("can't, won't", "can not, will not"),
        ("they didnt", "they did not"),
        ("I’ve and we’re", "i have and we are"),
    ],
)
def test_contractions_are_written_out(short, long):
    assert expand_contractions(short.replace("’", "'")) == long


def test_sentences_are_split_without_language_data():
    text = "Mr. Smith came at 9.30 p.m. on Monday. Nobody rang! Why?\nNo idea... ok"
    assert split_sentences(text) == [
        "Mr. Smith came at 9.30 p.m.",
        "on Monday.",
        "Nobody rang!",
        "Why?",
        "No idea...",
        "ok",
    ]
    assert split_sentences(" ... \n!?") == []
    assert split_clauses("Slow, but kind; however late") == ["Slow", "kind", "late"]


@pytest.mark.parametrize(
    ("sentence", "step"),
    [
        ("I rang 101 to report it", "reporting"),
        ("The online form crashed", "reporting"),
        ("I was on hold for an hour", "reporting"),
        ("I filled in the web form", "reporting"),
        ("We were told to wait 24 hours by the call handler", "first_answer"),
        ("They did not believe me", "first_answer"),
        ("She said he would come back when he was hungry", "first_answer"),
        ("Nobody took us seriously", "first_answer"),
        ("They graded her medium risk", "risk"),
        ("Nobody saw that she was being groomed", "risk"),
        ("They did not ask about his medication", "risk"),
        ("Two officers came round", "officer_visit"),
        ("No one turned up until morning", "officer_visit"),
        ("They searched the park with dogs", "officer_visit"),
        ("Nobody rang back with an update", "updates"),
        ("We heard nothing for nine days", "updates"),
        ("They kept us informed", "updates"),
        ("When she came home nobody checked", "return"),
        ("They brought him home", "return"),
        ("The return interview was offered too late", "return_interview"),
        ("A lady came to talk to her after she got back", "return_interview"),
        ("It was raining", ""),
    ],
)
def test_which_step_a_sentence_talks_about(sentence, step):
    assert find_step(sentence) == step
    assert step == "" or step in STEP_TITLES


def test_each_sentence_is_scored_and_placed():
    scored = score_text("I rang 101 and it was awful. Two officers came and were lovely.", "en")
    assert [(p.step, p.sentiment.label) for p in scored.parts] == [
        ("reporting", "negative"),
        ("officer_visit", "positive"),
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_scored(text):
    for scored in score_with_each(SCORERS, text, "en"):
        whole = scored.whole
        assert isinstance(whole, NotScored) or -1 <= whole.polarity <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t",
        "\x00\x00",
        "!!! 999 ???",
        "good\x00 bad",
        "👍👍👍",
        "\u202ethgir ot tfel\u202c",
        "\ud800 broken",
        "a" * 10_000_000,
        "good. " * 1_700_000,
        "but " * 50_000,
        "(((((" * 100_000 + "bad",
        "x-" * 200_000,
        "black " * 100_000,
        "nobody " * 100_000,
        "no one would not never " * 20_000,
        ". ".join("abcdefghij" * 400),
    ],
    ids=range(17),
)
def test_no_text_is_too_odd_or_too_long(text):
    for scored in score_with_each(SCORERS, text, "en"):
        assert scored.whole is not None


def test_only_emoji_or_figures_are_nothing_to_read():
    assert score_text("👍👍 999", "en").whole == NotScored("empty")


def test_what_comes_after_the_first_part_is_not_scored():
    text = "We live here. " * 3_000
    assert score_text(text + "Terrible!", "en") == score_text(text, "en")


def test_analysis_is_imported_without_what_only_some_need():
    code = (
        "import analysis, sys;"
        "sys.exit(any(name in sys.modules for name in ('textblob', 'nltk', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
