"""What was promised because of what people said, and what became of it: "You said, we did"."""

from survey_api.promises.model import (
    OWNERS,
    Promise,
    PromiseFile,
    PromiseState,
    PromiseVersion,
    PromiseWord,
    Told,
)
from survey_api.promises.public import (
    Correction,
    Publication,
    corrections_of,
    missing_agreement,
    public_version,
    publications_of,
    taken_down,
)
from survey_api.promises.store import PromiseStore
from survey_api.promises.typed import (
    LONGEST_TOLD,
    PromiseProblems,
    TypedPromise,
    missing_words,
    parse_told,
    text_problem,
)

__all__ = [
    "LONGEST_TOLD",
    "OWNERS",
    "Correction",
    "Promise",
    "PromiseFile",
    "PromiseProblems",
    "PromiseState",
    "PromiseStore",
    "PromiseVersion",
    "PromiseWord",
    "Publication",
    "Told",
    "TypedPromise",
    "corrections_of",
    "missing_agreement",
    "missing_words",
    "parse_told",
    "public_version",
    "publications_of",
    "taken_down",
    "text_problem",
]
