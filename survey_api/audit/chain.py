"""The chain: each entry's hash covers the one before, so that no entry can be changed alone."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import msgspec

from survey_api.audit.model import AuditStore, Entry, Event, Head
from survey_api.lines import one_line

LONGEST = 2000  # characters of one field
CUT = "cut the audit log"


async def record(store: AuditStore, event: Event, now: datetime) -> Entry:
    """Write the event into the log, and get its entry once it is synced to disk.

    Call it before what is read leaves the house: what cannot be logged is not shown. Raises
    StoreUnavailable.
    """
    return await store.append_event(event, now)


def follow(head: Head, event: Event, now: datetime) -> Entry:
    """The entry of an event behind the head of a log."""
    entry = Entry(
        number=head.number + 1,
        at=now.astimezone(UTC),
        who=_plain(event.who),
        what=_plain(event.what),
        which=_plain(event.which),
        why=_plain(event.why),
        previous=head.hash,
        hash="",
    )
    return msgspec.structs.replace(entry, hash=hash_of(entry))


def cut_event(who: str, cut: Head) -> Event:
    """What the log says of its own beginning being cut off, up to the entry `cut`."""
    return Event(who=who, what=CUT, which=f"entries up to {cut.number}: {cut.hash}")


def hash_of(entry: Entry) -> str:
    """SHA-256 over the entry as JSON in one form: keys sorted, no spaces, UTF-8.

    Its number is not in it: where it stands follows from `previous`.
    """
    said = {
        "at": entry.at,
        "previous": entry.previous,
        "what": entry.what,
        "which": entry.which,
        "who": entry.who,
        "why": entry.why,
    }
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def _plain(text: str) -> str:
    """One line that can be stored and shown anywhere, not too long."""
    return one_line(text[: 2 * LONGEST])[:LONGEST]
