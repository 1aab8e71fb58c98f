from __future__ import annotations

import asyncio
import re
import sqlite3
from importlib.resources import files
from pathlib import Path

import asyncpg
import msgspec
import pytest

from survey_api.errors import StoreUnavailable
from survey_api.storage import migrate, open_store
from survey_api.storage.engine import Statement
from survey_api.storage.kinds import CONTACTS, KEYS, STORE
from survey_api.storage.migrate import (
    Migration,
    apply_migrations,
    bring_up_to_date,
    load_migrations,
)
from survey_api.storage.places import place_at
from survey_api.storage.postgres_sql import translate
from survey_api.storage.queries import CONTACT_QUERIES, KEY_QUERIES, QUERIES
from tests.postgres import postgres

STORAGE = files("survey_api.storage")
PLACES = {
    "sqlite": lambda folder, kind: f"sqlite:///{folder / kind.schema}.db",
    "postgres": lambda folder, kind: postgres().database(),
}


@pytest.fixture(params=PLACES)
def new_place(request, tmp_path):
    """Makes the place of a database that is not there yet, or is empty."""
    return lambda kind=STORE: place_at(PLACES[request.param](tmp_path, kind), kind)


def layout(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Every table and index by name, its SQL without the differences of white space."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    # Columns added later stand behind a comma of their own.
    return {(name, re.sub(r"\s+(?=[,)])", "", " ".join(sql.split()))) for name, sql in found}


def looking(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


async def run_all(engine, text: str) -> None:
    """Every statement of a file, through an engine."""
    statements = Migration(number=0, name="", text=text).statements
    await engine.transaction(lambda: (row for row in statements))


async def test_all_migrations_together_are_the_schema(tmp_path):
    path = tmp_path / "survey.db"
    await migrate(f"sqlite:///{path}")
    schema = sqlite3.connect(":memory:")
    schema.executescript(STORAGE.joinpath("schema.sql").read_text())
    migrated = looking(path)
    assert layout(migrated) == layout(schema)
    migrated.close()
    schema.close()


POSTGRES_LAYOUT = """
SELECT table_name || column_name, concat_ws(' ', data_type, collation_name, is_nullable,
    column_default)
FROM information_schema.columns WHERE table_schema = 'survey'
UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'survey'
UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'survey'::regnamespace
UNION ALL SELECT tgname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = 'survey'::regnamespace AND NOT tgisinternal
"""


async def test_all_migrations_together_are_the_schema_of_postgresql_too():
    layouts = []
    for fill in (
        lambda engine: bring_up_to_date(engine, STORE),
        lambda engine: run_all(engine, STORAGE.joinpath("schema.sql").read_text()),
    ):
        async with place_at(postgres().database()).open() as engine:
            await fill(engine)
            layouts.append(set(await engine.read(Statement(POSTGRES_LAYOUT, {}))))
    assert len(layouts[0]) > 200
    assert layouts[0] == layouts[1]


async def test_each_migration_is_applied_once(new_place):
    async with new_place().open() as engine:
        assert await bring_up_to_date(engine, STORE) == load_migrations()
        assert await bring_up_to_date(engine, STORE) == ()


async def test_what_was_missing_is_named(tmp_path):
    names = await migrate(f"sqlite:///{tmp_path / 'survey.db'}")
    assert names[:2] == ["0001 initial", "0002 evidence"]
    assert len(names) == len(load_migrations())


async def test_opening_brings_the_store_up_to_date(home):
    async with open_store(home.store, home.sealing):
        pass
    assert await migrate(home.store, home.sealing) == []


async def test_of_many_that_migrate_at_once_one_does_it(new_place):
    place = new_place()

    async def bring_up() -> int:
        async with place.open() as engine:
            return len(await bring_up_to_date(engine, STORE))

    done = await asyncio.gather(*(bring_up() for _ in range(5)))
    assert sorted(done) == [0, 0, 0, 0, len(load_migrations())]


async def test_a_store_of_a_newer_version_is_refused_and_left_alone(new_place):
    known = load_migrations()
    later = msgspec.structs.replace(
        known[0], number=known[-1].number + 1, name="later", text="CREATE TABLE more (a TEXT);"
    )
    async with new_place().open() as engine:
        assert await apply_migrations(engine, [*known, later]) == (*known, later)
        with pytest.raises(
            StoreUnavailable, match=rf"newer version.*migration {later.number}, 'later'"
        ):
            await bring_up_to_date(engine, STORE)


async def test_a_changed_migration_is_refused(new_place):
    first, *_ = load_migrations()
    changed = msgspec.structs.replace(first, text=first.text + "\n-- one more thought\n")
    async with new_place().open() as engine:
        await apply_migrations(engine, [first])
        with pytest.raises(StoreUnavailable, match="was changed"):
            await apply_migrations(engine, [changed])


async def test_a_migration_that_breaks_half_way_leaves_nothing(new_place):
    first, *_ = load_migrations()
    broken = msgspec.structs.replace(
        first,
        number=2,
        name="broken",
        text="CREATE TABLE half (a TEXT);\nINSERT INTO nowhere VALUES (1);",
    )
    async with new_place().open() as engine:
        await apply_migrations(engine, [first])
        with pytest.raises(StoreUnavailable):
            await apply_migrations(engine, [first, broken])
        assert await apply_migrations(engine, [first]) == ()
        with pytest.raises(StoreUnavailable):
            await engine.read(Statement("SELECT a FROM half", {}))


ALL_QUERIES = {STORE: QUERIES, KEYS: KEY_QUERIES, CONTACTS: CONTACT_QUERIES}


@pytest.mark.parametrize("kind", ALL_QUERIES, ids=lambda kind: kind.schema)
async def test_every_query_fits_the_tables_and_is_used(tmp_path, kind):
    async with place_at(f"sqlite:///{tmp_path / 'a.db'}", kind).open() as engine:
        await bring_up_to_date(engine, kind)
    connection = looking(tmp_path / "a.db")
    for text in ALL_QUERIES[kind].values():
        plain = re.sub(r"{\w+}", "", text)
        connection.execute(f"EXPLAIN {plain}", dict.fromkeys(translate(text).names, 1))
    connection.close()
    code = "".join(entry.read_text() for entry in STORAGE.iterdir() if entry.name.endswith(".py"))
    assert [name for name in ALL_QUERIES[kind] if f'"{name}"' not in code] == []


@pytest.mark.parametrize("kind", ALL_QUERIES, ids=lambda kind: kind.schema)
async def test_postgresql_understands_every_query(kind):
    settings = {"search_path": kind.schema}
    connection = await asyncpg.connect(postgres().database(kind), server_settings=settings)
    for text in ALL_QUERIES[kind].values():
        await connection.prepare(translate(text).text)
    await connection.close()


@pytest.mark.parametrize(
    ("file", "queries"),
    [
        ("queries.sql", QUERIES),
        ("key_queries.sql", KEY_QUERIES),
        ("contact_queries.sql", CONTACT_QUERIES),
    ],
)
def test_every_query_says_what_it_is_for(file, queries):
    text = STORAGE.joinpath(file).read_text()
    assert text.count("\n-- name: ") == len(queries)
    for part in text.split("\n-- name: ")[1:]:
        assert part.splitlines()[1].startswith("-- "), part.splitlines()[0]
