"""The log of who did what: its entries, and what it asks of a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from survey_api.record import Record

OURSELVES = "the program"  # who, where nobody asked for it
NOBODY = "nobody signed in"  # who, where a name was typed that is no account's


class Event(Record, kw_only=True):
    """Something that somebody did, said in words. None of them may quote an answer.

    `who`: the account's name, or who else acted, e.g. "worker". `what`: one of few short phrases
    in the past tense, e.g. "opened a text", so that it can be searched for. `which`: what it was
    done to, by its id or address. `why`: the reason that was given, '' where none is asked for.
    """

    who: str
    what: str
    which: str = ""
    why: str = ""


class Entry(Record, kw_only=True):
    """An event as it stands in the log. `previous`: the hash of the entry before it.

    `hash` covers everything but `number`: SHA-256 in hexadecimal digits. Numbers count from 1.
    """

    number: int
    at: datetime
    who: str
    what: str
    which: str
    why: str
    previous: str
    hash: str


class Head(Record, kw_only=True):
    """The end of the log: the number and hash of its last entry; 0 and '' while there is none."""

    number: int
    hash: str


class Wanted(Record, kw_only=True):
    """Which entries to list; what is left out is not asked for.

    `since` is the first moment, `before` the first one no longer wanted. `below`: a number that
    entries stay under, to read on from an earlier list.
    """

    since: datetime | None = None
    before: datetime | None = None
    who: str = ""
    what: str = ""
    below: int | None = None


class AuditStore(Protocol):
    """A home for the log. Entries are added and read, and cut off when their time is up.

    There is no way to change one, or to remove one from the middle.

    Every method raises StoreUnavailable if the store fails.
    """

    async def append_event(self, event: Event, now: datetime) -> Entry:
        """Put the event behind the last entry, in one transaction, synced when this returns."""
        ...

    async def read_entries(self, after: int, limit: int) -> Sequence[Entry]:
        """Entries with a number greater than `after`, in order.

        One that cannot be read has no hash, which no entry that was written lacks.
        """
        ...

    async def read_head(self) -> Head | None:
        """The end of the log as it was noted with the last entry; None if the note is gone."""
        ...

    async def read_cut(self) -> Head:
        """The last entry that was cut off the beginning of the log; 0 and '' for none."""
        ...

    async def cut_log(
        self, before: datetime, who: str, now: datetime, *, dry_run: bool = False
    ) -> int:
        """Cut off the entries made before a moment, log it; how many there are, or would be.

        The last entry stays, and one that was made before a moment behind one that was not.
        """
        ...

    async def find_entries(self, wanted: Wanted, limit: int) -> Sequence[Entry]:
        """The newest entries that are wanted, newest first."""
        ...

    async def list_whats(self) -> Sequence[str]:
        """Every kind of thing that was done, in the order of the alphabet."""
        ...
