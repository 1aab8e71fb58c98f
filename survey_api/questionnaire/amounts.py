"""Amounts of time as people write them: '20', '1,5 hours', 'half an hour', '1 hour 30 minutes'."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from survey_api.questionnaire.moments import tidy
from survey_api.questionnaire.values import Mistake

LONGEST_MIN = 10 * 366 * 24 * 60.0
UNITS = {"minutes": 1.0, "hours": 60.0, "days": 24 * 60.0}

NOT_AN_AMOUNT = Mistake("Write how long as a number, like 20 or 1.5", part="amount")
NEGATIVE = Mistake("A wait cannot be less than 0. Please check the number", part="amount")
TOO_LONG = Mistake("That is more than ten years. Please check the number", part="amount")
NO_UNIT = Mistake("Choose minutes, hours or days", part="unit")

_WORDS = {
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "half": 0.5,
    "½": 0.5,
}
_SIZES = {"m": 1.0, "h": 60.0, "d": 24 * 60.0, "w": 7 * 24 * 60.0}
_SPAN = re.compile(  # 2 hours, half an hour, 2h, 45 mins
    r"(\d{1,9}(?:\.\d{1,9})?|\d{0,9}½|[a-z]+(?= )) ?(?:an? )?"
    r"(m(?:ins?|inutes?)?|h(?:rs?|ours?)?|d(?:ays?)?|w(?:ks?|eeks?)?)(?![a-z])\.?"
)
_AND_A_HALF = re.compile(r" and a half$| and a half(?= (?:minutes|hours|days|weeks)$)")


class Amount(Struct, frozen=True):
    """A number of minutes, hours or days, as it was told."""

    number: float
    unit: str

    @property
    def minutes(self) -> float:
        """The amount in minutes."""
        return self.number * UNITS[self.unit]

    @property
    def figure(self) -> str:
        """The number without a needless fraction: '20', '1.5'."""
        return f"{self.number:.2f}".rstrip("0").rstrip(".")

    @property
    def text(self) -> str:
        """The canonical text: '20 minutes', '1.5 hours'."""
        return f"{self.figure} {self.unit}"


def amount_of(minutes: float) -> Amount:
    """These minutes in the largest unit that tells them in quarters."""
    for unit, size in reversed(UNITS.items()):
        if minutes >= size and (minutes / size * 4).is_integer():
            return Amount(minutes / size, unit)
    return Amount(round(minutes, 2), "minutes")


@lru_cache(2048)  # the canonical texts are few: everybody waits some number of minutes or hours
def read_amount(text: str) -> Amount | None:
    """The amount behind a canonical text, or None."""
    figure, _, unit = text.partition(" ")
    amount = parse_amount(figure, unit) if unit in UNITS else None
    return amount if isinstance(amount, Amount) else None


def parse_amount(text: str, unit: str) -> Amount | Mistake:
    """The amount somebody wrote.

    unit: 'minutes', 'hours' or 'days', for a bare number; units in the text win over it.
    """
    text = re.sub(r"^(?:about|around|roughly|maybe|~) ?", "", tidy(text))
    text = text.replace("−", "-").replace("\u066b", ".")
    text = re.sub(r"(\d),(\d{3})(?!\d)", r"\1\2", text)  # 1,000
    text = re.sub(r"(\d),(\d)", r"\1.\2", text)  # 1,5
    if text.startswith("-"):
        return NEGATIVE
    number = _number(text)
    if number is not None:
        return _in_reach(Amount(round(number, 2), unit)) if unit in UNITS else NO_UNIT
    minutes = _spans(text)
    return NOT_AN_AMOUNT if minutes is None else _in_reach(amount_of(round(minutes, 2)))


def _in_reach(amount: Amount) -> Amount | Mistake:
    return amount if amount.minutes <= LONGEST_MIN else TOO_LONG


def _number(text: str) -> float | None:
    if re.fullmatch(r"\d{1,12}(\.\d{0,9})?|\.\d{1,9}", text):
        return float(text)
    if found := re.fullmatch(r"(\d{1,9}) ?½", text):
        return float(found[1]) + 0.5
    return _WORDS.get(text)


def _spans(text: str) -> float | None:
    """Minutes of 'half an hour', '1 hour 30 minutes', '2h 15', 'an hour and a half'."""
    text, halves = _AND_A_HALF.subn("", text)
    text = text.replace(" and ", " ")
    found = list(_SPAN.finditer(text))
    numbers = [_number(each[1]) for each in found]
    left = _SPAN.sub("", text).strip(" ,")
    if not found or None in numbers or (left and not re.fullmatch(r"\d{1,2}", left)):
        return None
    sizes = [_SIZES[each[2][0]] for each in found]
    minutes = sum((n or 0.0) * size for n, size in zip(numbers, sizes, strict=True))
    return minutes + float(left or 0) + halves * sizes[-1] / 2
