"""Writing into the log: what stands in it afterwards, and that nothing leaves it again."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from survey_api import audit
from survey_api.audit import Event, Wanted
from survey_api.storage import open_store

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
EVENT = Event(who="amira", what="opened a text", which="r1/better", why="to code it")


@pytest.fixture
async def store(tmp_path: Path):
    async with open_store(f"sqlite:///{tmp_path / 'survey.db'}") as opened:
        yield opened


async def test_an_event_stands_in_the_log_with_its_moment_and_the_hash_before_it(store):
    first = await audit.record(store, EVENT, NOW)
    second = await audit.record(store, Event(who="worker", what="made a release"), NOW)
    assert (first.number, first.previous) == (1, "")
    assert (first.who, first.what, first.which, first.why) == (
        "amira", "opened a text", "r1/better", "to code it",
    )  # fmt: skip
    assert (second.number, second.previous) == (2, first.hash)
    assert list(await store.read_entries(0, 10)) == [first, second]
    assert await store.read_head() == audit.Head(number=2, hash=second.hash)


async def test_the_same_moment_in_another_time_zone_has_the_same_hash(tmp_path):
    hashes = []
    for number, zone in enumerate((UTC, timezone(timedelta(hours=5)))):
        async with open_store(f"sqlite:///{tmp_path / f'{number}.db'}") as store:
            entry = await audit.record(store, EVENT, NOW.astimezone(zone))
            assert entry == (await store.read_entries(0, 1))[0]
            hashes.append(entry.hash)
    assert hashes[0] == hashes[1]


async def test_whatever_is_said_can_be_stored_and_shown(store):
    odd = Event(who="a\x00b\x1b[31m", what="x\ny", which="\ud800 \u202e", why="w" * 9000)
    entry = await audit.record(store, odd, NOW)
    assert entry == (await store.read_entries(0, 1))[0]
    assert all(text.isprintable() for text in (entry.who, entry.what, entry.which, entry.why))
    assert len(entry.why) == audit.LONGEST


async def test_many_at_once_make_one_chain(store):
    await asyncio.gather(*(audit.record(store, EVENT, NOW) for _ in range(200)))
    entries = await store.read_entries(0, 500)
    assert [entry.number for entry in entries] == list(range(1, 201))
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'somebody else' WHERE number = 1",
        "DELETE FROM audit WHERE number = 2",
        "INSERT OR REPLACE INTO audit VALUES (1, '', '', '', '', '', '', '')",
        "INSERT INTO audit VALUES (9, '', '', '', '', '', '', '')",
        "DELETE FROM audit_head",
    ],
)
async def test_the_store_itself_refuses_to_change_or_remove_an_entry(tmp_path, statement):
    path = tmp_path / "survey.db"
    async with open_store(f"sqlite:///{path}") as store:
        for _ in range(2):
            await audit.record(store, EVENT, NOW)
    connection = sqlite3.connect(path)
    before = connection.execute("SELECT * FROM audit").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="the audit log"):
        connection.execute(statement)
    connection.rollback()
    assert connection.execute("SELECT * FROM audit").fetchall() == before
    connection.close()


async def test_entries_are_found_by_who_what_and_when_newest_first(store):
    day = timedelta(days=1)
    for number, (who, what) in enumerate(
        [("amira", "signed in"), ("olu", "signed in"), ("amira", "signed out")]
    ):
        await audit.record(store, Event(who=who, what=what), NOW + number * day)

    async def numbers(**wanted):
        return [entry.number for entry in await store.find_entries(Wanted(**wanted), 10)]

    assert await numbers() == [3, 2, 1]
    assert await numbers(who="amira") == [3, 1]
    assert await numbers(what="signed in") == [2, 1]
    assert await numbers(since=NOW + day) == [3, 2]
    assert await numbers(before=NOW + day) == [1]
    assert await numbers(below=3) == [2, 1]
    assert await store.list_whats() == ["signed in", "signed out"]
