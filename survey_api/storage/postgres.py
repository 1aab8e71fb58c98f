"""PostgreSQL: many processes write side by side, each transaction apart, over a pool."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

import asyncpg

from survey_api.errors import BadInput, StoreUnavailable
from survey_api.storage.engine import Many, Reads, Row, Statement, Work
from survey_api.storage.kinds import Kind
from survey_api.storage.postgres_errors import DRIVER_ERRORS, PASSING, explain
from survey_api.storage.postgres_sql import translate

T = TypeVar("T")

CONNECTIONS = 8  # of each process to each database, at the most
MAX_WAITING = 4096  # calls at once; beyond it, it is kinder to say so than to let people wait
TRIES = 6  # of a transaction that other writers stood in the way of
FIRST_PAUSE = 0.01  # seconds at the most before the second try; twice as long before each further
PATIENCE = 10  # seconds for a connection
_STATEMENT_PATIENCE = 300  # seconds for one statement, e.g. a migration of all responses
_PREPARED = 400  # statements that each connection keeps prepared: more than there are
# What is read after a lock was taken must see what its last holder stored: READ COMMITTED does.
# A transaction waits for another's rows, and the server for a process that has hung, so long.
_SERVER_SETTINGS = {
    "application_name": "survey",
    "default_transaction_isolation": "read committed",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}

# In the order given, so that no two transactions wait for each other.
_ALONE = "SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


class PostgresEngine:
    """An Engine over one database of PostgreSQL. Made by `open_postgres`."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._calls = 0
        self._closed = False

    async def read(self, statement: Statement) -> list[Row]:
        """The rows of a statement that only reads, as of the last commit."""
        try:
            async with self._lent() as connection:
                return await _fetch(connection, statement)
        except DRIVER_ERRORS as error:
            raise explain(error) from error

    async def transaction(self, work: Callable[[], Work[T]], alone: Sequence[str] = ()) -> T:
        """What the work returns, once it is synced to disk.

        Tried again, a few times, if other writers stood in its way. Not when the connection was
        lost: then nobody knows whether it was stored, and sending once more is the caller's to do.
        """
        keys = sorted(map(_lock_key, set(alone)))
        try:
            for tried in range(TRIES - 1):
                try:
                    return await self._once(work, keys)
                except PASSING:
                    await asyncio.sleep(random.uniform(0, FIRST_PAUSE * 2**tried))
            return await self._once(work, keys)
        except DRIVER_ERRORS as error:
            raise explain(error) from error

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[Reads]:
        """Something that reads everything as it is now, while others write on."""
        try:
            async with (
                self._lent() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                # While what was read is written elsewhere it is idle; it holds nobody's rows.
                await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                yield _Frozen(connection)
        except DRIVER_ERRORS as error:
            raise explain(error) from error

    async def erase_traces(self) -> None:
        """Have the server take what was deleted out of the files of the tables.

        Its log of changes keeps it until it is recycled; what people wrote is sealed there too.
        """
        try:
            async with self._lent() as connection:
                tables = [f'"{name}"' for (name,) in await connection.fetch(_TABLES)]
                # What another vacuum is at just now is passed over: it does the same.
                await connection.execute(f"VACUUM (SKIP_LOCKED) {', '.join(tables)}")
        except DRIVER_ERRORS as error:
            raise explain(error) from error

    async def close(self) -> None:
        """Let the work under way end, then let go of the connections."""
        if self._closed:
            return
        self._closed = True
        try:
            await asyncio.wait_for(self._pool.close(), PATIENCE)
        except DRIVER_ERRORS:
            self._pool.terminate()

    async def _once(self, work: Callable[[], Work[T]], keys: Sequence[int]) -> T:
        async with self._lent() as connection, connection.transaction():
            if keys:
                await connection.execute(_ALONE, keys)
            return await _run(connection, work())

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[Any]:
        if self._closed:
            raise StoreUnavailable("The store is closing. Nothing was stored.")
        if self._calls >= MAX_WAITING:
            raise StoreUnavailable(
                "Too many answers are arriving at once. Nothing was stored; "
                "please try again in a minute."
            )
        self._calls += 1
        try:
            async with self._pool.acquire() as connection:
                yield connection
        finally:
            self._calls -= 1


class _Frozen:
    """One connection in the middle of a transaction that sees one moment."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def read(self, statement: Statement) -> list[Row]:
        """The rows of a statement that only reads."""
        return await _fetch(self._connection, statement)


@asynccontextmanager
async def open_postgres(url: str, kind: Kind) -> AsyncIterator[PostgresEngine]:
    """An engine over the tables of one kind in this database. Closed at the end."""
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=PATIENCE,
            command_timeout=_STATEMENT_PATIENCE,
            statement_cache_size=_PREPARED,
            server_settings=_SERVER_SETTINGS | {"search_path": kind.schema},
        )
    except ValueError as error:  # of the driver: it could not read the address
        raise BadInput(
            "The store address is not understood. Write postgresql://name@host/database."
        ) from error
    except DRIVER_ERRORS as error:
        raise explain(error) from error
    engine = PostgresEngine(pool)
    try:
        yield engine
    finally:
        await engine.close()


async def _run(connection: Any, work: Work[T]) -> T:
    try:
        statement = next(work)
        while True:
            statement = work.send(await _fetch(connection, statement))
    except StopIteration as end:
        return cast(T, end.value)


async def _fetch(connection: Any, statement: Statement | Many) -> list[Row]:
    translated = translate(statement.text)
    if isinstance(statement, Many):
        rows = [[values[name] for name in translated.names] for values in statement.each]
        await connection.executemany(translated.text, rows)
        return []
    if translated.is_layout:
        await connection.execute(translated.text)
        return []
    values = [statement.values[name] for name in translated.names]
    return [tuple(row) for row in await connection.fetch(translated.text, *values)]


def _lock_key(name: str) -> int:
    """The number that stands for a name among the server's advisory locks."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
