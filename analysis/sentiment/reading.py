"""A text made ready for any scorer, once: cleaned, masked, its language found, split."""

from __future__ import annotations

from msgspec import Struct

from analysis.sentiment.language import detect_prepared
from analysis.sentiment.model import NotScored, Scored, Scorer
from analysis.sentiment.sentences import split_sentences
from analysis.sentiment.wording import clean, expand_contractions, mask_identity

READ_AT_MOST = 20_000  # characters; what comes after is kept with the answer but not scored


class Reading(Struct, frozen=True):
    """Prepared text, the language found, and its sentences.

    Everything later is made from this. As words of identity are masked in it, nothing later can
    tell one from another.
    """

    text: str
    language: str
    sentences: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is no letter to read."""
        return not any(c.isalpha() for c in self.text)


def read_text(text: str, language: str) -> Reading:
    """The first 20,000 characters of a text, made ready. Never raises."""
    prepared = mask_identity(expand_contractions(clean(text[:READ_AT_MOST])))
    return Reading(prepared, detect_prepared(prepared, language), split_sentences(prepared))


def score_reading(scorer: Scorer, reading: Reading) -> Scored:
    """The sentiment of the whole text, or why it has none."""
    return why_not(scorer, reading) or scorer.score(reading.text)


def why_not(scorer: Scorer, reading: Reading) -> NotScored | None:
    """Why the scorer can not score this text; None: it can."""
    if reading.is_empty:
        return NotScored("empty")
    return None if reading.language in scorer.languages else NotScored("language")
