"""TextBlob's lexicon behind the Scorer interface: the comparison column, kept for what it is.

It misses complaints told as plain facts ("nobody rang back"). Only `.sentiment` is used: other
parts of TextBlob need corpora that would have to be downloaded. Its lexicon weighs words that only
say what happened ("missing", "late", "more"), so these are masked here besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version

from analysis.sentiment.model import Sentiment
from analysis.sentiment.sentences import split_clauses, split_sentences
from analysis.sentiment.wording import mask

NEGATIVE_BELOW = 0.0
POSITIVE_FROM = 0.1
CLEARLY = 0.2  # a clause this far from 0 is clearly one or the other

_RULES = 1  # goes up whenever masking, thresholds or the rule for "mixed" change


class TextBlobScorer:
    """Polarity from TextBlob's lexicon; "mixed" when clauses of one sentence clearly disagree."""

    languages = frozenset({"en"})

    @cached_property
    def name(self) -> str:
        """E.g. 'textblob-0.20.1/1'."""
        return f"textblob-{version('textblob')}/{_RULES}"

    def score(self, text: str) -> Sentiment:
        """The sentiment of prepared text."""
        text = mask(text)
        polarity = self._polarity(text)
        if any(self._is_mixed(sentence) for sentence in split_sentences(text)):
            return Sentiment("mixed", polarity)
        if polarity < NEGATIVE_BELOW:
            return Sentiment("negative", polarity)
        return Sentiment("positive" if polarity >= POSITIVE_FROM else "neutral", polarity)

    def score_sentences(
        self, text: str, sentences: Sequence[str]
    ) -> tuple[Sentiment, tuple[Sentiment, ...]]:
        """The sentiment of prepared text, and of each of its sentences."""
        parts = tuple(self.score(sentence) for sentence in sentences)
        return (parts[0] if len(parts) == 1 else self.score(text)), parts

    def _is_mixed(self, sentence: str) -> bool:
        clauses = split_clauses(sentence)
        if len(clauses) < 2:
            return False
        polarities = [self._polarity(clause) for clause in clauses]
        return min(polarities) <= -CLEARLY and max(polarities) >= CLEARLY

    @staticmethod
    def _polarity(text: str) -> float:
        # Imported on first use: it takes half a second and 45 MB that a web process never needs.
        # TextBlob(text).sentiment is this and builds a new class for each text besides.
        from textblob.en import sentiment

        return float(sentiment(text)[0])
