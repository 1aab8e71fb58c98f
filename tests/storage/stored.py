"""Things to put into a store, with defaults for all a test does not care about."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from survey_api.questionnaire import MissingReason, TimeAnswer, TimeKind
from survey_api.responses.model import Draft, Instrument, Response, Score

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
SURVEY, WAVE = "missing_children", "2026-27"
INSTRUMENT = Instrument(survey=SURVEY, questionnaire_version="1", language="en", mode="web")
WORDS = "Nobody rang us back. \U0001f494 لم يتصل أحد"


def a_draft(**changes: Any) -> Draft:
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "instrument": INSTRUMENT,
        "wave": WAVE,
        "answers": {"role": "P", "better": WORDS},
        "page": "role",
        "begun_at": NOW,
        "saved_at": NOW,
    }
    return Draft(**(values | changes))


def a_response(**changes: Any) -> Response:
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "instrument": INSTRUMENT,
        "wave": WAVE,
        "answers": {
            "role": "P",
            "advice": ("wait_24h", "ring_round"),
            "attended": TimeAnswer(kind=TimeKind.APPROX, lo_min=90, hi_min=150.5),
        },
        "missing": {"age": MissingReason.PREFER_NOT_TO_SAY, "job": MissingReason.NOT_ASKED},
        "submitted_at": NOW,
        "texts": {"better": WORDS, "worked": "The officer was kind."},
        "to_score": ("better",),
    }
    return Response(**(values | changes))


def a_score(response: Response, **changes: Any) -> Score:
    values: dict[str, Any] = {
        "response_id": response.id,
        "item_id": "better",
        "scorer": "textblob-0.20.1/1",
        "part": 0,
        "step": "",
        "sentiment": "negative",
        "reason": "",
        "polarity": -0.31,
    }
    return Score(**(values | changes))
