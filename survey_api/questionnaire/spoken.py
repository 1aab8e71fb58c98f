"""Words for days and times, as who answers in a language writes them.

Months, weekdays and most words for the halves of a day are CLDR's, through Babel. What Babel does
not carry, such as the words for today and yesterday, stands in `said.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from babel import Locale, UnknownLocaleError
from msgspec import Struct

from survey_api.questionnaire.said import SAID, Said

ENGLISH = "en"
_KEPT_APART = str.maketrans("ıłيىكة،۔؍", "ilییکه,./")  # noqa: RUF001 - keyboards differ
_MARKS = (
    "COMBINING ",
    "ARABIC ",
)  # marks on letters that many leave out; in Bengali they are vowels
_POINTS = {"midnight": "am", "noon": "pm"}
_PERIODS = {  # of CLDR: the half of the day they lie in
    **_POINTS,
    **{"am": "am", "morning1": "am", "morning2": "am"},
    **{"pm": "pm", "afternoon1": "pm", "afternoon2": "pm", "evening1": "pm", "evening2": "pm"},
    **{"night1": "night", "night2": "night"},
}
_BETWEEN = re.compile(r"[\s,./-]+")
_DIGIT = re.compile(r"\d")
_FIGURES = re.compile(r"[\d:.,h ]+")
_NUMBER = re.compile(r"(\d{1,4})(\D*)")


class Words(Struct, frozen=True):
    """The words of one language, all as `folded` gives them."""

    days_ago: Mapping[str, int]  # 'wczoraj' is 1
    ago: Sequence[tuple[re.Pattern[str], int]]  # '3 dni temu'; the number if it is not in figures
    months: Mapping[str, int]
    weekdays: Mapping[str, int]  # Monday is 0
    halves: Mapping[str, str]  # 'am', 'pm' or 'night', longest word first
    points: Mapping[str, str]  # 'am' of midnight, 'pm' of noon
    clock: Sequence[str]  # as English has "o'clock"
    beside: Sequence[str]  # small words beside a day that say nothing


def folded(text: str) -> str:
    """Small letters without the marks that many leave out, so that 'Paź' and 'paz' are one."""
    parts = unicodedata.normalize("NFD", text.lower().translate(_KEPT_APART))
    kept = (c for c in parts if unicodedata.category(c) != "Cf" and not _is_mark(c))
    return unicodedata.normalize("NFC", "".join(kept)).translate(_KEPT_APART).strip(" .")


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn" and unicodedata.name(char, "").startswith(_MARKS)


def words_for(language: str) -> tuple[Words, ...]:
    """The words of the language, those of English, then those of every other we know.

    Nobody is refused for writing in their own language on a page that is in another one.
    """
    spoken = language.partition("-x-")[0] or ENGLISH
    return tuple(_words(code) for code in dict.fromkeys((spoken, ENGLISH, *SAID)))


def days_back(text: str, words: Words) -> int | None:
    """How many days ago the folded text says: 'yesterday', '3 days ago'."""
    if text in words.days_ago:
        return words.days_ago[text]
    for pattern, number in words.ago:
        if found := pattern.fullmatch(text):
            return int(found[1]) if found.groups() else number
    return None


def named_day(text: str, words: Words) -> tuple[int, int, int | None] | None:
    """Day, month and perhaps year of a folded text with a month's name, in any order."""
    read = _parts(text, words)
    if read is None or not read.months:
        return None
    numbers = [number for number in read.numbers if number < 100]
    years = [number for number in read.numbers if number >= 1000]
    if len(numbers) == 2 and not years:  # 21 lis 26
        years.append(numbers.pop() + 2000)
    if len(numbers) != 1 or len(read.months) != 1 or len(years) > 1:
        return None
    return numbers[0], read.months[0], years[0] if years else None


def named_weekday(text: str, words: Words) -> int | None:
    """The weekday, Monday 0, if the folded text names one and no more."""
    read = _parts(text, words)
    alone = read is not None and not read.months and not read.numbers and len(read.weekdays) == 1
    return read.weekdays[0] if read and alone else None


class _Parts(Struct, frozen=True):
    numbers: list[int]
    months: list[int]
    weekdays: list[int]


