"""Fault points: before each SQL statement and behind each commit, something may go wrong.

The product knows nothing of them: the drivers' connections are wrapped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import asyncpg

Patch = Callable[[object, str, Any], object]  # as `setattr`


class Points:
    """Counts the fault points that were met, and does its worst at one of them.

    at: at which of them, from 1; 0 for none. Nothing is counted before `begin`.
    """

    def __init__(self, at: int, fault: Callable[[], object]) -> None:
        self.met = 0
        self._at, self._fault = at, fault
        self._counting = False

    def begin(self, at: int | None = None) -> None:
        """From here on points are counted, anew where another one is named."""
        if at is not None:
            self.met, self._at = 0, at
        self._counting = True

    def end(self) -> None:
        """From here on they are not."""
        self._counting = False

    def meet(self) -> None:
        """One more point."""
        if self._counting:
            self.met += 1
            if self.met == self._at:
                self._fault()


def is_commit(statement: str) -> bool:
    """Whether something is on disk after it."""
    return statement.strip().rstrip(";").upper() == "COMMIT"


def lay(points: Points, patch: Patch = setattr) -> None:
    """Wrap what both drivers send to a database from now on."""
    _lay_in_sqlite(points, patch)
    _lay_in_postgres(points, patch)


def _lay_in_sqlite(points: Points, patch: Patch) -> None:
    class Watched(sqlite3.Connection):
        def execute(self, text: str, *values: Any) -> sqlite3.Cursor:
            points.meet()
            found = super().execute(text, *values)
            if is_commit(text):
                points.meet()
            return found

        def executemany(self, text: str, *values: Any) -> sqlite3.Cursor:
            points.meet()
            return super().executemany(text, *values)

    connect = sqlite3.connect

    def watched(*words: Any, **more: Any) -> Any:
        return connect(*words, **more | {"factory": Watched})

    patch(sqlite3, "connect", watched)


def _lay_in_postgres(points: Points, patch: Patch) -> None:
    for name in ("execute", "fetch", "executemany"):
        patch(asyncpg.Connection, name, _watched(getattr(asyncpg.Connection, name), points))


def _watched(method: Any, points: Points) -> Any:
    async def watched(connection: Any, text: str, *values: Any, **more: Any) -> Any:
        points.meet()
        found = await method(connection, text, *values, **more)
        if is_commit(text):
            points.meet()
        return found

    return watched
