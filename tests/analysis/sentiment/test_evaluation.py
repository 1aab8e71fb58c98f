"""The figures that anybody checks a scorer with, worked out by hand here."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from scipy import stats

from analysis import Sentiment
from analysis.errors import BadExamples
from analysis.sentiment.evaluation import measure_agreement, predicted_label
from analysis.sentiment.examples import (
    Example,
    Examples,
    read_examples,
    read_training_examples,
)
from analysis.sentiment.model import NotScored
from survey_ui.cli import main

POLARITY = {"negative": -0.8, "neutral": 0.05, "positive": 0.7, "mixed": -0.3}


def examples(labels, numbers=False):
    texts = tuple(Example(str(n), label) for n, label in enumerate(labels))
    return Examples(texts, numbers=numbers)


def found(labels, unsure=()):
    return [Sentiment(label, POLARITY[label], 0.6, n in unsure) for n, label in enumerate(labels)]


def agreement(coded, scored):
    return measure_agreement("hand", coded, scored)


TRUTH = ["negative"] * 5 + ["neutral"] * 3 + ["positive"] * 4
GUESS = ["negative"] * 3 + ["positive", "neutral", "neutral", "neutral", "negative"]
GUESS += ["positive"] * 3 + ["neutral"]


def test_figures_worked_by_hand():
    got = agreement(examples(TRUTH), found(GUESS, unsure={0, 3, 4}))
    assert got.accuracy.value == pytest.approx(8 / 12, abs=1e-4)
    f1 = {label: figure.value for label, figure in got.f1}
    by_hand = {"negative": 2 * 3 / (5 + 4), "neutral": 2 * 2 / (3 + 4), "positive": 2 * 3 / (4 + 4)}
    assert f1 == pytest.approx(by_hand, abs=1e-4)
    assert got.macro_f1.value == pytest.approx(sum(by_hand.values()) / 3, abs=1e-4)
    assert got.recall_complaints.value == 0.6
    assert got.complaints_called_positive.value == 0.2
    assert got.abstained.value == 0.25
    assert got.confusion == ((3, 1, 1, 0, 0), (1, 2, 0, 0, 0), (0, 1, 3, 0, 0))


def test_spearman_is_scipy_s():
    got = agreement(examples(TRUTH), found(GUESS))
    order = {"negative": -1, "neutral": 0, "positive": 1}
    expected = stats.spearmanr([order[t] for t in TRUTH], [POLARITY[g] for g in GUESS])
    assert got.spearman.value == pytest.approx(expected.statistic, abs=1e-4)


def test_intervals_hold_the_figure_are_seeded_and_shrink_with_more_texts():
    small = agreement(examples(TRUTH), found(GUESS))
    assert small == agreement(examples(TRUTH), found(GUESS))
    large = agreement(examples(TRUTH * 20), found(GUESS * 20))
    for name in ("macro_f1", "accuracy", "recall_complaints", "spearman"):
        one, many = getattr(small, name), getattr(large, name)
        assert one.lower <= one.value <= one.upper
        assert one.upper - one.lower > 2 * (many.upper - many.lower)


def test_a_text_that_is_not_scored_counts_as_wrong():
    got = agreement(examples(["negative", "positive"]), [NotScored("language")] * 2)
    assert (got.not_scored, got.accuracy.value, got.recall_complaints.value) == (2, 0, 0)
    assert got.spearman is None


def test_without_complaints_their_figures_are_not_told():
    got = agreement(examples(["positive"] * 3), found(["positive"] * 3))
    assert (got.recall_complaints, got.complaints_called_positive) == (None, None)
    assert got.labels == ("positive",)


@pytest.mark.parametrize(
    ("labels", "numbers", "polarity", "counts_as"),
    [
        (["negative", "mixed"], False, -0.3, "mixed"),
        (["negative", "neutral"], False, -0.3, "negative"),
        (["negative", "neutral"], False, 0.05, "neutral"),
        (["negative", "neutral"], False, 0.3, "positive"),
        (["negative", "neutral"], True, -0.3, "neutral"),
    ],
)
def test_what_is_found_mixed_counts_as_the_file_allows(labels, numbers, polarity, counts_as):
    sentiment = Sentiment("mixed", polarity, 0.6)
    assert predicted_label(sentiment, examples(labels, numbers)) == counts_as


# Files


def write(tmp_path, content):
    path = tmp_path / "coded.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column text and no column label"),
        ("text,mood\nhi,good\n", "no column label"),
        ("text,label\n", "holds no coded texts"),
        ("text,label\n ,negative\n", "holds no coded texts"),
        ("text,label\nhi,1\nho,good\n", "line 3: the label is 'good'"),
        ("text,label\nhi,3\n", "line 2"),
        ("text,label\nhi\n", "line 2: the label is ''"),
        ("text,label\nhi,1\nho,positive\n", "some labels are words and some are numbers"),
        (b"text,label\n\xff\xfe,1\n", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(content, said, tmp_path):
    path = write(tmp_path, content)
    with pytest.raises(BadExamples, match=said):
        read_examples(path)
    result = CliRunner().invoke(main, ["evaluate-sentiment", str(path)])
    assert result.exit_code == 7
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_numbers_are_read_as_the_framework_means_them(tmp_path):
    path = write(tmp_path, "label,text\n-2,a\n-1,b\n0,c\n1,d\n2,e\n")
    got = read_examples(path)
    assert got.numbers
    assert [e.label for e in got.texts] == ["negative"] * 2 + ["neutral"] + ["positive"] * 2


def test_how_critical_is_told_from_how_it_felt(tmp_path):
    got, critical = read_training_examples(write(tmp_path, "text,label\na,-4\nb,0\nc,1\n"))
    assert critical
    assert [(e.text, e.label) for e in got.texts] == [("a", "negative"), ("c", "positive")]


CODED = """text,label
Nobody rang us back for three days.,negative
The officer was kind and listened.,positive
I rang 101 on Sunday.,neutral
They were lovely but nobody came for hours.,mixed
"""


def test_every_scorer_stands_side_by_side(tmp_path):
    result = CliRunner().invoke(main, ["evaluate-sentiment", str(write(tmp_path, CODED))])
    assert result.exit_code == 0, result.output
    head = next(line for line in result.output.splitlines() if "Figure" in line)
    assert "tfidf-" in head
    assert "textblob-" in head
    for name in ("Macro-F1", "Accuracy", "F1 negative", "F1 mixed", "Recall of complaints",
                 "Complaints called positive", "Share abstained", "Spearman"):  # fmt: skip
        assert name in result.output
    assert max(map(len, result.output.splitlines())) <= 100


def test_the_same_as_json(tmp_path):
    path = write(tmp_path, CODED)
    result = CliRunner().invoke(main, ["evaluate-sentiment", str(path), "--json"])
    ours, textblob = json.loads(result.output)
    assert ours["scorer"].startswith("tfidf-")
    assert textblob["scorer"].startswith("textblob-")
    assert set(ours["macro_f1"]) == {"value", "lower", "upper"}
    assert ours["texts"] == 4
