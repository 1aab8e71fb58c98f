"""What a safeguarding lead does about a concern. Each step is kept, and stands in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from survey_api.access import Account, Right, require
from survey_api.audit import AuditStore, Event, record
from survey_api.errors import BadInput, NotFound
from survey_api.lines import one_line
from survey_api.safeguarding.duty import Duty
from survey_api.safeguarding.model import (
    CLOSED,
    NOTED,
    READ,
    REFERRED,
    TAKEN,
    Acted,
    Case,
    Written,
)
from survey_api.safeguarding.store import SafeguardingStore

LONGEST_NOTE = 1000  # characters

_SAID = {
    TAKEN: "took a concern",
    READ: "opened a text",
    REFERRED: "referred a concern",
    NOTED: "noted something on a concern",
    CLOSED: "closed a concern",
}


class _Stores(SafeguardingStore, AuditStore, Protocol):
    """Both ports in one, as `open_store` opens them."""


async def record_opening(store: AuditStore, case: Case, by: Account, now: datetime) -> None:
    """Write into the log that somebody looked at a concern, without its words."""
    require(by, Right.TRIAGE)
    event = Event(who=by.name, what="opened a concern", which=case.concern.reference)
    await record(store, event, now)


async def take_concern(store: _Stores, case: Case, by: Account, now: datetime) -> None:
    """Make it theirs; a closed one is open again."""
    await _act(store, case, by, now, TAKEN)


async def open_words(
    store: _Stores, case: Case, by: Account, reason: str, now: datetime
) -> Sequence[Written]:
    """What was written, once the reason for reading it is in the log.

    Raises BadInput without a reason, NotAllowed for an account without the right.
    """
    require(by, Right.OPEN_ORIGINAL)
    await _act(store, case, by, now, READ, note=_said(reason, "Say why you need to read it."))
    return await store.read_words(case.concern.response_id)


async def refer_concern(
    store: _Stores,
    case: Case,
    by: Account,
    *,
    service: str,
    borough: str,
    boroughs: Collection[str],
    note: str,
    duty: Duty,
    now: datetime,
) -> None:
    """Note that somebody told the children's services of a borough. Nothing is sent from here."""
    if service not in duty.services or borough not in boroughs:
        raise BadInput("Say which service you told, and of which borough.")
    await _act(
        store, case, by, now, REFERRED, note=_short(note), service=service, borough=borough
    )  # fmt: skip


async def note_concern(store: _Stores, case: Case, by: Account, note: str, now: datetime) -> None:
    """Keep something beside it. Raises BadInput for nothing."""
    await _act(store, case, by, now, NOTED, note=_said(note, "Write what you want to note."))


async def close_concern(
    store: _Stores, case: Case, by: Account, *, outcome: str, note: str, duty: Duty, now: datetime
) -> None:
    """Say how it ended. Raises BadInput without an outcome and a note."""
    if outcome not in [each.code for each in duty.outcomes]:
        raise BadInput("Say how it ended.")
    said = _said(note, "Write down how it ended, for whoever looks later.")
    await _act(store, case, by, now, CLOSED, note=said, outcome=outcome)


async def _act(
    store: _Stores,
    case: Case,
    by: Account,
    now: datetime,
    what: str,
    *,
    note: str = "",
    service: str = "",
    borough: str = "",
    outcome: str = "",
) -> None:
    """Write it into the log, then beside the concern: what cannot be logged is not done."""
    require(by, Right.TRIAGE)
    acted = Acted(
        response_id=case.concern.response_id,
        what=what,
        who=by.name,
        at=now,
        note=note,
        service=service,
        borough=borough,
        outcome=outcome,
    )
    # A note may tell what somebody wrote, so only the reason for reading goes into the log.
    why = note if what == READ else " ".join(filter(None, (service, borough, outcome)))
    event = Event(who=by.name, what=_SAID[what], which=case.concern.reference, why=why)
    await record(store, event, now)
    if not await store.add_act(acted):
        raise NotFound("This concern is gone: the response was erased.")


def _said(text: str, missing: str) -> str:
    said = _short(text)
    if not said:
        raise BadInput(missing)
    return said


def _short(text: str) -> str:
    said = one_line(text)
    if len(said) > LONGEST_NOTE:
        raise BadInput(f"That has {len(said):,} characters; {LONGEST_NOTE:,} are kept.")
    return said
