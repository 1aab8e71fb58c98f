"""The whole app over a fresh store, and somebody to visit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Settings
from survey_ui.app import create_app
from tests.samples import NOW
from tests.survey_ui.respond.visitor import EXIT, Visitor


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store that does not exist yet, and a place to leave to."""
    return Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", exit_url=EXIT
    )


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """The whole app, on one day in November."""

    def clock() -> datetime:
        return NOW

    async with AsyncTestClient(create_app(settings, clock=clock)) as opened:
        yield opened


@pytest.fixture
def visitor(client: AsyncTestClient[Litestar]) -> Visitor:
    """Somebody who has just opened their browser."""
    return Visitor(client)
