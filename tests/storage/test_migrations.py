from __future__ import annotations

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from survey_api.errors import StoreUnavailable
from survey_api.storage import migrate, open_store
from survey_api.storage.migrate import apply_migrations, load_migrations
from survey_api.storage.queries import KEY_QUERIES, QUERIES
from survey_api.storage.sqlite import open_sqlite

STORAGE = files("survey_api.storage")


def layout(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Every table and index by name, its SQL without the differences of white space."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    # Columns added later stand behind a comma of their own.
    return {(name, re.sub(r"\s+(?=[,)])", "", " ".join(sql.split()))) for name, sql in found}


def looking(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


async def test_all_migrations_together_are_the_schema(tmp_path):
    path = tmp_path / "survey.db"
    await migrate(f"sqlite:///{path}")
    schema = sqlite3.connect(":memory:")
    schema.executescript(STORAGE.joinpath("schema.sql").read_text())
    migrated = looking(path)
    assert layout(migrated) == layout(schema)
    migrated.close()
    schema.close()


async def test_each_migration_is_applied_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    assert await migrate(url) == [
        "0001 initial",
        "0002 evidence",
        "0003 coding",
        "0004 sealing",
        "0005 accounts",
        "0006 audit",
        "0007 safeguarding",
        "0008 fieldwork",
    ]
    assert await migrate(url) == []


async def test_opening_brings_the_store_up_to_date(tmp_path):
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    async with open_store(url):
        pass
    assert await migrate(url) == []


async def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    known = load_migrations()
    later = msgspec.structs.replace(
        known[0], number=known[-1].number + 1, name="later", text="CREATE TABLE more (a);"
    )
    async with open_sqlite(tmp_path / "survey.db") as engine:
        assert await apply_migrations(engine, [*known, later]) == (*known, later)
    with pytest.raises(
        StoreUnavailable, match=rf"newer version.*migration {later.number}, 'later'"
    ):
        await migrate(f"sqlite:///{tmp_path / 'survey.db'}")


async def test_a_changed_migration_is_refused(tmp_path):
    first, *_ = load_migrations()
    changed = msgspec.structs.replace(first, text=first.text + "\n-- one more thought\n")
    async with open_sqlite(tmp_path / "survey.db") as engine:
        await apply_migrations(engine, [first])
        with pytest.raises(StoreUnavailable, match="was changed"):
            await apply_migrations(engine, [changed])


async def test_a_migration_that_breaks_half_way_leaves_nothing(tmp_path):
    first, *_ = load_migrations()
    broken = msgspec.structs.replace(
        first,
        number=2,
        name="broken",
        text="CREATE TABLE half (a);\nINSERT INTO nowhere VALUES (1);",
    )
    async with open_sqlite(tmp_path / "survey.db") as engine:
        await apply_migrations(engine, [first])
        with pytest.raises(StoreUnavailable):
            await apply_migrations(engine, [first, broken])
        assert await apply_migrations(engine, [first]) == ()
    found = looking(tmp_path / "survey.db")
    assert "half" not in {name for name, _ in layout(found)}
    found.close()


@pytest.mark.parametrize(
    ("file", "queries"),
    [("survey.db", QUERIES), ("survey.db.keys", KEY_QUERIES)],
)
async def test_every_query_fits_the_tables_and_is_used(tmp_path, file, queries):
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    await migrate(url)
    connection = looking(tmp_path / file)
    for text in queries.values():
        plain = text.replace("{lock}", "").replace("{claim}", "")
        names = {word.strip(",()") for word in plain.replace("(", " ( ").split()}
        values = {name[1:]: 1 for name in names if name.startswith(":")}
        connection.execute(f"EXPLAIN {plain}", values)
    connection.close()
    code = "".join(entry.read_text() for entry in STORAGE.iterdir() if entry.name.endswith(".py"))
    assert [name for name in queries if f'"{name}"' not in code] == []


@pytest.mark.parametrize(
    ("file", "queries"), [("queries.sql", QUERIES), ("key_queries.sql", KEY_QUERIES)]
)
def test_every_query_says_what_it_is_for(file, queries):
    text = STORAGE.joinpath(file).read_text()
    assert text.count("\n-- name: ") == len(queries)
    for part in text.split("\n-- name: ")[1:]:
        assert part.splitlines()[1].startswith("-- "), part.splitlines()[0]
