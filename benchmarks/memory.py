"""Memory of a server and a worker that go on for an hour.

`python -m benchmarks.memory [MINUTES]` measures, and keeps what was seen for the page: the other
benchmarks don't wait an hour for it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import numpy as np

from benchmarks.charts import draw_memory
from benchmarks.goals import at_most
from benchmarks.load import Served, server, sleeping_until, worker
from benchmarks.respond import SURVEY, begin, folder_for, journey, submissions

MINUTES = 60
_EVERY = 15  # seconds between two looks
_SUBMISSIONS, _PAGES = 20, 100  # a second: a busy evening, which leaves the machine some room
_GROWTH = 10.0  # MB an hour, in the second half
_SEEN = Path(__file__).with_name("memory.json")
_ODD = ("/s/nowhere", f"/s/{SURVEY}/no_such_page", "/nowhere?a=1", "/health/ready", "/")


class Look(msgspec.Struct, frozen=True):
    """What was held in memory, in MB, so many minutes after the beginning."""

    minute: float
    server: float
    worker: float


class Hour(msgspec.Struct, frozen=True):
    """What was seen: looks in order, replies of each kind of load, and how many were wrong."""

    seen: str
    looks: list[Look]
    submissions: int
    pages: int
    people: int
    failed: int


def memory_section(pictures: Path) -> str:
    """The part of the page; a sentence where it was never measured."""
    if not _SEEN.exists():
        return "## Memory\n\nNever measured here: `make memory`.\n"
    hour = msgspec.json.decode(_SEEN.read_bytes(), type=Hour)
    marks = np.linspace(0, len(hour.looks) - 1, 7).astype(int)
    rows = "\n".join(
        f"| {look.minute:.0f} | {look.server:,.0f} | {look.worker:,.0f} |"
        for look in (hour.looks[mark] for mark in marks)
    )
    return f"""## Memory

`survey serve` and `survey worker` for {hour.looks[-1].minute:.0f} minutes on {hour.seen}, by
`make memory`: {_SUBMISSIONS} submissions and {_PAGES} replies with pages a second, a new person
each second, and addresses that are not there. Together {hour.submissions:,} submissions,
{hour.pages:,} replies with pages and {hour.people:,} people; {hour.failed} wrong replies. What they
hold in memory (RSS), and how it grows in the second half by a straight line through the looks:
the server {at_most(_growth(hour, "server"), _GROWTH, " MB an hour")}, the worker
{at_most(_growth(hour, "worker"), _GROWTH, " MB an hour")}.
Twice a minute the worker reads the open safeguarding queue, which nobody empties here.

{draw_memory([(look.minute, look.server, look.worker) for look in hour.looks], pictures)}
| Minute | server MB | worker MB |
|---|---|---|
{rows}
"""


def measure_memory(folder: Path, minutes: float) -> None:
    """Let both go on for so long, and keep what was seen."""
    hour = asyncio.run(_measured(folder_for("memory", folder) / "survey.db", minutes * 60))
    _SEEN.write_bytes(msgspec.json.format(msgspec.json.encode(hour)) + b"\n")


async def _measured(store: Path, seconds: float) -> Hour:
    with server(store) as ours, worker(store) as beside:
        looks = asyncio.create_task(_look(ours, beside, seconds))
        sent, turned, people, odd = await asyncio.gather(
            submissions(ours, 0, 4, seconds=seconds, pace=_SUBMISSIONS),
            journey(ours, 0, 4, seconds=seconds, pace=_PAGES),
            _each_second(seconds, lambda: asyncio.to_thread(begin, ours.port)),
            _each_second(seconds, lambda: _ask_oddly(ours.port)),
        )
        return Hour(
            seen=f"{datetime.now(UTC):%d %B %Y}",
            looks=await looks,
            submissions=sent.replies,
            pages=turned.replies + len(_ODD) * odd,
            people=people,
            failed=sent.failed + turned.failed,
        )


async def _look(ours: Served, beside: Served, seconds: float) -> list[Look]:
    began, looks = time.monotonic(), []
    for number in range(1, int(seconds / _EVERY) + 1):
        await sleeping_until(began + number * _EVERY)
        looks.append(Look(number * _EVERY / 60, ours.memory_mb, beside.memory_mb))
    return looks


async def _each_second(seconds: float, act: Callable[[], Awaitable[object]]) -> int:
    """Do it each second, and say how often it was done."""
    began = time.monotonic()
    for number in range(int(seconds)):
        await sleeping_until(began + number)
        await act()
    return int(seconds)


async def _ask_oddly(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as stranger:
        for path in _ODD:
            await stranger.get(path)


def _growth(hour: Hour, whose: str) -> float:
    """MB an hour in the second half."""
    later = hour.looks[len(hour.looks) // 2 :]
    held = [getattr(look, whose) for look in later]
    return 60 * float(np.polyfit([look.minute for look in later], held, 1)[0])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        measure_memory(Path(name), float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
    sys.stdout.write(memory_section(Path(name)))
