"""Whole responses sent at once, by a program or from a file: checked, and stored."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from survey_api.errors import Conflict, Refused
from survey_api.questionnaire import (
    Problem,
    Problems,
    Settled,
    Survey,
    check_answers,
    needs_code,
)
from survey_api.responses.model import (
    Added,
    Instrument,
    Receipt,
    Response,
)
from survey_api.responses.receiving import (
    find_wave,
    instrument_of,
    make_response,
    receipt_of,
)
from survey_api.responses.store import ResponseStore
from survey_api.responses.team import WHAT_IT_IS, read_team

_CONFLICT = (
    "Another response has been stored under this id. It was left as it is. "
    "Send this one under a new id."
)
_NO_CODE = "This survey needs a code to be sent. Nothing was stored."
_CODE_GONE = "Answers were sent with this code before, or there is none such. Nothing was stored."


async def submit_response(
    store: ResponseStore,
    survey: Survey,
    response_id: str,
    *,
    language: str,
    mode: str,
    answers: Mapping[str, msgspec.Raw],
    now: datetime,
    wave: str = "",
    source: str = "",
    simulated: bool = False,
    team: str = "",
    helped: str = "",
    sent_at: datetime | None = None,
    code: str | None = None,
) -> Receipt | Problems:
    """Get the receipt of a whole response sent at once; or everything that is wrong with it.

    response_id: a UUID. wave, team, helped: '' for today's, none. sent_at: when whoever collected
    it got it, which tells its wave. code: its mark, '' for none; None: nobody is asked. A repeat
    gives the first receipt. Raises Conflict for another body or an erased one, and Refused.
    """
    shown, at = instrument_of(survey, language, mode, helped), sent_at or now
    checked = _check(survey, response_id, shown, team, answers, at, code)
    if isinstance(checked, Problems):
        return checked
    own_id = str(uuid.UUID(response_id))
    response = make_response(
        survey,
        own_id,
        shown,
        checked,
        wave=await _wave_for(store, survey, own_id, wave, at),
        now=now,
        source=source,
        simulated=simulated,
        team=read_team(team),
    )
    return await _add(store, response, code or "")


async def _add(store: ResponseStore, response: Response, code: str) -> Receipt | Problems:
    """The receipt of a response that must be the one under its id. Raises Conflict."""
    if (added := await store.add_response(response, code)) is Added.CODE_GONE:
        return _wrong_code(_CODE_GONE)
    if added is Added.CONFLICT:
        raise Conflict(_CONFLICT)
    return await receipt_of(store, response, added)


async def try_response(
    store: ResponseStore,
    survey: Survey,
    response_id: str,
    *,
    language: str,
    mode: str,
    answers: Mapping[str, msgspec.Raw],
    sent_at: datetime,
) -> bool | Problems:
    """Whether a response would be new; or everything that is wrong with it. Nothing is stored.

    One that is there already is not compared. Raises Refused when no wave takes it.
    """
    shown = instrument_of(survey, language, mode)
    checked = _check(survey, response_id, shown, "", answers, sent_at, None)
    if isinstance(checked, Problems):
        return checked
    own_id = str(uuid.UUID(response_id))
    await _wave_for(store, survey, own_id, "", sent_at)
    return await store.get_submitted_at(own_id) is None


async def _wave_for(
    store: ResponseStore, survey: Survey, response_id: str, wave: str, now: datetime
) -> str:
    """The wave this response belongs to; for one we have already, any name does.

    Raises Refused when no wave takes it, unless it is a repeat: that was taken in its time.
    """
    try:
        return find_wave(survey, wave, now).id
    except Refused:
        if await store.get_submitted_at(response_id) is None:
            raise
        return wave


def _check(
    survey: Survey,
    response_id: str,
    instrument: Instrument,
    team: str,
    answers: Mapping[str, msgspec.Raw],
    now: datetime,
    code: str | None,
) -> Settled | Problems:
    """The answers as they are kept; or everything that is wrong with them and around them."""
    around = tuple(_check_around(survey, response_id, instrument, team))
    checked = check_answers(survey, answers, now)
    if isinstance(checked, Problems):
        return Problems(problems=(*around, *checked.problems))
    if around:
        return Problems(problems=around)
    return _wrong_code(_NO_CODE) if code == "" and needs_code(survey, checked.answers) else checked


def _wrong_code(message: str) -> Problems:
    return Problems(problems=(Problem(item="", field="code", message=message),))


def _check_around(
    survey: Survey, response_id: str, shown: Instrument, team: str
) -> Iterator[Problem]:
    """What is wrong around the answers; `field` names the part of the request."""
    programme = survey.programme
    if not _is_uuid(response_id):
        example = "0b8e1c52-6f0f-4a39-9d0b-3f6c9a1e7d24"
        yield Problem(item="", field="id", message=f"The id must be a UUID, e.g. {example}.")
    if shown.language not in programme.languages:
        known = ", ".join(programme.languages)
        yield Problem(item="", field="language", message=f"The languages are: {known}.")
    if shown.mode not in programme.modes:
        known = ", ".join(programme.modes)
        yield Problem(item="", field="mode", message=f"The modes are: {known}.")
    if team and not read_team(team):
        yield Problem(item="", field="team", message=WHAT_IT_IS)
    if shown.helped and shown.helped not in programme.helpers:
        known = ", ".join(programme.helpers) or "none"
        yield Problem(item="", field="helped", message=f"The helpers are: {known}.")


def _is_uuid(text: str) -> bool:
    """In its usual form of five groups; Python alone would also take braces and no hyphens."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
