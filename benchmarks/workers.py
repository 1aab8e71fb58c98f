"""Texts scored from claim to commit by one and two worker processes over one store.

`python -m benchmarks.workers STORE` is one of them: it scores until nothing waits.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks.filling import fill
from survey_api import open_store, text_scorer
from survey_api.collecting import calm_collector
from survey_api.responses import score_next
from survey_api.worker import SCORE_TOGETHER

RESPONSES = 4_000
GOAL = 10_000  # texts a second, on two cores


class Scored(msgspec.Struct, frozen=True):
    """What one process did; moments in seconds of the epoch."""

    texts: int
    began: float
    ended: float


def workers_section(folder: Path) -> str:
    """The part of the page about scoring by processes."""
    full = folder / "waiting.db"
    asyncio.run(fill(full, RESPONSES, datetime.now(UTC), scored=False))
    rates = {number: _rate(full, folder / f"workers-{number}", number) for number in (1, 2)}
    rows = "\n".join(
        f"| {number} | {rate:,.0f} | {rate / rates[1]:.2f} |" for number, rate in rates.items()
    )
    return f"""## Scoring by workers

What {RESPONSES:,} simulated people wrote, from the claim to the commit: unsealed, scored by both
scorers and with its sentences, themes found, all stored. The goal is {GOAL:,} a second on two
cores.

| Workers | texts a second | ratio to one |
|---|---|---|
{rows}
"""


def _rate(full: Path, folder: Path, number: int) -> float:
    folder.mkdir()
    for file in full.parent.glob(f"{full.name}*"):
        shutil.copy(file, folder)
    command = [sys.executable, "-m", "benchmarks.workers", str(folder / full.name)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(number)]
    told = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        raise RuntimeError("a worker did not end well")  # it has said why itself
    done = [msgspec.json.decode(each.splitlines()[-1], type=Scored) for each in told]
    seconds = max(each.ended for each in done) - min(each.began for each in done)
    return sum(each.texts for each in done) / seconds


async def _work(store: Path) -> Scored:
    scorer, texts = text_scorer(), 0
    scorer("Warm up.", "en")
    async with open_store(f"sqlite:///{store}") as opened:
        began = time.time()
        while done := await score_next(opened, datetime.now(UTC), SCORE_TOGETHER, scorer):
            texts += done
        return Scored(texts, began, time.time())


if __name__ == "__main__":
    calm_collector()
    sys.stdout.write(f"{msgspec.json.encode(asyncio.run(_work(Path(sys.argv[1])))).decode()}\n")
