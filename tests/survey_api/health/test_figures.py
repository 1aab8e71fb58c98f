"""The figures operators watch, and whether a store can take answers, on every engine."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta

import tests.postgres as real
from survey_api.audit import Event, record
from survey_api.health import (
    BACKUP,
    BACKUP_LIMIT,
    DRILL,
    DRILL_LIMIT,
    DRILL_RIGHT,
    DRILL_WRONG,
    SCORING_LIMIT,
    Fault,
    Watched,
    read_figures,
)
from survey_api.responses import score_next
from survey_api.safeguarding import screen_next
from survey_api.storage import open_store
from survey_api.storage.engine import Statement
from survey_api.storage.queries import sql
from tests.survey_api.safeguarding.told import HOUR, NOW, ORDINARY, SURVEY, SURVEYS, URGENT, tell

WAVE = "2026-27"


async def figures(store, now=NOW):
    return await read_figures(store, SURVEYS.values(), now)


async def write_down(store, what: str, which: str, at=NOW) -> None:
    await record(store, Event(who="the night", what=what, which=which), at)


async def test_an_empty_store_wants_a_backup_and_a_drill_and_nothing_else(store):
    found = await figures(store)
    assert (found.unscored, found.unscreened, found.overdue) == (0, 0, 0)
    assert found.scoring_lag == found.screening_lag == timedelta(0)
    assert found.commit is None
    assert found.out_of_bounds == {Watched.BACKUP, Watched.DRILL}


async def test_texts_wait_until_they_are_scored(store):
    await tell(store, ORDINARY, now=NOW - HOUR)
    await tell(store, ORDINARY, now=NOW)
    found = await figures(store)
    assert (found.unscored, found.scoring_lag) == (2, HOUR)
    assert Watched.SCORING in found.out_of_bounds
    early = await figures(store, NOW - HOUR + SCORING_LIMIT)
    assert Watched.SCORING not in early.out_of_bounds
    await score_next(store, NOW, 10)
    assert (await figures(store)).unscored == 0


async def test_what_is_scored_once_more_waits_and_is_not_late(store):
    await tell(store, ORDINARY, now=NOW - HOUR)
    await score_next(store, NOW, 10)
    await store.ask_again(SURVEY.id, WAVE)
    found = await figures(store)
    assert (found.unscored, found.scoring_lag) == (1, timedelta(0))


async def test_the_screen_and_the_queue_behind_it(store):
    await tell(store, URGENT, now=NOW - HOUR)
    found = await figures(store)
    assert (found.unscreened, found.screening_lag, found.overdue) == (1, HOUR, 0)
    assert Watched.SCREENING in found.out_of_bounds
    await screen_next(store, SURVEYS, NOW, 10)
    found = await figures(store)
    assert (found.unscreened, found.overdue) == (0, 1)
    assert {Watched.SCREENING, Watched.TRIAGE} & found.out_of_bounds == {Watched.TRIAGE}


async def test_a_backup_of_keys_alone_is_none(store):
    await write_down(store, BACKUP, "survey-1.db, survey_contacts-1.db")
    await write_down(store, BACKUP, "survey_keys-2.db", NOW + HOUR)
    found = await figures(store, NOW + BACKUP_LIMIT)
    assert found.backup_age == BACKUP_LIMIT
    assert Watched.BACKUP not in found.out_of_bounds
    assert Watched.BACKUP in (await figures(store, NOW + BACKUP_LIMIT + HOUR)).out_of_bounds


async def test_a_drill_counts_if_nothing_was_wrong(store):
    await write_down(store, DRILL, f"survey-1.db: {DRILL_RIGHT}")
    found = await figures(store, NOW + DRILL_LIMIT)
    assert (found.drill_age, found.drill_wrong) == (DRILL_LIMIT, False)
    assert Watched.DRILL not in found.out_of_bounds
    assert Watched.DRILL in (await figures(store, NOW + DRILL_LIMIT + HOUR)).out_of_bounds
    await write_down(store, DRILL, f"survey-1.db: {DRILL_WRONG}", NOW + HOUR)
    found = await figures(store, NOW + 2 * HOUR)
    assert (found.drill_age, found.drill_wrong) == (HOUR, True)
    assert Watched.DRILL in found.out_of_bounds


async def test_a_clock_that_was_put_back_makes_nothing_younger_than_new(store):
    await write_down(store, BACKUP, "survey-1.db", NOW + HOUR)
    assert (await figures(store)).backup_age == timedelta(0)


async def test_writes_are_timed_and_looks_are_not(store):
    assert await store.find_fault() is None
    await figures(store)
    assert store.commits.up_to[-1] == ("+Inf", 0)
    await tell(store, ORDINARY)
    number = store.commits.up_to[-1][1]
    assert number >= 1
    assert 0 < store.commits.quicker(0.99) <= store.commits.seconds
    assert (await figures(store)).commit is not None
    await store.find_fault()
    assert store.commits.up_to[-1][1] == number


async def test_a_store_of_another_version_is_told(store):
    assert await store.find_fault() is None

    def newer():
        yield sql("add_migration", number=9999, name="of tomorrow", checksum="x")

    def back():
        yield sql("delete_migration", number=9999)

    await store._engine.transaction(newer)
    assert await store.find_fault() is Fault.LAYOUT
    await store._engine.transaction(back)
    assert await store.find_fault() is None


async def test_keys_that_cannot_be_read_are_told(store):
    await tell(store, ORDINARY)
    assert await store.find_fault() is None
    keys = store._words.keyring._store._engine

    def spoil():
        yield Statement("UPDATE data_keys SET wrapped = 'eA=='", {})

    await keys.transaction(spoil)
    assert await store.find_fault() is Fault.KEYS


async def test_a_file_that_was_moved_away_and_put_back(tmp_path):
    path = tmp_path / "survey.db"
    async with open_store(f"sqlite:///{path}") as store:
        assert await store.find_fault() is None
        path.rename(tmp_path / "elsewhere.db")
        assert await store.find_fault() is Fault.STORE
        (tmp_path / "elsewhere.db").rename(path)
        assert await store.find_fault() is None


async def test_a_file_that_another_program_holds_is_no_store_to_write_to(tmp_path, monkeypatch):
    monkeypatch.setattr("survey_api.storage.sqlite.BUSY_SECONDS", 0.1)
    path = tmp_path / "survey.db"
    async with open_store(f"sqlite:///{path}") as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert await store.find_fault() is Fault.STORE
            other.execute("ROLLBACK")
        assert await store.find_fault() is None


async def test_a_database_that_can_only_be_read_like_a_standby(tmp_path):
    server = real.postgres()
    home = server.settings(tmp_path)
    name = home.store.rpartition("/")[2]

    def alter(how: str) -> None:
        server.ask("postgres", f"ALTER DATABASE {name} {how}")
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        server.ask("postgres", ended)

    async with open_store(home.store, home.sealing) as store:
        alter("SET default_transaction_read_only = on")
        await asyncio.sleep(0.1)
        assert [await store.find_fault() for _ in range(2)] == [Fault.STORE] * 2
        alter("RESET default_transaction_read_only")
        await asyncio.sleep(0.1)
        await store.find_fault()  # the connection that was lost
        assert await store.find_fault() is None


async def test_a_database_that_is_down_and_up_again(tmp_path):
    server = real.PostgresServer()
    try:
        home = server.settings(tmp_path)
        async with open_store(home.store, home.sealing) as store:
            assert await store.find_fault() is None
            server.stop(signal.SIGINT)
            assert await store.find_fault() is Fault.STORE
            server.start()
            assert await store.find_fault() is None
    finally:
        server.remove()
