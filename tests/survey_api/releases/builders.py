"""The survey that ships with the product, and responses to it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from survey_api.questionnaire import Answers, Survey, load_surveys, settle
from survey_api.responses.model import Instrument, Response, Score
from tests.samples import SURVEYS

WAVE = "2026-27"
SUBMITTED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # noon in London, in winter


@cache
def the_survey() -> Survey:
    return load_surveys(SURVEYS)["missing_children"]


def a_response(id: str = "r1", answers: Answers | None = None, **changes: Any) -> Response:
    """A parent's response, settled as a submitted one is."""
    kept, missing = settle(
        the_survey().questionnaire, {"role": "P", "reported": "me"} | (answers or {})
    )
    instrument = Instrument(
        survey="missing_children", questionnaire_version="2026.1", language="en", mode="web"
    )
    fields: dict[str, Any] = {
        "id": id,
        "instrument": instrument,
        "wave": WAVE,
        "answers": kept,
        "missing": missing,
        "submitted_at": SUBMITTED,
    }
    return Response(**fields | changes)


def a_score(response_id: str = "r1", **changes: Any) -> Score:
    fields: dict[str, Any] = {
        "response_id": response_id,
        "item_id": "better",
        "scorer": "tried/1",
        "part": 0,
        "step": "",
        "sentiment": "negative",
        "reason": "",
        "polarity": -0.5,
    }
    return Score(**fields | changes)
