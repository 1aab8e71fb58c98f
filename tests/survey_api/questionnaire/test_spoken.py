"""Days and times in the words of the languages people answer in."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from babel.dates import format_date, format_time, format_timedelta
from hypothesis import given
from hypothesis import strategies as st

from survey_api.questionnaire import Moment, parse_page
from survey_api.questionnaire.moments import parse_clock, parse_day, parse_moment
from survey_api.questionnaire.said import SAID
from survey_api.questionnaire.spoken import folded, words_for
from tests.samples import NOW, a_page, a_survey, a_time_item, questionnaire_of

TODAY = date(2026, 11, 21)  # a Saturday
YESTERDAY = date(2026, 11, 20)
BEFORE = date(2026, 11, 19)
LANGUAGES = tuple(SAID)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("pl", "wczoraj", YESTERDAY),
        ("pl", "Przedwczoraj", BEFORE),
        ("pl", "DZIS", TODAY),
        ("pl", "20 listopada", YESTERDAY),
        ("pl", "20. listopada", YESTERDAY),
        ("pl", "20 lis 26", YESTERDAY),
        ("pl", "piątek, 20 listopada 2026 r.", YESTERDAY),
        ("pl", "w piątek", YESTERDAY),
        ("pl", "w sobotę", TODAY),
        ("pl", "5 pazdziernika", date(2026, 10, 5)),
        ("pl", "2 dni temu", BEFORE),
        ("ro", "ieri", YESTERDAY),
        ("ro", "astazi", TODAY),
        ("ro", "20 noiembrie 2026", YESTERDAY),
        ("ro", "pe 20 noiembrie", YESTERDAY),
        ("ro", "marti", date(2026, 11, 17)),
        ("ro", "acum 2 zile", BEFORE),
        ("tr", "dün", YESTERDAY),
        ("tr", "DÜN", YESTERDAY),
        ("tr", "20 KASIM", YESTERDAY),
        ("tr", "20 Kasim 2026", YESTERDAY),
        ("tr", "Cuma günü", YESTERDAY),
        ("tr", "2 gün önce", BEFORE),
        ("ar", "أمس", YESTERDAY),
        ("ar", "امبارح", YESTERDAY),
        ("ar", "أول أمس", BEFORE),
        ("ar", "٢٠ نوفمبر ٢٠٢٦", YESTERDAY),
        ("ar", "٢٠/١١/٢٠٢٦", YESTERDAY),
        ("ar", "٢٠ تشرين الثاني ٢٠٢٦", YESTERDAY),
        ("ar", "الجمعة، ٢٠ نوفمبر", YESTERDAY),
        ("ar", "يوم الجمعة", YESTERDAY),
        ("ar", "قبل يومين", BEFORE),
        ("ar", "قبل ٣ أيام", date(2026, 11, 18)),
        ("ar", "\u200f20 نوفمبر\u200e", YESTERDAY),
        ("fa", "دیروز", YESTERDAY),
        ("fa", "ديروز", YESTERDAY),
        ("fa", "۲۰ نوامبر ۲۰۲۶", YESTERDAY),
        ("fa", "۲ روز پیش", BEFORE),
        ("ur", "کل", YESTERDAY),
        ("ur", "۲۰ نومبر", YESTERDAY),
        ("ur", "جمعہ کو", YESTERDAY),
        ("bn", "গতকাল", YESTERDAY),
        ("bn", "২০ নভেম্বর, ২০২৬", YESTERDAY),
        ("bn", "২০শে নভেম্বর", YESTERDAY),
        ("bn", "২ দিন আগে", BEFORE),
        ("so", "shalay", YESTERDAY),
        ("so", "20 Noofeembar", YESTERDAY),
        ("so", "Noofeembar 20, 2026", YESTERDAY),
        ("en-x-easy", "yesterday", YESTERDAY),
        ("en", "2 days ago", BEFORE),
        ("en", "wczoraj", YESTERDAY),  # in their own words on a page in English
        ("tlh", "20 November", YESTERDAY),  # no language that CLDR knows
        ("pl", "20 nothing", None),
        ("pl", "kiedyś, 20 listopada", None),
        ("pl", "31 listopada", None),
        ("ar", "٢٠", None),
    ],
)
def test_a_day_in_its_own_words(language: str, text: str, expected: date | None) -> None:
    assert parse_day(text, TODAY, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_is_read_as_its_language_writes_it(language: str) -> None:
    locale = "en_GB" if language == "en" else language
    for width in ("medium", "long", "full"):
        for month in range(1, 13):
            day = date(2026, month, 17)
            written = format_date(day, width, locale=locale)
            assert parse_day(written, date(2026, 12, 31), language) == day, written


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("back", [1, 2, 3, 7, 11, 25])
def test_so_many_days_ago_is_read_as_its_language_says_it(language: str, back: int) -> None:
    gone = -timedelta(days=back)
    said = format_timedelta(gone, "day", 10_000, add_direction=True, locale=language)
    assert parse_day(said, TODAY, language) == TODAY + gone, said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    ["today", "yesterday", "friday", "on Friday", "20 November 2026", "20 Nov", "20/11/2026"],
)
def test_english_is_always_read(language: str, text: str) -> None:
    expected = TODAY if text == "today" else YESTERDAY
    assert parse_day(text, TODAY, language) == expected
    assert parse_clock("half past nine in the evening", language) == time(21, 30)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "9:30 م", time(21, 30)),
        ("ar", "٩:٣٠ صباحًا", time(9, 30)),
        ("ar", "9:30 مساء", time(21, 30)),
        ("ar", "الساعة ٩ مساءً", time(21)),
        ("ar", "الساعة ٩", time(9)),
        ("ar", "١٢ ليلاً", time(0)),
        ("ur", "۹:۳۰ شام", time(21, 30)),
        ("ur", "رات 10 بجے", time(22)),
        ("ur", "2 رات", time(2)),
        ("fa", "۹:۳۰ ب.ظ.", time(21, 30)),
        ("fa", "ساعت ۸ صبح", time(8)),
        ("fa", "۱۰ شب", time(22)),
        ("tr", "ÖS 9:30", time(21, 30)),
        ("tr", "akşam 9:30", time(21, 30)),
        ("tr", "saat 21.30", time(21, 30)),
        ("pl", "9:30 wieczorem", time(21, 30)),
        ("pl", "o godz. 9 rano", time(9)),
        ("pl", "22:30 w nocy", time(22, 30)),
        ("pl", "o północy", time(0)),
        ("pl", "w południe", time(12)),
        ("ro", "ora 9 seara", time(21)),
        ("ro", "9:30 dimineata", time(9, 30)),
        ("bn", "রাত ১০:১৫", time(22, 15)),
        ("bn", "রাত ১০টা", time(22)),
        ("bn", "সকাল ৮টায়", time(8)),
        ("so", "9:30 galabnimo", time(21, 30)),
        ("so", "9:30 GD", time(21, 30)),
        ("so", "saacadda 9", time(9)),
        ("en-x-easy", "9:30pm", time(21, 30)),
        ("fa", "۲۱:۳۰", time(21, 30)),
        ("en", "9:30 م", time(21, 30)),  # in their own words on a page in English
        ("ar", "م", None),
        ("ar", "9", None),
        ("pl", "15 rano", None),
        ("tr", "9 bir şey", None),
    ],
)
def test_a_time_in_its_own_words(language: str, text: str, expected: time | None) -> None:
    assert parse_clock(text, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hour", range(24))
def test_every_time_is_read_as_its_language_writes_it(language: str, hour: int) -> None:
    locale = "en_GB" if language == "en" else language
    written = format_time(time(hour, 40), "short", locale=locale)
    assert parse_clock(written, language) == time(hour, 40), written


def test_the_language_of_the_page_decides_where_a_word_means_two_things() -> None:
    assert parse_day("17 mar", TODAY, "tr") == date(2026, 3, 17)
    assert parse_day("کل", TODAY, "ur") == YESTERDAY


@given(text=st.text(max_size=80), language=st.sampled_from(LANGUAGES))
def test_nothing_anybody_types_breaks_the_reading(text: str, language: str) -> None:
    parse_day(text, TODAY, language)
    parse_clock(text, language)
    assert folded(folded(text)) == folded(text)


def test_the_language_of_the_answers_reaches_moments_and_waits() -> None:
    assert parse_moment("wczoraj", "9:30 wieczorem", "", NOW, "pl") == parse_moment(
        "yesterday", "9:30pm", "", NOW
    )
    assert isinstance(parse_moment("أمس", "٩ مساءً", "", NOW, "ar"), Moment)
    survey = a_survey(questionnaire_of(a_page(a_time_item("contact"))), languages=("en", "pl"))
    form = {
        "contact-kind": ["exact"],
        "contact-start-date": ["wczoraj"],
        "contact-start-time": ["9 rano"],
        "contact-end-time": ["9:30 wieczorem"],
    }
    (page,) = survey.questionnaire.pages
    answers = parse_page(survey, page, form, {}, NOW, "pl")
    assert answers["contact"].lo_min == 12.5 * 60  # type: ignore[index,union-attr]


def test_every_language_has_the_words_for_today_and_yesterday() -> None:
    for language in LANGUAGES:
        words = words_for(language)[0]
        assert {0, 1} <= set(words.days_ago.values()), language
        assert len(set(words.months.values())) == 12, language
        assert len(set(words.weekdays.values())) == 7, language
        assert not words.days_ago.keys() & (words.months.keys() | words.weekdays.keys())
