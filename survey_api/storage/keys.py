"""Where a store's keys are, and opening them: before the store, so that a wrong key stops it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from survey_api.errors import StoreUnavailable
from survey_api.sealing import Keyring, KeySource, Masters, open_keyring
from survey_api.storage.engine import Engine, Work
from survey_api.storage.migrate import apply_migrations, load_migrations
from survey_api.storage.queries import sql
from survey_api.storage.sql_keys import SqlKeys
from survey_api.storage.sqlite import KEYS_FILE, open_sqlite


class KeyPlace:
    """The files that hold the keys of a store, by default beside it."""

    def __init__(self, store: Path, keys: Path | None, source: KeySource) -> None:
        self._store = store
        self._path = keys or store.with_name(f"{store.name}.keys")
        self._masters = Masters(source, store.with_name(f"{store.name}.master"))

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
        if not self._path.exists():
            raise StoreUnavailable(f"There is no key store at '{self._path}'. Check the address.")
        async with self._engine() as engine:
            keyring = await open_keyring(SqlKeys(engine), self._masters)
            done = await keyring.rotate()
            await engine.erase_traces()
        return done, self._masters.end_rotation()

    @asynccontextmanager
    async def _engine(self) -> AsyncIterator[Engine]:
        if not self._path.exists():
            if _is_sealed(self._store):
                raise StoreUnavailable(
                    f"The key store is missing: there is no file '{self._path}'. Without it "
                    "nothing that people wrote can be read. Nothing was changed. Put it back, "
                    "then try again."
                )
            self._masters.make_file()
        self._masters.read()
        async with open_sqlite(self._path, KEYS_FILE) as engine:
            await apply_migrations(engine, load_migrations("key_migrations"))
            yield engine


async def bind(engine: Engine, keyring: Keyring) -> None:
    """Tie a store to its key store. Raises StoreUnavailable if it is tied to another or a newer."""
    bound = await engine.transaction(lambda: _bind(keyring.id))
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


def _is_sealed(store: Path) -> bool:
    """Whether the store at this path was ever sealed; False if it is no store."""
    if not store.exists():
        return False
    try:  # not mode=ro, which would leave its log behind
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True)) as found:
            return bool(found.execute("SELECT 1 FROM sealed_by").fetchall())
    except sqlite3.Error:
        return False
