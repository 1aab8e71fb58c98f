"""The whole app over a store that is not well, and an operator who is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Settings, Store, open_store
from survey_api.access import SESSION_COOKIE, Role
from survey_api.audit import Event, record
from survey_api.health import BACKUP, DRILL, DRILL_RIGHT
from survey_ui.app import create_app
from tests.survey_api.safeguarding.told import DAY, NOW
from tests.survey_ui.safeguarding.conftest import fill

PAGE = "/operator"


async def fill_badly(url: str) -> None:
    """Concerns that are late, texts that wait, a backup of last week and a drill of yesterday."""
    async with open_store(url) as store:
        await fill(store)
        backup = Event(who="night", what=BACKUP, which="survey-1.db")
        await record(store, backup, NOW - 7 * DAY)
        drill = Event(who="night", what=DRILL, which=f"survey-1.db: {DRILL_RIGHT}")
        await record(store, drill, NOW - DAY - timedelta(hours=3))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[AsyncTestClient[Litestar]]:
    await fill_badly(settings.store)
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        client.cookies.set(SESSION_COOKIE, Role.OPERATOR.value)
        client.follow_redirects = False
        yield client


@pytest.fixture
async def kept(client: AsyncTestClient[Litestar], settings: Settings) -> AsyncIterator[Store]:
    async with open_store(settings.store) as store:
        yield store
