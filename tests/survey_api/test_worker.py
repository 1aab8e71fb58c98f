"""The worker over a real store and the survey as shipped; the clock is the test's."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from analysis import sentiment_card
from survey_api import Store, load_surveys, open_store, submit_response, worker
from survey_api.responses import begin_response
from survey_api.sealing import KeySource
from survey_api.settings import PACKAGED_SURVEYS
from survey_api.storage import contacts_at
from survey_api.worker import run_worker

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = "Nobody rang back and we were terrified"
SURVEYS = load_surveys(PACKAGED_SURVEYS)
SURVEY = SURVEYS["missing_children"]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    for pause in (
        "SCORING_PAUSE",
        "SCREENING_PAUSE",
        "ALARM_PAUSE",
        "DAILY_PAUSE",
        "FIRST_BACK_OFF",
    ):
        monkeypatch.setattr(worker, pause, timedelta(milliseconds=10))


@asynccontextmanager
async def working(store: Store, clock: Clock) -> AsyncIterator[asyncio.Task[None]]:
    """A worker at work inside, asked to stop and gone at the end."""
    stop = asyncio.Event()
    contacts = contacts_at("sqlite:///survey.db", "", KeySource())  # nobody has left one
    task = asyncio.create_task(run_worker(store, SURVEYS, contacts, stop=stop, clock=clock))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, timeout=20)


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is true; a worker that never gets there fails the test."""
    async with asyncio.timeout(20):
        while not await true():  # noqa: ASYNC110 (the store is looked at from outside)
            await asyncio.sleep(0.01)


async def say(store, words=WORDS):
    return await submit_response(
        store, SURVEY, str(uuid.uuid4()), language="en", mode="web",
        answers={"better": msgspec.Raw(msgspec.json.encode(words))}, now=NOW,
    )  # fmt: skip


async def unscored(store: Store) -> int:
    return (await store.count_fieldwork(SURVEY.id, "2026-27")).unscored


async def scores(store):
    """Of whole texts, by the scorer in use."""
    pairs = store.read_responses(SURVEY.id, "2026-27")
    name = sentiment_card().name
    return [s async for _, all_ in pairs for s in all_ if s.part == 0 and s.scorer == name]


def releases_are(store: Store, number: int) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        return len(await store.list_releases()) == number

    return check


async def test_texts_are_scored_as_they_come(store, clock):
    async def done() -> bool:
        return await unscored(store) == 0

    async with working(store, clock):
        for _ in range(3):
            await say(store)
            await until(done)
    assert len(await scores(store)) == 3


async def test_responses_are_screened_as_they_come_and_the_lead_is_told_once(store, clock, caplog):
    async def flagged() -> bool:
        return len(await store.list_cases(SURVEY.id, closed=False)) == 1

    async def alarmed() -> bool:
        return await store.last_alarm(SURVEY.id) is not None

    async with working(store, clock):
        await say(store)
        await say(store, "He says he wants to kill himself")
        await until(flagged)
        await until(alarmed)
    async with working(store, clock):  # a restart neither flags nor writes again
        await asyncio.sleep(0.1)
    assert (await store.count_unscreened()).waiting == 0
    said = [r.getMessage() for r in caplog.records if "urgent" in r.getMessage()]
    assert said == [
        "safeguarding of missing_children: 1 urgent and unopened, 0 overdue; nobody was written to"
    ]
    assert "himself" not in caplog.text


async def test_a_worker_asked_to_stop_is_gone_soon(store, clock):
    async with working(store, clock) as task:
        await asyncio.sleep(0.05)
        assert not task.done()
    assert task.done()
    assert task.exception() is None


async def test_each_day_has_one_interim_release_whatever_restarts(store, clock):
    for _ in range(50):  # as many as a first release takes
        await say(store)
    async with working(store, clock):
        await until(releases_are(store, 1))
    async with working(store, clock):
        await asyncio.sleep(0.2)
        assert await releases_are(store, 1)()
        clock.now += DAY
        await until(releases_are(store, 2))
    days = [summary.made_at.date() for summary in await store.list_releases()]
    assert days == [(NOW + DAY).date(), NOW.date()]
    assert {summary.status.value for summary in await store.list_releases()} == {"interim"}


async def test_there_is_no_interim_release_of_a_wave_that_is_not_open(store, clock):
    clock.now = datetime(2027, 9, 15, tzinfo=UTC)
    async with working(store, clock):
        await asyncio.sleep(0.1)
    assert await store.list_releases() == []


async def test_what_is_past_its_time_is_erased_every_day(store, clock):
    draft = await begin_response(store, SURVEY, language="en", mode="web", answers={}, now=NOW)

    async def erased() -> bool:
        return await store.get_draft(draft.id) is None

    async with working(store, clock):
        await asyncio.sleep(0.05)
        assert not await erased()
        clock.now += (SURVEY.programme.retention.draft_days + 1) * DAY
        await until(erased)


async def test_a_failing_store_is_outlived_and_nothing_written_is_logged(tmp_path, clock, caplog):
    path, away = tmp_path / "survey.db", tmp_path / "away.db"
    caplog.set_level(logging.INFO)
    async with open_store(f"sqlite:///{path}") as store:
        await say(store)
        path.rename(away)  # the disk is unplugged
        async with working(store, clock) as task:

            async def complained() -> bool:
                return bool(caplog.text.count("scoring failed: The store's file was removed") >= 2)

            await until(complained)
            assert not task.done()
            away.rename(path)  # and back again

            async def done() -> bool:
                return await unscored(store) == 0

            await until(done)
        assert len(await scores(store)) == 1
    assert "terrified" not in caplog.text
    assert "Traceback" not in caplog.text
