"""Duty: safeguarding.toml of a survey. Who is on shift when, and how soon things must be done."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from survey_api.questionnaire import LONDON, Survey
from survey_api.questionnaire.reading import read_toml
from survey_api.record import Record

FILE = "safeguarding.toml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Shift(Record, kw_only=True):
    """When somebody is there to read, on the clock of London. `ends` before `starts`: next day."""

    who: str
    days: tuple[str, ...]  # of DAYS, on which it begins
    starts: time
    ends: time
    on_bank_holidays: bool = False


class NotBack(Record, kw_only=True):
    """Answers that say the child is not back yet."""

    item: str
    codes: tuple[str, ...]


class Limits(Record, kw_only=True):
    """How soon things must be done, before an alarm goes out."""

    screened_minutes: int = 1  # from submit until the screen has looked
    urgent_minutes: int = 60  # from submit until a person has opened an urgent one
    open_working_days: int = 1  # the same for the others
    close_working_days: int = 5  # from submit until it is closed
    alarm_again_hours: int = 4  # while something stays overdue


class Outcome(Record, kw_only=True):
    """One way a concern may end."""

    code: str
    title: str


class Duty(Record, kw_only=True):
    """safeguarding.toml. Without the file nobody is on shift, and the stronger notice shows."""

    alarm_to: tuple[str, ...] = ()  # addresses of the duty lead
    services: tuple[str, ...] = ("MASH", "EDT")
    outcomes: tuple[Outcome, ...] = (Outcome(code="closed", title="Closed"),)
    not_back: tuple[NotBack, ...] = ()
    limits: Limits = Limits()
    shifts: tuple[Shift, ...] = ()
    bank_holidays: tuple[date, ...] = ()

    def outcome(self, code: str) -> str:
        """An outcome in words."""
        return next((each.title for each in self.outcomes if each.code == code), code)


def load_duty(survey: Survey) -> Duty:
    """What the survey's folder says of safeguarding. Raises BadSurvey, naming what is wrong."""
    return _load(survey.folder)


@lru_cache
def _load(folder: Path) -> Duty:
    path = folder / FILE
    return read_toml(path, Duty) if path.exists() else Duty()


def shift_at(duty: Duty, now: datetime) -> Shift | None:
    """Who is on shift at this moment, or None: then nobody reads what comes in."""
    local = now.astimezone(LONDON)
    for shift in duty.shifts:
        for began in (local.date(), local.date() - timedelta(days=1)):
            if _begins_on(duty, shift, began) and _covers(shift, began, local):
                return shift
    return None


def _begins_on(duty: Duty, shift: Shift, day: date) -> bool:
    holiday = day in duty.bank_holidays and not shift.on_bank_holidays
    return DAYS[day.weekday()] in shift.days and not holiday


def _covers(shift: Shift, began: date, local: datetime) -> bool:
    over_night = shift.ends <= shift.starts
    starts = datetime.combine(began, shift.starts, LONDON)
    ends = datetime.combine(began + timedelta(days=over_night), shift.ends, LONDON)
    return starts <= local < ends


def after_working_days(duty: Duty, moment: datetime, days: int) -> datetime:
    """The same time of day, so many working days later, on the clock of London.

    What comes on a day off counts from the beginning of the next working day.
    """
    local = moment.astimezone(LONDON)
    day, clock = local.date(), local.time()
    if not _is_working_day(duty, day):
        clock = time(0)
        while not _is_working_day(duty, day):
            day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not _is_working_day(duty, day):
            day += timedelta(days=1)
    return datetime.combine(day, clock, LONDON)


def _is_working_day(duty: Duty, day: date) -> bool:
    return day.weekday() < 5 and day not in duty.bank_holidays
