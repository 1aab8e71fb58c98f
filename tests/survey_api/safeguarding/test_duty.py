"""Who is on shift, on the clock of London, and what a working day is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from survey_api import BadSurvey
from survey_api.safeguarding import Duty, load_duty, shift_at
from survey_api.safeguarding.duty import Shift, after_working_days
from tests.samples import a_survey
from tests.survey_api.safeguarding.told import SURVEY


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


NIGHT = Shift(who="night lead", days=("fri",), starts=time(22), ends=time(6))


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (at(25, 8, 59), False),  # a Wednesday
        (at(25, 9), True),
        (at(25, 17, 29), True),
        (at(25, 17, 30), False),
        (at(28, 12), False),  # a Saturday
        (at(25, 12, month=12), False),  # Christmas Day, a Friday
        (at(1, 8, 30, month=7), True),  # summer time: half past nine in London
        (at(1, 16, 45, month=7), False),
    ],
)
def test_the_shipped_roster_is_weekdays_on_the_clock_of_london(moment, on):
    assert (shift_at(load_duty(SURVEY), moment) is not None) is on


def test_a_shift_may_go_past_midnight_and_cover_a_bank_holiday():
    duty = Duty(shifts=(NIGHT,), bank_holidays=(date(2026, 12, 25),))
    assert shift_at(duty, at(28, 5, 59)) == NIGHT  # Saturday morning
    assert shift_at(duty, at(28, 6)) is None
    assert shift_at(duty, at(27, 21, 59)) is None
    assert shift_at(duty, at(25, 23, month=12)) is None
    always = Shift(who="x", days=("fri",), starts=time(0), ends=time(23), on_bank_holidays=True)
    assert shift_at(Duty(shifts=(always,), bank_holidays=duty.bank_holidays), at(25, 9, month=12))


def test_without_the_file_nobody_is_on_shift_and_with_a_wrong_one_it_is_said(tmp_path):
    assert shift_at(load_duty(a_survey(folder=tmp_path / "none")), at(25, 12)) is None
    (tmp_path / "safeguarding.toml").write_text("[limits]\nurgent_minuts = 5\n")
    with pytest.raises(BadSurvey, match="urgent_minuts"):
        load_duty(a_survey(folder=tmp_path))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(25, 11), at(26, 11)),  # Wednesday to Thursday
        (at(27, 23), at(30, 23)),  # Friday to Monday
        (at(28, 12), datetime(2026, 12, 1, tzinfo=UTC)),  # Saturday: until the end of Monday
        (at(24, 10, month=12), at(29, 10, month=12)),  # over Christmas and its Monday off
    ],
)
def test_a_working_day_leaves_out_weekends_and_bank_holidays(received, due):
    assert after_working_days(load_duty(SURVEY), received, 1) == due
