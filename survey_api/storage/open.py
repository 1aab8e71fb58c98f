"""open_store: from an address such as `sqlite:///survey.db` to a Store ready for use."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from survey_api.errors import BadInput, StoreUnavailable
from survey_api.record import Record
from survey_api.releases import Store
from survey_api.sealing import KeySource
from survey_api.storage.engine import Engine
from survey_api.storage.keys import KeyPlace, bind
from survey_api.storage.migrate import Migration, apply_migrations, load_migrations
from survey_api.storage.seal_plain import seal_plain
from survey_api.storage.sql_contacts import SqliteContacts
from survey_api.storage.sql_erasure import finish_erasures
from survey_api.storage.sql_store import SqlStore
from survey_api.storage.sqlite import open_sqlite
from survey_api.storage.words import Words

_SQLITE = "sqlite:///"


class Rotated(Record, kw_only=True):
    """What rotating the keys came to."""

    keys: int  # wrapped anew
    old_gone: bool  # False: the old master key is still in SURVEY_KEY, and can be taken out now


_IN_FILES = KeySource()  # beside the store, where no settings say otherwise


@asynccontextmanager
async def open_store(
    url: str, source: KeySource = _IN_FILES, *, create: bool = True
) -> AsyncIterator[Store]:
    """The store at this address, with all migrations applied; closed at the end.

    source: where its keys are. create: whether a missing store is made. Verbs that only read say
    False, so that a misspelt address is an error and not an empty store. What was stored before
    words were sealed is sealed now, and erasures that were interrupted are finished. Raises
    BadInput if an address or the master key is not understood, StoreUnavailable if the store or
    its keys are missing, read-only, of a newer version, or not ours.
    """
    async with _open(url, source, create=create) as (engine, words, _):
        yield SqlStore(engine, partial(open_store, url, source, create=False), words)


async def migrate(url: str, source: KeySource = _IN_FILES) -> list[str]:
    """Bring the store up to date, making it if need be; the migrations that were missing.

    Each as '0001 initial'. Raises as `open_store` does.
    """
    async with _open(url, source, create=True) as (_, _, applied):
        return [f"{migration.number:04} {migration.name}" for migration in applied]


async def rotate_keys(url: str, source: KeySource = _IN_FILES) -> Rotated:
    """Wrap every key of the store anew under a new master key. Killed, it can be run again.

    The store itself is not touched, and may be in use. Raises BadInput if there is no place for a
    new master key, Refused if another rotation is under way, StoreUnavailable as `open_store`.
    """
    _engine_at(url, create=False)  # raises what is wrong with the address
    keys, old_gone = await _key_place(url, source).rotate()
    return Rotated(keys=keys, old_gone=old_gone)


@asynccontextmanager
async def _open(
    url: str, source: KeySource, *, create: bool
) -> AsyncIterator[tuple[Engine, Words, Sequence[Migration]]]:
    opening = _engine_at(url, create=create)
    # The keys come first: with a wrong one not even an empty store is made.
    async with _key_place(url, source).open() as keyring, opening as engine:
        applied = await apply_migrations(engine, load_migrations())
        await bind(engine, keyring)
        words = Words(engine, keyring)
        await finish_erasures(engine, words, datetime.now(UTC))
        await seal_plain(engine, keyring)
        yield engine, words, applied


def contacts_at(store: str, url: str, source: KeySource) -> SqliteContacts:
    """Where contacts are kept: at `url`, or beside the store's file if it is ''. Raises BadInput.

    source: their master key, which is not the store's.
    """
    if not url and not store.startswith(_SQLITE):
        raise BadInput("Set SURVEY_CONTACTS: this store has no place for contacts beside it.")
    return SqliteContacts(_sqlite_path(url or f"{store}.contacts", create=True), source)


def _engine_at(url: str, *, create: bool) -> AbstractAsyncContextManager[Engine]:
    """An engine over this address, not opened yet. Raises what is wrong with the address."""
    # A new engine gets its line here.
    return open_sqlite(_sqlite_path(url, create=create))


def _key_place(url: str, source: KeySource) -> KeyPlace:
    """Beside the store's file, unless the source says where. Raises BadInput."""
    _, file, name = url.partition(":///")
    if not file and not (source.keys and (source.key or source.key_file)):
        raise BadInput("Set SURVEY_KEYS and SURVEY_KEY_FILE: this store has no place for its keys.")
    keys = _sqlite_path(source.keys, create=True) if source.keys else None
    return KeyPlace(Path(name), keys, source)


def _sqlite_path(url: str, *, create: bool) -> Path:
    name = url.removeprefix(_SQLITE)
    if name == url or not name or name.startswith(":"):
        raise BadInput(
            f"The store address beginning '{url[:8]}' is not understood. Write sqlite:///survey.db "
            "for a file in this folder, or sqlite:////data/survey.db for a file anywhere."
        )
    path = Path(name)
    if not path.parent.is_dir():
        raise StoreUnavailable(
            f"There is no folder '{path.parent}' for the store. Make it, then try again."
        )
    if path.is_dir():
        raise StoreUnavailable(f"'{path}' is a folder. The store must be a file.")
    if not create and not path.exists():
        raise StoreUnavailable(
            f"There is no store at '{path}'. Check the address, or make one with 'survey migrate'."
        )
    if create and path.exists() and not os.access(path, os.W_OK):
        raise StoreUnavailable(f"'{path}' is read-only: nothing could be stored in it.")
    return path
