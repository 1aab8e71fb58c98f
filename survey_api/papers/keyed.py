"""What somebody keyed from paper into one cell, made into a typed value; or what is wrong with it.

A box is keyed by the small number beside it, or by its code; boxes of one question apart by spaces
or commas. A length of time is keyed with its unit, a range with its letter r, a day with its year.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from survey_api.papers.on_paper import band_numbers, option_numbers
from survey_api.questionnaire.model import DayPart, Item, ItemKind, TimeKind
from survey_api.questionnaire.moments import Moment, parse_moment, read_moment
from survey_api.questionnaire.spoken import ENGLISH
from survey_api.questionnaire.survey import Survey
from survey_api.questionnaire.times import Context, parse_time
from survey_api.questionnaire.values import AnswerValue, Mistake, TimeAnswer

UNREADABLE = "?"  # keyed where the paper cannot be read: somebody else looks at it

_NUMBER = re.compile(r"(\d{1,3})(?:\.0+)?")  # a spreadsheet may have made 3 into 3.0
_BETWEEN = re.compile(r"[\s,;|]+")
_WAY = re.compile(r"(\d{1,2}|[a-z_]+)\s+((?:r?\d|½|half|an? ).*)", re.S)
_CLOCKS = re.compile(r"\s+(?:to|-|–)\s+")
_AT = re.compile(r"(?:(.+?)[\s,t]+)?(\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]m)", re.I)
_YEAR = re.compile(r"\b\d{4}\b")
_PART = re.compile(rf"(.+?)[\s,]+({'|'.join(part.value for part in DayPart)})", re.I)

NO_YEAR = Mistake("Key the day with its year, like 2026-11-21 or 21/11/2026")
NO_LENGTH = Mistake(
    "Key what was written beside box {number} too: {example}; leave the cell empty if it is blank"
)
NOT_KEYED = Mistake(
    "'{text}' is no answer here: key the number of a box, a length like '2 hours', a range like "
    "'r3', or '21:30 to 22:10'"
)
_EXAMPLES = {
    TimeKind.APPROX: "the length, like '90 minutes'",
    TimeKind.BAND: "the range, like 'r3'",
    TimeKind.EXACT: "the times, like '21:30 to 22:10'",
}


def read_cell(survey: Survey, item: Item, text: str, now: datetime) -> AnswerValue | Mistake | None:
    """The value behind what was keyed for this item; None for an empty cell. now: aware."""
    keyed = text.strip()
    if not keyed:
        return None
    if item.kind is ItemKind.SINGLE:
        return _code(survey, item, keyed)
    if item.kind is ItemKind.MULTIPLE:
        return _codes(survey, item, keyed)
    if item.kind is ItemKind.MOMENT:
        return _moment(keyed, now)
    return _time(survey, item, keyed.lower(), now) if item.kind is ItemKind.TIME else keyed


def same_answer(item: Item, one: AnswerValue | None, other: AnswerValue | None) -> bool:
    """Whether two people keyed the same: for words, but for capitals, spaces and punctuation."""
    if one is None or other is None:
        return one is other
    if item.kind is ItemKind.TEXT and isinstance(one, str) and isinstance(other, str):
        return _letters(one) == _letters(other)
    if isinstance(one, TimeAnswer) and isinstance(other, TimeAnswer):
        return _told(one) == _told(other)
    return one == other


def _letters(text: str) -> str:
    kept = (c for c in text.casefold() if c.isalnum() or unicodedata.category(c)[0] == "M")
    return "".join(kept) or text.strip()  # marks are vowels where Bengali is written


def _told(answer: TimeAnswer) -> tuple[object, ...]:
    """What counts of a wait: '120 minutes' and '2 hours' are one."""
    clocks = answer.told if answer.kind is TimeKind.EXACT else ""
    return answer.kind, answer.lo_min, answer.hi_min, answer.clock_start, answer.clock_end, clocks


def _code(survey: Survey, item: Item, text: str) -> str | Mistake:
    numbers = option_numbers(survey, item)
    if (told := text.lower()) in (codes := {code.lower(): code for code in numbers}):
        return codes[told]
    if found := _NUMBER.fullmatch(text):
        for code, number in numbers.items():
            if number == int(found[1]):
                return code
    told = f"There is no box '{text[:40]}'; the numbers are 1 to {len(numbers)}"
    return Mistake("{told}", {"told": told})


def _codes(survey: Survey, item: Item, text: str) -> tuple[str, ...] | Mistake:
    found = [_code(survey, item, part) for part in _BETWEEN.split(text) if part]
    if wrong := next((each for each in found if isinstance(each, Mistake)), None):
        return wrong
    # In the order of the boxes, so that it does not matter in which they were keyed.
    return tuple(code for code in option_numbers(survey, item) if code in found)


def _moment(text: str, now: datetime) -> str | Mistake:
    if isinstance(told := read_moment(text), Moment):
        read: Moment | Mistake | None = parse_moment(
            told.day.isoformat(), f"{told.at:%H:%M}" if told.at else "", _part(told), now
        )
    elif not _YEAR.search(text):
        return NO_YEAR  # days such as 'yesterday' count from when it was written, not from today
    elif found := _PART.fullmatch(text):
        read = parse_moment(found[1], "", found[2].lower(), now)
    elif (found := _AT.fullmatch(text)) and found[1]:
        read = parse_moment(found[1], found[2], "", now)
    else:
        read = parse_moment(text, "", "", now)
    return read.text if isinstance(read, Moment) else read or NO_YEAR


def _part(moment: Moment) -> str:
    return moment.part.value if moment.part else ""


# Waits


def _time(survey: Survey, item: Item, text: str, now: datetime) -> TimeAnswer | Mistake:
    ways = {kind: kind for kind in option_numbers(survey, item)}
    ways |= {str(number): kind for kind, number in option_numbers(survey, item).items()}
    found = _WAY.fullmatch(text)
    way, rest = ("", text)
    if found and found[1] in ways:
        way, rest = ways[found[1]], found[2]
    elif (alone := _NUMBER.sub(r"\1", text)) in ways:
        way, rest = ways[alone], ""
    fields = _fields(survey, item, way, rest)
    if isinstance(fields, Mistake):
        return fields
    scale = survey.questionnaire.scales_by_id.get(item.bands)
    context = Context(item.offers or tuple(TimeKind), scale, None, now, ENGLISH)
    read = parse_time(fields, context)
    return _not_keyed(text) if read is None else read


def _fields(survey: Survey, item: Item, way: str, rest: str) -> dict[str, str] | Mistake:
    """The fields in which the page would have sent it."""
    if not rest:
        kind = TimeKind(way)
        if kind in _EXAMPLES:
            number = option_numbers(survey, item)[way]
            places = {"number": str(number), "example": _EXAMPLES[kind]}
            return Mistake(NO_LENGTH.template, places)
        return {"kind": way}
    bands = {f"r{number}": code for code, number in band_numbers(survey, item).items()}
    bands |= {code: code for code in bands.values()}
    if rest in bands:
        return {"kind": way or TimeKind.BAND.value, "band": bands[rest]}
    sides = _CLOCKS.split(rest)
    if len(sides) == 2:
        return _clocks(way or TimeKind.EXACT.value, sides, rest)
    if not any(char.isdigit() for char in rest) and "½" not in rest and "half" not in rest:
        return _not_keyed(rest)
    if way == TimeKind.STILL_WAITING.value:
        return {"kind": way, "sofar-amount": rest}
    return {"kind": way or TimeKind.APPROX.value, "amount": rest}


def _clocks(way: str, sides: list[str], text: str) -> dict[str, str] | Mistake:
    fields = {"kind": way}
    for name, side in zip(("start", "end"), sides, strict=True):
        found = _AT.fullmatch(side.strip())
        if found is None:
            return _not_keyed(text)
        if found[1] and not _YEAR.search(found[1]):
            return NO_YEAR
        fields |= {f"{name}-date": found[1] or "", f"{name}-time": found[2]}
    return fields


def _not_keyed(text: str) -> Mistake:
    return Mistake(NOT_KEYED.template, {"text": text[:40]})
