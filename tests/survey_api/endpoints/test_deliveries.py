"""What Notify tells of letters it could not deliver: only with the token, only for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings, contacts_at
from survey_api.app import create_api
from survey_api.campaigns import Address, Means
from tests.survey_api.endpoints.conftest import NOW

TOKEN = "a long random text"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}
PATH = "/api/v1/deliveries"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", notify_token=TOKEN)


@pytest.fixture
async def book(settings: Settings):
    people = contacts_at(settings.store, settings.contacts, settings.contact_sealing)
    async with people.open_book() as opened:
        yield opened


async def added(book, *where: str) -> list[str]:
    for each in where:
        address = Address(means=Means.EMAIL, where=each)
        await book.add_address("missing_children", "first-wave", address, date(2027, 9, 30))
    return [each.id for each in await left(book)]


async def left(book):
    return await book.list_written("missing_children", "first-wave")


async def test_an_address_that_takes_nothing_for_good_is_stopped(client, book):
    first, second = await added(book, "ann@example.org", "ben@example.org")
    for told in ("delivered", "temporary-failure", "technical-failure", "odd"):
        body = {"reference": first, "status": told, "to": "ann@example.org", "id": "1"}
        assert (await client.post(PATH, json=body, headers=WITH_TOKEN)).status_code == 204
    assert len(await left(book)) == 2
    body = {"reference": first, "status": "permanent-failure", "to": "ann@example.org"}
    for _ in range(2):  # Notify may tell it twice
        assert (await client.post(PATH, json=body, headers=WITH_TOKEN)).status_code == 204
    assert [each.id for each in await left(book)] == [second]


async def test_nobody_else_stops_anybody(client, book):
    (one,) = await added(book, "ann@example.org")
    body = {"reference": one, "status": "permanent-failure"}
    for header in ({}, {"Authorization": TOKEN}, {"Authorization": "Bearer x"},
                   {"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Bearer "}):  # fmt: skip
        assert (await client.post(PATH, json=body, headers=header)).status_code == 401
    assert len(await left(book)) == 1


async def test_without_a_token_in_the_settings_nothing_is_taken(settings, tmp_path):
    bare = Settings(store=settings.store)
    async with AsyncTestClient(create_api(bare, clock=lambda: NOW)) as client:
        for header in ({}, {"Authorization": "Bearer "}, WITH_TOKEN):
            reply = await client.post(PATH, json={}, headers=header)
            assert reply.status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"status": 1}', b"[" * 10_000])
async def test_what_is_no_receipt_is_refused(client, body):
    assert (await client.post(PATH, content=body, headers=WITH_TOKEN)).status_code == 400


async def test_one_about_nobody_is_taken_and_forgotten(client):
    for reference in (None, "x", "0" * 32):
        body = {"reference": reference, "status": "permanent-failure"}
        assert (await client.post(PATH, json=body, headers=WITH_TOKEN)).status_code == 204
