"""How to reach me: kept apart, sealed, read by safeguarding with a reason, and taken back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from survey_api import (
    NotAllowed,
    Settings,
    StoreUnavailable,
    contacts_at,
    load_surveys,
    open_store,
    purge_expired,
    rotate_keys,
)
from survey_api.access import Role
from survey_api.contacts import About, Contact, Means, read_contacts
from survey_api.errors import BadInput
from survey_api.sealing import MasterKey
from survey_ui.app import create_app
from tests.samples import NOW
from tests.survey_api.safeguarding.told import lead
from tests.survey_ui.respond.test_erase import give, send_answers
from tests.survey_ui.respond.visitor import SURVEY, Visitor

NUMBER = "07700 900 617"
TIMES = "after quokka class"
SAID: dict[str, str | list[str]] = {
    "means": "phone",
    "where": NUMBER,
    "about": ["worry", "results"],
    "when": TIMES,
}
REACH = f"{SURVEY}/reach"
DAY = timedelta(days=1)


def home_of(settings: Settings):
    return contacts_at(settings.store, settings.contacts, settings.contact_sealing)


def files_of(settings: Settings) -> dict[str, bytes]:
    path = Path(settings.store.removeprefix("sqlite:///"))
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


async def kept(settings: Settings) -> list[Contact]:
    async with home_of(settings).open() as contacts:
        return list(await contacts.list_contacts("missing_children"))


async def test_it_is_offered_below_the_confirmation_and_kept(visitor: Visitor, settings: Settings):
    await send_answers(visitor)
    assert "Would you like us to get in touch?" in visitor.page.text
    assert not await home_of(settings).is_there()  # nothing is made before somebody leaves one
    await visitor.send(SAID, to=REACH)
    assert visitor.heading == "We know how to reach you"
    assert NUMBER not in visitor.page.text
    assert await kept(settings) == [
        Contact(
            survey="missing_children", means=Means.PHONE, where=NUMBER,
            about=(About.WORRY, About.RESULTS), when=TIMES, left_on=NOW.date(),
        )
    ]  # fmt: skip


async def test_no_file_shows_a_contact_and_the_answers_store_has_none(
    visitor: Visitor, settings: Settings
):
    reference, _ = await send_answers(visitor)
    await visitor.send({**SAID, "tie": "yes"}, to=REACH)
    files = files_of(settings)
    assert {"survey.db.contacts", "survey.db.contacts.keys", "survey.db.contacts.master"} < {*files}
    for content in files.values():
        assert NUMBER.encode() not in content
        assert b"quokka" not in content
    assert all(reference.encode() not in files[name] for name in files if "contacts" in name)
    with closing(sqlite3.connect(settings.store.removeprefix("sqlite:///"))) as store:
        ((response_id,),) = store.execute("SELECT id FROM responses").fetchall()
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master")]
    assert not [name for name in tables if "contact" in name]
    assert not [
        name for name in files if "contacts" in name and response_id.encode() in files[name]
    ]
    assert files["survey.db.contacts.master"] != files["survey.db.master"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"means": "pigeon"}, "Choose phone or email."),
        ({"where": "12"}, "Enter a phone number"),
        ({"means": "email"}, "Enter an email address"),
        ({"where": "0" * 500}, "That is too long"),
        ({"about": ["money"]}, "Choose at least one."),
        ({"when": "x" * 400}, "That is too long. Please use fewer words."),
    ],
)
async def test_what_is_wrong_is_said_kindly_and_nothing_is_kept(
    visitor: Visitor, settings: Settings, wrong, words
):
    reference, _ = await send_answers(visitor)
    await visitor.send({**SAID, **wrong}, to=REACH)
    assert visitor.page.status_code == 400
    assert visitor.page.text.count(words) == 2  # in the summary and beside the field
    assert reference in visitor.page.text  # the receipt is still there
    assert not await home_of(settings).is_there()


async def test_who_has_sent_no_answers_leaves_nothing(visitor: Visitor, settings: Settings):
    await visitor.go(SURVEY)
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send(SAID, to=REACH)
    assert visitor.at == SURVEY
    assert not await home_of(settings).is_there()


@pytest.mark.parametrize("tied", [True, False])
async def test_it_is_in_the_copy_of_all_that_is_held_if_it_was_left_with_the_answers(
    visitor: Visitor, tied: bool
):
    reference, secret = await send_answers(visitor)
    await visitor.send({**SAID, **({"tie": "yes"} if tied else {})}, to=REACH)
    await give(visitor, reference, secret)
    asking = visitor.page
    await visitor.send({"as": "json"}, to="/erase/copy")
    copy = msgspec.json.decode(visitor.page.content)
    assert [one["where"] for one in copy["contacts"]] == ([NUMBER] if tied else [])
    assert "our notes about that stay" in copy["kept_back"]
    visitor.page = asking
    await visitor.send({"as": "page"}, to="/erase/copy")
    assert (NUMBER in visitor.page.text) is (TIMES in visitor.page.text) is tied
    assert "What is not in this copy" in visitor.page.text


async def test_it_is_erased_by_its_owner_alone_or_with_the_answers(
    visitor: Visitor, settings: Settings
):
    reference, secret = await send_answers(visitor)
    for where in ("/erase/reach", "/erase/now"):
        await visitor.go(f"{SURVEY}/done")
        await visitor.send({**SAID, "tie": "yes"}, to=REACH)
        assert [one.reference for one in await kept(settings)] == [reference]
        await give(visitor, reference, secret)
        await visitor.send(to=where)
        assert await kept(settings) == []
    async with open_store(settings.store) as store:
        said = [(one.who, one.what) for one in await store.read_entries(0, 9)]
        assert await store.find_response(reference) is None
    assert said == [
        ("respondent", "erased contacts"),
        ("respondent", "erased contacts"),
        ("respondent", "erased a response"),
    ]


async def test_they_are_read_with_a_reason_that_stands_in_the_log(
    visitor: Visitor, settings: Settings
):
    await send_answers(visitor)
    await visitor.send(SAID, to=REACH)
    home = home_of(settings)
    async with open_store(settings.store) as store:
        who = lead("sam", Role.SAFEGUARDING)
        with pytest.raises(BadInput, match="why"):
            await read_contacts(home, store, "missing_children", who, " ", NOW)
        for role in set(Role) - {Role.SAFEGUARDING}:
            with pytest.raises(NotAllowed):
                await read_contacts(home, store, "missing_children", lead("x", role), "why", NOW)
        assert await store.read_entries(0, 9) == []
        found = await read_contacts(home, store, "missing_children", who, "to ring back", NOW)
        (entry,) = await store.read_entries(0, 9)
    assert [one.where for one in found] == [NUMBER]
    assert (entry.who, entry.what, entry.why) == ("sam", "read contacts", "to ring back")


async def test_they_are_purged_after_their_days_with_equal_counts_before(
    visitor: Visitor, settings: Settings
):
    await send_answers(visitor)
    await visitor.send(SAID, to=REACH)
    survey = load_surveys(settings.surveys)["missing_children"]
    home, days = home_of(settings), survey.programme.retention.contact_days
    async with open_store(settings.store) as store:
        kept_still = await purge_expired(store, home, survey, NOW + days * DAY, by="worker")
        assert kept_still.contacts == 0
        late = NOW + (days + 1) * DAY
        counted = await purge_expired(store, home, survey, late, by="worker", dry_run=True)
        assert counted.contacts == 1
        assert await purge_expired(store, home, survey, late, by="worker") == counted
        assert (await store.read_entries(0, 9))[-1].what == "purged"
    assert await kept(settings) == []


async def test_their_key_is_their_own_and_can_be_rotated(visitor: Visitor, settings: Settings):
    await send_answers(visitor)
    await visitor.send(SAID, to=REACH)
    before = files_of(settings)
    assert (await rotate_keys(settings.store)).old_gone
    assert await kept(settings)
    assert await home_of(settings).rotate() == 1
    assert files_of(settings)["survey.db.contacts.master"] != before["survey.db.contacts.master"]
    assert [one.where for one in await kept(settings)] == [NUMBER]
    wrong = msgspec.structs.replace(settings, contacts_key=MasterKey.new().written())
    with pytest.raises(StoreUnavailable, match="not the one"):
        await kept(wrong)
    app = create_app(wrong, clock=lambda: NOW)
    with pytest.raises(ExceptionGroup):  # told at the start, not at the first contact
        async with app.lifespan():
            pass
