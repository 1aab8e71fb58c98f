"""Papers: the questionnaire as it is printed, and what people key from it when it comes back."""

from survey_api.papers.double_keying import (
    Difference,
    DoubleKeyed,
    ItemAgreement,
    KeyingPlan,
    LeftOut,
    NotStored,
    StoredPaper,
    store_double_keyed,
)
from survey_api.papers.keyed import read_cell, same_answer
from survey_api.papers.keyed_file import KEYED_ABOUT, BadCell, KeyedFile, read_keyed
from survey_api.papers.on_paper import (
    Paper,
    PaperBlock,
    PaperPage,
    Ways,
    band_numbers,
    on_paper,
    option_numbers,
)
from survey_api.questionnaire import Condition

__all__ = [
    "KEYED_ABOUT",
    "BadCell",
    "Condition",
    "Difference",
    "DoubleKeyed",
    "ItemAgreement",
    "KeyedFile",
    "KeyingPlan",
    "LeftOut",
    "NotStored",
    "Paper",
    "PaperBlock",
    "PaperPage",
    "StoredPaper",
    "Ways",
    "band_numbers",
    "on_paper",
    "option_numbers",
    "read_cell",
    "read_keyed",
    "same_answer",
    "store_double_keyed",
]
