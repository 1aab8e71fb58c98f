"""Sentiment of what people wrote, and what they wrote about.

Better scorers come beside TextBlob's: they fill the same `Scorer` interface.
"""

from __future__ import annotations

from functools import cache

from analysis.sentiment.language import detect_language
from analysis.sentiment.model import (
    NotScored,
    Scored,
    ScoredPart,
    ScoredText,
    Scorer,
    Sentiment,
)
from analysis.sentiment.sentences import split_sentences
from analysis.sentiment.steps import STEP_TITLES, find_step
from analysis.sentiment.textblob_scorer import TextBlobScorer
from analysis.sentiment.wording import clean, expand_contractions, mask

__all__ = [
    "STEP_TITLES",
    "NotScored",
    "Scored",
    "ScoredPart",
    "ScoredText",
    "Scorer",
    "Sentiment",
    "TextBlobScorer",
    "detect_language",
    "find_step",
    "score_text",
    "score_with",
    "split_sentences",
]

READ_AT_MOST = 20_000  # characters; what comes after is kept with the answer but not scored


def score_text(text: str, language: str) -> ScoredText:
    """The sentiment of a text and of each of its sentences, by the scorer in use.

    language: what the page was shown in; the text may be in another one and is then not scored.
    Only the first 20,000 characters are read. Never raises for any text.
    """
    return score_with(_scorer_in_use(), text, language)


def score_with(scorer: Scorer, text: str, language: str) -> ScoredText:
    """score_text() with a scorer of your own, e.g. to compare two."""
    text = clean(text[:READ_AT_MOST])
    found = detect_language(text, language)
    if not any(c.isalpha() for c in text):
        return ScoredText(scorer.name, found, NotScored("empty"))
    if found not in scorer.languages:
        return ScoredText(scorer.name, found, NotScored("language"))
    sentences = split_sentences(text)
    prepared = {each: _prepare(each) for each in {text, *sentences}}
    # A text of one sentence is scored once for both, and so is a sentence said twice.
    scores = {each: scorer.score(each) for each in set(prepared.values())}
    parts = tuple(
        ScoredPart(find_step(sentence), scores[prepared[sentence]]) for sentence in sentences
    )
    return ScoredText(scorer.name, found, scores[prepared[text]], parts)


def _prepare(text: str) -> str:
    return mask(expand_contractions(text))


@cache
def _scorer_in_use() -> Scorer:
    return TextBlobScorer()
