"""A response as it is received: what it is stamped with, its wave, and the receipt for it."""

from __future__ import annotations

from datetime import date, datetime

from survey_api.errors import Conflict, Refused
from survey_api.questionnaire import (
    Settled,
    Survey,
    Wave,
    london_day,
)
from survey_api.responses.model import (
    Added,
    Instrument,
    Receipt,
    Response,
    make_reference,
)
from survey_api.responses.spam import Flag, long_texts
from survey_api.responses.store import ResponseStore

_ERASED = "The response with this id was erased. It is not stored again."


def make_response(
    survey: Survey,
    response_id: str,
    instrument: Instrument,
    settled: Settled,
    *,
    wave: str,
    now: datetime,
    source: str = "",
    simulated: bool = False,
    team: str = "",
    flags: tuple[Flag, ...] = (),
) -> Response:
    """The response to store, the texts set apart."""
    text_ids, scored_ids = survey.questionnaire.text_ids, survey.questionnaire.scored_ids
    answers = settled.answers
    texts = {id: str(value) for id, value in answers.items() if id in text_ids}
    return Response(
        id=response_id,
        instrument=instrument,
        wave=wave,
        answers={id: value for id, value in answers.items() if id not in text_ids},
        missing=settled.missing,
        submitted_at=now,
        texts=texts,
        to_score=tuple(id for id in texts if id in scored_ids),
        simulated=simulated,
        source=source,
        team=team,
        anonymous=survey.programme.anonymous,
        flags=flags,
        long_texts=() if simulated else long_texts(survey.programme.spam, texts),
    )


def instrument_of(survey: Survey, language: str, mode: str, helped: str = "") -> Instrument:
    """What is shown today, in this language and way."""
    return Instrument(
        survey=survey.id,
        questionnaire_version=survey.questionnaire.version,
        language=language,
        mode=mode,
        helped=helped,
    )


async def find_receipt(store: ResponseStore, response_id: str) -> Receipt | None:
    """Get the receipt of a response that was submitted before, or None if it was not."""
    submitted_at = await store.get_submitted_at(response_id)
    if submitted_at is None:
        return None
    return Receipt(
        id=response_id,
        reference=make_reference(response_id),
        secret=store.secret_of(response_id),
        submitted_at=submitted_at,
        new=False,
    )


async def receipt_of(store: ResponseStore, response: Response, added: Added) -> Receipt:
    """The receipt of a response once the store has it; of the first copy, if it had one.

    Raises Conflict for one that was erased.
    """
    if added is Added.ERASED:
        raise Conflict(_ERASED)
    stored = None if added is Added.NEW else await find_receipt(store, response.id)
    return stored or Receipt(
        id=response.id,
        reference=response.reference,
        secret=store.secret_of(response.id),
        submitted_at=response.submitted_at,
        new=True,
    )


def find_wave(survey: Survey, wave_id: str, now: datetime) -> Wave:
    """The wave that is open, on the calendar of London. Raises Refused, or NotFound."""
    today = london_day(now)
    if not wave_id:
        if found := survey.open_wave(today):
            return found
        raise Refused("This survey is not taking answers today. Nothing was stored.")
    wave = survey.wave(wave_id)
    if not wave.opens <= today <= wave.closes:
        raise Refused(
            f"Wave '{wave.id}' takes answers from {_day(wave.opens)} to {_day(wave.closes)}. "
            "Nothing was stored."
        )
    return wave


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
