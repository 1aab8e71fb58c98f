"""A client of the JSON API over a real store file, on a day when a wave is open."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings
from survey_api.app import create_api

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[AsyncTestClient]:
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}")
    async with AsyncTestClient(create_api(settings, clock=lambda: NOW)) as client:
        yield client


@pytest.fixture
def address() -> Callable[[], str]:
    """Addresses for responses that were never sent before."""
    return lambda: f"/api/v1/surveys/missing_children/responses/{uuid.uuid4()}"
