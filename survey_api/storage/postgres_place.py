"""PostgresPlace: where a database of PostgreSQL is, and whether it can be used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import urlsplit

from survey_api.errors import BadInput, StoreUnavailable
from survey_api.storage.engine import Engine, Reads, Statement, Work
from survey_api.storage.kinds import KINDS, Kind
from survey_api.storage.postgres import PostgresEngine, open_postgres

_LOOK = """
SELECT
    current_setting('server_encoding'), current_setting('fsync'),
    current_setting('synchronous_commit'),
    ARRAY(SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'survey%')
"""
_WAITS = ("on", "remote_apply")  # the others tell of a commit that a standby need not have yet
_PORT = 5432


class PostgresPlace:
    """A Place: a database on a server. Each kind has a schema, and a database for itself alone."""

    def __init__(self, url: str, kind: Kind) -> None:
        """Raises BadInput if the address names no database."""
        self._url, self.kind = url, kind
        self.name = _name(url)

    async def is_there(self, *, create: bool) -> bool:
        """Whether the database has tables of this kind. Raises if it cannot hold them."""
        async with open_postgres(self._url, self.kind) as engine:
            return await self._look(engine)

    async def holds(self) -> Kind | None:
        """What kind of database is there; None if none of ours."""
        async with open_postgres(self._url, self.kind) as engine:
            ((*_, schemas),) = await engine.read(Statement(_LOOK, {}))
            return next((kind for kind in KINDS if kind.schema in schemas), None)

    async def is_sealed(self) -> bool:
        """Whether the store here was ever sealed; False if there is none."""
        async with open_postgres(self._url, self.kind) as engine:
            if not await self._look(engine):
                return False
            return bool(await engine.read(Statement("SELECT 1 FROM sealed_by", {})))

    def open(self) -> AbstractAsyncContextManager[Engine]:
        """An engine over the tables of this kind."""
        return self._open()

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[Reads]:
        """Something that reads the database as it is now, while others write on."""
        async with open_postgres(self._url, self.kind) as engine, engine.frozen() as still:
            yield still

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[PostgresEngine]:
        async with open_postgres(self._url, self.kind) as engine:
            if not await self._look(engine):
                await engine.transaction(lambda: _make(self.kind), alone=["schema"])
            yield engine

    async def _look(self, engine: Engine) -> bool:
        """Whether the schema is there. Raises StoreUnavailable if the database must not be used."""
        ((encoding, fsync, commit, schemas),) = await engine.read(Statement(_LOOK, {}))
        if encoding != "UTF8":
            raise StoreUnavailable(
                f"The database {self.name} cannot hold every letter: make it with ENCODING 'UTF8'."
            )
        if fsync == "off" or commit not in _WAITS:
            raise StoreUnavailable(
                f"The server of {self.name} says that something is stored before it is: set fsync "
                "and synchronous_commit to on, so that no answer is lost with the power."
            )
        for other in KINDS:
            if other is not self.kind and other.schema in schemas:
                raise StoreUnavailable(
                    f"The database {self.name} holds a {other.title} already. Answers, keys and "
                    "contacts each need a database of their own, so that no backup of one holds "
                    "another."
                )
        return self.kind.schema in schemas


def _make(kind: Kind) -> Work[None]:
    yield Statement(f"CREATE SCHEMA IF NOT EXISTS {kind.schema}", {})


def _name(url: str) -> str:
    """Host, port and database of an address, without its password; the same for the same place.

    An address may name several servers: 'first.example:5432,second.example:5432/survey'.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    database = parts.path.strip("/")
    hosts = sorted(_host(each) for each in parts.netloc.rpartition("@")[2].split(","))
    if not database or "" in hosts:
        raise BadInput(
            f"The store address beginning '{url[:13]}' is not understood. Write "
            "postgresql://name@host/database."
        )
    return f"{','.join(hosts)}/{database}"


def _host(text: str) -> str:
    """'db.example:5432' of a server as an address names it; '' if it does not."""
    try:
        parts = urlsplit(f"//{text}")
        return f"{parts.hostname or 'localhost'}:{parts.port or _PORT}"
    except ValueError:
        return ""
