"""Time answers: how long something took, told in the way that suits the person.

A number told is given the width such numbers have (`widen`); two clock times give an exact wait;
a range tapped is kept as a range; "not yet" keeps the wait so far. What comes out is always a
TimeAnswer whose range holds the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from survey_api.lines import is_blank
from survey_api.questionnaire.amounts import (
    LONGEST_MIN,
    TOO_LONG,
    Amount,
    amount_of,
    parse_amount,
    read_amount,
)
from survey_api.questionnaire.model import BandScale, TimeKind
from survey_api.questionnaire.moments import (
    FIRST_YEAR,
    IN_THE_FUTURE,
    LONDON,
    NOT_A_DAY,
    NOT_A_TIME,
    SKIPPED_HOUR,
    Moment,
    day_text,
    in_london,
    london_day,
    parse_clock,
    parse_day,
)
from survey_api.questionnaire.values import Mistake, TimeAnswer

CHOOSE_ONE = Mistake("Choose the one that fits best", part="kind")
NOT_OFFERED = Mistake("Choose one of the answers on this page", part="kind")
NO_AMOUNT = Mistake("Tell us about how long. For example, 20 minutes or 2 hours", part="amount")
NO_BAND = Mistake("Choose a range", part="band")
NO_START_TIME = Mistake("Write the time it started, like 9:30pm", part="start-time")
NO_END_TIME = Mistake("Write the time it ended, like 9:30pm", part="end-time")
END_FIRST = Mistake("The second time is before the first. Please check them", part="end-time")


def widen(minutes: float) -> tuple[float, float]:
    """The range behind "about so many minutes".

    Under an hour 10 minutes either way, up to six hours a quarter, above that a half: people
    round harder the longer they waited.
    """
    if minutes < 60:
        return max(0.0, minutes - 10), minutes + 10
    share = 0.25 if minutes <= 360 else 0.5
    return minutes * (1 - share), minutes * (1 + share)


def about(amount: Amount) -> TimeAnswer:
    """The answer of somebody who waited about so long."""
    lower, upper = widen(amount.minutes)
    return TimeAnswer(TimeKind.APPROX, lower, upper, told=amount.text)


class Context(Struct, frozen=True):
    """What reading a time answer needs to know beside the fields."""

    offers: tuple[TimeKind, ...]
    scale: BandScale | None
    start: Moment | None  # when the wait began, if an earlier answer says so
    now: datetime
    language: str  # of days and times in words


def parse_time(fields: Mapping[str, str], context: Context) -> TimeAnswer | Mistake | None:
    """The time answer of a form, None if it was skipped.

    fields: the form fields of the item without its id ('kind', 'amount', 'start-date', ...), as
    typed. Without a kind, the one whose fields are filled in is meant.
    """
    filled = {name: text.strip() for name, text in fields.items() if not is_blank(text)}
    kind = _kind(filled, context.offers)
    if not isinstance(kind, TimeKind):
        return kind
    if kind is TimeKind.APPROX:
        return _approx(filled)
    if kind is TimeKind.BAND:
        return _band(filled.get("band", ""), context.scale)
    if kind is TimeKind.EXACT:
        return _exact(filled, context)
    if kind is TimeKind.STILL_WAITING:
        return _still_waiting(filled, context)
    return TimeAnswer(kind)


def _kind(filled: Mapping[str, str], offers: tuple[TimeKind, ...]) -> TimeKind | Mistake | None:
    told = filled.get("kind")
    if told is not None:
        return next((kind for kind in offers if kind.value == told), NOT_OFFERED)
    signs = {
        TimeKind.APPROX: ("amount",),
        TimeKind.BAND: ("band",),
        TimeKind.STILL_WAITING: ("sofar-amount",),
        TimeKind.EXACT: ("start-date", "start-time", "end-date", "end-time"),
    }
    meant = [k for k, names in signs.items() if k in offers and any(n in filled for n in names)]
    if len(meant) > 1:
        return CHOOSE_ONE
    return meant[0] if meant else None


def _approx(filled: Mapping[str, str]) -> TimeAnswer | Mistake:
    if "amount" not in filled:
        return NO_AMOUNT
    amount = parse_amount(filled["amount"], filled.get("unit", ""))
    return amount if isinstance(amount, Mistake) else about(amount)


def _band(code: str, scale: BandScale | None) -> TimeAnswer | Mistake:
    band = next((band for band in scale.bands if band.code == code), None) if scale else None
    if band is None:
        return NO_BAND
    return TimeAnswer(TimeKind.BAND, band.lo_min, band.hi_min, told=band.code)


def _still_waiting(filled: Mapping[str, str], context: Context) -> TimeAnswer | Mistake:
    """So far as told; else since the moment it began; else the start is not known."""
    if "sofar-amount" not in filled:
        began = context.start.interval[1] if context.start else None
        so_far = minutes_between(began, context.now) if began and began < context.now else None
        return TimeAnswer(TimeKind.STILL_WAITING, so_far)
    amount = parse_amount(filled["sofar-amount"], filled.get("sofar-unit", ""))
    if isinstance(amount, Mistake):
        return replace(amount, part=f"sofar-{amount.part}")
    return TimeAnswer(TimeKind.STILL_WAITING, amount.minutes, told=amount.text)


def _exact(filled: Mapping[str, str], context: Context) -> TimeAnswer | Mistake:
    """Two clock times. Days may be left out; an earlier clock time is then the next day."""
    start_typed = any(name in filled for name in ("start-date", "start-time"))
    if not start_typed and context.start is not None and context.start.at is not None:
        began = context.start.at.astimezone(LONDON)
        filled = {
            **filled,
            "start-date": began.date().isoformat(),
            "start-time": f"{began:%H:%M}",
        }
    start, end = _clock(filled, "start", context), _clock(filled, "end", context)
    if isinstance(start, Mistake):
        return start
    if isinstance(end, Mistake):
        return end
    return _between(start, end, filled, context)


def _clock(filled: Mapping[str, str], side: str, context: Context) -> time | Mistake:
    if f"{side}-time" not in filled:
        return NO_START_TIME if side == "start" else NO_END_TIME
    clock = parse_clock(filled[f"{side}-time"], context.language)
    return replace(NOT_A_TIME, part=f"{side}-time") if clock is None else clock


def _between(
    start: time, end: time, filled: Mapping[str, str], context: Context
) -> TimeAnswer | Mistake:
    now, days = context.now, _days(start, end, filled, context)
    if isinstance(days, Mistake):
        return days
    if days is None:
        return on_no_day(start, end)
    began, ended = in_london(days[0], start), in_london(days[1], end)
    if began is None or ended is None:
        return replace(SKIPPED_HOUR, part="end-time" if began else "start-time")
    if ended < began:
        return END_FIRST
    if ended > now:
        return replace(IN_THE_FUTURE, part="end-time" if began <= now else "start-time")
    minutes = minutes_between(began, ended)
    if minutes > LONGEST_MIN:
        return replace(TOO_LONG, part="start-date")
    return TimeAnswer(TimeKind.EXACT, minutes, minutes, clock_start=began, clock_end=ended)


def _days(
    start: time, end: time, filled: Mapping[str, str], context: Context
) -> tuple[date, date] | Mistake | None:
    """The days of the two clock times; None if neither was told."""
    today = london_day(context.now)
    told: dict[str, date] = {}
    for side in ("start", "end"):
        if f"{side}-date" in filled:
            day = parse_day(filled[f"{side}-date"], today, context.language)
            if day is None or day.year < FIRST_YEAR:
                return replace(NOT_A_DAY, part=f"{side}-date")
            told[side] = day
    over_midnight = timedelta(days=1 if end < start else 0)
    if "start" in told:
        return told["start"], told.get("end", told["start"] + over_midnight)
    return (told["end"] - over_midnight, told["end"]) if told else None


def on_no_day(start: time, end: time) -> TimeAnswer:
    """The wait between two clock times when no day was told: less than a day."""
    minutes = float((end.hour - start.hour) * 60 + end.minute - start.minute) % (24 * 60)
    return TimeAnswer(TimeKind.EXACT, minutes, minutes, told=f"{start:%H:%M} to {end:%H:%M}")


def minutes_between(start: datetime, end: datetime) -> float:
    """Minutes that really passed, whatever the clocks did in between."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60


