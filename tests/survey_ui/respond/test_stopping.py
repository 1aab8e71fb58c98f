"""The link at the end of a letter: one press, no signing in, for ever."""

from __future__ import annotations

from datetime import date

import pytest

from survey_api import Settings, contacts_at
from survey_api.campaigns import Address, Means, stop_token
from tests.survey_ui.respond.visitor import Visitor

ANN = "ann@example.org"


@pytest.fixture
async def book(settings: Settings):
    people = contacts_at(settings.store, settings.contacts, settings.contact_sealing)
    async with people.open_book() as opened:
        yield opened


async def add(book):
    address = Address(means=Means.EMAIL, where=ANN)
    return await book.add_address("missing_children", "first-wave", address, date(2027, 9, 30))


async def test_a_person_presses_the_button(visitor: Visitor, book):
    assert await add(book)
    link = f"/stop/{stop_token(book, ANN)}"
    for _ in range(2):  # opening it, as programs that look at mail do, changes nothing
        await visitor.go(link)
    assert visitor.heading == "Stop messages from this survey"
    assert len(await book.list_written("missing_children", "first-wave")) == 1
    for _ in range(2):
        await visitor.go(link)
        await visitor.send()
        assert visitor.page.status_code == 200
        assert visitor.heading == "We will not write to you again"
    assert not await book.list_written("missing_children", "first-wave")
    assert not await add(book)


async def test_a_mail_program_presses_it_without_a_page_of_ours(client, book):
    assert await add(book)
    reply = await client.post(
        f"/stop/{stop_token(book, ANN)}", data={"List-Unsubscribe": "One-Click"}
    )
    assert reply.status_code == 200
    assert not await add(book)


async def test_a_forged_link_is_a_page_that_is_not_there(client, book):
    for token in ("x", "0" * 64, "%00", "é", "a" * 5000, stop_token(book, ANN)[:-1] + "!"):
        assert (await client.post(f"/stop/{token}")).status_code == 404
    assert await add(book)


async def test_where_nobody_was_ever_written_to_there_is_nothing_to_stop(client):
    assert (await client.post(f"/stop/{'0' * 64}")).status_code == 404
