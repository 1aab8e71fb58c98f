"""SqlHealth: how a store is, over any Engine."""

from __future__ import annotations

from survey_api.errors import StoreUnavailable
from survey_api.health import Fault, Unscored
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.kinds import STORE
from survey_api.storage.migrate import load_migrations
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_moment
from survey_api.storage.words import Words

_LAYOUT = {(one.number, one.checksum) for one in load_migrations(STORE.migrations)}


class SqlHealth:
    """A HealthStore; its docstrings are the port's, `survey_api.health.store`."""

    _engine: Engine
    _untimed: Engine  # looking is no write, and would make commits look quick
    _words: Words

    async def find_fault(self) -> Fault | None:
        """What keeps the store from taking answers just now; None if nothing does."""
        try:
            layout = await self._untimed.transaction(_look)
        except StoreUnavailable:
            return Fault.STORE
        if {(number, checksum) for number, _, checksum in layout} != _LAYOUT:
            return Fault.LAYOUT
        try:
            ((last,),) = await self._engine.read(sql("last_key_used"))
            await self._words.keyring.find(last or 0)
        except StoreUnavailable:
            return Fault.KEYS
        return None

    async def count_unscored(self) -> Unscored:
        """Texts of all surveys that wait for their score."""
        ((waiting,),) = await self._engine.read(sql("count_scoring_tasks"))
        # Nearly always none: the dearer question is asked only when some do.
        oldest = await self._engine.read(sql("find_oldest_unscored")) if waiting else []
        at = oldest[0][0] if oldest else None
        return Unscored(waiting=waiting, oldest_at=to_moment(at) if at else None)


def _look() -> Work[list[Row]]:
    """In a transaction that takes the lock of a writer: a store that can only be read fails it."""
    yield sql("lock_audit_head")
    return (yield sql("find_migrations"))
