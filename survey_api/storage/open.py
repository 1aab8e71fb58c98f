"""open_store: from an address such as `sqlite:///survey.db` to a Store ready for use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from survey_api.errors import BadInput, StoreUnavailable
from survey_api.record import Record
from survey_api.releases import Store
from survey_api.sealing import KeySource, Masters
from survey_api.storage.engine import Engine
from survey_api.storage.keys import KeyPlace, bind
from survey_api.storage.kinds import CONTACTS, KEYS, STORE
from survey_api.storage.migrate import Migration, bring_up_to_date
from survey_api.storage.places import SQLITE, Place, place_at
from survey_api.storage.seal_plain import seal_plain
from survey_api.storage.sql_contacts import ContactsAt
from survey_api.storage.sql_erasure import finish_erasures
from survey_api.storage.sql_store import SqlStore
from survey_api.storage.sqlite_place import SqlitePlace
from survey_api.storage.words import Words


class Rotated(Record, kw_only=True):
    """What rotating the keys came to."""

    keys: int  # wrapped anew
    old_gone: bool  # False: the old master key is still in SURVEY_KEY, and can be taken out now


_IN_FILES = KeySource()  # beside the store, where no settings say otherwise
_KEY_SETTINGS = {
    STORE: "SURVEY_KEYS and SURVEY_KEY_FILE",
    CONTACTS: "SURVEY_CONTACTS_KEYS and SURVEY_CONTACTS_KEY_FILE",
}


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
    place = place_at(url)
    await _look(place, create=False)
    keys, old_gone = await key_place(place, source).rotate()
    return Rotated(keys=keys, old_gone=old_gone)


@asynccontextmanager
async def _open(
    url: str, source: KeySource, *, create: bool
) -> AsyncIterator[tuple[Engine, Words, Sequence[Migration]]]:
    place = place_at(url)
    keys = key_place(place, source)
    await _look(place, create=create)
    # The keys come first: with a wrong one not even an empty store is made.
    async with keys.open() as keyring, place.open() as engine:
        applied = await bring_up_to_date(engine, STORE)
        await bind(engine, keyring)
        words = Words(engine, keyring)
        await finish_erasures(engine, words, datetime.now(UTC))
        await seal_plain(engine, keyring)
        yield engine, words, applied


async def _look(place: Place, *, create: bool) -> None:
    """Raises StoreUnavailable if there is no store and none is to be made."""
    if not await place.is_there(create=create) and not create:
        raise StoreUnavailable(
            f"There is no store at '{place.name}'. Check the address, or make one with "
            "'survey migrate'."
        )


def contacts_at(store: str, url: str, source: KeySource) -> ContactsAt:
    """Where contacts are kept: at `url`, or beside the store's file if it is ''. Raises BadInput.

    source: where their keys are, which are not the store's.
    """
    if not url and not store.startswith(SQLITE):
        raise BadInput("Set SURVEY_CONTACTS: this store has no place for contacts beside it.")
    place = place_at(url or f"{store}.contacts", CONTACTS)
    return ContactsAt(place, key_place(place, source))


def key_place(place: Place, source: KeySource) -> KeyPlace:
    """Beside the file, unless the source says where. Raises BadInput."""
    beside = place.path if isinstance(place, SqlitePlace) else None
    if beside is None and not (source.keys and (source.key or source.key_file)):
        raise BadInput(
            f"Set {_KEY_SETTINGS[place.kind]}: this {place.kind.title} has no place "
            "for its keys beside it."
        )
    keys = place_at(source.keys or f"{SQLITE}{beside}.keys", KEYS)
    if keys.name == place.name:
        raise BadInput(
            f"Set {_KEY_SETTINGS[place.kind]}: keys must not lie in the database of what they seal."
        )
    return KeyPlace(place, keys, Masters(source, Path(f"{beside}.master")))
