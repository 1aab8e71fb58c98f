"""How well a scorer agrees with people: figures with bootstrap intervals, for any scorer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis.sentiment.artefact import Figure, Figures
from analysis.sentiment.examples import LABELS, Examples
from analysis.sentiment.model import Scored, Scorer, Sentiment
from analysis.sentiment.reading import read_text, score_reading

PREDICTED_LABELS = (*LABELS, "not scored")
DRAWS = 1_000
SEED = 20_251_123
_ORDER = {"negative": -1, "neutral": 0, "mixed": 0, "positive": 1}
_LEANS = 0.1  # polarity from which a mixed text leans to one side

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = Floats  # draws x truth x predicted


class ScorerAgreement(Struct, frozen=True, kw_only=True):
    """How one scorer agrees with the people who coded a file.

    `confusion`: for each label of `labels`, the texts predicted as each of PREDICTED_LABELS.
    Figures that cannot be told (no complaint in the file, all polarities equal) are None.
    """

    scorer: str
    texts: int
    not_scored: int
    labels: tuple[str, ...]
    macro_f1: Figure
    accuracy: Figure
    f1: tuple[tuple[str, Figure], ...]
    recall_complaints: Figure | None
    complaints_called_positive: Figure | None
    abstained: Figure
    spearman: Figure | None
    confusion: tuple[tuple[int, ...], ...]

    @property
    def figures(self) -> Figures:
        """The part of it that a model card keeps."""
        nothing = Figure(0.0, 0.0, 1.0)
        return Figures(
            scorer=self.scorer,
            texts=self.texts,
            macro_f1=self.macro_f1,
            accuracy=self.accuracy,
            f1_negative=dict(self.f1).get("negative", nothing),
            recall_complaints=self.recall_complaints or nothing,
            complaints_called_positive=self.complaints_called_positive or nothing,
            abstained=self.abstained,
        )


def measure_agreement(scorer: str, examples: Examples, found: Sequence[Scored]) -> ScorerAgreement:
    """Figures for what a scorer found in each text, with seeded percentile intervals.

    A text found mixed, in a file without that label, counts as what it leans to by its polarity;
    where labels are numbers, as 0, which people give to neutral and mixed texts alike. A text that
    was not scored counts as wrong. F1 is averaged over the labels that occur in the file.
    """
    labels = examples.labels
    truth = [example.label for example in examples.texts]
    predicted = [predicted_label(each, examples) for each in found]
    places = np.array([LABELS.index(t) * len(PREDICTED_LABELS) + PREDICTED_LABELS.index(p)
                       for t, p in zip(truth, predicted, strict=True)])  # fmt: skip
    counts = _draw(places, len(LABELS) * len(PREDICTED_LABELS)).reshape(
        -1, len(LABELS), len(PREDICTED_LABELS)
    )
    unsure = np.array([isinstance(each, Sentiment) and each.unsure for each in found], dtype=int)
    f1 = {label: _figure(_f1(counts, LABELS.index(label))) for label in labels}
    macro = np.mean([_f1(counts, LABELS.index(label)) for label in labels], axis=0)
    return ScorerAgreement(
        scorer=scorer,
        texts=len(truth),
        not_scored=predicted.count("not scored"),
        labels=labels,
        macro_f1=_figure(macro),
        accuracy=_figure(np.trace(counts, axis1=1, axis2=2) / counts.sum(axis=(1, 2))),
        f1=tuple(f1.items()),
        recall_complaints=_of_complaints(counts, "negative"),
        complaints_called_positive=_of_complaints(counts, "positive"),
        abstained=_figure(_draw(unsure, 2)[:, 1] / len(truth)),
        spearman=_spearman(truth, found),
        confusion=tuple(tuple(int(n) for n in counts[0, LABELS.index(label)]) for label in labels),
    )


def predicted_label(found: Scored, examples: Examples) -> str:
    """The label a text counts under in this file, or 'not scored'."""
    if not isinstance(found, Sentiment):
        return "not scored"
    if found.label != "mixed" or "mixed" in examples.labels:
        return found.label
    if examples.numbers or abs(found.polarity) < _LEANS:
        return "neutral"
    return "negative" if found.polarity < 0 else "positive"


def _draw(places: NDArray[np.int_], cells: int) -> Counts:
    """How many texts fall into each cell: as they are, then in DRAWS resamples with replacement.

    Resampling texts is the same as one multinomial draw of the cells, and much quicker.
    """
    seen = np.bincount(places, minlength=cells)
    total = int(seen.sum())
    drawn = np.random.default_rng(SEED).multinomial(total, seen / total, size=DRAWS)
    return np.vstack([seen, drawn]).astype(np.float64)


def _f1(counts: Counts, label: int) -> Floats:
    right = counts[:, label, label]
    both = counts[:, label, :].sum(axis=1) + counts[:, :, label].sum(axis=1)
    f1: Floats = np.divide(2 * right, both, out=np.zeros_like(right), where=both > 0)
    return f1


def _of_complaints(counts: Counts, predicted: str) -> Figure | None:
    complaints = counts[:, LABELS.index("negative"), :]
    total = complaints.sum(axis=1)
    if not total[0]:
        return None
    some = total > 0
    shares: Floats = complaints[some, PREDICTED_LABELS.index(predicted)] / total[some]
    return _figure(shares)


def _figure(values: Floats) -> Figure:
    """The first value, with the middle 95 % of the others around it."""
    lower, upper = np.percentile(values[1:], [2.5, 97.5])
    return Figure(*(round(float(value), 4) for value in (values[0], lower, upper)))


def _spearman(truth: Sequence[str], found: Sequence[Scored]) -> Figure | None:
    """Rank correlation of the label, from negative to positive, with the polarity."""
    pairs = [
        (_ORDER[label], each.polarity)
        for label, each in zip(truth, found, strict=True)
        if isinstance(each, Sentiment)
    ]
    if len(pairs) < 3:
        return None
    both = np.array(pairs, dtype=np.float64)
    rng = np.random.default_rng(SEED)
    values = [_rank_correlation(both)]
    for _ in range(DRAWS if len(both) <= 5_000 else DRAWS // 10):
        values.append(_rank_correlation(both[rng.integers(len(both), size=len(both))]))
    told = np.array(values)
    if np.isnan(told[0]):
        return None
    return _figure(np.concatenate([told[:1], told[1:][~np.isnan(told[1:])]]))


def _rank_correlation(both: Floats) -> float:
    one, other = (_ranks(both[:, column]) for column in (0, 1))
    one, other = one - one.mean(), other - other.mean()
    spread = np.sqrt((one**2).sum() * (other**2).sum())
    return float((one * other).sum() / spread) if spread > 0 else float("nan")


def _ranks(values: Floats) -> Floats:
    """Ranks, with those of equal values averaged."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    averaged: Floats = (last - (counts - 1) / 2)[where]
    return averaged


def evaluate_scorers(examples: Examples, scorers: Sequence[Scorer]) -> tuple[ScorerAgreement, ...]:
    """How each scorer agrees with the people who coded these texts, in English."""
    readings = [read_text(example.text, "en") for example in examples.texts]
    return tuple(
        measure_agreement(scorer.name, examples, [score_reading(scorer, each) for each in readings])
        for scorer in scorers
    )
