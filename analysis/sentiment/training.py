"""Training the scorer from coded texts.

Importing this needs scikit-learn, which `make train-env` installs and nothing else has. So only
`trainer.py` imports it, when somebody trains.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from analysis.errors import BadExamples
from analysis.sentiment.artefact import FORMAT, SCALE, HeldOut, Model, ModelCard
from analysis.sentiment.evaluation import evaluate_scorers, measure_agreement
from analysis.sentiment.examples import Example, Progress, TrainingSource, kept_apart_sentences
from analysis.sentiment.features import Seen
from analysis.sentiment.model import Sentiment
from analysis.sentiment.reading import read_text
from analysis.sentiment.textblob_scorer import TextBlobScorer
from analysis.sentiment.trained_scorer import LABELS, TrainedScorer
from analysis.sentiment.weighing import Vocabulary, see_text

NAME = "tfidf-1.0"
FOLDS = 5
LEAST_OF_EACH = 10  # texts of each of the three classes
# Settled by cross-validation on general comments; see the decision on the trained scorer.
PENALTY = 0.5  # of the squares of the weights
LEAN = (0.6, 0.9, 0.0)  # added to the log-odds when the label is chosen: F1 counts classes alike
CLEAR = 0.7
UNSURE_BELOW = 0.5
_TIGHT = 1e-8  # so near the optimum that the rounded weights are the same each time

Floats: TypeAlias = NDArray[np.float64]


class _Coded(Struct, frozen=True):
    """One text ready to be learned from. Texts that are mixed are held out only."""

    example: Example
    seen: list[Seen]
    weight: float
    source: int
    fold: int


def train_model(
    sources: Sequence[TrainingSource],
    licence: str,
    progress: Progress,
    start: Model | None = None,
) -> Model:
    """trainer.train_model(), now that scikit-learn is there."""
    coded = _read_all(sources)
    _refuse_too_few(coded)
    learn = partial(_refine, start) if start else _learn
    folds = []
    for fold in range(FOLDS):
        progress(f"Training without part {fold + 1} of {FOLDS}")
        folds.append(learn([each for each in coded if each.fold != fold]))
    temperature = _calibrate(folds, coded)
    progress("Training on all texts")
    whole = learn(coded)
    checked, error = _check(sources, coded, [replace(f, temperature=temperature) for f in folds])
    before = start.card.trained_on if start else ()
    card = ModelCard(
        name=NAME,
        trained_on=(*before, *(f"{len(s.examples.texts):,} {s.about}" for s in sources)),
        licence=licence,
        classes=(*LABELS, "mixed"),
        held_out=(*checked, _check_kept_apart(replace(whole, temperature=temperature))),
        calibration_error=error,
        unsure_below=UNSURE_BELOW,
        limits=LIMITS,
    )
    return replace(whole, temperature=temperature, card=card)


LIMITS = (
    "English only; a text in another language is not scored.",
    "Irony, rare idioms and praise told as plain facts are often misread.",
    "A mixed text is found only where its parts clearly disagree: most are given one side.",
    "It judges words, not facts: whether a wait was long for the case is for the delays to say.",
    "A label is a best guess for one text; only corrected shares of many texts are published.",
)


def _read_all(sources: Sequence[TrainingSource]) -> list[_Coded]:
    return [
        _Coded(example, see_text(example.text), source.weight, place, _fold(example.text))
        for place, source in enumerate(sources)
        for example in source.examples.texts
    ]


def _fold(text: str) -> int:
    """The part a text is kept out with: the same for the same words, so none is on both sides."""
    folded = " ".join(text.lower().split()).encode(errors="replace")
    return int.from_bytes(hashlib.blake2b(folded, digest_size=8).digest(), "big") % FOLDS


def _refuse_too_few(coded: Sequence[_Coded]) -> None:
    for label in LABELS:
        number = sum(each.example.label == label for each in coded)
        if number < LEAST_OF_EACH:
            raise BadExamples(
                f"There are {number} texts coded {label}; training needs {LEAST_OF_EACH} or more."
            )


def _learn(coded: Sequence[_Coded]) -> Model:
    """A model from nothing but these texts."""
    known = [each for each in coded if each.example.label in LABELS]
    vocabulary = Vocabulary.of_texts([each.seen for each in known])
    weights, start = _fit(_matrix(vocabulary, known), known)
    return _model(vocabulary, weights, start)


def _refine(model: Model, coded: Sequence[_Coded]) -> Model:
    """The model moved towards these texts: what it says is one of the things learned from."""
    known = [each for each in coded if each.example.label in LABELS]
    vocabulary = Vocabulary.of_model(model)
    rows = _matrix(vocabulary, known)
    terms = (*model.words.values(), *model.groups.values())
    old = np.array([*(term[1:] for term in terms), *model.traits.values()]) / SCALE
    old_start = np.array(model.start) / SCALE
    said = rows @ old + old_start
    weights, start = _fit(hstack([rows, csr_matrix(said)]).tocsr(), known)
    new, trust = weights[:-3], weights[-3:]
    return _model(vocabulary, new + old @ trust, start + old_start @ trust)


def _matrix(vocabulary: Vocabulary, coded: Sequence[_Coded]) -> csr_matrix:
    rows = [vocabulary.row(each.seen) for each in coded]
    starts = np.cumsum([0, *(len(row.places) for row in rows)])
    places = np.concatenate([np.array(row.places, dtype=np.int64) for row in rows])
    values = np.concatenate([np.array(row.values, dtype=np.float64) for row in rows])
    return csr_matrix((values, places, starts), shape=(len(rows), vocabulary.columns))


def _fit(matrix: csr_matrix, coded: Sequence[_Coded]) -> tuple[Floats, Floats]:
    """Weights, a row for each column of the matrix, and what each class starts from."""
    regression = LogisticRegression(C=1 / PENALTY, tol=_TIGHT, max_iter=10_000)
    regression.fit(
        matrix,
        np.array([LABELS.index(each.example.label) for each in coded]),
        sample_weight=np.array([each.weight for each in coded]),
    )
    return regression.coef_.T, regression.intercept_


def _model(vocabulary: Vocabulary, weights: Floats, start: Floats) -> Model:
    """What was learned, in whole thousandths."""
    rows = iter(np.rint(weights * SCALE).astype(int).tolist())
    words = {t: (_whole(rarity), *next(rows)) for t, rarity in vocabulary.words.items()}
    groups = {t: (_whole(rarity), *next(rows)) for t, rarity in vocabulary.groups.items()}
    nothing = ModelCard(
        name=NAME, trained_on=(), licence="", classes=(), held_out=(), calibration_error=0.0,
        unsure_below=UNSURE_BELOW, limits=(),
    )  # fmt: skip
    return Model(
        format=FORMAT,
        words=words,
        groups=groups,
        traits={trait: tuple(next(rows)) for trait in vocabulary.traits},
        start=_three(start),
        lean=_three(LEAN),
        temperature=SCALE,
        unsure_below=_whole(UNSURE_BELOW),
        clear=_whole(CLEAR),
        card=nothing,
    )


def _three(values: Iterable[float]) -> tuple[int, int, int]:
    negative, neutral, positive = map(_whole, values)
    return negative, neutral, positive


def _whole(value: float) -> int:
    return round(value * SCALE)


def _calibrate(folds: Sequence[Model], coded: Sequence[_Coded]) -> int:
    """The temperature, in thousandths, at which texts kept out are least surprising.

    Source: Guo et al. 2017, temperature scaling; found on a grid, so that it is the same each time.
    """
    kept_out = [each for each in coded if each.weight and each.example.label in LABELS]
    scorers = [TrainedScorer(model) for model in folds]
    logits = np.array([scorers[each.fold].logits(each.seen) for each in kept_out])
    truth = np.array([LABELS.index(each.example.label) for each in kept_out])
    grid = np.arange(600, 2_501, 10)
    return int(min(grid, key=lambda t: (_surprise(logits * SCALE / t, truth), t)))


def _surprise(logits: NDArray[np.float64], truth: NDArray[np.int_]) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    chosen = shifted[np.arange(len(truth)), truth]
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - chosen))


def _check(
    sources: Sequence[TrainingSource], coded: Sequence[_Coded], folds: Sequence[Model]
) -> tuple[tuple[HeldOut, ...], float]:
    """Figures of the sources that are held out, and the calibration error over all of them."""
    scorers = [TrainedScorer(model) for model in folds]
    textblob = TextBlobScorer()
    found_all: list[tuple[Sentiment, str]] = []
    checked = []
    for place, source in enumerate(sources):
        if not source.held_out:
            continue
        mine = [each for each in coded if each.source == place]
        readings = [read_text(each.example.text, "en") for each in mine]
        pairs = list(zip(mine, readings, strict=True))
        found = [scorers[c.fold].score_sentences(r.text, r.sentences)[0] for c, r in pairs]
        other = [textblob.score(r.text) for r in readings]
        found_all += [(f, c.example.label) for f, c in zip(found, mine, strict=True)]
        checked.append(
            HeldOut(
                about=source.held_out,
                how=f"cross-validated in {FOLDS} parts",
                trained=measure_agreement(NAME, source.examples, found).figures,
                textblob=measure_agreement(textblob.name, source.examples, other).figures,
            )
        )
    return tuple(checked), calibration_error(found_all)


def _check_kept_apart(model: Model) -> HeldOut:
    """Figures on invented sentences in another style, which no model is trained on."""
    textblob, trained = (
        each.figures
        for each in evaluate_scorers(
            kept_apart_sentences(), [TextBlobScorer(), TrainedScorer(model)]
        )
    )
    return HeldOut(
        about="invented sentences about reporting a missing child, in another style",
        how="kept apart, never trained on",
        trained=replace(trained, scorer=NAME),
        textblob=textblob,
    )


def calibration_error(found: Sequence[tuple[Sentiment, str]]) -> float:
    """Expected difference between how sure a scorer is and how often it is right.

    Over ten equal bands of confidence, each counted by its texts (Naeini et al. 2015). Texts found
    mixed, and those people coded mixed, are left out: their confidence is of another kind.
    """
    bands: list[list[float]] = [[] for _ in range(10)]
    for sentiment, label in found:
        if "mixed" not in (sentiment.label, label) and sentiment.confidence is not None:
            right = float(sentiment.label == label)
            bands[min(9, int(sentiment.confidence * 10))].append(right - sentiment.confidence)
    number = sum(map(len, bands))
    return round(sum(abs(sum(band)) for band in bands) / number, 4) if number else 0.0
