"""SQLite: one writer that commits what is waiting together, and readers beside it.

What is found by its key is read at once, without changing the thread: it takes some ten
microseconds, and the change a good hundred.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

import aiosqlite

from survey_api.errors import StoreUnavailable
from survey_api.storage.engine import Many, Row, Statement, T, Work
from survey_api.storage.kinds import STORE, Kind
from survey_api.storage.sqlite_errors import explain

MAX_BATCH = 128  # jobs committed together; more gains little and makes the first one wait
MAX_WAITING = 4096  # jobs waiting; beyond it, it is kinder to say so than to let people wait
READERS = 2
BUSY_SECONDS = 5.0  # how long to wait for another program, e.g. `survey release`, to finish writing

# FULL: each commit is synced before anybody is told, so a reference outlives a power cut.
# secure_delete: erased words are overwritten, not only unlinked.
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


class _Outcome(NamedTuple):
    value: Any = None
    error: Exception | None = None


class _Job(NamedTuple):
    work: Callable[[], Work[Any]]
    outcome: asyncio.Future[Any]


class _Runs(Protocol):
    async def __call__(self, function: Callable[[], T]) -> T: ...


class _Connection(aiosqlite.Connection):
    """A connection that also runs a whole function on its thread.

    aiosqlite's public calls take a thread hop for each statement; a batch of 32 responses has
    some 250 statements. This uses the method those calls are made of, so one hop is enough.
    """

    stopped: asyncio.Future[None] | None = None

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """What the function returns, called with the SQLite connection on its own thread."""
        execute = cast(_Runs, self._execute)
        return await execute(partial(function, self._conn))

    def stop(self) -> asyncio.Future[None] | None:
        """End the thread; remembered, because a connection that fails to open drops this."""
        self.stopped = super().stop()
        return self.stopped


class SqliteEngine:
    """An Engine over one SQLite file. Made by `open_sqlite`."""

    def __init__(
        self,
        path: Path,
        writer: _Connection,
        readers: Sequence[_Connection],
        at_once: sqlite3.Connection,
    ) -> None:
        self._path = path
        self._files: tuple[tuple[int, int], ...] = ()
        self._writer = writer
        self._at_once = at_once
        self._readers: asyncio.Queue[_Connection] = asyncio.Queue()
        for reader in readers:
            self._readers.put_nowait(reader)
        self._waiting: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._closed = False
        self._writing = asyncio.create_task(self._write(), name="sqlite-writer")

    async def read(self, statement: Statement) -> list[Row]:
        """The rows of a statement that only reads, as of the last commit."""
        self._refuse_if_closed()
        try:
            if _is_by_key(statement.text):
                return _fetch(self._at_once, statement)
            reader = await self._readers.get()
            try:
                return await reader.run(partial(_fetch, statement=statement))
            finally:
                self._readers.put_nowait(reader)
        except sqlite3.Error as error:
            raise explain(error) from error

    async def transaction(self, work: Callable[[], Work[T]], alone: Sequence[str] = ()) -> T:
        """What the work returns, once it is synced to disk. Its error if it fails alone."""
        # `alone` asks for nothing: SQLite has one writer at a time, in all processes together.
        self._refuse_if_closed()
        if self._waiting.qsize() >= MAX_WAITING:
            raise StoreUnavailable(
                "Too many answers are arriving at once. Nothing was stored; "
                "please try again in a minute."
            )
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Job(work, outcome))
        return await outcome

    async def erase_traces(self) -> None:
        """Write the log back into the file and cut it, so no copy of deleted rows is left there.

        A reader in the middle of its work keeps it from being cut; the next purge does it then.
        """
        self._refuse_if_closed()
        try:
            await self._writer.run(_truncate_log)
        except sqlite3.Error as error:
            raise explain(error) from error

    async def close(self) -> None:
        """Commit what is waiting, then close the file."""
        if self._closed:
            return
        self._closed = True
        self._waiting.put_nowait(None)
        await self._writing
        for _ in range(READERS):
            await (await self._readers.get()).close()
        self._at_once.close()
        await self._writer.close()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable("The store is closing. Nothing was stored.")

    async def _write(self) -> None:
        while (job := await self._waiting.get()) is not None:
            jobs = [job]
            while len(jobs) < MAX_BATCH and not self._waiting.empty():
                if (following := self._waiting.get_nowait()) is None:
                    self._waiting.put_nowait(None)
                    break
                jobs.append(following)
            _tell(jobs, await self._commit([job.work for job in jobs]))

    async def _commit(self, works: Sequence[Callable[[], Work[Any]]]) -> list[_Outcome]:
        """What became of each work. Nothing may end the writer, so errors are outcomes too."""
        try:
            return await self._writer.run(partial(_commit, works=works, check=self._check_files))
        except Exception as error:
            # An error of its own for each: raised in several tasks, one would gather their traces.
            return [_Outcome(error=_told(error)) for _ in works]

    def _check_files(self) -> None:
        """Raise if our file or its log was moved away: SQLite would write on where nobody looks.

        Called inside a transaction, when both are open. The first one sees what they are.
        """
        found = tuple(map(_identity, (self._path, self._path.with_name(f"{self._path.name}-wal"))))
        self._files = self._files or found
        if found != self._files:
            raise StoreUnavailable(
                "The store's file was removed or replaced while it was in use. "
                "Nothing was stored. Put it back, then start the survey again."
            )


@asynccontextmanager
async def open_sqlite(path: Path, kind: Kind = STORE) -> AsyncIterator[SqliteEngine]:
    """An engine over this file, which is made if it is not there. Closed at the end.

    kind: whose mark is written into a new file, and looked for in one that is there.
    """
    connections: list[_Connection] = []
    try:
        try:
            for _ in range(1 + READERS):
                connections.append(await _connect(path))
                await connections[-1].run(partial(_claim_file, kind=kind))
                await connections[-1].run(_prepare)
            for reader in connections[1:]:
                await reader.run(_only_read)
            # It waits for nobody: beside a connection that is open, nobody can lock readers out.
            at_once = sqlite3.connect(path, isolation_level=None, timeout=0)
            _only_read(at_once)
        except sqlite3.Error as error:
            raise explain(error) from error
        engine = SqliteEngine(path, connections[0], connections[1:], at_once)
        try:
            yield engine
        finally:
            await engine.close()
            connections.clear()
    finally:
        for connection in connections:
            await connection.close()


async def _connect(path: Path) -> _Connection:
    # isolation_level None: BEGIN and COMMIT are ours alone, Python adds none of its own.
    def connector() -> sqlite3.Connection:
        _make_private(path)
        return sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)

    connection = _Connection(connector, iter_chunk_size=64)
    try:
        return cast(_Connection, await connection)
    except sqlite3.Error:
        if connection.stopped is not None:
            await connection.stopped  # else its thread may outlive the loop it reports to
        raise


def _make_private(path: Path) -> None:
    """Make the file, if it is not there, for its owner alone; its log gets the same rights."""
    # Only a new file is opened here: closing one that SQLite has open would drop its locks.
    with suppress(OSError):  # SQLite says better what is wrong with the folder
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _claim_file(connection: sqlite3.Connection, kind: Kind) -> None:
    """Mark a new file as ours. Raises StoreUnavailable if it is somebody else's database."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    if owner == kind.mark:
        return
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner or tables:
        raise StoreUnavailable(
            f"This file is a database, but not a {kind.title}. It was left as it is."
        )
    connection.execute(f"PRAGMA application_id = {kind.mark}")


