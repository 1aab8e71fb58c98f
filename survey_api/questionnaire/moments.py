"""Moments: when something happened, as well as it is remembered.

People write dates and times in many ways, so reading them is tolerant; what is stored is one
canonical text: '2026-11-21', '2026-11-21 evening' or '2026-11-21T21:30+00:00'.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from msgspec import Struct

from survey_api.questionnaire.model import DayPart
from survey_api.questionnaire.spoken import (
    ENGLISH,
    days_back,
    folded,
    half_of_day,
    named_day,
    named_weekday,
    words_for,
)
from survey_api.questionnaire.values import Mistake

LONDON = ZoneInfo("Europe/London")

NOT_A_DAY = Mistake(
    "Write the day like this: 21 November 2026. You can also write today or yesterday", part="date"
)
NOT_A_TIME = Mistake("Write the time like this: 9:30pm or 21:30", part="time")
NO_DAY = Mistake("Tell us the day as well as the time", part="date")
IN_THE_FUTURE = Mistake("This day and time have not come yet. Please check them", part="date")
TOO_LONG_AGO = Mistake("Please check the year", part="date")
SKIPPED_HOUR = Mistake(
    "The clocks went forward that night, so this time did not happen. Please check the time",
    part="time",
)
NOT_A_MOMENT = Mistake("Give a moment as 2026-11-21, 2026-11-21 evening or 2026-11-21T21:30+00:00")

_PART_HOURS = {
    DayPart.NIGHT: (0, 6),
    DayPart.MORNING: (6, 12),
    DayPart.AFTERNOON: (12, 18),
    DayPart.EVENING: (18, 24),
}
_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = [
    *("twelve", "one", "two", "three", "four", "five"),
    *("six", "seven", "eight", "nine", "ten", "eleven"),
]
_DAY_FIRST = re.compile(  # Sat 21st of November 2026
    rf"(?:(?:{'|'.join(_WEEKDAYS)}|mon|tues?|wed|thurs?|thu|fri|sat|sun),? )?"
    r"(?:the )?(\d{1,2}) ?(?:st|nd|rd|th)?(?: of)?[ -]?([a-z]{3,9})\.?(?:[ ,-]+(\d{4}|\d{2}))?"
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_DIGITAL = re.compile(r"(\d{1,2})(?: ?[:.,h] ?(\d{2}))?(?: ?o'?clock)?")
_RUN_TOGETHER = re.compile(r"(\d{1,2})(\d{2})")
_SPOKEN = re.compile(r"(?:(half|quarter) (past|to) )?(\d{1,2}|[a-z]+)(?: ?o'?clock)?")
_HALF_OF_DAY = (  # words after a time, and how many hours they add to 1 to 11 o'clock
    (re.compile(r" ?(?:a\.?m\.?|in the (?:early )?morning)$"), "am"),
    (re.compile(r" ?(?:p\.?m\.?|in the (?:afternoon|evening)|at night)$"), "pm"),
)
_DAWN = 5  # up to this hour, at night is after midnight
_LONGEST_TYPED = 200  # characters; more is not a date, a time or a number of hours
_OLDEST = timedelta(days=50 * 366)
FIRST_YEAR, LAST_YEAR = 1900, 2999  # others are slips, and hard to reckon with


def london_day(moment: datetime) -> date:
    """The day it is in London at this moment: waves open and close by London's calendar."""
    return moment.astimezone(LONDON).date()


class Moment(Struct, frozen=True):
    """A day in London, with the time or the part of the day if they are known."""

    day: date
    at: datetime | None = None  # aware, with London's offset
    part: DayPart | None = None

    @property
    def text(self) -> str:
        """The canonical text, as it is stored."""
        if self.at is not None:
            return self.at.isoformat(timespec="minutes")
        return f"{self.day.isoformat()} {self.part.value}" if self.part else self.day.isoformat()

    @property
    def interval(self) -> tuple[datetime, datetime]:
        """The earliest and the latest it can have been, in UTC. Equal when the time is known."""
        if self.at is not None:
            return self.at.astimezone(UTC), self.at.astimezone(UTC)
        first, last = _PART_HOURS[self.part] if self.part else (0, 24)
        return _on_the_hour(self.day, first), _on_the_hour(self.day, last)


