"""Learning themes from agreed codes: one logistic regression a theme, in numpy alone.

Texts are dealt into five parts; each part is left out of one of five models, whose mean reads new
texts (Zrnic and Candès 2024, cross-prediction-powered inference). How good the model is is told
from the texts each was left out of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis.errors import BadExamples
from analysis.themes.trained import PARTS, Learned, ThemeModel, digest_of, terms_of, weighed

LEAST_POSITIVES = 20  # coded texts with a theme, and as many without, before it can be learned
CLEARLY = 0.03  # by which F1 must beat that of the seeds, so that luck alone replaces none
LEAST_TEXTS = 3  # texts a term must stand in: no rare name gets into the model
MOST_TERMS = 3_000
_RIDGE, _ROUNDS = 1.0, 120

Numbers: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]
Truth: TypeAlias = NDArray[np.bool_]


class CodedThemes(Struct, frozen=True):
    """A prepared text, the themes whose seeds stand in it, and those people agree it has."""

    prepared: str
    seeded: frozenset[str]
    themes: frozenset[str]


def learn(texts: Sequence[CodedThemes], themes: Sequence[str], codebook: str) -> ThemeModel:
    """A model of those themes it finds better than their seeds do.

    Raises BadExamples when there is no such theme, saying what is missing.
    """
    unique = {digest_of(text.prepared): text for text in texts}
    coded = [unique[digest] for digest in sorted(unique)]
    rarity = _rarity(coded)
    table = _table(coded, rarity)
    part = np.arange(len(coded)) % PARTS
    found = [_learn_theme(theme, coded, table, part) for theme in themes]
    better = tuple(one for one in found if one is not None and one.f1 >= one.seeds_f1 + CLEARLY)
    if not better:
        raise BadExamples(
            f"{len(coded)} coded texts teach no theme better than its seeds. A theme needs at "
            f"least {LEAST_POSITIVES} texts that people agree have it, and as many without."
        )
    learned_from = {digest: int(part[row]) for row, digest in enumerate(sorted(unique))}
    return ThemeModel(codebook=codebook, terms=rarity, learned=better, learned_from=learned_from)


def _rarity(coded: Sequence[CodedThemes]) -> dict[str, float]:
    texts = Counter(term for text in coded for term in terms_of(text.prepared))
    common = sorted(((-n, term) for term, n in texts.items() if n >= LEAST_TEXTS))[:MOST_TERMS]
    return {
        term: round(1 + log((1 + len(coded)) / (1 - minus)), 4)
        for minus, term in sorted(common, key=lambda pair: pair[1])
    }


class _Table(Struct, frozen=True, eq=False):
    """A table of few numbers other than 0: the row, the column and the number of each."""

    rows: Places
    columns: Places
    values: Numbers
    height: int
    width: int

    def times(self, weights: Numbers) -> Numbers:
        """One number a row."""
        return np.bincount(self.rows, self.values * weights[self.columns], self.height).astype(
            np.float64
        )

    def turned_times(self, sides: Numbers) -> Numbers:
        """One number a column."""
        return np.bincount(self.columns, self.values * sides[self.rows], self.width).astype(
            np.float64
        )

    def joined(self, column: Numbers) -> _Table:
        """With one column more at its end."""
        rows = np.flatnonzero(column)
        return _Table(
            np.concatenate([self.rows, rows]),
            np.concatenate([self.columns, np.full(len(rows), self.width)]),
            np.concatenate([self.values, column[rows]]),
            self.height,
            self.width + 1,
        )


def _table(coded: Sequence[CodedThemes], rarity: dict[str, float]) -> _Table:
    places = {term: place for place, term in enumerate(rarity)}
    found = [
        (row, places[term], value)
        for row, text in enumerate(coded)
        for term, value in weighed(terms_of(text.prepared), rarity).items()
    ]
    return _Table(
        np.array([row for row, _, _ in found], dtype=np.int64),
        np.array([place for _, place, _ in found], dtype=np.int64),
        np.array([value for _, _, value in found], dtype=np.float64),
        len(coded),
        len(rarity),
    )


def _learn_theme(
    theme: str, coded: Sequence[CodedThemes], table: _Table, part: Places
) -> Learned | None:
    """What is learned of one theme; None where too few texts have it, or too few have not."""
    truth = np.array([theme in text.themes for text in coded], dtype=bool)
    seeded = np.array([theme in text.seeded for text in coded], dtype=bool)
    yes, no = int(truth.sum()), int((~truth).sum())
    if min(yes, no) < LEAST_POSITIVES:
        return None
    design = table.joined(seeded.astype(float)).joined(np.ones(len(coded)))
    seen, weights = np.zeros(len(coded), dtype=bool), []
    for left_out in range(PARTS):
        fitted = np.round(_fit(design, truth, part != left_out), 4)
        weights.append(fitted)
        mine = part == left_out
        seen[mine] = (design.times(fitted) > 0)[mine]
    return Learned(
        theme=theme,
        positives=yes,
        f1=_f1(truth, seen),
        seeds_f1=_f1(truth, seeded),
        bias=tuple(float(w[-1]) for w in weights),
        seed=tuple(float(w[-2]) for w in weights),
        weights=tuple(tuple(float(x) for x in w[:-2]) for w in weights),
    )


def _fit(design: _Table, truth: Truth, learning: Truth) -> Numbers:
    """Weights of a ridge logistic regression in which both kinds count alike.

    Accelerated gradient descent (Nesterov 1983) in a fixed number of steps, so that the same texts
    give the same weights.
    """
    yes, no = (truth & learning).sum(), (~truth & learning).sum()
    counts = learning * np.where(truth, 0.5 * (yes + no) / max(yes, 1), 0.5 * (yes + no) / no)
    sides = np.where(truth, 1.0, -1.0)
    step = 1 / (0.25 * _steepness(design, counts) + _RIDGE)
    weights = ahead = np.zeros(design.width)
    for turn in range(_ROUNDS):
        slope = -sides * counts / (1 + np.exp(np.clip(sides * design.times(ahead), -30, 30)))
        moved = ahead - step * (design.turned_times(slope) + _RIDGE * ahead)
        ahead, weights = moved + turn / (turn + 3) * (moved - weights), moved
    return weights


def _steepness(design: _Table, counts: Numbers) -> float:
    """The largest eigenvalue of the weighed table with itself, by the power method, rounded up."""
    direction = np.ones(design.width) / np.sqrt(design.width)
    for _ in range(30):
        turned = design.turned_times(counts * design.times(direction))
        size = float(np.linalg.norm(turned))
        direction = turned / size
    return 1.1 * size


def _f1(truth: Truth, seen: Truth) -> float:
    right = int((truth & seen).sum())
    return round(2 * right / max(1, int(truth.sum()) + int(seen.sum())), 4)
