"""A store for every test that asks for one: a real one, on each engine there is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

import survey_api.app
from survey_api import Settings
from survey_api.questionnaire import Survey, load_surveys
from survey_api.releases import Store
from survey_api.storage import open_store
from tests.postgres import postgres
from tests.samples import SURVEYS

# A new engine gets its line here: the settings for a fresh store, with files in a folder.
ENGINES: dict[str, Callable[[Path], Settings]] = {
    "sqlite": lambda folder: Settings(store=f"sqlite:///{folder / 'survey.db'}"),
    "postgres": lambda folder: postgres().settings(folder),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the long form of the fault tests")
    parser.addoption(
        "--write-accessibility", action="store_true", help="write down what axe found on each page"
    )


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Survey]:
    return load_surveys(SURVEYS)


@pytest.fixture(autouse=True, scope="session")
def _surveys_that_ship_are_read_once() -> Iterator[None]:
    """Not once for each app that a test makes: to read and check them takes a third of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            survey_api.app,
            "load_surveys",
            lambda folder: dict(_shipped()) if folder == SURVEYS else load_surveys(folder),
        )
        yield


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for the long form."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(params=ENGINES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Where a store that does not exist yet will be, with its keys and contacts."""
    return ENGINES[request.param](tmp_path)


@pytest.fixture
async def store(home: Settings) -> AsyncIterator[Store]:
    """An open, empty store."""
    async with open_store(home.store, home.sealing) as opened:
        yield opened
