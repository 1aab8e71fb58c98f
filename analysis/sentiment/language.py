"""Which language a text is in: its script, its small words, and only then a classifier.

A text in another language scored as English would silently come out neutral.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

import py3langid

from analysis.sentiment.wording import clean, expand_contractions, mask_identity, read_data

_SCRIPTS = {
    "ARABIC": ("ar", "ur", "fa", "ps", "ckb", "ku"),
    "BENGALI": ("bn",),
    "GURMUKHI": ("pa",),
    "GUJARATI": ("gu",),
    "TAMIL": ("ta",),
    "DEVANAGARI": ("hi", "ne", "mr"),
    "CYRILLIC": ("ru", "uk", "bg"),
    "GREEK": ("el",),
    "HEBREW": ("yi", "he"),
    "ETHIOPIC": ("ti", "am"),
    "CJK": ("zh",),
    "HANGUL": ("ko",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "THAI": ("th",),
    "ARMENIAN": ("hy",),
    "GEORGIAN": ("ka",),
    "SINHALA": ("si",),
}

_READ = 2_000  # characters are enough to tell a language
_FEW_WORDS = 4  # fewer tell nothing: what was declared holds
_ENGLISH_SHARE = 0.2  # of small English words: at least this is English whatever else is said
_FOREIGN_SHARE = 0.1  # at most this may be another language
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def detect_language(text: str, declared: str) -> str:
    """ISO 639-1 code of the language of the text.

    `declared`, the tag of what the page was shown in, is kept where it fits the script and where
    the text is too short to tell; 'en-x-easy' is English. Names of peoples and languages are
    masked first, so they decide nothing.
    """
    return detect_prepared(mask_identity(expand_contractions(clean(text[:_READ]))), declared)


def detect_prepared(text: str, declared: str) -> str:
    """detect_language() of a text that is cleaned and masked already."""
    text, declared = text[:_READ], declared.partition("-")[0]
    fitting = _languages_of_script(text)
    if fitting:
        return declared if declared in fitting else _classify(text, fitting)
    words = [word for word in _WORD.findall(text) if word != "x"]
    if len(words) < _FEW_WORDS:
        return declared if declared not in _other_scripts() else "en"
    english = sum(word in _english() for word in words) / len(words)
    return _latin_language(text, declared, english)


def _latin_language(text: str, declared: str, english: float) -> str:
    """The language of a text in Latin letters, with its share of small English words."""
    if english >= _ENGLISH_SHARE:
        return "en"
    guess = _classify(text, ())
    if guess == "en" or (declared == "en" and english > _FOREIGN_SHARE):
        return "en"
    if declared == "en" or declared in _other_scripts():
        return guess
    return declared


def _languages_of_script(text: str) -> tuple[str, ...]:
    """Languages of the script most letters are in; () for Latin letters, or none at all."""
    if text.isascii():
        return ()
    scripts = Counter(_script(c) for c in text if c.isalpha())
    if not scripts:
        return ()
    return _SCRIPTS.get(scripts.most_common(1)[0][0], ())


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split()[0]


@cache
def _other_scripts() -> frozenset[str]:
    return frozenset(code for codes in _SCRIPTS.values() for code in codes)


@cache
def _english() -> frozenset[str]:
    return frozenset(read_data("languages.toml")["english"])


@cache
def _candidates() -> tuple[str, ...]:
    return tuple(read_data("languages.toml")["candidates"])


def _classify(text: str, fitting: tuple[str, ...]) -> str:
    """The classifier's best guess among the candidates, or among those that fit the script."""
    ranked = [code for code, _ in _ranking(text)]
    allowed = fitting or tuple(c for c in _candidates() if c not in _other_scripts())
    return next((code for code in ranked if code in allowed), allowed[0])


def _ranking(text: str) -> list[tuple[str, float]]:
    return list(py3langid.rank(text))
