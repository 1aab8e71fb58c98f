"""All that an installation keeps, as somebody would find it who got hold of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from survey_api import Settings
from tests.postgres import postgres


def kept(home: Settings) -> bytes:
    """The bytes of every file of a SQLite store, or every row of a PostgreSQL one."""
    if home.store.startswith("sqlite:///"):
        folder = Path(home.store.removeprefix("sqlite:///")).parent
        return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    return "\n".join(row for place in (home.store, home.keys) for row in _rows(place)).encode()


def keys_of(home: Settings) -> str:
    """The address of the key store."""
    return home.keys or f"{home.store}.keys"


def master_of(home: Settings) -> Path:
    """The file with the master key."""
    return home.key_file or Path(f"{home.store.removeprefix('sqlite:///')}.master")


def ask(place: str, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a statement, from a database of either engine. It may change something."""
    if place.startswith("sqlite:///"):
        with closing(sqlite3.connect(place.removeprefix("sqlite:///"))) as file, file:
            return file.execute(statement).fetchall()
    return [tuple(row) for row in postgres().ask(place.rpartition("/")[2], statement)]


@contextmanager
def lost(home: Settings) -> Iterator[None]:
    """As long as it lasts nobody can open the store; whoever has it open goes on."""
    if home.store.startswith("sqlite:///"):
        path = Path(home.store.removeprefix("sqlite:///"))
        moved = path.with_name("moved")
        path.rename(moved)
        yield
        moved.rename(path)
    else:
        database = home.store.rpartition("/")[2]
        postgres().ask("postgres", f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
        yield
        postgres().ask("postgres", f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")


def _rows(place: str) -> list[str]:
    tables = ask(place, "SELECT tablename FROM pg_tables WHERE schemaname LIKE 'survey%'")
    return [
        row
        for (table,) in tables
        for (row,) in ask(place, f"SELECT kept::text FROM {table} AS kept")
    ]
