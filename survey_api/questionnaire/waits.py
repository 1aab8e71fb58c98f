"""Time answers that come as data, through the API or an import: made whole, or refused.

Any kind is accepted on any time item; what is impossible is not.
"""

from __future__ import annotations

import math
from datetime import datetime

from msgspec.structs import replace

from survey_api.questionnaire.amounts import LONGEST_MIN, amount_of, read_amount
from survey_api.questionnaire.model import BandScale, TimeKind
from survey_api.questionnaire.moments import FIRST_YEAR, LAST_YEAR, parse_clock
from survey_api.questionnaire.times import about, minutes_between, on_no_day
from survey_api.questionnaire.values import Mistake, TimeAnswer

_WITHOUT_MINUTES = (TimeKind.NEVER, TimeKind.NOT_NEEDED, TimeKind.DONT_KNOW)
_EXAMPLE = {"example": "2026-11-21T21:30:00+00:00"}
_UNLIKE_TOLD = Mistake("told must say the same as lo_min and hi_min, or be left out")


def check_time(
    told: TimeAnswer, scale: BandScale | None, now: datetime | None
) -> TimeAnswer | Mistake:
    """A time answer that came as data, made whole; or what is impossible about it.

    approx with one number is widened, exact may leave `hi_min` out, band may be open-ended.
    """
    for number in (told.lo_min, told.hi_min):
        if number is not None and not (math.isfinite(number) and 0 <= number <= LONGEST_MIN):
            return Mistake("Minutes must be 0 or more, and not more than ten years")
    if told.lo_min is not None and told.hi_min is not None and told.lo_min > told.hi_min:
        return Mistake("lo_min must not be more than hi_min")
    if told.kind is not TimeKind.EXACT and (told.clock_start or told.clock_end):
        return Mistake("Only an exact time has clock_start and clock_end")
    if told.told:
        return _check_told(told, scale, now)
    return _check_kind(told, now)


def _check_told(
    answer: TimeAnswer, scale: BandScale | None, now: datetime | None
) -> TimeAnswer | Mistake:
    """What was said must be readable, and mean the minutes given beside it, if any are."""
    meant = _meaning(answer, scale)
    if meant is None:
        return Mistake("told cannot be read for {kind}", {"kind": answer.kind.value})
    given = (answer.lo_min, answer.hi_min)
    if given not in ((None, None), (meant.lo_min, meant.hi_min)) or answer.clock_start:
        return _UNLIKE_TOLD
    return meant


def _meaning(answer: TimeAnswer, scale: BandScale | None) -> TimeAnswer | None:
    if answer.kind is TimeKind.BAND:
        bands = scale.bands if scale else ()
        found = (band for band in bands if band.code == answer.told)
        return next((replace(answer, lo_min=b.lo_min, hi_min=b.hi_min) for b in found), None)
    if answer.kind is TimeKind.EXACT:
        start, _, end = answer.told.partition(" to ")
        first, last = parse_clock(start), parse_clock(end)
        return on_no_day(first, last) if first and last else None
    amount = read_amount(answer.told)
    if amount is None:
        return None
    if answer.kind is TimeKind.APPROX:
        return about(amount)
    waiting = answer.kind is TimeKind.STILL_WAITING
    return replace(answer, lo_min=amount.minutes, hi_min=None) if waiting else None


def _check_kind(told: TimeAnswer, now: datetime | None) -> TimeAnswer | Mistake:
    if told.kind in _WITHOUT_MINUTES:
        if told.lo_min is not None or told.hi_min is not None:
            return Mistake("{kind} has no minutes", {"kind": told.kind.value})
        return told
    if told.kind in (TimeKind.STILL_WAITING, TimeKind.OVERTAKEN):
        if told.hi_min is not None and told.hi_min != told.lo_min:
            return Mistake("{kind} has lo_min only", {"kind": told.kind.value})
        return replace(told, hi_min=None)
    if told.kind is TimeKind.EXACT:
        return _check_exact(told, now)
    return _check_approx(told) if told.kind is TimeKind.APPROX else _check_band(told)


def _check_exact(told: TimeAnswer, now: datetime | None) -> TimeAnswer | Mistake:
    if told.clock_start is not None and told.clock_end is not None:
        return _check_clocks(told, told.clock_start, told.clock_end, now)
    if told.clock_start or told.clock_end:
        return Mistake("Give both clock_start and clock_end, or neither")
    if told.lo_min is None:
        return Mistake("exact needs lo_min")
    if told.hi_min not in (None, told.lo_min):
        return Mistake("exact needs lo_min and hi_min to be the same")
    return replace(told, hi_min=told.lo_min)


def _check_clocks(
    told: TimeAnswer, start: datetime, end: datetime, now: datetime | None
) -> TimeAnswer | Mistake:
    if start.tzinfo is None or end.tzinfo is None:
        return Mistake("clock_start and clock_end need their offset, as in {example}", _EXAMPLE)
    if not all(FIRST_YEAR <= clock.year <= LAST_YEAR for clock in (start, end)):
        return Mistake("clock_start and clock_end must be between the years 1900 and 2999")
    if now is not None and max(start, end) > now:
        return Mistake("clock_start and clock_end must not be in the future")
    minutes = minutes_between(start, end)
    if minutes < 0:
        return Mistake("clock_end must not be before clock_start")
    if minutes > LONGEST_MIN:
        return Mistake("clock_start and clock_end are more than ten years apart")
    given = {told.lo_min, told.hi_min} - {None}
    if given and given != {minutes}:
        return Mistake("lo_min and hi_min must be the minutes between the two clocks")
    return replace(told, lo_min=minutes, hi_min=minutes)


def _check_approx(told: TimeAnswer) -> TimeAnswer | Mistake:
    if told.lo_min is None:
        return Mistake("approx needs lo_min")
    if told.hi_min in (None, told.lo_min):
        return about(amount_of(told.lo_min))
    return told


def _check_band(told: TimeAnswer) -> TimeAnswer | Mistake:
    if told.lo_min is None:
        return Mistake("band needs lo_min; leave hi_min out if it is open-ended")
    if told.lo_min == told.hi_min:
        return Mistake("band needs hi_min to be more than lo_min")
    return told
