"""From a first page to a receipt: drafts, their pages, and submitting."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from survey_api.questionnaire import (
    Answers,
    Page,
    Problems,
    Survey,
    parse_page,
    settle,
)
from survey_api.responses.episodes import own_team
from survey_api.responses.model import (
    Added,
    Draft,
    Receipt,
    Response,
)
from survey_api.responses.receiving import (
    find_wave,
    instrument_of,
    make_response,
    receipt_of,
)
from survey_api.responses.spam import flags_of
from survey_api.responses.store import ResponseStore
from survey_api.responses.team import read_team

_TICK = timedelta(microseconds=1)  # what moments are stored to


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
        instrument=instrument_of(survey, language, mode, helped),
        wave=find_wave(survey, "", now).id,
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
    newer = await _store(store, saved, draft)
    return saved if newer is None else await save_page(store, survey, newer, page, form, now)


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
    newer = await _store(store, changed, draft)
    return changed if newer is None else await change_language(store, newer, language, now)


async def join_team(store: ResponseStore, draft: Draft, team: str, now: datetime) -> Draft:
    """Get the draft, stored, as one of a home, school or unit; one that has a team keeps it."""
    if draft.team or not read_team(team):
        return draft
    joined = msgspec.structs.replace(draft, team=read_team(team), saved_at=_next_moment(draft, now))
    newer = await _store(store, joined, draft)
    return joined if newer is None else await join_team(store, newer, team, now)


async def _store(store: ResponseStore, changed: Draft, draft: Draft) -> Draft | None:
    """Store what was made of a draft, and get None; or the copy another device saved meanwhile.

    None as well where there is nothing to go on with: it was sent, or its owner left and wiped it.
    """
    if await store.save_draft(changed, seen=draft.saved_at):
        return None
    newer = await store.get_draft(draft.id)
    if newer is None or newer.saved_at == draft.saved_at or (draft.answers and not newer.answers):
        return None
    return newer


def _next_moment(draft: Draft, now: datetime) -> datetime:
    """When a draft is saved again: always after it was, whatever the clock says meanwhile.

    The store keeps the newer copy, and a clock may step back, or be another server's.
    """
    return max(now, draft.saved_at + _TICK)


async def submit_draft(
    store: ResponseStore, survey: Survey, draft: Draft, now: datetime, *, trapped: bool = False
) -> Receipt:
    """Get the receipt, once the response is on disk and its draft gone.

    trapped: whether a field was filled in that no person sees; the response is flagged then.

    A draft that was submitted already gives the receipt of that time: the first copy stands. A
    draft begun while its wave was open may be submitted after it has closed. Raises Conflict if
    the response was erased meanwhile.
    """
    response = _drafted(survey, draft, now, trapped)
    return await receipt_of(store, response, await store.add_response(response))


async def submit_with_code(
    store: ResponseStore,
    survey: Survey,
    draft: Draft,
    code: str,
    now: datetime,
    *,
    trapped: bool = False,
) -> Receipt | None:
    """Get the receipt as `submit_draft` does, a single-use code used up by the same commit.

    code: what stands for it. None if answers were sent with it meanwhile or there is none such:
    then nothing was stored and the draft is as it was. A draft that was submitted already gives
    its receipt, whatever became of the code.
    """
    response = _drafted(survey, draft, now, trapped)
    added = await store.add_response(response, code)
    return None if added is Added.CODE_GONE else await receipt_of(store, response, added)


def _drafted(survey: Survey, draft: Draft, now: datetime, trapped: bool) -> Response:
    """The response that a draft becomes."""
    return make_response(
        survey,
        draft.id,
        draft.instrument,
        settle(survey.questionnaire, draft.answers),
        wave=draft.wave,
        now=now,
        team=draft.team or own_team(survey.questionnaire, draft),
        flags=flags_of(survey.programme.spam, draft.begun_at, now, trapped=trapped),
    )
