"""Days and times in the words of the languages people answer in."""

from __future__ import annotations

from datetime import date, time

import pytest
from babel.dates import format_date

from survey_api.questionnaire.moments import parse_clock, parse_day
from survey_api.questionnaire.spoken import LANGUAGES, _named, days_ago, months, weekdays

TODAY = date(2026, 11, 21)  # a Saturday
YESTERDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wczoraj", YESTERDAY),
        ("Przedwczoraj", date(2026, 11, 19)),
        ("20 listopada", YESTERDAY),
        ("piątek, 20 listopada 2026 r.", YESTERDAY),
        ("w sobotę", None),  # a case ending that CLDR does not list
        ("ieri", YESTERDAY),
        ("20 noiembrie 2026", YESTERDAY),
        ("dün", YESTERDAY),
        ("20 Kasım", YESTERDAY),
        ("CUMA", YESTERDAY),
        ("shalay", YESTERDAY),
        ("20 Noofeembar", YESTERDAY),
        ("গতকাল", YESTERDAY),
        ("২০ নভেম্বর, ২০২৬", YESTERDAY),
        ("أمس", YESTERDAY),
        ("٢٠ نوفمبر ٢٠٢٦", YESTERDAY),
        ("الجمعة، ٢٠ نوفمبر", YESTERDAY),
        ("\u200f20 نوفمبر\u200e", YESTERDAY),
        ("کل", YESTERDAY),
        ("۲۰ نومبر", YESTERDAY),
        ("دیروز", YESTERDAY),
        ("۲۰ نوامبر ۲۰۲۶", YESTERDAY),
        ("20 nothing", None),
        ("someday, 20 listopada", None),
    ],
)
def test_a_day_in_another_language(text: str, expected: date | None) -> None:
    assert parse_day(text, TODAY) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", ["medium", "long", "full"])
@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_is_read_as_its_language_writes_it(language: str, width: str, month: int) -> None:
    day = date(2026, month, 17)
    locale = "en_GB" if language == "en" else language
    written = format_date(day, width, locale=locale)
    assert parse_day(written, date(2026, 12, 31)) == day, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:30 م", time(21, 30)),
        ("٩:٣٠ صباحًا", time(9, 30)),
        ("9:30 مساءً", time(21, 30)),
        ("۹:۳۰ شام", time(21, 30)),
        ("10 رات", time(22)),
        ("2 رات", time(2)),
        ("۹:۳۰ ب.ظ.", time(21, 30)),
        ("8 صبح", time(8)),
        ("ÖS 9:30", time(21, 30)),
        ("akşam 9:30", time(21, 30)),
        ("9:30 wieczorem", time(21, 30)),
        ("রাত ১০:১৫", time(22, 15)),
        ("সকাল ৮:০০", time(8)),
        ("9:30 galabnimo", time(21, 30)),
        ("21.30", time(21, 30)),
        ("م", None),
    ],
)
def test_a_time_in_another_language(text: str, expected: time | None) -> None:
    assert parse_clock(text) == expected


@pytest.mark.parametrize("what", ["months", "days"])
def test_no_name_means_two_things(what: str) -> None:
    found: dict[str, int] = {}
    for number, name in _named(what):
        assert found.setdefault(name.lower(), number) == number, name


def test_no_word_is_both_a_day_and_a_number_of_days() -> None:
    assert not days_ago().keys() & (months().keys() | weekdays().keys())
