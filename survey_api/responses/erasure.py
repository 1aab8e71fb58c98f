"""What a respondent can ask for later: a copy of everything that is held, and its erasure."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from survey_api.audit import AuditStore, Event, record
from survey_api.errors import NotFound
from survey_api.responses.held import Erasure, Held
from survey_api.responses.model import plain_reference
from survey_api.responses.store import ResponseStore

RESPONDENT = "respondent"  # who, in the audit log, where somebody acts on their own answers


class LoggedStore(ResponseStore, AuditStore, Protocol):
    """Where responses are, and the log of who did what to them."""


async def erase_response(
    store: LoggedStore, reference: str, now: datetime, *, by: str, why: str = ""
) -> Erasure:
    """Erase a response by its reference, as it was typed: its key first, then all that is held.

    by, why: for the audit log, which has its entry in the commit that erases. Killed on the way,
    it is finished when the store is next opened. Raises NotFound if there was never such a
    response here.
    """
    plain = plain_reference(reference)
    event = Event(who=by, what="erased a response", which=store.mark_of(plain), why=why)
    erased = await store.erase(plain, event, now) if plain else None
    if erased is None:
        raise _unknown(reference)
    return erased


async def read_held(store: LoggedStore, reference: str, now: datetime, *, by: str) -> Held:
    """Get everything held about a response, by its reference as it was typed. Raises NotFound.

    by: who reads it, for the audit log.
    """
    plain = plain_reference(reference)
    held = await store.read_held(plain) if plain else None
    if held is None:
        raise _unknown(reference)
    event = Event(who=by, what="copied all that is held", which=store.mark_of(plain))
    await record(store, event, now)
    return held


async def owner_reference(store: ResponseStore, reference: str, secret: str) -> str | None:
    """Get the reference as it is kept, if this is its secret, both as typed; else None.

    None says nothing of which of the two is wrong.
    """
    plain = plain_reference(reference)
    response_id = await store.find_response(plain)
    fits = store.fits_secret(response_id or "", secret)  # as long for a reference nobody has
    return plain if response_id is not None and fits else None


def _unknown(reference: str) -> NotFound:
    return NotFound(f"There is no response with the reference '{reference[:30]}'.")
