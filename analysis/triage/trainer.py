"""The door to training, which imports scikit-learn only when somebody trains."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.errors import TrainingUnavailable
from analysis.triage.artefact import TriageModel
from analysis.triage.examples import Told


def train_triage(texts: Sequence[Told], about: Sequence[str]) -> TriageModel:
    """A scorer of disclosures learned from labelled texts; the same texts give the same bytes.

    about: what the texts are, for the card. Raises TrainingUnavailable where scikit-learn is not
    installed.
    """
    try:
        from analysis.triage import training
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("sklearn", "scipy"):
            raise
        raise TrainingUnavailable(
            "Training needs scikit-learn, which is not installed here: type `make train-env`, "
            "then .venv-train/bin/survey train-triage."
        ) from None
    return training.learn(texts, about)
