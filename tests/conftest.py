"""A store for every test that asks for one: a real file, on each engine there is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from survey_api.releases import Store
from survey_api.storage import open_store

# A new engine gets its line here: how to make the address of a fresh store in a folder.
ENGINES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder / 'survey.db'}",
}


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that does not exist yet."""
    return ENGINES[request.param](tmp_path)


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    """An open, empty store."""
    async with open_store(store_url) as opened:
        yield opened
