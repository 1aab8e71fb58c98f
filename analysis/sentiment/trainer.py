"""The door to training, which imports scikit-learn only when somebody trains."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from analysis.errors import TrainingUnavailable
from analysis.sentiment.artefact import Model
from analysis.sentiment.examples import Progress, TrainingSource


def train_model(
    sources: Sequence[TrainingSource],
    licence: str,
    progress: Progress,
    start: Model | None = None,
) -> Model:
    """A model from all sources, with the figures it reaches on texts kept from it in turn.

    start: a model to refine. Its terms are kept and no others are taken in, so that no word of a
    few texts gets into the file. The same sources give the same bytes. Raises BadExamples for too
    few texts of a class, and TrainingUnavailable where scikit-learn is not installed.
    """
    training = import_training("analysis.sentiment.training", "train-sentiment")
    model: Model = training.train_model(sources, licence, progress, start)
    return model


def import_training(module: str, verb: str) -> Any:
    """A module that trains with scikit-learn. Raises TrainingUnavailable where that is missing."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("sklearn", "scipy"):
            raise
        raise TrainingUnavailable(
            "Training needs scikit-learn, which is not installed here: type `make train-env`, "
            f"then .venv-train/bin/survey {verb}."
        ) from None
