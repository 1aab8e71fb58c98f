"""Which words are plain English, by a list that comes with a library we have anyway."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

from survey_api.masking.english import MORE_WORDS, WRITTEN_LARGE

_NAMES = frozenset(("NNP", "NNPS", "FW"))
_ENDINGS = (
    "'s",
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "ers",
    "n't",
    "'ll",
    "'d",
    "'ve",
    "'re",
    "'m",
)
_LONG = 7  # letters from which one wrong letter still counts as a slip, not as a name
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    """Words in small letters that are more than somebody's or some place's name.

    From the lexicon of TextBlob (pattern.en's, public domain), read as a file: importing the
    library would take half a second.
    """
    place = Path(str(distribution("textblob").locate_file("textblob/en/en-lexicon.txt")))
    found = set(MORE_WORDS)
    for line in place.read_text(encoding="utf-8").splitlines():
        word, _, tag = line.partition(" ")
        if word.islower() and word.isalpha() and tag not in _NAMES:
            found.add(word)
    return frozenset(found)


@lru_cache(maxsize=65536)
def is_english(word: str) -> bool:
    """Whether this word, in small letters and with straight apostrophes, is plain English."""
    known = english()
    if word in known or word.replace("'", "") in known:
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1 and _is_stem(stem, known):
            return True
    return len(word) >= _LONG and any(slip in known for slip in _slips(word))


def is_written_large(word: str) -> bool:
    """Whether people write this word with a capital although it points at nobody."""
    return word in WRITTEN_LARGE or word.removesuffix("'s").removesuffix("s") in WRITTEN_LARGE


def _is_stem(stem: str, known: frozenset[str]) -> bool:
    return stem in known or f"{stem}e" in known or (stem[-1] == stem[-2:-1] and stem[:-1] in known)


def _slips(word: str) -> set[str]:
    """Every word that is one slip of the fingers away."""
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    fewer = {a + b[1:] for a, b in parts if b}
    other = {a + c + b[1:] for a, b in parts if b for c in _LETTERS}
    more = {a + c + b for a, b in parts for c in _LETTERS}
    return swapped | fewer | other | more
