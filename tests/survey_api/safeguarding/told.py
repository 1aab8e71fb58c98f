"""Responses that tell of danger, or not, over the survey as shipped; all of it invented."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import msgspec

from survey_api import Store, load_surveys, submit_response
from survey_api.access import Account, Organisation, Role
from survey_api.settings import PACKAGED_SURVEYS

SURVEYS = load_surveys(PACKAGED_SURVEYS)
SURVEY = SURVEYS["missing_children"]
NOW = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # a Wednesday; London is on the same clock
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLANTED = "unmistakable otter"
URGENT = f"He said he wants to kill himself, {PLANTED}."
SERIOUS = f"Older men give her money for sex, {PLANTED}."
ORDINARY = "Nobody rang us back and the wait was long."


async def tell(store: Store, words: str = "", *, now: datetime = NOW, **answers: object) -> str:
    """Submit a response with these words and answers; its id."""
    told = answers | ({"better": words} if words else {})
    id_ = str(uuid.uuid4())
    await submit_response(
        store, SURVEY, id_, language="en", mode="web", now=now,
        answers={item: msgspec.Raw(msgspec.json.encode(value)) for item, value in told.items()},
    )  # fmt: skip
    return id_


def lead(name: str = "sam", role: Role = Role.SAFEGUARDING) -> Account:
    return Account(
        name=name, role=role, organisation=Organisation.COUNCIL, password_hash="", created_at=NOW
    )
