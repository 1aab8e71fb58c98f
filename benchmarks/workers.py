"""Texts scored from claim to commit by one and two worker processes over one store.

`python -m benchmarks.workers STORE` is one of them: it scores until nothing waits.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, Popen
from typing import NamedTuple

import msgspec
import numpy as np

from benchmarks.filling import fill
from benchmarks.goals import at_least
from survey_api import open_store, text_scorer
from survey_api.collecting import calm_collector
from survey_api.responses import score_next
from survey_api.worker import SCORE_TOGETHER

PEOPLE = (1_000, 10_000)
MANY = 100_000
GOAL = 10_000  # texts a second, on two cores
_WORKERS = (1, 2)
_READY, _GO = b"ready\n", b"go\n"


class Scored(msgspec.Struct, frozen=True):
    """What one process did; moments in seconds of the epoch."""

    texts: int
    began: float
    ended: float


class Done(NamedTuple):
    """What so many workers did together."""

    people: int
    workers: int
    texts: int
    seconds: float

    @property
    def rate(self) -> float:
        """Texts a second."""
        return self.texts / self.seconds


def workers_section(folder: Path, *, long: bool = False) -> str:
    """The part of the page about scoring by processes. long: of a hundred thousand too."""
    sizes = (*PEOPLE, MANY) if long else PEOPLE
    done = [each for people in sizes for each in _measured(folder, people)]
    rows = "\n".join(
        f"| {each.people:,} | {each.texts:,} | {each.workers} | {each.seconds:.1f} | "
        f"{each.rate:,.0f} |"
        for each in done
    )
    most = done[-1]
    grows = [growth([e for e in done if e.workers == number]) for number in _WORKERS]
    return f"""## Scoring by workers

What simulated people wrote, from the claim to the commit: unsealed, scored by both scorers and with
its sentences, themes found, all stored. The goal with two cores is
{at_least(most.rate, GOAL)}. The seconds grow as the number of texts to the power
of {grows[0]:.2f} with one worker, {grows[1]:.2f} with two (1 is in proportion).

| People | texts | workers | s | texts a second |
|---|---|---|---|---|
{rows}
"""


def growth(done: Sequence[Done]) -> float:
    """The exponent with which the seconds grow."""
    texts, seconds = (
        np.log([getattr(each, what) for each in done]) for what in ("texts", "seconds")
    )
    return float(np.polyfit(texts, seconds, 1)[0])


def _measured(folder: Path, people: int) -> Iterator[Done]:
    full = folder / f"waiting-{people}.db"
    asyncio.run(fill(full, people, datetime.now(UTC), scored=False))
    for number in _WORKERS:
        yield _score(full, folder / f"{people}-by-{number}", people, number)


def _score(full: Path, folder: Path, people: int, number: int) -> Done:
    folder.mkdir()
    for file in full.parent.glob(f"{full.name}*"):
        shutil.copy(file, folder)
    command = [sys.executable, "-m", "benchmarks.workers", str(folder / full.name)]
    processes = [Popen(command, stdin=PIPE, stdout=PIPE) for _ in range(number)]
    for process in processes:  # none begins while another is still starting
        assert process.stdout
        if process.stdout.readline() != _READY:
            raise RuntimeError("a worker did not start")  # it has said why itself
    for process in processes:
        assert process.stdin
        process.stdin.write(_GO)
        process.stdin.flush()
    told = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        raise RuntimeError("a worker did not end well")
    done = [msgspec.json.decode(each.splitlines()[-1], type=Scored) for each in told]
    seconds = max(each.ended for each in done) - min(each.began for each in done)
    return Done(people, number, sum(each.texts for each in done), seconds)


async def _work(store: Path) -> Scored:
    scorer, texts = text_scorer(), 0
    scorer("Warm up.", "en")
    async with open_store(f"sqlite:///{store}") as opened:
        sys.stdout.buffer.write(_READY)
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.buffer.readline)
        began = time.time()
        while done := await score_next(opened, datetime.now(UTC), SCORE_TOGETHER, scorer):
            texts += done
        return Scored(texts, began, time.time())


if __name__ == "__main__":
    calm_collector()
    sys.stdout.write(f"{msgspec.json.encode(asyncio.run(_work(Path(sys.argv[1])))).decode()}\n")
