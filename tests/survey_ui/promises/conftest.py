"""The whole app over a store with two published waves, and people of several roles."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from analysis import Cell, SummaryTable
from survey_api import Action, Figure, Release, Settings, Store, open_store
from survey_api.access import Account, Organisation, Role
from survey_api.releases import ReleaseStatus
from survey_ui.app import create_app
from tests.publishing import publish
from tests.survey_ui.coding.conftest import Coder
from tests.survey_ui.releases.samples import NOW, a_release, a_row, a_table, n

PILOT, NEXT = "missing_children-2026-pilot-1", "missing_children-2026-27-1"
STAFF = "/releases/missing_children/2026-pilot/promises"
PUBLIC = "/you-said/missing_children/2026-pilot"
FEED = f"{PUBLIC}/feed.xml"
ISSUE = "People who ring are told to wait"
PEOPLE = {
    "mo": (Role.PUBLISHER, Organisation.MOPAC),
    "max": (Role.PUBLISHER, Organisation.MOPAC),
    "mel": (Role.PUBLISHER, Organisation.MET),
    "cass": (Role.PUBLISHER, Organisation.COUNCIL),
    "amira": (Role.ANALYST, Organisation.MOPAC),
    "cody": (Role.CODER, Organisation.OTHER),
    "metcoder": (Role.CODER, Organisation.MET),
    "ops": (Role.OPERATOR, Organisation.OTHER),
}


class Clock:
    """Goes on two seconds each time that it is looked at."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=2)
        return self.now


def figures(share: Cell, base: float = 600) -> SummaryTable:
    return a_table("wrong_by_role", rows=(a_row("", "All", base, share),))


def a_wave(wave: str, release: str, table: SummaryTable, **changes: Any) -> Release:
    made = a_release(id=release, wave=wave, status=ReleaseStatus.FINAL, **changes)
    action = Action(
        issue=ISSUE, measure="Share told something plainly wrong", table="wrong_by_role",
        column="wrong", figures=(
            Figure(title="Wrong", unit="%", value=42, table="wrong_by_role", column="wrong"),
        ),
    )  # fmt: skip
    return replace(made, tables=(table,), actions=(action,))


async def fill(store: Store, after: SummaryTable | None = None) -> None:
    """Two published waves, in which fewer were told something wrong the second time."""
    for name, (role, side) in PEOPLE.items():
        await store.add_account(
            Account(name=name, role=role, organisation=side, password_hash="", created_at=NOW)
        )
    before = a_wave("2026-pilot", PILOT, figures(n(41.5, 37.6, 45.5)), simulated=0)
    later = a_wave("2026-27", NEXT, after or figures(n(30.2, 26.6, 34)), simulated=0)
    for release in (before, later):
        await store.add_release(release)
        await publish(store, release, NOW)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only",
        second_factor=False, address="https://survey.example/",
    )  # fmt: skip
    async with open_store(settings.store) as store:
        await fill(store)
    return settings


@pytest.fixture
async def kept(settings: Settings) -> AsyncIterator[Store]:
    """The store itself."""
    async with open_store(settings.store, create=False) as store:
        yield store


@pytest.fixture
async def person(settings: Settings) -> AsyncIterator[Coder]:
    """Somebody with an account; who, each test says."""
    async with AsyncTestClient(create_app(settings, clock=Clock())) as client:
        client.follow_redirects = False
        yield Coder(client, settings.store)


def words(**changes: str) -> dict[str, str]:
    """The form of a promise, filled in."""
    filled = {
        "finding": "People who rang were told to wait 24 hours.",
        "change": "Call handlers say that nobody has to wait.",
        "owner": "Met",
        "due": "2027-03-31",
        "state": "promised",
        "reason": "",
        "after": "",
    }
    return filled | changes


async def start(person: Coder, as_who: str = "mo") -> str:
    """Start a promise from the action; the address of its page."""
    await person.sign_in(as_who)
    page = (await person.client.get(STAFF)).text
    found = re.search(r'name="id" value="([^"]+)"', page)
    assert found
    reply = await person.post(STAFF, {"release": PILOT, "issue": ISSUE, "id": found[1]})
    assert reply.status_code == 303
    return reply.headers["location"]


async def save(person: Coder, page: str, number: int, **changes: str) -> None:
    reply = await person.post(page, words(**changes) | {"number": str(number)})
    assert reply.status_code == 303, reply.text


async def agree(person: Coder, page: str, number: int, *names: str) -> None:
    for name in names or ("mo", "mel"):
        await person.sign_in(name)
        reply = await person.post(f"{page}/agree", {"number": str(number)})
        assert reply.status_code == 303, reply.text


async def published(person: Coder, **changes: str) -> str:
    """A promise that both sides agreed to; the address of its page."""
    page = await start(person)
    await save(person, page, 1, **changes)
    await agree(person, page, 2)
    person.client.cookies.clear()
    return page
