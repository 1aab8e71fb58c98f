"""SqlitePlace: where a SQLite database is, and whether it can be used."""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path

from survey_api.errors import StoreUnavailable
from survey_api.storage.disks import network_disk
from survey_api.storage.engine import Engine, Row
from survey_api.storage.kinds import KINDS, Kind
from survey_api.storage.sqlite import open_sqlite


class SqlitePlace:
    """A Place: a file."""

    def __init__(self, path: Path, kind: Kind) -> None:
        self.name, self.path, self.kind = str(path), path, kind

    async def is_there(self, *, create: bool) -> bool:
        """Whether the file is there."""
        return _look(self.path, create)

    async def holds(self) -> Kind | None:
        """What kind of database the file is; None if it is not there or none of ours."""
        return _kind_of(self.path)

    async def is_sealed(self) -> bool:
        """Whether the store in the file was ever sealed; False if it is no store."""
        return _is_sealed(self.path)

    def open(self) -> AbstractAsyncContextManager[Engine]:
        """An engine over the file."""
        return open_sqlite(self.path, self.kind)


def _look(path: Path, create: bool) -> bool:
    if not path.parent.is_dir():
        raise StoreUnavailable(
            f"There is no folder '{path.parent}' for the store. Make it, then try again."
        )
    if path.is_dir():
        raise StoreUnavailable(f"'{path}' is a folder. The store must be a file.")
    if kind := network_disk(path):
        raise StoreUnavailable(
            f"'{path}' is on a network disk ({kind}), where SQLite can lose what it has stored. "
            "Put the store on a disk of this machine, or use PostgreSQL."
        )
    if create and path.exists() and not os.access(path, os.W_OK):
        raise StoreUnavailable(f"'{path}' is read-only: nothing could be stored in it.")
    return path.exists()


def _kind_of(path: Path) -> Kind | None:
    for (mark,) in _ask(path, "PRAGMA application_id"):
        return next((kind for kind in KINDS if kind.mark == mark), None)
    return None


def _is_sealed(path: Path) -> bool:
    return bool(_ask(path, "SELECT 1 FROM sealed_by"))


def _ask(path: Path, statement: str) -> list[Row]:
    """The rows of a statement; none where there is no such file, or it is no database."""
    if not path.exists():
        return []
    try:  # not mode=ro, which would leave its log behind
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as found:
            return found.execute(statement).fetchall()
    except sqlite3.Error:
        return []
