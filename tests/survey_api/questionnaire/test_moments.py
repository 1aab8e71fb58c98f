from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_api.questionnaire import Moment, read_moment
from survey_api.questionnaire.model import DayPart
from survey_api.questionnaire.moments import (
    IN_THE_FUTURE,
    NO_DAY,
    NOT_A_DAY,
    NOT_A_MOMENT,
    NOT_A_TIME,
    SKIPPED_HOUR,
    TOO_LONG_AGO,
    day_text,
    in_london,
    moment_fields,
    parse_clock,
    parse_day,
    parse_moment,
)
from tests.samples import NOW

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:30pm", time(21, 30)),
        ("9.30 pm", time(21, 30)),
        ("9.30 P.M.", time(21, 30)),
        ("21.30", time(21, 30)),
        ("21:30", time(21, 30)),
        ("2130", time(21, 30)),
        ("930pm", time(21, 30)),
        ("  9 pm ", time(21)),
        ("about 9pm", time(21)),
        ("9 o’clock", time(9)),
        ("half past nine", time(9, 30)),
        ("half past nine in the evening", time(21, 30)),
        ("quarter to ten pm", time(21, 45)),
        ("quarter to one am", time(0, 45)),
        ("9 at night", time(21)),
        ("midnight", time(0)),
        ("12am", time(0)),
        ("noon", time(12)),
        ("12.15pm", time(12, 15)),
        ("٢١:٣٠", time(21, 30)),
        ("9", None),
        ("25:00", None),
        ("9:75", None),
        ("13am", None),
        ("after tea", None),
        ("half past gone", None),
        ("", None),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, expected: time | None) -> None:
    assert parse_clock(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 20)),
        ("أمس", date(2026, 11, 20)),
        ("saturday", TODAY),
        ("on Monday", date(2026, 11, 16)),
        ("21/11/2026", TODAY),
        ("21.11.26", TODAY),
        ("21-11", TODAY),
        ("2026-11-21", TODAY),
        ("21 November 2026", TODAY),
        ("Sat 21st of Nov", TODAY),
        ("Nov 21, 2026", TODAY),
        ("22 Nov", date(2025, 11, 22)),
        ("29 feb", date(2024, 2, 29)),
        ("31/2/2026", None),
        ("21/13/2026", None),
        ("the other day", None),
        ("21 n", None),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, expected: date | None) -> None:
    assert parse_day(text, TODAY) == expected


@given(st.text(max_size=40))
def test_reading_never_fails(text: str) -> None:
    parse_day(text, TODAY)
    parse_clock(text)
    read_moment(text)
    parse_moment(text, text, text, NOW)


@given(st.dates(date(1980, 1, 1), TODAY), st.times(), st.sampled_from(["both", "part", "day"]))
def test_what_is_stored_can_be_shown_and_read_again(day: date, clock: time, known: str) -> None:
    at = in_london(day, clock.replace(second=0, microsecond=0)) if known == "both" else None
    moment = Moment(day, at=at, part=DayPart.EVENING if known == "part" else None)
    assert read_moment(moment.text) == moment
    fields = {"time": "", "part": "", **moment_fields(moment)}
    later = NOW + timedelta(days=2)
    assert parse_moment(fields["date"], fields["time"], fields["part"], later) == moment
    earliest, latest = moment.interval
    assert earliest <= latest
    assert latest - earliest <= timedelta(hours=25)


@given(st.dates(date(1990, 1, 1), date(2035, 1, 1)))
def test_a_day_is_written_as_it_is_read(day: date) -> None:
    assert parse_day(day_text(day), TODAY) == day


def test_the_hour_that_comes_twice_is_taken_the_first_time() -> None:
    at = in_london(date(2026, 10, 25), time(1, 30))
    assert at is not None
    assert at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_hour_that_never_came_is_asked_about() -> None:
    assert in_london(date(2026, 3, 29), time(1, 30)) is None
    assert parse_moment("29/3/2026", "1:30am", "", NOW) == SKIPPED_HOUR
    assert read_moment("2026-03-29T01:30") == SKIPPED_HOUR


def test_a_time_without_offset_is_londons() -> None:
    summer = read_moment("2026-07-01T21:30")
    assert isinstance(summer, Moment)
    assert summer.text == "2026-07-01T21:30+01:00"


def test_an_offset_from_elsewhere_becomes_londons() -> None:
    moment = read_moment("2026-11-21T00:30+05:00")
    assert isinstance(moment, Moment)
    assert moment.text == "2026-11-20T19:30+00:00"


@pytest.mark.parametrize(
    ("day", "clock", "part", "mistake"),
    [
        ("", "9pm", "", NO_DAY),
        ("", "", "evening", NO_DAY),
        ("soonish", "", "", NOT_A_DAY),
        ("today", "soonish", "", NOT_A_TIME),
        ("today", "12:01", "", IN_THE_FUTURE),
        ("today", "", "evening", IN_THE_FUTURE),
        ("22/11/2026", "", "", IN_THE_FUTURE),
        ("21/11/1926", "", "", TOO_LONG_AGO),
    ],
)
def test_what_cannot_be_is_asked_about(day: str, clock: str, part: str, mistake: object) -> None:
    assert parse_moment(day, clock, part, NOW) == mistake


def test_all_left_empty_is_skipped() -> None:
    assert parse_moment(" ", "", "", NOW) is None


def test_the_time_wins_over_the_part_of_the_day() -> None:
    moment = parse_moment("yesterday", "9pm", "morning", NOW)
    assert isinstance(moment, Moment)
    assert moment.text == "2026-11-20T21:00+00:00"


@pytest.mark.parametrize("text", ["", "2026-11", "2026-11-21 teatime", "9999-12-31", "yesterday"])
def test_only_canonical_moments_are_read(text: str) -> None:
    assert read_moment(text) == NOT_A_MOMENT
