"""Making a text ready to be scored: contractions written out, people and facts masked."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

# One word that no lexicon weighs, of a length that breaks no negation: "not a <masked>".
MASK = "x"

_APOSTROPHES = str.maketrans("’‘`\u00b4\u02bc", "'''''")
_IRREGULAR = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "let's": "let us",
}
_UNMARKED = (
    "isnt wasnt arent werent dont doesnt didnt hasnt havent hadnt couldnt wouldnt shouldnt "
    "cant wont"
)
_ENDINGS = (
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
)


def read_data(name: str) -> dict[str, Any]:
    """A data file that lies beside this module, decoded from TOML."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def clean(text: str) -> str:
    """The text in one Unicode form, with control characters made spaces (line ends stay)."""
    if text.isascii() and text.isprintable():
        return text.replace("`", "'")
    return unicodedata.normalize("NFC", text).translate(_APOSTROPHES).translate(_SEEN)


class _Seen(dict[int, str]):
    """What stands in place of each character; looked up once for each."""

    def __missing__(self, code: int) -> str:
        unseen = unicodedata.category(chr(code)) in ("Cc", "Cs", "Co", "Cn")
        self[code] = " " if unseen else chr(code)
        return self[code]


_SEEN = _Seen({ord("\n"): "\n"})


def expand_contractions(text: str) -> str:
    """Lower-case text with "n't" and its kin written out, as "n't" is no negation to TextBlob."""
    text = _irregular().sub(lambda found: _long_form(found[0]), text.lower())
    for ending, long_form in _ENDINGS:
        text = ending.sub(long_form, text)
    return text


def _long_form(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in ("cant", "wont"):
        return {"cant": "can not", "wont": "will not"}[word]
    return word[:-2] + " not"


@cache
def _irregular() -> re.Pattern[str]:
    words = sorted((*_IRREGULAR, *_UNMARKED.split()), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")


def mask(text: str) -> str:
    """Lower-case text with each word or phrase of words.toml replaced by MASK."""
    return _mask(text, _all_phrases())


def mask_identity(text: str) -> str:
    """mask() for the words of identity alone: what is reported, and where, still stands.

    "an" becomes "a", so that "an Asian child" and "a Black child" come out the same.
    """
    return _mask(text, _identity_phrases())


_AN = re.compile(r"\ban\b")


class _Phrases:
    """Phrases to be masked: one pattern, longest first, and the words they begin with."""

    def __init__(self, phrases: set[str]) -> None:
        ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
        one = "|".join(re.escape(p).replace(r"\ ", r"[\s-]+").replace("'", "'?") for p in ordered)
        word = rf"(?:{one})(?:'s|e?s)?(?![\w+])"
        spared = "|".join(re.escape(p) for p in read_data("words.toml")["spared"]["phrases"])
        word = rf"(?!(?:{spared})(?!\w)){word}"
        # Phrases in a row count as one.
        self.pattern = re.compile(rf"(?<!\w){word}(?:[\s-]+{word})*")
        first = {re.split(r"[\s'-]", phrase)[0] for phrase in phrases}
        self.first = first | {f"{word}s" for word in first} | {f"{word}es" for word in first}


def _mask(text: str, phrases: _Phrases) -> str:
    text = text.lower()
    # Most texts hold none of the words, and looking for all of them takes longest.
    if not phrases.first.isdisjoint(_LETTERS.findall(text)):
        text = phrases.pattern.sub(MASK, text)
    return _AN.sub("a", text)


_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def _identity_phrases() -> _Phrases:
    return _Phrases(_listed("identity"))


@cache
def _all_phrases() -> _Phrases:
    return _Phrases(_listed("identity") | _listed("domain"))


def _listed(part: str) -> set[str]:
    lists = read_data("words.toml")[part]
    return {phrase for words in lists.values() for phrase in words}
