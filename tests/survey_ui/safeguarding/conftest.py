"""The whole app over a store with concerns in its queue, and people to sign in as."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings, Store, open_store
from survey_api.access import SESSION_COOKIE, Role
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_api.safeguarding import screen_next
from survey_ui.app import create_app
from tests.survey_api.safeguarding.told import (
    HOUR,
    NOW,
    ORDINARY,
    SERIOUS,
    SURVEYS,
    URGENT,
    lead,
    tell,
)

QUEUE = "/safeguarding/missing_children"


async def fill(store: Store) -> tuple[str, str]:
    """An urgent concern that is late, a serious one, an ordinary text; an account of each role."""
    serious = await tell(store, SERIOUS, now=NOW - HOUR)
    urgent = await tell(store, URGENT, now=NOW - 2 * HOUR)
    await tell(store, ORDINARY, now=NOW - HOUR)
    await screen_next(store, SURVEYS, NOW, 10)
    for role in Role:
        await store.add_account(lead(role.value, role))
        await store.save_session(
            Session(
                token_hash=hash_token(role.value), account=role.value, created_at=NOW, seen_at=NOW
            )
        )
    return urgent, serious


class Visitor:
    """Somebody in a browser without a screen."""

    def __init__(self, client, urgent: str, serious: str) -> None:
        self.client, self.urgent, self.serious = client, urgent, serious

    async def sign_in(self, name: str = "safeguarding") -> None:
        await self.client.get("/sign-in")  # gives the token for forms
        self.client.cookies.set(SESSION_COOKIE, name)

    async def get(self, path: str = ""):
        return await self.client.get(QUEUE + path, follow_redirects=False)

    async def post(self, path: str, **form: str):
        data = {**form, "_csrf_token": self.client.cookies["csrf"]}
        return await self.client.post(QUEUE + path, data=data, follow_redirects=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )


@pytest.fixture
async def visitor(settings: Settings) -> AsyncIterator[Visitor]:
    """A safeguarding lead, signed in."""
    async with open_store(settings.store) as store:
        urgent, serious = await fill(store)
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        found = Visitor(client, urgent, serious)
        await found.sign_in()
        yield found


@pytest.fixture
async def kept(settings: Settings) -> AsyncIterator[Store]:
    async with open_store(settings.store) as store:
        yield store
