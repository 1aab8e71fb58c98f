"""The screen on the texts it was made with, on those it never saw, and on odd ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    KINDS,
    ORDINARY,
    BadExamples,
    evaluate_triage,
    held_out_disclosures,
    labelled_disclosures,
    load_screen,
    ordinary_sentences,
    read_disclosures,
)
from analysis.triage.patterns import find_patterns

SCREEN = load_screen()


def kinds(text: str, language: str = "en") -> set[str]:
    return {reason.kind for reason in SCREEN.look(text, language).reasons}


def test_the_development_set_is_large_labelled_and_apart_from_what_is_held_out():
    learned, kept = labelled_disclosures(), held_out_disclosures()
    assert len(learned) + len(kept) >= 300
    assert not {told.text for told in learned} & {told.text for told in kept}
    for texts in (learned, kept):
        labels = {told.label for told in texts}
        assert labels == {ORDINARY, *KINDS} - {"scorer", "language"}


def test_few_disclosures_are_missed_that_no_pattern_was_written_from():
    found = evaluate_triage(SCREEN, held_out_disclosures())
    assert found.missed is not None
    assert found.missed.value <= 20  # 17.1 as shipped; docs/model-cards/triage.md


def test_the_false_alarms_of_ordinary_texts_stay_bearable():
    found = evaluate_triage(SCREEN, ordinary_sentences(trained_on=False))
    assert found.alarms is not None
    assert found.alarms.base > 900
    assert found.alarms.value <= 15  # 13.4 as shipped


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He HASN’T come home", "still_missing"),
        ("she was raped", "sexual_exploitation"),
        ("They make him sell drugs", "criminal_exploitation"),
        ("i want to kill myself", "suicide"),
        ("She is self-harming", "self_harm"),
        ("her dad beats her", "violence_at_home"),
        ("he carries a knife", "weapon"),
        ("She was trafficked", "trafficking"),
        ("I will kill that officer", "threat"),
        ("An officer is messaging my daughter", "position_of_trust"),
    ],
)
def test_each_kind_has_patterns_that_say_why(text, kind):
    assert kind in kinds(text)
    assert KINDS[kind].title
    assert KINDS[kind].reason


def test_a_match_is_marked_where_it_stands():
    text = "Thank you. İ said: he WANTS to kill himself."
    reasons, urgent = find_patterns(text)
    assert urgent
    assert [text[a:b] for r in reasons for a, b in r.spans] == ["kill himself"]


def test_one_sentence_in_a_long_text_is_not_drowned():
    padding = "The officer was kind and the wait was short. " * 40
    telling = "She calls him her fella and he is a grown man with a beard and she has braces. "
    assert kinds(padding + telling + padding)
    assert (
        SCREEN.look(padding + telling + padding, "en").chance >= SCREEN.look(padding, "en").chance
    )


def test_a_text_that_nothing_can_read_goes_to_a_person():
    assert kinds("لم تعد ابنتي إلى البيت منذ يومين ولا أحد يساعدنا") == {"language"}
    assert not SCREEN.look("12345 !!!", "en").flagged
    assert not SCREEN.look("", "en").flagged


def test_who_the_child_is_moves_nothing():
    one = SCREEN.look("The Black boy was passed from one car to another.", "en")
    other = SCREEN.look("The Asian girl was passed from one car to another.", "en")
    assert one.chance == other.chance


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it_and_every_mark_is_inside_the_text(text):
    for reason in SCREEN.look(text, "en").reasons:
        assert all(0 <= a < b <= len(text) for a, b in reason.spans)


def test_a_file_with_a_label_nobody_knows_is_refused(tmp_path: Path):
    file = tmp_path / "texts.csv"
    file.write_text("text,label\nhello,ordinary\nhelp,danger\n")
    with pytest.raises(BadExamples, match="line 3: the label is 'danger'"):
        read_disclosures(file)
    file.write_text("text,label\nhelp me,disclosure\nhello,ordinary\n")
    assert [told.is_disclosure for told in read_disclosures(file)] == [True, False]
