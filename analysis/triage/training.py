"""Training the scorer of disclosures. Importing this needs scikit-learn; see `trainer.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from analysis.sentiment.features import Seen
from analysis.sentiment.sentences import split_sentences
from analysis.sentiment.weighing import Vocabulary
from analysis.triage.artefact import SCALE, TriageCard, TriageModel
from analysis.triage.examples import Told
from analysis.triage.scorer import TriageScorer, seen_of

NAME = "triage-tfidf-1.0"
FOLDS = 5
RECALL = 0.85  # of disclosures kept from it in turn that the scorer must find without any pattern
PENALTY = 2.0  # how loosely weights are held; settled by cross-validation
_TIGHT = 1e-8  # so near the optimum that the rounded weights are the same each time

Floats: TypeAlias = NDArray[np.float64]


def learn(texts: Sequence[Told], about: Sequence[str]) -> TriageModel:
    """trainer.train_triage(), now that scikit-learn is there."""
    seen = [seen_of(split_sentences(told.text)) for told in texts]
    truth = np.array([told.is_disclosure for told in texts])
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    odds = np.zeros(len(texts))
    for known, kept in folds.split(truth, truth):
        model = _fit([seen[place] for place in known], truth[known])
        scorer = TriageScorer(model)
        odds[kept] = [scorer.score(texts[place].text).odds for place in kept]
    flag_from = float(np.quantile(odds[truth], 1 - RECALL))
    whole = _fit(seen, truth)
    card = TriageCard(
        name=NAME,
        trained_on=tuple(about),
        recall=round(float(np.mean(odds[truth] >= flag_from)), 3),
        alarms=round(float(np.mean(odds[~truth] >= flag_from)), 3),
    )
    return TriageModel(
        words=whole.words, groups=whole.groups, traits=whole.traits, start=whole.start,
        flag_from=round(flag_from * SCALE), card=card,
    )  # fmt: skip


def _fit(seen: Sequence[list[Seen]], truth: NDArray[np.bool_]) -> TriageModel:
    """Weights learned from some texts; where to flag is not settled yet."""
    vocabulary = Vocabulary.of_texts(seen)
    regression = LogisticRegression(
        C=PENALTY, class_weight="balanced", tol=_TIGHT, max_iter=10_000, random_state=1
    ).fit(_matrix(vocabulary, seen), truth)
    weights = iter(np.rint(regression.coef_[0] * SCALE).astype(int).tolist())
    words = {
        term: (round(rarity * SCALE), next(weights)) for term, rarity in vocabulary.words.items()
    }
    groups = {
        term: (round(rarity * SCALE), next(weights)) for term, rarity in vocabulary.groups.items()
    }
    return TriageModel(
        words=words,
        groups=groups,
        traits={trait: next(weights) for trait in vocabulary.traits},
        start=round(float(regression.intercept_[0]) * SCALE),
        flag_from=0,
        card=TriageCard(name=NAME, trained_on=(), recall=0.0, alarms=0.0),
    )


def _matrix(vocabulary: Vocabulary, seen: Sequence[list[Seen]]) -> csr_matrix:
    rows = [vocabulary.row(each) for each in seen]
    starts = np.cumsum([0, *(len(row.places) for row in rows)])
    values = [value for row in rows for value in row.values]
    places = [place for row in rows for place in row.places]
    return csr_matrix((values, places, starts), shape=(len(rows), vocabulary.columns))