def _parts(text: str, words: Words) -> _Parts | None:
    """What stands in the text, in order; None if it holds anything else."""
    parts = _Parts([], [], [])
    for word in filter(None, _BETWEEN.split(_joined(text, words))):
        number = _NUMBER.fullmatch(word)
        if number and number[2] in ("", *words.beside):
            parts.numbers.append(int(number[1]))
        elif word in words.months:
            parts.months.append(words.months[word])
        elif word in words.weekdays:
            parts.weekdays.append(words.weekdays[word])
        elif word not in words.beside:
            return None
    return parts


def _joined(text: str, words: Words) -> str:
    """Names of several words as one: 'تشرين_الثاني'."""
    for name in words.months:
        if "_" in name:
            text = text.replace(name.replace("_", " "), name)
    return text


def half_of_day(text: str, words: Words) -> tuple[str, str]:
    """The folded time without the words around it, and 'am', 'pm', 'night' or '' for none.

    A bare hour that the word for o'clock stands beside comes back as "9 o'clock".
    """
    text, o_clock = _without(text, words.clock)
    if text in words.points:
        return "12", words.points[text]
    bare, half = _without(text, words.halves)
    if not _FIGURES.fullmatch(bare):
        return text, ""
    if o_clock and not half and bare.isdigit():
        bare += " o'clock"
    return bare, words.halves.get(half, "")


def _without(text: str, candidates: Sequence[str] | Mapping[str, str]) -> tuple[str, str]:
    """The text without the first of these words that it begins or ends with, and that word."""
    for word in candidates:
        before, after = text.removesuffix(word), text.removeprefix(word)
        rest = after if before == text or before[-1:].isalpha() else before
        if rest != text and (rest == before or not rest[:1].isalpha()) and _DIGIT.search(rest):
            return rest.strip(" ."), word
    return text, ""


# --- gathering the words -------------------------------------------------------------------


@cache
def _words(language: str) -> Words:
    said, locales = SAID.get(language, Said()), tuple(_locales(language))
    periods = list(_periods(locales))
    points = {folded(w): _POINTS[id_] for id_, w in periods if id_ in _POINTS}
    halves = {
        **{folded(word): _PERIODS[id_] for id_, word in periods if id_ in _PERIODS},
        **{folded(word): "am" for word in said.am},
        **{folded(word): "pm" for word in said.pm},
        **{folded(word): "night" for word in said.night},
    }
    days_ago = {folded(word): n for n, words in enumerate(said.days_ago) for word in words}
    return Words(
        days_ago=days_ago,
        ago=tuple(_ago(locales)),
        months=dict(_names(locales, "months")),
        weekdays=dict(_names(locales, "days")) | {folded(w): n for w, n in said.weekdays},
        halves=dict(sorted(halves.items(), key=lambda pair: -len(pair[0]))),
        points=points,
        clock=tuple(folded(word) for word in said.clock),
        beside=tuple(folded(word) for word in said.beside),
    )


def _locales(language: str) -> Iterator[Locale]:
    """The language as CLDR knows it, and as it is written in countries with months of their own."""
    for tag in (language, *SAID.get(language, Said()).elsewhere):
        try:
            yield Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue


def _names(locales: Sequence[Locale], what: str) -> Iterator[tuple[str, int]]:
    for locale in reversed(locales):  # what is said first is right where two mean different things
        for context in ("stand-alone", "format"):
            for width in ("abbreviated", "wide"):
                for number, name in getattr(locale, what)[context][width].items():
                    yield folded(name).replace(" ", "_"), number


def _periods(locales: Sequence[Locale]) -> Iterator[tuple[str, str]]:
    """Each half or part of the day with a word for it; single letters only where they are usual."""
    for locale in locales[:1]:
        for context in locale.day_periods.values():
            for width, periods in context.items():
                for id_, word in periods.items():
                    if len(word) > 1 or width != "narrow":
                        yield id_, word
        yield from locale.periods.items()


def _ago(locales: Sequence[Locale]) -> Iterator[tuple[re.Pattern[str], int]]:
    """Patterns of 'so many days ago', one for each form of the plural."""
    for locale in locales[:1]:
        for form, said in locale._data["date_fields"]["day"]["past"].items():
            pattern = re.escape(folded(said)).replace(re.escape("{0}"), r"(\d{1,3})")
            yield re.compile(pattern), 2 if form == "two" else 1
