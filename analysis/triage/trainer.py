"""The door to training, which imports scikit-learn only when somebody trains."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.sentiment.trainer import import_training
from analysis.triage.artefact import TriageModel
from analysis.triage.examples import Told


def train_triage(texts: Sequence[Told], about: Sequence[str]) -> TriageModel:
    """A scorer of disclosures learned from labelled texts; the same texts give the same bytes.

    about: what the texts are, for the card. Raises TrainingUnavailable where scikit-learn is not
    installed.
    """
    training = import_training("analysis.triage.training", "train-triage")
    model: TriageModel = training.learn(texts, about)
    return model