def _on_the_hour(day: date, hour: int) -> datetime:
    later, hour = (day + timedelta(days=1), 0) if hour == 24 else (day, hour)
    return datetime.combine(later, time(hour), LONDON).astimezone(UTC)


def in_london(day: date, clock: time) -> datetime | None:
    """That time in London with its offset; None if the clocks were put forward over it.

    In autumn an hour comes twice: the first is taken.
    """
    local = datetime.combine(day, clock.replace(fold=0), LONDON)
    back = local.astimezone(UTC).astimezone(LONDON)
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    return with_offset(local)


def with_offset(at: datetime) -> datetime:
    """The same moment as London's clocks showed it, carrying its offset as a plain number."""
    local = at.astimezone(LONDON)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta(0)), fold=0)


def tidy(text: str) -> str:
    """Lower case, single spaces, the digits of every script as 0 to 9; '' for a whole story.

    Characters that nobody sees, such as those that turn the direction of writing, are left out.
    """
    if len(text) > _LONGEST_TYPED:
        return ""
    digits = "".join(
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )
    return " ".join(digits.lower().split())


def parse_day(text: str, today: date, language: str = ENGLISH) -> date | None:
    """The day somebody wrote; without a year, the last such day. None if it cannot be read.

    Its words may be those of any language we know, `language` first.
    """
    text = tidy(text).strip(" .,")
    numbers = _in_figures(text)
    if numbers is None:
        text = folded(text)
        if (back := _days_back(text, today, language)) is not None:
            return today - timedelta(days=back)
        numbers = _with_a_name(text, language)
    if numbers is None:
        return None
    day, month, year = numbers
    return _last_such_day(day, month, today) if year is None else _day(day, month, year)


def _in_figures(text: str) -> tuple[int, int, int | None] | None:
    if found := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := re.fullmatch(r"(\d{1,2}) ?[-/. ] ?(\d{1,2})(?: ?[-/. ] ?(\d{4}|\d{2}))?", text):
        return int(found[1]), int(found[2]), _year(found[3])
    return None


def _days_back(text: str, today: date, language: str) -> int | None:
    for words in words_for(language):
        if (back := days_back(text, words)) is not None:
            return back
        weekday = named_weekday(text.removeprefix("on ").removeprefix("last "), words)
        if weekday is not None:
            return (today.weekday() - weekday) % 7
    return None


def _with_a_name(text: str, language: str) -> tuple[int, int, int | None] | None:
    """Day, month and perhaps year, with the month by its name."""
    if told := next(filter(None, (named_day(text, words) for words in words_for(language))), None):
        return told
    if found := _DAY_FIRST.fullmatch(text):
        return _named(found[1], found[2], found[3])
    if found := _MONTH_FIRST.fullmatch(text):
        return _named(found[2], found[1], found[3])
    return None


def _named(day: str, month: str, year: str | None) -> tuple[int, int, int | None] | None:
    for number, name in enumerate(_MONTHS, start=1):
        if name.startswith(month):
            return int(day), number, _year(year)
    return None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) + 2000 if len(text) == 2 else int(text)


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day) if year <= LAST_YEAR else None
    except ValueError:
        return None


def _last_such_day(day: int, month: int, today: date) -> date | None:
    years = range(today.year, today.year - 5, -1)  # five years back finds a 29 February
    days = (_day(day, month, year) for year in years)
    return next((found for found in days if found is not None and found <= today), None)


def parse_clock(text: str, language: str = ENGLISH) -> time | None:
    """The time of day somebody wrote; None if it cannot be read.

    Its words may be those of any language, `language` first. Without am or pm it is read as a
    24-hour clock: '9.30' is half past nine in the morning.
    """
    text = tidy(text).replace("’", "'").strip(" .")
    text = re.sub(r"^(?:about|around|at|roughly|approx\.?) ", "", text)
    if text in ("midnight", "noon", "midday"):
        return time(0) if text == "midnight" else time(12)
    text, half = _half_of_day(text, language)
    for pattern, name in () if half else _HALF_OF_DAY:
        if pattern.search(text):
            text, half = pattern.sub("", text), name
            break
    told = _hour_and_minute(text, half)
    return None if told is None else _clock(*told, half)


