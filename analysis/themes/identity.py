"""Words that say who people are, made alike before a text is searched for themes."""

from __future__ import annotations

import re
from functools import cache

from analysis.sentiment.wording import read_data

_MASK = "x"  # as in analysis.sentiment.wording, but as long as what it stands for
_LETTERS = re.compile(r"[^\W\d_]+")
_AN = re.compile(r"\ban(?= )", re.IGNORECASE)


def mask_identity(text: str) -> str:
    """The text with words of identity made a row of x, every place in it kept as it was.

    A phrase of several words becomes one word, so that it is never longer than another in words.
    """
    # Most texts hold none of the words, and looking for all of them takes longest.
    if not _first_words().isdisjoint(_LETTERS.findall(text.lower())):
        text = _identity().sub(lambda found: _MASK * len(found[0]), text)
    return _AN.sub("a ", text)


@cache
def _first_words() -> frozenset[str]:
    first = {_LETTERS.findall(phrase)[0] for phrase in _phrases()}
    return frozenset(word + ending for word in first for ending in ("", "s", "es"))


def _phrases() -> list[str]:
    lists = read_data("words.toml")["identity"].values()
    return sorted({p for words in lists for p in words}, key=lambda p: (-len(p), p))


@cache
def _identity() -> re.Pattern[str]:
    plain = (re.escape(phrase) for phrase in _phrases())
    one = "|".join(p.replace(r"\ ", r"[\s-]+").replace("'", "['’]?") for p in plain)
    word = rf"(?:{one})(?:['’]s|e?s)?(?![\w+])"
    return re.compile(rf"(?<!\w){word}(?:[\s-]+{word})*", re.IGNORECASE)
