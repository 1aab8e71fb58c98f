"""What a scorer gives, and what every scorer has to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct


class Sentiment(Struct, frozen=True):
    """How a text feels. `label`: negative, neutral, positive or mixed; `polarity`: -1 to 1.

    `confidence`: calibrated probability that the label is right, None from a scorer that has none.
    `unsure`: the scorer abstains: the label is its best guess, and a person should look.
    """

    label: str
    polarity: float
    confidence: float | None = None
    unsure: bool = False


class NotScored(Struct, frozen=True):
    """Why a text has no score: 'empty' (nothing to read) or 'language' (no scorer for it)."""

    reason: str


Scored: TypeAlias = Sentiment | NotScored


class ScoredPart(Struct, frozen=True):
    """One sentence. `step`: the step of the journey it talks about, '' where none is recognised."""

    step: str
    sentiment: Sentiment


class ScoredText(Struct, frozen=True):
    """A whole text and its sentences in order; no parts where the text was not scored."""

    scorer: str  # name and version, stored with every score
    language: str  # the language found, which may not be the one declared
    whole: Scored
    parts: tuple[ScoredPart, ...] = ()


class Scorer(Protocol):
    """A way to score texts.

    Texts come in small letters, with contractions written out and words of identity masked.
    """

    @property
    def name(self) -> str:
        """Name and version, e.g. 'tfidf-1.0+0a1b2c3d'; another version never scores alike."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the languages it can score."""
        ...

    def score(self, text: str) -> Sentiment:
        """The sentiment of one text."""
        ...

    def score_sentences(
        self, text: str, sentences: Sequence[str]
    ) -> tuple[Sentiment, tuple[Sentiment, ...]]:
        """The sentiment of a text and of each of its sentences."""
        ...
