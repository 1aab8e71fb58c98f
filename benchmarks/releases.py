"""How long a release takes and how much memory, from responses on disk to frozen tables.

Filling, releasing and the analyst's script each run in a process of their own, so that the memory
of one is not counted with another.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.analyst import write_csv
from benchmarks.filling import SURVEY, VARIETY, fill
from benchmarks.goals import at_most
from survey_api import Settings, export_responses, load_surveys, make_release, open_store
from survey_api.collecting import calm_collector

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
_FITTED = (10_000, 100_000, MILLION)  # below, hiding small numbers takes longer than reading
_SEEN = Path(__file__).with_name("million.json")  # the last time that it was measured


class Spent(msgspec.Struct, frozen=True):
    """What one process took."""

    seconds: float
    cpu_seconds: float  # of all threads: says more where the machine is shared
    peak_mb: float


class ReleaseTime(msgspec.Struct, frozen=True):
    """What a release of so many responses took; `seen`: the day it was measured."""

    responses: int
    fill_seconds: float
    release: Spent
    export: Spent
    seen: str


class Comparison(msgspec.Struct, frozen=True):
    """The analyst's script beside ours, over the same responses; ours scores them first."""

    responses: int
    script: Spent
    score_seconds: float
    release: Spent


def time_release(folder: Path, responses: int) -> ReleaseTime:
    """Fill a store with simulated responses and make a release of it."""
    store = folder / f"{responses}.db"
    filled = _run("benchmarks.releases", "fill", str(store), str(responses))
    release = _run("benchmarks.releases", "release", str(store))
    export = _run("benchmarks.releases", "export", str(store))
    store.unlink()
    seen = f"{datetime.now(UTC):%d %B %Y}"
    return ReleaseTime(responses, filled.seconds, release, export, seen)


def time_million(folder: Path) -> ReleaseTime:
    """The same for a million, kept for the pages that are written without it."""
    found = time_release(folder, MILLION)
    _SEEN.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    return found


def last_million() -> ReleaseTime | None:
    """What was seen the last time a million were released, or None if they never were."""
    return msgspec.json.decode(_SEEN.read_bytes(), type=ReleaseTime) if _SEEN.exists() else None


def compare(folder: Path) -> Comparison:
    """The analyst's script and ours over the same responses, each with words of its own."""
    store, csv = folder / "compared.db", folder / "compared.csv"
    _run("benchmarks.releases", "submit", str(store), str(VARIETY))
    scored = _run("benchmarks.releases", "score", str(store))
    release = _run("benchmarks.releases", "release", str(store))
    write_csv(store, csv)
    return Comparison(VARIETY, _run("benchmarks.analyst", str(csv)), scored.seconds, release)


def releases_section(times: list[ReleaseTime], compared: Comparison, picture: str) -> str:
    """The part of the page about releases, with the line that shows their picture."""
    rows = "\n".join(
        f"| {time.responses:,} | {time.fill_seconds:.1f} | {time.release.seconds:.1f} | "
        f"{time.release.cpu_seconds:.1f} | "
        f"{time.release.seconds / time.responses * 1e6:,.0f} | {time.release.peak_mb:,.0f} | "
        f"{time.export.seconds:.1f} | {time.export.peak_mb:,.0f} | {time.seen} |"
        for time in times
    )
    grows = {name: growth(times, name) for name in ("release", "export")}
    most = times[-1]
    ours = compared.score_seconds + compared.release.seconds
    return f"""## Releasing

From responses on disk to frozen, protected tables with everything else a release holds. Memory is
the most that the process that makes the release ever had, and its readers with it. Beyond
{VARIETY:,} responses the same simulated people are met again under other ids. A million takes
`make bench MILLION=yes`. `survey export` writes the same responses to one CSV, in words.

{picture}
| Responses | fill s | release s | CPU s, two cores | µs each | peak MB | export s | its MB | seen |
|---|---|---|---|---|---|---|---|---|
{rows}

From {_FITTED[0]:,} responses on, the seconds of a release grow as the number to the power of
{grows["release"]:.2f}, those of an export {grows["export"]:.2f} (least squares of the logarithms;
1 is in proportion). The goals for a million: a release {at_most(most.release.seconds, 60, " s")},
its memory {at_most(most.release.peak_mb, 2048, " MB")}, an export
{at_most(most.export.seconds, 30, " s")}.

Beside it the script an analyst would write (`benchmarks/analyst.py`): pandas and TextBlob over a
CSV of the same {compared.responses:,} responses, means and medians by six variables, nothing
protected, no intervals, no open waits. Ours scores each text with two scorers, once, as it comes;
a release does not score again.

| {compared.responses:,} responses | s | peak memory MB |
|---|---|---|
| the script: score and tabulate | {compared.script.seconds:.1f} | {compared.script.peak_mb:,.0f} |
| ours: score, with themes | {compared.score_seconds:.1f} | |
| ours: release | {compared.release.seconds:.1f} | {compared.release.peak_mb:,.0f} |
| ours for each second of the script | {ours / compared.script.seconds:.1f} | |
"""


def growth(times: list[ReleaseTime], what: str) -> float:
    """The exponent with which the seconds of a release or an export grow."""
    fitted = [time for time in times if time.responses in _FITTED]
    sizes = np.log([time.responses for time in fitted])
    seconds = np.log([getattr(time, what).seconds for time in fitted])
    return float(np.polyfit(sizes, seconds, 1)[0])


def _run(module: str, *arguments: str) -> Spent:
    """What a process of ours took; it says so itself, so that starting Python is not counted."""
    command = [sys.executable, "-m", module, *arguments]
    environ = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # as `survey` has it
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environ)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Spent)


async def _release(store: Path, now: datetime) -> None:
    survey = load_surveys(Settings().surveys)[SURVEY]
    async with open_store(f"sqlite:///{store}") as opened:
        wave = survey.latest_wave(now.date())
        await make_release(opened, survey, wave.id, now=now, interim=True)


async def _export(store: Path, now: datetime) -> None:
    survey = load_surveys(Settings().surveys)[SURVEY]
    async with open_store(f"sqlite:///{store}") as opened:
        wave = survey.latest_wave(now.date())
        with store.with_suffix(".csv").open("wb") as out:
            await export_responses(opened, survey, wave.id, now, out)
    store.with_suffix(".csv").unlink()


def main(verb: str, store: str, responses: str = "0") -> None:
    """One step in this process; prints what it took."""
    path, now = Path(store), datetime.now(UTC)
    calm_collector()  # as every command of ours does
    began, worked = time.perf_counter(), time.process_time()
    if verb == "release":
        asyncio.run(_release(path, now))
    elif verb == "export":
        asyncio.run(_export(path, now))
    elif verb == "fill":
        asyncio.run(fill(path, int(responses), now))
    elif verb == "submit":
        asyncio.run(fill(path, int(responses), now, scored=False))
    else:
        asyncio.run(fill(path, 0, now))
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    mine, readers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    # As if all were largest at the same time; this process is a reader itself.
    peak = mine.ru_maxrss + readers.ru_maxrss * ((os.cpu_count() or 1) - 1)
    spent = Spent(
        seconds=seconds,
        cpu_seconds=worked + readers.ru_utime + readers.ru_stime,
        peak_mb=peak / 1024,
    )
    sys.stdout.write(f"{msgspec.json.encode(spent).decode()}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
