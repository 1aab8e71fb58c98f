"""One wave of simulated responses in a real store, and the interim release made of it."""

from __future__ import annotations

import asyncio
import random
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from survey_api.access import Account, Organisation, Role
from survey_api.questionnaire import Survey, simulate_answers
from survey_api.releases import Release, Store, make_release
from survey_api.responses import score_next, submit_response
from survey_api.storage import open_store
from tests.samples import raw
from tests.survey_api.releases.builders import SUBMITTED, WAVE, keep_tables, the_survey

RESPONSES = 300
FEW = ("who-role", "who-group", "overall", "overall-by-role", "delay-officer", "sentiment-better",
       "advice-kind", "left-off-page")  # fmt: skip


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


@pytest.fixture
def survey_with(tmp_path: Path) -> Callable[[dict[str, str]], Survey]:
    """The survey that ships, in a folder where some files say something else."""

    def changed(texts: dict[str, str]) -> Survey:
        home = tmp_path / "missing_children"
        shutil.copytree(the_survey().folder, home, dirs_exist_ok=True)
        for name, text in texts.items():
            (home / name).write_text(text, encoding="utf-8")
        return msgspec.structs.replace(the_survey(), folder=home)

    return changed


@pytest.fixture
def an_account() -> Account:
    return Account(
        name="amira",
        role=Role.ANALYST,
        organisation=Organisation.MOPAC,
        password_hash="",
        created_at=SUBMITTED,
    )


@pytest.fixture(scope="session")
def few_tables(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The survey that ships with a few of its tables, so that a release takes a second."""
    return keep_tables(tmp_path_factory.mktemp("surveys") / "missing_children", FEW)
