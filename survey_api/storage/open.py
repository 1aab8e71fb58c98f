"""open_store: from an address such as `sqlite:///survey.db` to a Store ready for use."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from survey_api.errors import BadInput, StoreUnavailable
from survey_api.releases import Store
from survey_api.storage.engine import Engine
from survey_api.storage.migrate import apply_migrations, load_migrations
from survey_api.storage.sql_store import SqlStore
from survey_api.storage.sqlite import open_sqlite

_SQLITE = "sqlite:///"


@asynccontextmanager
async def open_store(url: str, *, create: bool = True) -> AsyncIterator[Store]:
    """The store at this address, with all migrations applied; closed at the end.

    create: whether a missing store is made. Verbs that only read say False, so that a misspelt
    address is an error and not an empty store. Raises BadInput if the address is not understood,
    StoreUnavailable if the store is missing, read-only, of a newer version, or no store of ours.
    """
    async with _open_engine(url, create=create) as engine:
        await apply_migrations(engine, load_migrations())
        yield SqlStore(engine, partial(open_store, url, create=False))


async def migrate(url: str) -> list[str]:
    """Bring the store up to date, making it if need be; the migrations that were missing.

    Each as '0001 initial'. Raises as `open_store` does.
    """
    async with _open_engine(url, create=True) as engine:
        applied = await apply_migrations(engine, load_migrations())
    return [f"{migration.number:04} {migration.name}" for migration in applied]


@asynccontextmanager
async def _open_engine(url: str, *, create: bool) -> AsyncIterator[Engine]:
    # A new engine gets its line here.
    async with open_sqlite(_sqlite_path(url, create=create)) as engine:
        yield engine


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
