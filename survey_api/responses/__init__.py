"""Fieldwork: from the first page of a draft to a stored, scored response, and its erasure."""

from survey_api.responses.collect import (
    begin_response,
    find_receipt,
    save_page,
    submit_draft,
    submit_response,
)
from survey_api.responses.feedback import ImportPlan, ImportReport, Refusal, import_feedback
from survey_api.responses.model import (
    Added,
    Draft,
    Fieldwork,
    Instrument,
    Purged,
    Receipt,
    Response,
    Score,
    Verbatim,
    make_reference,
)
from survey_api.responses.retention import purge_expired
from survey_api.responses.score import score_next
from survey_api.responses.store import ResponseStore

__all__ = [
    "Added",
    "Draft",
    "Fieldwork",
    "ImportPlan",
    "ImportReport",
    "Instrument",
    "Purged",
    "Receipt",
    "Refusal",
    "Response",
    "ResponseStore",
    "Score",
    "Verbatim",
    "begin_response",
    "find_receipt",
    "import_feedback",
    "make_reference",
    "purge_expired",
    "save_page",
    "score_next",
    "submit_draft",
    "submit_response",
]
