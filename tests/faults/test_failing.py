"""A statement that fails, or a caller that goes away, at every SQL statement and commit."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from itertools import count

import asyncpg
import pytest

from survey_api import Store, StoreUnavailable
from survey_api.responses.score import LEASE
from survey_api.storage import open_store
from tests.faults.points import Points, lay
from tests.faults.works import Erasing, Releasing, a_draft, check_sound
from tests.survey_api.releases.builders import SUBMITTED

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("fault", ["fails", "leaves"])
async def test_whatever_fails_it_is_whole_or_not_there_and_can_be_done_again(
    home,
    work,
    fault,
    soak,
    monkeypatch,
):
    step = 1 if soak else 9 if isinstance(work, Releasing) else 3
    failing = Failing(fault, sqlite=home.store.startswith("sqlite:"))
    points = Points(0, failing.do)
    lay(points, monkeypatch.setattr)
    async with open_store(home.store, home.sealing) as store:
        await work.prepare(store)
        for at in count(1, step):
            about = await work.ready(store)
            points.begin(at)
            told = await failing.during(work.do(store, about, SUBMITTED))
            points.end()
            await a_draft(store)  # behind it, nothing of what was left is under way any more
            if isinstance(work, Erasing):  # words go first; the daily purge takes the rest
                await purge(store)
            await work.check(home, store, about, told)
            await work.do(store, about, SUBMITTED + LEASE)
            await work.check(home, store, about, True)
            if points.met < at:
                break
        await check_sound(home, store)
    assert told
    assert at > work.points


async def purge(store: Store) -> None:
    """The daily one, with nothing of ours old enough but the drafts.

    Twice: the first one's deleting of their keys waits behind a key that is still being destroyed.
    """
    hour = timedelta(hours=1)
    for _ in range(2):
        await a_draft(store)
        await store.purge(
            "missing_children",
            drafts_before=SUBMITTED + hour,
            verbatims_before=SUBMITTED - hour,
            now=SUBMITTED + hour,
            dry_run=False,
        )


class Failing:
    """The disk or the server fails once, or the caller leaves just then."""

    def __init__(self, fault: str, *, sqlite: bool) -> None:
        self._leaves = fault == "leaves"
        lost = asyncpg.ConnectionDoesNotExistError("connection was closed in the middle")
        self._error = sqlite3.OperationalError("disk I/O error") if sqlite else lost

    def do(self) -> None:
        if not self._leaves:
            raise self._error
        self._loop.call_soon_threadsafe(self._task.cancel)

    async def during(self, doing) -> bool:
        """Whether it was told that it is done."""
        self._loop, self._task = asyncio.get_running_loop(), asyncio.ensure_future(doing)
        try:
            await self._task
        except (StoreUnavailable, asyncio.CancelledError):
            return False
        return True
