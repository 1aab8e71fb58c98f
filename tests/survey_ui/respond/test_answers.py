"""What was answered, in the words a respondent would use."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from survey_api import Settings, TimeAnswer, TimeKind, load_surveys, page_of
from survey_ui import links
from survey_ui.respond.answers import answer_row, say_moment

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (TimeAnswer(TimeKind.APPROX, 30, 50, told="40 minutes"), "About 40 minutes"),
        (TimeAnswer(TimeKind.APPROX, 45, 75, told="1 hours"), "About 1 hour"),
        (TimeAnswer(TimeKind.BAND, 60, 120, told="h1_2"), "1 to 2 hours"),
        (TimeAnswer(TimeKind.NEVER), "No officer came"),
        (TimeAnswer(TimeKind.EXACT, 40, 40, told="21:30 to 22:10"), "21:30 to 22:10"),
        (
            TimeAnswer(
                TimeKind.EXACT, 40, 40, clock_start=at(21, 21, 30), clock_end=at(21, 22, 10)
            ),
            "21 November 2026, 9:30pm to 10:10pm",
        ),
        (
            TimeAnswer(TimeKind.EXACT, 60, 60, clock_start=at(21, 23, 30), clock_end=at(22, 0, 30)),
            "21 November 2026, 11:30pm to 22 November 2026, 12:30am",
        ),
        (
            TimeAnswer(TimeKind.STILL_WAITING, 180, told="3 hours"),
            "An officer has not come yet (so far 3 hours)",
        ),
    ],
)
def test_a_wait_is_told_back_as_it_was_told(wait: TimeAnswer, words: str):
    survey = load_surveys(Settings().surveys)["missing_children"]
    page = page_of(survey.questionnaire, "attended")
    assert page is not None
    (item,) = page.items
    row = answer_row(survey, survey.wording("en"), item, {"attended": wait})
    assert row.lines == (words,)
    assert answer_row(survey, survey.wording("en"), item, {}).lines == ()


@pytest.mark.parametrize(
    ("language", "told", "words"),
    [
        ("en", "1 hours", "About 1 hour"),
        ("en", "1.5 hours", "About 1.5 hours"),
        ("en-x-easy", "20 minutes", "About 20 minutes"),
        ("ar", "1 hours", "ساعة واحدة"),
        ("ar", "2 hours", "ساعتان"),
        ("ar", "3 days", "3 أيام"),
        ("ar", "11 days", "11 يومًا"),
        ("pl", "1 minutes", "1 minuta"),
        ("pl", "2 minutes", "2 minuty"),
        ("pl", "5 minutes", "5 minut"),
        ("pl", "22 minutes", "22 minuty"),
        ("pl", "1.5 hours", "1,5 godziny"),
        ("ro", "2 hours", "2 ore"),
        ("ro", "20 hours", "20 de ore"),
        ("ro", "1.5 hours", "1,5 ore"),
        ("tr", "5 days", "5 gün"),
        ("fa", "20 minutes", "20 دقیقه"),
        ("ur", "2 hours", "2 گھنٹے"),
        ("bn", "5 days", "5 দিন"),
        ("so", "20 minutes", "20 daqiiqo"),
    ],
)
def test_a_length_has_the_form_its_number_takes(language: str, told: str, words: str):
    survey = load_surveys(Settings().surveys)["missing_children"]
    page = page_of(survey.questionnaire, "attended")
    assert page is not None
    wait = TimeAnswer(TimeKind.APPROX, 1, 2, told=told)
    spoken = replace(survey.wording("en"), language=language)
    row = answer_row(survey, spoken, page.items[0], {"attended": wait})
    assert words in row.lines[0]


@pytest.mark.parametrize("language", ["en-x-easy", "ar", "fa", "so"])
def test_days_and_times_are_said_in_every_language(language: str):
    said = say_moment("2026-11-21T21:30+00:00", language)
    assert "2026" in said
    assert ":30" in said


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-21", "21 November 2026"),
        ("2026-11-21 evening", "21 November 2026, evening"),
        ("2026-11-21 night", "21 November 2026, after midnight"),
        ("2026-11-21T21:30+00:00", "21 November 2026, 9:30pm"),
    ],
)
def test_a_moment_in_words(moment: str, words: str):
    assert say_moment(moment, "en") == words


def test_a_static_file_changes_its_address_with_its_content():
    theme, questions = links.static("css/theme.css"), links.static("css/respond.css")
    assert theme.partition("?v=")[2] != questions.partition("?v=")[2]
    assert links.static("vendor/govuk-frontend-6.3.0") == "/static/vendor/govuk-frontend-6.3.0"
