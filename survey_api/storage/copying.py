"""copy_store: everything in one database goes into another, of either engine, and is compared.

Rows go as they are: what is sealed stays sealed, and no key is needed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from typing import NamedTuple

import msgspec

from survey_api.errors import Refused, StoreUnavailable
from survey_api.record import Record
from survey_api.storage.engine import Engine, Many, Reads, Row, Statement, Work
from survey_api.storage.kinds import Kind
from survey_api.storage.migrate import UNFINISHED, bring_up_to_date, load_migrations
from survey_api.storage.places import Place, place_at
from survey_api.storage.queries import sql

_TOGETHER = 500  # rows read at a time
_LARGE = "body"  # a column that holds megabytes: such rows are read one by one


class Copied(Record, kw_only=True):
    """What was copied of one table. `checksum`: SHA-256 of its rows in the order of their key."""

    table: str
    rows: int
    checksum: str


class _Table(NamedTuple):
    """A table as the migrations make it. `filled`: how many rows they put into it themselves."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    truths: frozenset[int]  # which columns are true or false: SQLite has numbers there
    filled: int


async def copy_store(source: str, target: str) -> Sequence[Copied]:
    """Copy a store, a key store or contacts to another address; what went, table by table.

    What is copied is seen from the source; nobody may write to it meanwhile. Raises BadInput if an
    address is not understood, Refused if there is something at the target already, StoreUnavailable
    if one of them fails or they are not the same in the end: then the target opens for nobody.
    """
    kind = await place_at(source).holds()
    if kind is None:
        raise StoreUnavailable(f"There is no store at '{place_at(source).name}'.")
    into = place_at(target, kind)
    await into.is_there(create=True)
    async with place_at(source, kind).open() as giving:
        return await copy_from(giving, into)


async def copy_from(giving: Reads, into: Place) -> Sequence[Copied]:
    """Copy what is read there to an empty place of the same kind; raises as `copy_store` does."""
    tables = _tables(into.kind)
    async with into.open() as taking:
        await _check_source(giving, into.kind)
        await bring_up_to_date(taking, into.kind)
        await _check_empty(taking, tables)
        await taking.transaction(_begin)
        copied = [await _copy(giving, taking, table) for table in tables]
        for each in (giving, taking):
            await _compare(each, tables, copied)
        await taking.transaction(_end)
    return copied


def _tables(kind: Kind) -> tuple[_Table, ...]:
    """The tables of a kind, those that others refer to first; read from the migrations.

    Before all, those that are never empty: the audit log goes in behind where its end says it was
    cut.
    """
    with closing(sqlite3.connect(":memory:")) as memory:
        for migration in load_migrations(kind.migrations):
            for statement in migration.statements:
                memory.execute(statement.text)
        names = memory.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        tables = [_table(memory, name) for (name,) in names.fetchall()]
        return tuple(sorted(tables, key=lambda table: not table.filled))


def _table(memory: sqlite3.Connection, name: str) -> _Table:
    columns = memory.execute(f"PRAGMA table_info({name})").fetchall()
    ((filled,),) = memory.execute(f"SELECT count(*) FROM {name}")
    keyed = sorted((place, column) for _, column, _, _, _, place in columns if place)
    return _Table(
        name=name,
        columns=tuple(column for _, column, *_ in columns),
        key=tuple(column for _, column in keyed),
        truths=frozenset(n for n, _, kind, *_ in columns if kind == "BOOLEAN"),
        filled=filled,
    )


async def _check_source(engine: Reads, kind: Kind) -> None:
    found = [number for number, *_ in await engine.read(sql("find_migrations"))]
    if found != [migration.number for migration in load_migrations(kind.migrations)]:
        raise StoreUnavailable(
            "What is to be copied was made by another version of the survey. Run 'survey migrate' "
            "on it with this version, then try again."
        )


async def _check_empty(engine: Engine, tables: Sequence[_Table]) -> None:
    for table in tables:
        ((rows,),) = await engine.read(Statement(f"SELECT count(*) FROM {table.name}", {}))
        if rows > table.filled:
            raise Refused(
                f"There is something at the address to copy to already (in {table.name}). "
                "Nothing was copied."
            )


def _begin() -> Work[None]:
    """Until the copy is whole, no version of the survey opens it."""
    yield sql("add_migration", number=UNFINISHED, name="a copy that is not whole", checksum="")


def _end() -> Work[None]:
    yield sql("delete_migration", number=UNFINISHED)


async def _copy(giving: Reads, taking: Engine, table: _Table) -> Copied:
    digest, rows = hashlib.sha256(), 0
    async for page in _pages(giving, table):
        await taking.transaction(lambda page=page: _put(table, page))  # type: ignore[misc]
        digest.update(_plain(page))
        rows += len(page)
    return Copied(table=table.name, rows=rows, checksum=digest.hexdigest())


async def _compare(engine: Reads, tables: Sequence[_Table], copied: Sequence[Copied]) -> None:
    """Raises StoreUnavailable unless the tables hold what was copied."""
    for table, expected in zip(tables, copied, strict=True):
        digest = hashlib.sha256()
        async for page in _pages(engine, table):
            digest.update(_plain(page))
        if digest.hexdigest() != expected.checksum:
            raise StoreUnavailable(
                f"The copy of {table.name} is not the same as what was copied: somebody wrote "
                "meanwhile. Stop all servers and workers, delete the copy, then try again."
            )


async def _pages(engine: Reads, table: _Table) -> AsyncIterator[list[Row]]:
    """The rows in the order of their key, with truths as truths, some at a time."""
    limit = 1 if _LARGE in table.columns else _TOGETHER
    key = ", ".join(table.key)
    begin = f"SELECT {', '.join(table.columns)} FROM {table.name}"
    end = f"ORDER BY {key} LIMIT :limit"
    behind = f"WHERE ({key}) > ({', '.join(f':{column}' for column in table.key)})"
    statement = Statement(f"{begin} {end}", {"limit": limit})
    while rows := await engine.read(statement):
        page = [_typed(row, table.truths) for row in rows]
        yield page
        last = dict(zip(table.columns, page[-1], strict=True))
        values = {column: last[column] for column in table.key} | {"limit": limit}
        statement = Statement(f"{begin} {behind} {end}", values)


def _put(table: _Table, page: Sequence[Row]) -> Work[None]:
    names, values = ", ".join(table.columns), ", ".join(f":{name}" for name in table.columns)
    text = f"INSERT INTO {table.name} ({names}) VALUES ({values})"
    if table.filled:  # the row is there already
        told = ", ".join(f"{name} = :{name}" for name in table.columns if name not in table.key)
        same = " AND ".join(f"{name} = :{name}" for name in table.key)
        text = f"UPDATE {table.name} SET {told} WHERE {same}"
    yield Many(text, [dict(zip(table.columns, row, strict=True)) for row in page])


def _typed(row: Row, truths: frozenset[int]) -> Row:
    return tuple(bool(value) if n in truths else value for n, value in enumerate(row))


def _plain(page: Sequence[Row]) -> bytes:
    return b"".join(msgspec.json.encode(row) + b"\n" for row in page)
