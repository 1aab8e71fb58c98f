"""The rules as tables a strategist can read, held against the engine row by row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey_api.questionnaire import (
    Answers,
    AnswerValue,
    Problems,
    TimeAnswer,
    TimeKind,
    asked_pages,
    parse_page,
)
from survey_api.questionnaire.amounts import Amount
from survey_api.questionnaire.times import about
from tests.samples import NOW, a_page, a_questionnaire, a_survey, a_time_item, questionnaire_of

ALWAYS = ["reported", "borough", "council", "better"]


def rows(name: str) -> list[list[str]]:
    """The rows of the table in this file, without its head."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def value_of(item: str, text: str) -> AnswerValue:
    if text.startswith("about "):
        return about(Amount(float(text.removeprefix("about ")), "minutes"))
    if item in ("contact", "attended"):
        return TimeAnswer(TimeKind(text))
    return tuple(text.split("+")) if item == "said" else text


@pytest.mark.parametrize("row", rows("routing.md"), ids=lambda row: row[0])
def test_routing(row: list[str]) -> None:
    questionnaire = a_questionnaire("routing")
    told = re.findall(r"(\w+)=((?:about )?[\w+]*)", row[1])
    answers: Answers = {item: value_of(item, text) for item, text in told if text}
    pages = [page.id for page in asked_pages(questionnaire, answers)]
    assert [page for page in pages if page not in ALWAYS] == row[2].split()
    assert [page for page in pages if page in ALWAYS] == ALWAYS


@pytest.mark.parametrize("row", rows("time-answers.md"), ids=lambda row: row[0])
def test_time_answer(row: list[str]) -> None:
    survey = a_survey(questionnaire_of(a_page(a_time_item())))
    typed = re.findall(r"([a-z-]+)=(.*?)(?= [a-z-]+=|$)", row[0])
    form = {f"wait-{name}": (text,) for name, text in typed}
    answer = parse_page(survey, survey.questionnaire.pages[0], form, {}, NOW)
    if row[4]:
        assert isinstance(answer, Problems)
        assert [problem.message for problem in answer.problems] == [row[4]]
        assert answer.typed == form
        return
    assert isinstance(answer, dict)
    wait = answer["wait"]
    assert isinstance(wait, TimeAnswer)
    shown = [f"{end:g}" if end is not None else "-" for end in (wait.lo_min, wait.hi_min)]
    assert [wait.kind.value, *shown] == row[1:4]
