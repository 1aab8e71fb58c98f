"""How long a release takes, from responses on disk to frozen tables."""

from __future__ import annotations

import asyncio
import random
import resource
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from survey_api import (
    Settings,
    Store,
    Survey,
    load_surveys,
    make_release,
    open_store,
    simulate_answers,
    submit_response,
)
from survey_ui.demo import score_all

SURVEY = "missing_children"
_VARIETY = 5000  # different simulated people; beyond it they are met again under new ids
_TOGETHER = 128


class ReleaseTime(msgspec.Struct, frozen=True):
    """What it took, with the highest memory of the whole process so far."""

    responses: int
    fill_seconds: float
    score_seconds: float
    release_seconds: float
    peak_mb: float


async def time_release(folder: Path, responses: int) -> ReleaseTime:
    """Fill a store with simulated responses, score their texts, and make a release."""
    survey, now = load_surveys(Settings().surveys)[SURVEY], datetime.now(UTC)
    async with open_store(f"sqlite:///{folder / 'survey.db'}") as store:
        began = time.perf_counter()
        await _fill(store, survey, responses, now)
        filled = time.perf_counter()
        await score_all(store, now, lambda *_: None)
        scored = time.perf_counter()
        wave = survey.latest_wave(now.date())
        await make_release(store, survey, wave.id, now=now, interim=True)
        released = time.perf_counter()
    return ReleaseTime(
        responses=responses,
        fill_seconds=filled - began,
        score_seconds=scored - filled,
        release_seconds=released - scored,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


async def _fill(store: Store, survey: Survey, responses: int, now: datetime) -> None:
    people = [
        {
            item: msgspec.Raw(msgspec.json.encode(value))
            for item, value in simulate_answers(survey, random.Random(seed), now).items()
        }
        for seed in range(min(responses, _VARIETY))
    ]
    for first in range(0, responses, _TOGETHER):
        await asyncio.gather(
            *(
                submit_response(
                    store,
                    survey,
                    str(uuid.uuid4()),
                    language="en",
                    mode="web",
                    answers=people[number % len(people)],
                    now=now,
                    simulated=True,
                )
                for number in range(first, min(first + _TOGETHER, responses))
            )
        )
