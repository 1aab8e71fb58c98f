"""Fieldwork: from the first page of a draft to a stored, scored response, and its erasure."""

from survey_api.responses import odk_forms
from survey_api.responses.anonymity import check_anonymity
from survey_api.responses.collect import (
    begin_response,
    change_language,
    empty_draft,
    join_team,
    save_page,
    submit_draft,
    submit_with_code,
)
from survey_api.responses.episodes import begin_another, may_tell_another
from survey_api.responses.erasure import (
    RESPONDENT,
    LoggedStore,
    erase_response,
    owner_reference,
    read_held,
)
from survey_api.responses.feedback import ImportPlan, ImportReport, Refusal, import_feedback
from survey_api.responses.held import Erasure, Held, HeldCoding, HeldQuote, HeldTranslation
from survey_api.responses.model import (
    Added,
    Draft,
    Fieldwork,
    Instrument,
    Purged,
    Receipt,
    Response,
    Score,
    TextThemes,
    Verbatim,
    make_reference,
    plain_reference,
)
from survey_api.responses.receiving import find_receipt
from survey_api.responses.resuming import (
    find_resumed,
    keep_resume_code,
    resume_code,
    resume_words,
)
from survey_api.responses.score import ScoreText, score_next, text_scorer
from survey_api.responses.spam import Flag
from survey_api.responses.store import ResponseStore
from survey_api.responses.team import WHAT_IT_IS, read_team
from survey_api.responses.whole import submit_response

__all__ = [
    "RESPONDENT",
    "WHAT_IT_IS",
    "Added",
    "Draft",
    "Erasure",
    "Fieldwork",
    "Flag",
    "Held",
    "HeldCoding",
    "HeldQuote",
    "HeldTranslation",
    "ImportPlan",
    "ImportReport",
    "Instrument",
    "LoggedStore",
    "Purged",
    "Receipt",
    "Refusal",
    "Response",
    "ResponseStore",
    "Score",
    "ScoreText",
    "TextThemes",
    "Verbatim",
    "begin_another",
    "begin_response",
    "change_language",
    "check_anonymity",
    "empty_draft",
    "erase_response",
    "find_receipt",
    "find_resumed",
    "import_feedback",
    "join_team",
    "keep_resume_code",
    "make_reference",
    "may_tell_another",
    "odk_forms",
    "owner_reference",
    "plain_reference",
    "read_held",
    "read_team",
    "resume_code",
    "resume_words",
    "save_page",
    "score_next",
    "submit_draft",
    "submit_response",
    "submit_with_code",
    "text_scorer",
]
