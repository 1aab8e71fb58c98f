from __future__ import annotations

from datetime import datetime

import pytest

from survey_api.questionnaire import Answers, TimeAnswer, TimeKind, page_of, soft_checks
from tests.samples import a_survey

SURVEY = a_survey("every_kind")


def doubts(page_id: str, answers: Answers) -> list[str]:
    page = page_of(SURVEY.questionnaire, page_id)
    assert page is not None
    return [problem.message for problem in soft_checks(SURVEY, page, answers)]


def clocks(start: str, end: str) -> TimeAnswer:
    return TimeAnswer(
        TimeKind.EXACT,
        60,
        60,
        datetime.fromisoformat(f"2026-11-{start}+00:00"),
        datetime.fromisoformat(f"2026-11-{end}+00:00"),
    )


def test_a_wait_of_more_than_thirty_days_is_asked_about() -> None:
    month = 30 * 24 * 60.0
    long = TimeAnswer(TimeKind.STILL_WAITING, month + 1)
    assert doubts("attended", {"attended": long}) == ["This is more than 30 days. Is that right?"]
    assert doubts("attended", {"attended": TimeAnswer(TimeKind.STILL_WAITING, month)}) == []
    assert doubts("attended", {"attended": TimeAnswer(TimeKind.NEVER)}) == []


def test_a_rough_number_of_days_is_asked_about_by_what_was_said() -> None:
    day = 24 * 60.0
    about_45, about_29 = (TimeAnswer(TimeKind.APPROX, n * day / 2, n * day * 1.5) for n in (45, 29))
    assert doubts("attended", {"attended": about_45}) == [
        "This is more than 30 days. Is that right?"
    ]
    assert doubts("attended", {"attended": about_29}) == []


@pytest.mark.asvs("2.2.3")
def test_telling_the_police_before_noticing_is_asked_about() -> None:
    early: Answers = {
        "noticed": "2026-11-20T21:30+00:00",
        "contact": clocks("20T20:00", "20T21:00"),
    }
    assert doubts("contact", early) == [
        "This comes before something you told us happened earlier. Is that right?"
    ]
    assert doubts("contact", {**early, "noticed": "2026-11-20"}) == []
    assert doubts("contact", {**early, "noticed": "2026-11-20 evening"}) == []
    assert doubts("contact", {**early, "noticed": "2026-11-21"}) != []


def test_an_officer_before_the_call_is_asked_about() -> None:
    contact = clocks("20T20:00", "20T21:00")
    early: Answers = {"contact": contact, "attended": clocks("20T19:00", "20T20:00")}
    assert len(doubts("attended", early)) == 1
    in_order: Answers = {"contact": contact, "attended": clocks("20T21:00", "20T22:00")}
    assert doubts("attended", in_order) == []


def test_the_child_back_before_the_officer_is_an_ordinary_thing() -> None:
    assert doubts("attended", {"attended": TimeAnswer(TimeKind.OVERTAKEN, 30)}) == []


def test_nothing_answered_nothing_asked() -> None:
    assert doubts("attended", {}) == []
