"""Words for days and times in the languages people answer in, whichever the page is in.

Months, weekdays and halves of the day are CLDR's, through Babel. CLDR's words for today and
yesterday are not in Babel, so those stand here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale

LANGUAGES = ("en", "bn", "pl", "ro", "tr", "so", "ar", "ur", "fa")
_DAYS_AGO = (
    ("today", "আজ", "আজকে", "dziś", "dzisiaj", "azi", "astăzi", "astazi", "bugün", "maanta"),
    ("اليوم", "آج", "امروز"),
    ("yesterday", "গতকাল", "wczoraj", "ieri", "dün", "shalay", "أمس", "امس", "گزشتہ کل", "کل"),
    ("دیروز",),
    ("przedwczoraj", "alaltăieri", "alaltaieri", "evvelsi gün", "dorraad", "أول أمس", "پرسوں"),
    ("পরশু", "پریروز"),
)
_HALVES = {
    "am": ("am", "midnight", "morning1", "morning2"),
    "pm": ("pm", "noon", "afternoon1", "afternoon2", "evening1", "evening2"),
    "night": ("night1", "night2"),
}
# As people say it; of these CLDR has no word in some languages, or only a long one.
_SAID = {
    "am": ("rano", "sabah", "subaxnimo", "সকাল", "ভোর", "صبح", "ق.ظ", "ص", "صباحا", "فجرا"),
    "pm": (
        *("po południu", "wieczorem", "akşam", "öğleden sonra", "galabnimo", "বিকাল", "সন্ধ্যা"),
        *("شام", "ب.ظ", "م", "مساء", "ظهرا"),
    ),
    "night": ("w nocy", "gece", "habeenimo", "রাত", "رات", "شب", "ليلا"),
}


@cache
def days_ago() -> Mapping[str, int]:
    """How many days ago a word says: 'wczoraj' is 1."""
    return {word: number // 2 for number, words in enumerate(_DAYS_AGO) for word in words}


@cache
def months() -> Mapping[str, int]:
    """The number of a month by its name, long or short, in small letters."""
    return {_plain(name): number for number, name in _named("months")}


@cache
def weekdays() -> Mapping[str, int]:
    """The number of a weekday by its name, Monday 0."""
    return {_plain(name): number for number, name in _named("days")}


@cache
def halves() -> Mapping[str, str]:
    """'am', 'pm' or 'night' by the word for it in other languages than English, longest first."""
    found = {word: half for half, words in _SAID.items() for word in words}
    names = {name: half for half, told in _HALVES.items() for name in told}
    for language in LANGUAGES[1:]:
        locale = Locale.parse(language)
        for periods in (locale.periods, *locale.day_periods.get("format", {}).values()):
            said = {_plain(word): names[name] for name, word in periods.items() if name in names}
            found = said | found
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _named(what: str) -> Iterator[tuple[int, str]]:
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for context in ("stand-alone", "format"):
            for width in ("wide", "abbreviated"):
                yield from getattr(locale, what)[context][width].items()


def _plain(word: str) -> str:
    return tidy_word(word).strip(" .")


def tidy_word(text: str) -> str:
    """Small letters, and none of the characters that nobody sees."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return seen.lower().replace("i̇", "i")  # a Turkish İ leaves a dot behind
