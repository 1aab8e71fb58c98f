"""SqlAudit: the log of who did what, over any Engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from survey_api.audit import Entry, Event, Head, Wanted, cut_event, follow
from survey_api.errors import StoreUnavailable
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_moment, to_text

_ANY_NUMBER = 2**62
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class SqlAudit:
    """An AuditStore; its docstrings are the port's, `survey_api.audit.model`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def append_event(self, event: Event, now: datetime) -> Entry:
        """Put the event behind the last entry."""
        return await self._engine.transaction(lambda: append(event, now))

    async def read_entries(self, after: int, limit: int) -> Sequence[Entry]:
        """Entries with a number greater than `after`, in order."""
        rows = await self._engine.read(sql("read_entries", after=after, limit=limit))
        return [_entry_of(row) for row in rows]

    async def read_head(self) -> Head | None:
        """The end of the log as it was noted with the last entry; None if the note is gone."""
        rows = await self._engine.read(sql("read_audit_head"))
        return Head(number=rows[0][0], hash=rows[0][1]) if rows else None

    async def read_cut(self) -> Head:
        """The last entry that was cut off the beginning of the log; 0 and '' for none."""
        rows = await self._engine.read(sql("read_audit_cut"))
        return Head(number=rows[0][0], hash=rows[0][1]) if rows else Head(number=0, hash="")

    async def cut_log(
        self, before: datetime, who: str, now: datetime, *, dry_run: bool = False
    ) -> int:
        """Cut off the entries made before a moment, log it; how many there are, or would be."""
        return await self._engine.transaction(lambda: _cut(before, who, now, dry_run))

    async def find_entries(self, wanted: Wanted, limit: int) -> Sequence[Entry]:
        """The newest entries that are wanted, newest first."""
        rows = await self._engine.read(
            sql(
                "find_entries",
                since=to_text(wanted.since or _FIRST),
                before=to_text(wanted.before or _LAST),
                who=wanted.who,
                what=wanted.what,
                below=_ANY_NUMBER if wanted.below is None else wanted.below,
                limit=limit,
            )
        )
        return [_entry_of(row) for row in rows]

    async def list_whats(self) -> Sequence[str]:
        """Every kind of thing that was done, in the order of the alphabet."""
        return [what for (what,) in await self._engine.read(sql("list_whats"))]


def append(event: Event, now: datetime) -> Work[Entry]:
    """Part of a transaction that does something worth an entry: both are stored, or neither."""
    heads = yield sql("lock_audit_head")
    if not heads:
        raise StoreUnavailable("The audit log has lost its end. Run 'survey audit verify'.")
    entry = follow(Head(number=heads[0][0], hash=heads[0][1]), event, now)
    yield sql("add_entry", **msgspec.structs.asdict(entry) | {"at": to_text(entry.at)})
    yield sql("move_audit_head", number=entry.number, hash=entry.hash)
    return entry


def _cut(before: datetime, who: str, now: datetime, dry_run: bool) -> Work[int]:
    ((last, _),) = yield sql("lock_audit_head")
    ((cut, _),) = yield sql("read_audit_cut")
    ((kept,),) = yield sql("find_audit_kept", since=to_text(before), last=last)
    number, gone = int(kept or 1) - 1, max(0, int(kept or 1) - 1 - int(cut))
    if dry_run or not gone:
        return gone
    ((digest,),) = yield sql("find_entry_hash", number=number)
    yield sql("move_audit_cut", number=number, hash=digest)
    yield sql("cut_audit", number=number)
    yield from append(cut_event(who, Head(number=number, hash=digest)), now)
    return gone


def _entry_of(row: Row) -> Entry:
    number, at, who, what, which, why, previous, digest = row
    try:
        return msgspec.convert(
            {
                "number": number, "at": to_moment(at), "who": who, "what": what,
                "which": which, "why": why, "previous": previous, "hash": digest,
            },
            Entry,
        )  # fmt: skip
    except (ValueError, TypeError):  # somebody wrote into the file by hand
        return Entry(
            number=number, at=_FIRST, who="?", what="?", which="?", why="?", previous="", hash=""
        )
