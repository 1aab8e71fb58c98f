"""Is this process able to take and show answers?"""

from __future__ import annotations

from datetime import timedelta

from litestar import get

from survey_api.endpoints.given import GivenNow, GivenStore, GivenSurveys
from survey_api.endpoints.problems import refusals
from survey_api.questionnaire import helplines_note, london_day
from survey_api.record import Record
from survey_api.safeguarding import load_duty, read_lateness


class Health(Record, kw_only=True):
    """What was tried just now. `status`: ok, or degraded where somebody must see to something."""

    status: str
    overdue: int = 0  # safeguarding concerns that nobody has seen to in time
    unscreened: int = 0  # responses that wait for the screen
    notes: tuple[str, ...] = ()  # nothing is broken, and an operator should look


@get(
    "/health",
    summary="Is the store answering?",
    responses=refusals(503),
    opt={"open": True},
)
async def get_health(
    store: GivenStore,
    surveys: GivenSurveys,
    now: GivenNow,
) -> Health:
    """Reads from the store. 503 as problem+json when it fails. Counts, and no details."""
    for survey in surveys.values():
        if wave := survey.open_wave(london_day(now)):
            await store.count_fieldwork(survey.id, wave.id)
    late = await read_lateness(store, surveys.values(), now)
    limits = [load_duty(survey).limits.screened_minutes for survey in surveys.values()]
    behind = late.lag > timedelta(minutes=min(limits, default=1))
    notes = (helplines_note(survey, london_day(now)) for survey in surveys.values())
    return Health(
        status="degraded" if late.overdue or behind else "ok",
        overdue=late.overdue,
        unscreened=late.unscreened,
        notes=tuple(note for note in notes if note),
    )