def time_fields(answer: TimeAnswer) -> dict[str, str]:
    """The answer as form fields without the item's id, so that a page shows what was told."""
    fields = {"kind": answer.kind.value}
    if answer.kind is TimeKind.APPROX:
        amount = read_amount(answer.told) or amount_of(_middle(answer))
        fields |= {"amount": amount.figure, "unit": amount.unit}
    elif answer.kind is TimeKind.BAND:
        fields["band"] = answer.told
    elif answer.kind is TimeKind.STILL_WAITING and answer.told:
        amount = read_amount(answer.told) or amount_of(answer.lo_min or 0.0)
        fields |= {"sofar-amount": amount.figure, "sofar-unit": amount.unit}
    elif answer.kind is TimeKind.EXACT:
        fields |= _clock_fields(answer)
    return fields


def _middle(answer: TimeAnswer) -> float:
    lower = answer.lo_min or 0.0
    return (lower + (lower if answer.hi_min is None else answer.hi_min)) / 2


def _clock_fields(answer: TimeAnswer) -> dict[str, str]:
    if answer.clock_start is None or answer.clock_end is None:
        start_time, _, end_time = answer.told.partition(" to ")
        return {"start-time": start_time, "end-time": end_time} if end_time else {}
    start, end = answer.clock_start.astimezone(LONDON), answer.clock_end.astimezone(LONDON)
    return {
        "start-date": day_text(start.date()),
        "start-time": f"{start:%H:%M}",
        "end-date": day_text(end.date()),
        "end-time": f"{end:%H:%M}",
    }
