"""What is keyed into one cell, and what it means."""

from __future__ import annotations

import pytest

from survey_api import Settings, TimeAnswer, TimeKind, load_surveys
from survey_api.papers import band_numbers, option_numbers, read_cell, same_answer
from survey_api.questionnaire import AnswerValue
from survey_api.questionnaire.values import Mistake
from tests.samples import NOW

SURVEY = load_surveys(Settings().surveys)["missing_children"]


def keyed(item: str, text: str) -> AnswerValue | None:
    read = read_cell(SURVEY, SURVEY.questionnaire.items[item], text, NOW)
    assert not isinstance(read, Mistake), read.template.format(**read.places)
    return read


def refused(item: str, text: str) -> str:
    read = read_cell(SURVEY, SURVEY.questionnaire.items[item], text, NOW)
    assert isinstance(read, Mistake), read
    return read.template.format(**read.places)


@pytest.mark.parametrize("item", SURVEY.questionnaire.items.values(), ids=lambda item: item.id)
def test_every_box_is_keyed_by_its_number_and_by_its_code(item) -> None:
    told = {TimeKind.APPROX.value: " 90 minutes", TimeKind.EXACT.value: " 21:30 to 22:10"}
    for code, number in option_numbers(SURVEY, item).items():
        more = told.get(code, " r1" if code == TimeKind.BAND.value else "")
        more = more if item.offers else ""
        if item.kind.value in ("text", "moment"):
            continue
        assert keyed(item.id, f"{number}{more}") == keyed(item.id, f"{code}{more}") is not None
    for code, number in band_numbers(SURVEY, item).items():
        assert keyed(item.id, f"r{number}") == keyed(item.id, code)


@pytest.mark.parametrize(
    ("item", "text", "value"),
    [
        ("role", " p ", "P"),
        ("role", "3.0", "X"),
        ("wrong_info", "3, 1", ("wait_24h", "not_missing")),
        ("wrong_info", "1;3|3", ("wait_24h", "not_missing")),
        ("better", "  = 1 + 1, he said ", "= 1 + 1, he said"),
        ("t_noticed", "20/11/2026", "2026-11-20"),
        ("t_noticed", "20 November 2026 evening", "2026-11-20 evening"),
        ("t_noticed", "20 Nov 2026, 9:30pm", "2026-11-20T21:30+00:00"),
        ("t_noticed", "2026-11-20T21:30", "2026-11-20T21:30+00:00"),
        ("attended", "2 hours", TimeAnswer(TimeKind.APPROX, 90, 150, told="2 hours")),
        ("attended", "1 half an hour", TimeAnswer(TimeKind.APPROX, 20, 40, told="30 minutes")),
        ("attended", "2 r4", TimeAnswer(TimeKind.BAND, 60, 120, told="h1_2")),
        ("attended", "4", TimeAnswer(TimeKind.STILL_WAITING)),
        ("attended", "4 3 hours", TimeAnswer(TimeKind.STILL_WAITING, 180, told="3 hours")),
        ("attended", "8:30 to 9:10", TimeAnswer(TimeKind.EXACT, 40, 40, told="08:30 to 09:10")),
        ("attended", "", None),
        ("better", "   ", None),
    ],
)
def test_what_is_keyed_means(item: str, text: str, value: AnswerValue | None) -> None:
    assert keyed(item, text) == value


@pytest.mark.parametrize(
    ("item", "text", "told"),
    [
        ("role", "12", "There is no box '12'; the numbers are 1 to 11"),
        ("role", "0", "There is no box '0'"),
        ("wrong_info", "1 11", "There is no box '11'"),
        ("t_noticed", "yesterday", "with its year"),
        ("t_noticed", "20/11", "with its year"),
        ("t_noticed", "2027-01-01", "have not come yet"),
        ("attended", "99", "Choose minutes, hours or days"),
        ("attended", "1", "Key what was written beside box 1 too: the length"),
        ("attended", "2", "the range, like 'r3'"),
        ("attended", "3", "the times"),
        ("attended", "soon", "'soon' is no answer here"),
        ("attended", "20/11 21:30 to 22:00", "with its year"),
        ("attended", "2026-11-20 21:30 to later", "is no answer here"),
        ("t_contact", "never", "no answer here"),
        ("attended", "9" * 500 + " hours", "number"),
    ],
)
def test_what_cannot_be_meant_is_told(item: str, text: str, told: str) -> None:
    assert told in refused(item, text)


@pytest.mark.parametrize(
    ("item", "one", "other", "alike"),
    [
        ("better", "He was KIND, and rang.", "he was kind and rang", True),
        ("better", "He was kind.", "She was kind.", False),
        ("better", "!", "?!", False),
        ("better", "شكرا", "شكراً", False),
        ("better", "কি", "কা", False),
        ("attended", "120 minutes", "2 hours", True),
        ("attended", "2 hours", "r5", False),
        ("attended", "8:30 to 9:10", "8:30 to 9:20", False),
        ("attended", "8:30 to 9:10", "9:30 to 10:10", False),
        ("wrong_info", "1 3", "3 1", True),
        ("role", "1", "", False),
        ("role", "", "", True),
    ],
)
def test_two_people_keyed_alike_or_not(item: str, one: str, other: str, alike: bool) -> None:
    asked = SURVEY.questionnaire.items[item]
    assert same_answer(asked, keyed(item, one), keyed(item, other)) is alike
