"""`make bench`: measures, and writes docs/benchmarks.md."""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ceilings import fdatasync_per_second, one_commit_each_per_second
from benchmarks.charts import draw_releases
from benchmarks.coverage import coverage_section, measure_coverage
from benchmarks.load import Rate, server
from benchmarks.memory import memory_section
from benchmarks.paired import paired_section
from benchmarks.processes import processes_section
from benchmarks.releases import (
    SIZES,
    ReleaseTime,
    compare,
    last_million,
    releases_section,
    time_million,
    time_release,
)
from benchmarks.respond import folder_for, question_pages, saved_pages, submissions
from benchmarks.scoring import scoring_section
from benchmarks.weight import weight_section
from benchmarks.workers import workers_section

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PICTURES = PAGE.with_suffix("")
CLIENTS = 32


def main() -> None:
    """Run everything in one go on this machine and write down what was seen."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        synced = fdatasync_per_second(folder)
        plain = one_commit_each_per_second(folder)
        rates = asyncio.run(_rates(folder))
        synced = (synced + fdatasync_per_second(folder)) / 2  # before and after: disks drift
        times = [*_releases(folder), *_million(folder)]
        _say("running an analyst's script beside it ...")
        text = _page(synced, plain, rates) + "\n"
        text += paired_section(folder, PICTURES, long="--long" in sys.argv) + "\n"
        _say("servers side by side on PostgreSQL ...")
        text += processes_section(folder) + "\n"
        text += releases_section(times, compare(folder), draw_releases(times, PICTURES))
    _say("counting how often intervals of waits hold the truth ...")
    text += "\n" + coverage_section(measure_coverage())
    _say("scoring texts ...")
    text += "\n" + scoring_section()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        text += "\n" + workers_section(Path(name), long="--long" in sys.argv)
    _say("what pages weigh, and the way through over a slow link ...")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        text += "\n" + weight_section(Path(name))
    text += "\n" + memory_section(PICTURES)
    PAGE.write_text(text)
    sys.stdout.write(text)


async def _rates(folder: Path) -> dict[str, Rate]:
    with server(folder_for("server", folder) / "survey.db") as one:
        await submissions(one, 500, CLIENTS)  # warm up
        return {
            "submissions, 1 client": await submissions(one, 1500, 1),
            f"submissions, {CLIENTS} clients": await submissions(one, 6000, CLIENTS),
            f"question page shown, {CLIENTS} clients": await question_pages(one, 2000, CLIENTS),
            f"question page saved, {CLIENTS} clients": await saved_pages(one, 4000, CLIENTS),
        }


def _releases(folder: Path) -> Iterator[ReleaseTime]:
    for size in SIZES:
        _say(f"releasing {size} responses ...")
        yield time_release(folder, size)


def _million(folder: Path) -> Iterator[ReleaseTime]:
    """A million, if asked for; else as they were last seen."""
    if "--million" in sys.argv:
        _say("releasing a million responses, which takes some minutes to fill ...")
        yield time_million(folder)
    elif seen := last_million():
        yield seen


def _page(synced: float, plain: float, rates: dict[str, Rate]) -> str:
    rows = "\n".join(
        f"| {name} | {rate.per_second:,.0f} | {rate.per_second / synced:.2f} | "
        f"{rate.per_second / plain:.2f} | {rate.p50_ms:.1f} | {rate.p99_ms:.1f} | {rate.failed} |"
        for name, rate in rates.items()
    )
    return f"""# Benchmarks

Written by `make bench` on {datetime.now(UTC):%d %B %Y}. Figures move by a quarter and more from
minute to minute on a shared machine; the ratios against references of the same run say more.

Machine: {os.cpu_count()} cores, {_memory_gb():.0f} GB, {platform.system()}, Python
{platform.python_version()}, SQLite {sqlite3.sqlite_version}. Server, store and load generator
share it.

## References of this run

| What | a second |
|---|---|
| fdatasync of 4 KiB, one after the other | {synced:,.0f} |
| one row and one commit at a time, sqlite3, WAL, synchronous=FULL | {plain:,.0f} |

## Answering

Each submission is a whole simulated response: decoded, checked against the questionnaire, stored
with its texts and scoring tasks, and synced before the reply. A page saved is checked, stored and
synced too.

| What | a second | ratio to fdatasync | ratio to one commit each | p50 ms | p99 ms | failed |
|---|---|---|---|---|---|---|
{rows}
"""


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


main()
