"""What can go wrong in an analysis."""

from __future__ import annotations


class AnalysisError(Exception):
    """Base of the errors `analysis` raises; `str(error)` is a sentence for the analyst."""


class BadMicrodata(AnalysisError):
    """The frame does not fit its codebook; the message names each column."""


class BadTableSpec(AnalysisError):
    """A table asks for a measure or a variable that does not exist."""


class NotEstimable(AnalysisError):
    """There is too little to estimate from, e.g. the curve never reaches the quantile."""


class BadModel(AnalysisError):
    """A file does not hold a model this version can use; the message names the file."""


class BadExamples(AnalysisError):
    """A file of coded texts cannot be used; the message names the file and the line."""


class TrainingUnavailable(AnalysisError):
    """scikit-learn, which only training needs, is not installed here."""
