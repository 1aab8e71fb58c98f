"""A client of the JSON API over a real store file, on a day when a wave is open."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Settings, Store, open_store
from survey_api.app import create_api

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a store of its own."""
    return Settings(store=f"sqlite:///{tmp_path / 'survey.db'}")


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """A program that calls the API."""
    async with AsyncTestClient(create_api(settings, clock=lambda: NOW)) as client:
        yield client


@pytest.fixture
async def store(client: AsyncTestClient[Litestar], settings: Settings) -> AsyncIterator[Store]:
    """The same store, opened beside the API: the client runs the app in a loop of its own."""
    async with open_store(settings.store) as store:
        yield store


@pytest.fixture
def address() -> Callable[[], str]:
    """Addresses for responses that were never sent before."""
    return lambda: f"/api/v1/surveys/missing_children/responses/{uuid.uuid4()}"
