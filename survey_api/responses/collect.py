"""From a first page to a receipt: drafts, their pages, and submitting."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec

from survey_api.errors import Conflict, Refused
from survey_api.questionnaire import (
    Answers,
    Page,
    Problem,
    Problems,
    Settled,
    Survey,
    Wave,
    check_answers,
    london_day,
    parse_page,
    settle,
)
from survey_api.responses.episodes import own_team
from survey_api.responses.model import (
    Added,
    Draft,
    Instrument,
    Receipt,
    Response,
    make_reference,
)
from survey_api.responses.spam import Flag, flags_of, long_texts
from survey_api.responses.store import ResponseStore
from survey_api.responses.team import WHAT_IT_IS, read_team

_CONFLICT = (
    "Another response has been stored under this id. It was left as it is. "
    "Send this one under a new id."
)
_ERASED = "The response with this id was erased. It is not stored again."


async def begin_response(
    store: ResponseStore,
    survey: Survey,
    *,
    language: str,
    mode: str,
    answers: Answers,
    now: datetime,
    team: str = "",
    helped: str = "",
) -> Draft:
    """Get a new draft, stored: called once the gate pages are passed.

    team: the code in the link that was used; what is no code counts as none. helped: who helps to
    answer, if an interviewer enters it. The draft's id is random and hard to guess, and becomes
    the response's. Raises Refused when no wave takes answers today.
    """
    draft = Draft(
        id=str(uuid.uuid4()),
        instrument=_instrument(survey, language, mode, helped),
        wave=_find_wave(survey, "", now).id,
        answers=answers,
        page="",
        begun_at=now,
        saved_at=now,
        team=read_team(team),
    )
    await store.save_draft(draft)
    return draft


async def save_page(
    store: ResponseStore,
    survey: Survey,
    draft: Draft,
    page: Page,
    form: Mapping[str, Sequence[str]],
    now: datetime,
) -> Draft | Problems:
    """Get the draft with this page's answers, stored; or what has to be put right, nothing stored.

    An item left empty loses the answer it had. Answers further on stay, even where this page's
    new answer takes the way past them: they come back if the mind is changed back, and are
    dropped at submit if not.
    """
    parsed = parse_page(survey, page, form, draft.answers, now, draft.instrument.language)
    if isinstance(parsed, Problems):
        return parsed
    here = {item.id for item in page.items}
    elsewhere = {item: value for item, value in draft.answers.items() if item not in here}
    answers, at = elsewhere | parsed, _next_moment(draft, now)
    saved = msgspec.structs.replace(draft, answers=answers, page=page.id, saved_at=at)
    await store.save_draft(saved)
    return saved


async def empty_draft(store: ResponseStore, draft_id: str, now: datetime) -> None:
    """Wipe the answers of a draft whose owner has left; its last page counts as a break-off.

    A page that was on its way and is older than `now` no longer brings answers back.
    """
    if draft := await store.get_draft(draft_id):
        at = _next_moment(draft, now)
        await store.save_draft(msgspec.structs.replace(draft, answers={}, saved_at=at))


async def change_language(
    store: ResponseStore, draft: Draft, language: str, now: datetime
) -> Draft:
    """Get the draft, stored, to go on in another language; its answers stay as they are."""
    instrument = msgspec.structs.replace(draft.instrument, language=language)
    at = _next_moment(draft, now)
    changed = msgspec.structs.replace(draft, instrument=instrument, saved_at=at)
    await store.save_draft(changed)
    return changed


def _next_moment(draft: Draft, now: datetime) -> datetime:
    """When a draft is saved again: never before it was, whatever the clock says meanwhile.

    The store keeps the newer copy, and a clock may step back, or be another server's.
    """
    return max(now, draft.saved_at)


async def submit_draft(
    store: ResponseStore, survey: Survey, draft: Draft, now: datetime, *, trapped: bool = False
) -> Receipt:
    """Get the receipt, once the response is on disk and its draft gone.

    trapped: whether a field was filled in that no person sees; the response is flagged then.

    A draft that was submitted already gives the receipt of that time: the first copy stands. A
    draft begun while its wave was open may be submitted after it has closed. Raises Conflict if
    the response was erased meanwhile.
    """
    response = _response(
        survey,
        draft.id,
        draft.instrument,
        settle(survey.questionnaire, draft.answers),
        wave=draft.wave,
        now=now,
        team=draft.team or own_team(survey.questionnaire, draft),
        flags=flags_of(survey.programme.spam, draft.begun_at, now, trapped=trapped),
    )
    return await _receipt(store, response, await store.add_response(response))


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
) -> Receipt | Problems:
    """Get the receipt of a whole response sent at once; or everything that is wrong with it.

    response_id: a UUID the caller made. wave: one that is open; '' for today's. team: the code of a
    home, school or unit. helped: one of the survey's helpers. sent_at: when whoever collected it
    got it, which tells its wave. The same body again is harmless and gives the first receipt.
    Raises Conflict for another body under the id or an erased one, Refused when no wave takes it.
    """
    instrument, at = _instrument(survey, language, mode, helped), sent_at or now
    checked = _check(survey, response_id, instrument, team, answers, at)
    if isinstance(checked, Problems):
        return checked
    own_id = str(uuid.UUID(response_id))
    response = _response(
        survey,
        own_id,
        instrument,
        checked,
        wave=await _wave_for(store, survey, own_id, wave, at),
        now=now,
        source=source,
        simulated=simulated,
        team=read_team(team),
    )
    return await _add(store, response)


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
    checked = _check(
        survey, response_id, _instrument(survey, language, mode, ""), "", answers, sent_at
    )
    if isinstance(checked, Problems):
        return checked
    own_id = str(uuid.UUID(response_id))
    await _wave_for(store, survey, own_id, "", sent_at)
    return await store.get_submitted_at(own_id) is None


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


async def _add(store: ResponseStore, response: Response) -> Receipt:
    """The receipt of a response that must be the one under its id. Raises Conflict."""
    added = await store.add_response(response)
    if added is Added.CONFLICT:
        raise Conflict(_CONFLICT)
    return await _receipt(store, response, added)


async def _receipt(store: ResponseStore, response: Response, added: Added) -> Receipt:
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


def _response(
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


def _instrument(survey: Survey, language: str, mode: str, helped: str) -> Instrument:
    return Instrument(
        survey=survey.id,
        questionnaire_version=survey.questionnaire.version,
        language=language,
        mode=mode,
        helped=helped,
    )


async def _wave_for(
    store: ResponseStore, survey: Survey, response_id: str, wave: str, now: datetime
) -> str:
    """The wave this response belongs to; for one we have already, any name does.

    Raises Refused when no wave takes it, unless it is a repeat: that was taken in its time.
    """
    try:
        return _find_wave(survey, wave, now).id
    except Refused:
        if await store.get_submitted_at(response_id) is None:
            raise
        return wave


def _find_wave(survey: Survey, wave_id: str, now: datetime) -> Wave:
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


def _check(
    survey: Survey,
    response_id: str,
    instrument: Instrument,
    team: str,
    answers: Mapping[str, msgspec.Raw],
    now: datetime,
) -> Settled | Problems:
    """The answers as they are kept; or everything that is wrong with them and around them."""
    around = tuple(_check_around(survey, response_id, instrument, team))
    checked = check_answers(survey, answers, now)
    if isinstance(checked, Problems):
        return Problems(problems=(*around, *checked.problems))
    return Problems(problems=around) if around else checked


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
