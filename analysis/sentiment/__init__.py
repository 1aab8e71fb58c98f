"""Sentiment of what people wrote, and what they wrote about.

The trained scorer is in use; TextBlob's stands beside it for comparison, behind the same interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from analysis.sentiment.artefact import (
    MODEL_FILE,
    Figure,
    Model,
    ModelCard,
    model_bytes,
    read_model,
    shipped_model,
)
from analysis.sentiment.evaluation import PREDICTED_LABELS, ScorerAgreement, evaluate_scorers
from analysis.sentiment.examples import (
    Examples,
    TrainingSource,
    coded_examples,
    invented_sentences,
    read_examples,
    read_training_examples,
)
from analysis.sentiment.language import detect_language
from analysis.sentiment.model import (
    NotScored,
    Scored,
    ScoredPart,
    ScoredText,
    Scorer,
    Sentiment,
)
from analysis.sentiment.reading import READ_AT_MOST, Reading, read_text, score_reading, why_not
from analysis.sentiment.sentences import split_sentences
from analysis.sentiment.steps import STEP_TITLES, find_step
from analysis.sentiment.textblob_scorer import TextBlobScorer
from analysis.sentiment.trained_scorer import TrainedScorer
from analysis.sentiment.trainer import train_model

__all__ = [
    "MODEL_FILE",
    "PREDICTED_LABELS",
    "READ_AT_MOST",
    "STEP_TITLES",
    "Examples",
    "Figure",
    "ModelCard",
    "NotScored",
    "Scored",
    "ScoredPart",
    "ScoredText",
    "Scorer",
    "ScorerAgreement",
    "Sentiment",
    "TextBlobScorer",
    "TrainedScorer",
    "TrainingSource",
    "coded_examples",
    "detect_language",
    "evaluate_scorers",
    "find_step",
    "invented_sentences",
    "load_scorers",
    "model_bytes",
    "model_in_use",
    "read_examples",
    "read_training_examples",
    "score_text",
    "score_with",
    "score_with_each",
    "sentiment_card",
    "split_sentences",
    "train_model",
]


def score_text(text: str, language: str) -> ScoredText:
    """The sentiment of a text and of each of its sentences, by the scorer that comes with us.

    language: what the page was shown in; the text may be in another one and is then not scored.
    Only the first 20,000 characters are read. Never raises for any text.
    """
    return score_with(_shipped_scorer(), text, language)


def score_with(scorer: Scorer, text: str, language: str) -> ScoredText:
    """score_text() with a scorer of your own, e.g. to compare two."""
    return score_with_each([scorer], text, language)[0]


def score_with_each(scorers: Sequence[Scorer], text: str, language: str) -> tuple[ScoredText, ...]:
    """What each scorer finds: the first one in the sentences too, the others in the whole only."""
    reading = read_text(text, language)
    first, *others = scorers
    found = [_score_throughout(first, reading)]
    for scorer in others:
        whole = score_reading(scorer, reading)
        found.append(ScoredText(scorer.name, reading.language, whole))
    return tuple(found)


def _score_throughout(scorer: Scorer, reading: Reading) -> ScoredText:
    not_scored = why_not(scorer, reading)
    if not_scored:
        return ScoredText(scorer.name, reading.language, not_scored)
    whole, each = scorer.score_sentences(reading.text, reading.sentences)
    parts = tuple(map(ScoredPart, map(find_step, reading.sentences), each))
    return ScoredText(scorer.name, reading.language, whole, parts)


def load_scorers(models: Path | None = None) -> tuple[Scorer, ...]:
    """The scorer in use, then those it is compared with.

    models: a folder that may hold a model trained here, which is then used instead of the one that
    comes with us. Raises BadModel, with the file, if what it holds is none.
    """
    return _main_scorer(models), TextBlobScorer()


def sentiment_card(models: Path | None = None) -> ModelCard:
    """What to know before leaning on the scorer in use: trained on what, how good, its limits."""
    return _main_scorer(models).card


def model_in_use(models: Path | None = None) -> Model:
    """The model of the scorer in use. Raises BadModel."""
    own = models / MODEL_FILE if models else None
    return shipped_model() if own is None or not own.exists() else read_model(own)


def _main_scorer(models: Path | None) -> TrainedScorer:
    if models is None or not (models / MODEL_FILE).exists():
        return _shipped_scorer()
    return TrainedScorer(model_in_use(models))


@cache
def _shipped_scorer() -> TrainedScorer:
    return TrainedScorer(shipped_model())
