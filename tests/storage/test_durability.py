"""A reference that was shown is on disk, whenever the process dies."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from survey_api import Settings
from survey_api.storage import open_store
from tests.kept import ask
from tests.running import environ_of
from tests.storage.stored import SURVEY, WAVE

ROOT = Path(__file__).parents[2]
ROUNDS = 4


def submit_and_kill(home: Settings, seconds: float) -> list[str]:
    """The references a process printed before SIGKILL met it in the middle of its work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.submitter"],
        cwd=ROOT,
        env=environ_of(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout as printed:
        first = printed.readline()
        time.sleep(seconds)
        process.kill()
        rest = printed.read()
    return [line for line in (first + rest).split("\n")[:-1] if line]  # whole lines only


async def test_every_reference_shown_is_found_after_kill_9(home):
    dice = random.Random(20261122)
    shown: set[str] = set()
    for _ in range(ROUNDS):
        references = submit_and_kill(home, dice.uniform(0.02, 0.3))
        assert references
        shown.update(references)
    async with open_store(home.store, home.sealing, create=False) as store:
        stored = {r.reference async for r, _ in store.read_responses(SURVEY, WAVE)}
    assert shown <= stored
    # What was stored and not shown is at most what was in hand: eight at each kill.
    assert len(stored - shown) <= 8 * ROUNDS
    assert ask(home.store, WHOLE) == [(2, 1, 0)]
    if home.store.startswith("sqlite:"):
        assert ask(home.store, "PRAGMA integrity_check") == [("ok",)]
        assert ask(home.store, "PRAGMA foreign_key_check") == []


# No response lacks its texts or its task, or still has its draft.
WHOLE = """
SELECT DISTINCT
    (SELECT count(*) FROM verbatims WHERE response_id = responses.id),
    (SELECT count(*) FROM scoring_tasks WHERE response_id = responses.id),
    (SELECT count(*) FROM drafts WHERE drafts.id = responses.id)
FROM responses
"""
