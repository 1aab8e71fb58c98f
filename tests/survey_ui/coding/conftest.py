"""The whole app over a store with texts in the sample, and people to sign in as."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Settings, Store, open_store
from survey_api.access import SESSION_COOKIE, Account, Organisation, Role
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_ui.app import create_app
from tests.storage.stored import NOW
from tests.survey_api.coding.texts import sampled

CODING = "/coding/missing_children/2026-27"
ANALYSTS = ("amira", "olu", "zoe")
PUBLISHERS = {
    "mo": Organisation.MOPAC, "max": Organisation.MOPAC, "mel": Organisation.MET,
    "cass": Organisation.COUNCIL,
}  # fmt: skip
WORDS = (
    "Nobody rang us back. The officer was kind.",
    "We waited all night on 101 and it was awful.",
    "One number to ring for news.",
)
_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


class Coder:
    """Somebody signed in, in a browser of their own without a screen."""

    def __init__(self, client: AsyncTestClient[Litestar], store_url: str) -> None:
        self.client, self.store_url = client, store_url

    async def sign_in(self, name: str) -> None:
        """A session of theirs, without the fifth of a second that a password takes to check."""
        self.client.cookies.clear()
        await self.client.get("/sign-in")  # gives the token for forms
        session = Session(token_hash=hash_token(name), account=name, created_at=NOW, seen_at=NOW)
        async with open_store(self.store_url, create=False) as store:
            await store.save_session(session)
        self.client.cookies.set(SESSION_COOKIE, name)

    async def get(self, path: str = "") -> Response:
        """A page below the coding of the wave, and where it leads."""
        return await self.client.get(CODING + path, follow_redirects=True)

    async def post(self, path: str, form: Mapping[str, str | Sequence[str]]) -> Response:
        """Send a form with its token; not followed."""
        data = {**form, "_csrf_token": self.client.cookies["csrf"]}
        return await self.client.post(path, data=data, follow_redirects=False)

    async def code(self, place: int, sentiment: str, *themes: str, step: str = "") -> Response:
        """Code a text, or settle it."""
        form = {"sentiment": sentiment, "themes": list(themes)}
        return await self.post(f"{CODING}/texts/{place}{step}", form)


def seen(page: Response) -> str:
    """What a page shows, as text."""
    return unescape(re.sub(r"<[^>]+>", " ", page.text))


def without_token(page: Response) -> str:
    """The page but for its token, which differs each time."""
    return _TOKEN.sub("", page.text)


async def fill(store: Store, words: Sequence[str] = WORDS, overlap: int = 1) -> None:
    """Texts of people who allowed quotes, all in the sample, and everybody's accounts."""
    answers = {"role": "P", "quote_ok": "yes"}
    await sampled(store, words, overlap=overlap, answers=answers)
    people = {
        **dict.fromkeys(ANALYSTS, (Role.ANALYST, Organisation.MOPAC)),
        **{name: (Role.PUBLISHER, side) for name, side in PUBLISHERS.items()},
        "cody": (Role.CODER, Organisation.OTHER),
        "ops": (Role.OPERATOR, Organisation.OTHER),
    }
    for name, (role, organisation) in people.items():
        await store.add_account(
            Account(
                name=name, role=role, organisation=organisation, password_hash="", created_at=NOW
            )
        )


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Settings of a store with three texts in the sample, the first for two coders."""
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )
    async with open_store(settings.store) as store:
        await fill(store)
    return settings


@pytest.fixture
async def kept(settings: Settings) -> AsyncIterator[Store]:
    """The store itself."""
    async with open_store(settings.store) as store:
        yield store


@pytest.fixture
async def coder(settings: Settings) -> AsyncIterator[Coder]:
    """Amira, signed in."""

    def clock() -> datetime:
        return NOW

    async with AsyncTestClient(create_app(settings, clock=clock)) as client:
        client.follow_redirects = False
        found = Coder(client, settings.store)
        await found.sign_in("amira")
        yield found
