"""A process that does one piece of work and is killed at a fault point of it."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from survey_api import Settings
from survey_api.storage import open_store
from tests.faults.points import Points, lay
from tests.faults.works import Work

_forks = get_context("forkserver")
_forks.set_forkserver_preload(["__main__", "tests.faults.warm"])
_PATIENCE = 120  # seconds; a process that hangs fails the test


class Death(NamedTuple):
    """How a process ended: whether it was killed, and whether it had told that it was done."""

    killed: bool
    told: bool


def die_at(
    point: int, home: Settings, work: Work, about: Any, now: datetime, *, opening: bool = False
) -> Death:
    """What became of a process that was to die at this fault point of its work, from 1.

    opening: whether opening the store is part of the work.
    """
    heard, say = _forks.Pipe(duplex=False)
    process = _forks.Process(target=_live, args=(point, home, work, about, now, say, opening))
    process.start()
    say.close()
    told = _hear(heard)
    process.join(_PATIENCE)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return Death(process.exitcode != 0, told)


def _hear(heard: Connection) -> bool:
    with heard:
        try:
            return heard.poll(_PATIENCE) and bool(heard.recv())
        except EOFError:  # it died before
            return False


def _live(
    point: int,
    home: Settings,
    work: Work,
    about: Any,
    now: datetime,
    say: Connection,
    opening: bool,
) -> None:
    points = Points(point, lambda: os.kill(os.getpid(), signal.SIGKILL))
    lay(points)

    async def live() -> None:
        if opening:
            points.begin()
        async with open_store(home.store, home.sealing, create=False) as store:
            points.begin()
            await work.do(store, about, now)
            say.send(True)

    asyncio.run(live())
