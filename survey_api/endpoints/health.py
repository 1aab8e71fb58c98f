"""Is this process able to take and show answers?"""

from __future__ import annotations

from litestar import get

from survey_api.endpoints.given import GivenNow, GivenStore, GivenSurveys
from survey_api.questionnaire import helplines_note, london_day
from survey_api.record import Record


class Health(Record, kw_only=True):
    """What was tried just now."""

    status: str
    notes: tuple[str, ...] = ()  # nothing is broken, and an operator should look


@get("/health", summary="Is the store answering?", opt={"open": True})
async def get_health(
    store: GivenStore,
    surveys: GivenSurveys,
    now: GivenNow,
) -> Health:
    """Reads from the store. 503 as problem+json when it fails."""
    for survey in surveys.values():
        if wave := survey.open_wave(london_day(now)):
            await store.count_fieldwork(survey.id, wave.id)
    notes = (helplines_note(survey, london_day(now)) for survey in surveys.values())
    return Health(status="ok", notes=tuple(note for note in notes if note))
