"""Place: where a database is, by its address, before anything of it is opened."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from survey_api.errors import BadInput
from survey_api.storage.engine import Engine
from survey_api.storage.kinds import STORE, Kind
from survey_api.storage.sqlite_place import SqlitePlace

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


class Place(Protocol):
    """The place of one database of one kind. Methods raise StoreUnavailable."""

    name: str  # for people: it has no password in it
    kind: Kind

    async def is_there(self, *, create: bool) -> bool:
        """Whether the database is there. Raises if it is not and could not be made.

        create: whether it is to be made; then it also raises if it can be read only.
        """
        ...

    async def holds(self) -> Kind | None:
        """What kind of database is there, whatever kind is meant to be; None if there is none."""
        ...

    async def is_sealed(self) -> bool:
        """Whether the store here was ever sealed with keys; False if it is not there."""
        ...

    def open(self) -> AbstractAsyncContextManager[Engine]:
        """An engine over the database, which is made if it is not there. Closed at the end."""
        ...


def place_at(url: str, kind: Kind = STORE) -> Place:
    """The place that an address names. Raises BadInput if the address is not understood."""
    # A new engine gets its line here.
    if url.startswith(POSTGRES):
        from survey_api.storage.postgres_place import PostgresPlace  # its driver imports slowly

        return PostgresPlace(url, kind)
    name = url.removeprefix(SQLITE)
    if name == url or not name or name.startswith(":"):
        raise BadInput(
            f"The store address beginning '{url[:8]}' is not understood. Write sqlite:///survey.db "
            "for a file in this folder, sqlite:////data/survey.db for a file anywhere, or "
            "postgresql://name@host/database for a database of a server."
        )
    return SqlitePlace(Path(name), kind)
