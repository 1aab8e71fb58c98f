"""One wave of simulated responses in a real store, and the interim release made of it."""

from __future__ import annotations

import asyncio
import random
import uuid
from pathlib import Path

import pytest

from survey_api.questionnaire import simulate_answers
from survey_api.releases import Release, Store, make_release
from survey_api.responses import score_next, submit_response
from survey_api.storage import open_store
from tests.samples import raw
from tests.survey_api.releases.builders import SUBMITTED, WAVE, the_survey

RESPONSES = 300


async def fill(store: Store, responses: int, seed: int = 1) -> None:
    """Simulated responses, scored. The same seed gives the same responses."""
    rng = random.Random(seed)
    filled = []
    for _ in range(responses):
        response_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        filled.append((response_id, simulate_answers(the_survey(), rng, SUBMITTED)))
    await asyncio.gather(
        *(
            submit_response(
                store,
                the_survey(),
                response_id,
                language="en",
                mode="web",
                answers=raw(answers),
                now=SUBMITTED,
                simulated=True,
            )
            for response_id, answers in filled
        )
    )
    while await score_next(store, SUBMITTED, 200):
        pass


async def make(url: str) -> Release:
    async with open_store(url) as store:
        await fill(store, RESPONSES)
        return await make_release(store, the_survey(), WAVE, now=SUBMITTED, interim=True)


@pytest.fixture(scope="session")
def filled_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{Path(tmp_path_factory.mktemp('filled')) / 'survey.db'}"


@pytest.fixture(scope="session")
def release(filled_url: str) -> Release:
    return asyncio.run(make(filled_url))