def _prepare(connection: sqlite3.Connection) -> None:
    _write_ahead(connection)
    for pragma in _PRAGMAS:
        connection.execute(pragma).fetchall()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Change a new file to the write-ahead log; one that has it is left as it is.

    SQLite itself waits for nobody here: of several that open a new file at once, one would fail.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _only_read(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")


def _commit(
    connection: sqlite3.Connection,
    works: Sequence[Callable[[], Work[Any]]],
    check: Callable[[], None],
) -> list[_Outcome]:
    """Run the works apart from each other and commit them together."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        outcomes = [_run_apart(connection, work) for work in works]
        check()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return outcomes


def _run_apart(connection: sqlite3.Connection, work: Callable[[], Work[Any]]) -> _Outcome:
    """What the work returns or raises; if it raises, what it wrote is taken back."""
    connection.execute("SAVEPOINT job")
    try:
        value = _run(connection, work())
    except Exception as error:
        if not connection.in_transaction:
            raise  # a full or failing disk: SQLite has given up the whole batch
        connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")
        return _Outcome(error=_told(error))
    connection.execute("RELEASE job")
    return _Outcome(value=value)


def _run(connection: sqlite3.Connection, work: Work[T]) -> T:
    try:
        statement = next(work)
        while True:
            statement = work.send(_fetch(connection, statement))
    except StopIteration as end:
        return cast(T, end.value)


def _fetch(connection: sqlite3.Connection, statement: Statement | Many) -> list[Row]:
    text = _translate(statement.text)
    if isinstance(statement, Many):
        return connection.executemany(text, statement.each).fetchall()
    return connection.execute(text, statement.values).fetchall()


@cache
def _translate(text: str) -> str:
    """The statement as SQLite takes it; done once for each, for they are few and fixed."""
    for ours in (" {claim}", " {lock}", " {by_key}"):  # there is nobody to lock out
        text = text.replace(ours, "")
    return text


@cache
def _is_by_key(text: str) -> bool:
    return text.endswith(" {by_key}")


def _truncate_log(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _tell(jobs: Sequence[_Job], outcomes: Sequence[_Outcome]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.outcome.done():  # its caller went away; the work was done all the same
            continue
        if outcome.error is not None:
            job.outcome.set_exception(outcome.error)
        else:
            job.outcome.set_result(outcome.value)


def _told(error: Exception) -> Exception:
    if isinstance(error, sqlite3.Error):
        return explain(error)
    if isinstance(error, StoreUnavailable):
        return StoreUnavailable(str(error))
    return error


def _identity(path: Path) -> tuple[int, int]:
    """The file behind a name, whatever else the name may stand for later; (0, 0) for none."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino
