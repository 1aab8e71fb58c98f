"""Where a store's keys are, and opening them: before the store, so that a wrong key stops it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from survey_api.errors import StoreUnavailable
from survey_api.sealing import Keyring, Masters, open_keyring
from survey_api.storage.engine import Engine, Work
from survey_api.storage.migrate import bring_up_to_date
from survey_api.storage.places import Place
from survey_api.storage.queries import sql
from survey_api.storage.sql_keys import SqlKeys


class KeyPlace:
    """The keys of what is at another place: a database of their own, under a master key."""

    def __init__(self, sealed: Place, keys: Place, masters: Masters) -> None:
        self._sealed = sealed
        self._keys = keys
        self._masters = masters

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Keyring]:
        """The keyring; an empty key store is made for a store that has none.

        Raises StoreUnavailable if the master key or the key store is missing, damaged or another
        one, BadInput if the key is none; then nothing was written.
        """
        async with self._engine() as engine:
            keyring = await open_keyring(SqlKeys(engine), self._masters)
            try:
                yield keyring
            finally:
                await keyring.close()

    async def rotate(self) -> tuple[int, bool]:
        """How many keys were wrapped anew, and whether the old master key is gone with it."""
        if not await self._keys.is_there(create=False):
            raise StoreUnavailable(
                f"There is no key store at '{self._keys.name}'. Check the address."
            )
        async with self._engine() as engine:
            keyring = await open_keyring(SqlKeys(engine), self._masters)
            done = await keyring.rotate()
            await engine.erase_traces()
        return done, self._masters.end_rotation()

    @asynccontextmanager
    async def _engine(self) -> AsyncIterator[Engine]:
        if not await self._keys.is_there(create=True):
            if await self._sealed.is_sealed():
                raise StoreUnavailable(
                    f"The key store is missing: there is none at '{self._keys.name}'. Without it "
                    "nothing that people wrote can be read. Nothing was changed. Put it back, "
                    "then try again."
                )
            self._masters.make_file()
        self._masters.read()
        async with self._keys.open() as engine:
            await bring_up_to_date(engine, self._keys.kind)
            yield engine


async def bind(engine: Engine, keyring: Keyring) -> None:
    """Tie a store to its key store. Raises StoreUnavailable if it is tied to another or a newer."""
    bound = await engine.transaction(lambda: _bind(keyring.id), alone=["sealed_by"])
    if bound != keyring.id:
        raise StoreUnavailable(
            "This key store belongs to another store. Nothing was read or stored. "
            "Bring back the key store that belongs to this one."
        )
    ((last,),) = await engine.read(sql("last_key_used"))
    if last is not None:
        await keyring.check_reaches(last)


def _bind(key_store: str) -> Work[str]:
    yield sql("set_sealed_by", key_store=key_store)
    ((bound,),) = yield sql("get_sealed_by")
    return str(bound)
