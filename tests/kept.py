"""All that an installation keeps, as somebody would find it who got hold of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from survey_api import Settings
from survey_api.storage.kinds import KINDS, STORE
from tests.postgres import postgres

_TABLES = (
    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = ANY(ARRAY[{}])"
)
_SCHEMAS = ", ".join(f"'{kind.schema}'" for kind in KINDS)


def kept(home: Settings) -> bytes:
    """The bytes of every file of a SQLite store, or every row of a PostgreSQL one."""
    if home.store.startswith("sqlite:///"):
        folder = Path(home.store.removeprefix("sqlite:///")).parent
        return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    return "\n".join(row for place in (home.store, home.keys) for row in _rows(place)).encode()


@contextmanager
def lost(home: Settings) -> Iterator[None]:
    """As long as it lasts, whoever opens the store does not find it."""
    if home.store.startswith("sqlite:///"):
        path = Path(home.store.removeprefix("sqlite:///"))
        moved = path.with_name("moved")
        path.rename(moved)
        yield
        moved.rename(path)
    else:
        database = home.store.rpartition("/")[2]
        postgres().ask(database, f"ALTER SCHEMA {STORE.schema} RENAME TO moved")
        yield
        postgres().ask(database, f"ALTER SCHEMA moved RENAME TO {STORE.schema}")


def _rows(place: str) -> list[str]:
    database = place.rpartition("/")[2]
    server = postgres()
    tables = [name for (name,) in server.ask(database, _TABLES.format(_SCHEMAS))]
    return [
        row
        for table in tables
        for (row,) in server.ask(database, f"SELECT kept::text FROM {table} AS kept")
    ]