def _half_of_day(text: str, language: str) -> tuple[str, str]:
    """The time without the words around it, and its half of the day or '', in any language."""
    typed = folded(text)
    for words in words_for(language):
        bare, half = half_of_day(typed, words)
        if bare != typed:
            return bare, half
    return text, ""


def _hour_and_minute(text: str, half: str) -> tuple[int, int] | None:
    if found := _DIGITAL.fullmatch(text):
        # A bare number could be anything; "9pm" and "9 o'clock" could not.
        bare = found[2] is None and not half and text.isdigit()
        return None if bare else (int(found[1]), int(found[2] or 0))
    if found := _RUN_TOGETHER.fullmatch(text):
        return int(found[1]), int(found[2])
    if found := _SPOKEN.fullmatch(text):
        return _spoken(found[1], found[2], found[3])
    return None


def _spoken(share: str | None, side: str | None, hour: str) -> tuple[int, int] | None:
    if not hour.isdigit() and hour not in _HOURS:
        return None
    number = int(hour) if hour.isdigit() else _HOURS.index(hour) or 12
    minutes = {"half": 30, "quarter": 15, None: 0}[share]
    if side == "to":
        return (number - 1) % 24, 60 - minutes
    return number, minutes


def _clock(hour: int, minute: int, half: str) -> time | None:
    if half == "night":
        half = "am" if hour == 12 or hour <= _DAWN else "pm"
    if half and hour > 12 and not (half == "pm" and hour <= 23):
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None


def parse_moment(
    day: str, clock: str, part: str, now: datetime, language: str = ENGLISH
) -> Moment | Mistake | None:
    """The moment told in three form fields; None if all three were left empty.

    day, clock: as typed. part: a DayPart value or ''; the time wins over it. now: aware.
    language: whose words are tried first.
    """
    day, clock = day.strip(), clock.strip()
    if not day:
        return NO_DAY if clock or part else None
    told = parse_day(day, london_day(now), language)
    if told is None:
        return NOT_A_DAY
    if not clock:
        known = {each.value for each in DayPart}
        moment = Moment(told, part=DayPart(part) if part in known else None)
        return check_moment(moment, now)
    at_clock = parse_clock(clock, language)
    if at_clock is None:
        return NOT_A_TIME
    at = in_london(told, at_clock)
    return SKIPPED_HOUR if at is None else check_moment(Moment(told, at=at), now)


def check_moment(moment: Moment, now: datetime) -> Moment | Mistake:
    """The moment, unless it has not come yet or lies more than fifty years back."""
    earliest, _ = moment.interval
    if earliest > now:
        return IN_THE_FUTURE
    return TOO_LONG_AGO if now - earliest > _OLDEST else moment


def read_moment(text: str) -> Moment | Mistake:
    """The moment behind a canonical text. A time without an offset is London's."""
    try:
        day = date.fromisoformat(text[:10])
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return NOT_A_MOMENT
        if len(text) <= 10:
            return Moment(day)
        if text[10] == " ":
            return Moment(day, part=DayPart(text[11:]))
        at = datetime.fromisoformat(text)
    except ValueError:
        return NOT_A_MOMENT
    local = in_london(at.date(), at.time()) if at.tzinfo is None else with_offset(at)
    return SKIPPED_HOUR if local is None else Moment(local.date(), at=local)


def day_text(day: date) -> str:
    """A day as people in London write it in every language: 21/11/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def moment_fields(moment: Moment) -> dict[str, str]:
    """The moment as form fields without the item's id, so that a page shows what was told."""
    fields = {"date": day_text(moment.day)}
    if moment.at is not None:
        fields["time"] = f"{moment.at:%H:%M}"
    elif moment.part is not None:
        fields["part"] = moment.part.value
    return fields
