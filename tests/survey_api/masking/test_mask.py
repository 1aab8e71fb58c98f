"""What points at somebody is covered; the figures are printed with `pytest -s`."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_api.masking import Kind, mask, warn_of
from survey_api.masking.patterns import is_nhs_number
from tests.survey_api.masking.labelled import LABELLED, ORDINARY

_SECRET = re.compile("«(.*?)»")


class Found(NamedTuple):
    """How masking did on one labelled sentence."""

    text: str
    secrets: int
    covered: int
    marks: int
    right: int  # marks that stand where a secret is


def measure(labelled: str) -> Found:
    """How many of the secrets in a sentence are covered, and how many marks cover one."""
    secrets, text, end = [], "", 0
    for match in _SECRET.finditer(labelled):
        text += labelled[end : match.start()]
        secrets.append((len(text), len(text) + len(match[1])))
        text += match[1]
        end = match.end()
    text += labelled[end:]
    marks = [(span.start, span.end) for span in mask(text).spans]
    seen = {place for start, end in marks for place in range(start, end)}
    open_ = [
        any(text[place].isalnum() and place not in seen for place in _naming(text, *secret))
        for secret in secrets
    ]
    right = [any(s < end and e > start for s, e in secrets) for start, end in marks]
    return Found(text, len(secrets), open_.count(False), len(marks), sum(right))


def _naming(text: str, start: int, end: int) -> range:
    """The letters of a secret that name somebody: a rank or 'Auntie' before the name does not."""
    for title in ("Constable ", "Auntie "):
        if text[start:end].startswith(title):
            return range(start + len(title), end)
    return range(start, end)


def test_names_and_numbers_are_covered_and_little_else(capsys: pytest.CaptureFixture[str]):
    found = [measure(line) for line in LABELLED]
    secrets, covered = sum(f.secrets for f in found), sum(f.covered for f in found)
    marks, right = sum(f.marks for f in found), sum(f.right for f in found)
    ordinary = sum(len(mask(line).spans) for line in ORDINARY)
    words = sum(len(line.split()) for line in ORDINARY)
    with capsys.disabled():
        print(
            f"\nmasking: {covered} of {secrets} items covered (recall {covered / secrets:.3f}), "
            f"{right} of {marks} marks right (precision {right / marks:.3f}), "
            f"{ordinary} marks in {words} ordinary words"
        )
        print("missed:", [f.text for f in found if f.covered < f.secrets])
        print("needless:", [mask(f.text).text for f in found if f.right < f.marks])
        print("ordinary:", [mask(x).text for x in ORDINARY if mask(x).spans])
    assert secrets >= 60
    assert covered / secrets >= 0.95
    assert right / marks >= 0.9
    assert ordinary / words <= 0.01


@given(st.text(max_size=80))
def test_whatever_was_written_is_masked_and_everything_else_stays(text: str):
    masked = mask(text)
    rebuilt, end = "", 0
    for span in masked.spans:
        assert end <= span.start < span.end <= len(text)
        rebuilt += text[end : span.start] + span.kind.value
        end = span.end
    assert rebuilt + text[end:] == masked.text


@pytest.mark.parametrize("text", LABELLED)
def test_masking_a_masked_text_uncovers_nothing_and_breaks_no_mark(text: str):
    once = mask(text.replace("«", "").replace("»", "")).text
    for kind in Kind:
        assert mask(once).text.count(kind.value) >= once.count(kind.value)


def test_a_name_inside_a_sentence_of_another_language_does_not_show():
    assert "Czekaliśmy" not in mask("Czekaliśmy na Zuzanna bardzo długo").text


@pytest.mark.parametrize("number", ["943 476 5919", "4010232137"])
def test_an_nhs_number_has_its_check_digit(number: str):
    assert is_nhs_number(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_nhs_number(wrong)
    assert number not in mask(f"It is {number} now").text
    assert wrong not in mask(f"It is {wrong} now").text  # a long number is covered all the same


@pytest.mark.parametrize("number", ["101", "999", "116 000", "0800 1111"])
def test_a_helpline_is_no_secret(number: str):
    assert number in mask(f"They told us to ring {number} again").text


def test_long_words_and_texts_take_no_long_time_to_read():
    for text in ("a" * 5000, "A " * 2500, "1" * 5000, "a@" * 2500, "a." * 2500, "0 " * 2500):
        mask(text)


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("He said he wanted to die.", ("suicide or self-harm",)),
        ("She was groomed online and then assaulted.",
         ("sexual violence or exploitation", "violence")),
        ("They found him dead in the river.", ("death",)),
        ("Nobody rang us back.", ()),
        ("We were told in advance, and it helped.", ()),
    ],
)  # fmt: skip
def test_what_is_hard_to_read_is_named(text: str, warned: tuple[str, ...]):
    assert warn_of(text) == warned
