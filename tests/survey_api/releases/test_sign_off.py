"""Publishing needs two people, one of MOPAC and one of the Met, and nobody who objects."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from survey_api import audit
from survey_api.access import Organisation, Role
from survey_api.errors import BadInput, NotAllowed, Refused
from survey_api.releases import Standing, find_standing, sign_off
from survey_api.storage import open_store
from tests.publishing import a_publisher, publish
from tests.storage.stored import NOW
from tests.storage.test_store_contract import a_release

MOPAC, MET = Organisation.MOPAC, Organisation.MET
WHY = "Two tables of one borough read as a ranking."
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def store(tmp_path: Path):
    async with open_store(f"sqlite:///{tmp_path / 'survey.db'}") as opened:
        await opened.add_release(a_release())
        yield opened


class Signing:
    """Words about the sample release, a minute after each other."""

    def __init__(self, store) -> None:
        self.store, self.now = store, NOW

    async def say(self, name: str, side: Organisation, *, agrees: bool = True, reason: str = ""):
        self.now += MINUTE
        who = a_publisher(name, side, NOW)
        await sign_off(
            self.store, a_release(), who, agrees=agrees, reason=reason, now=self.now
        )  # fmt: skip
        return await find_standing(self.store, a_release().summary.id)


@pytest.fixture
def signing(store) -> Signing:
    return Signing(store)


async def test_a_new_release_is_a_draft(store):
    assert await find_standing(store, a_release().summary.id) is Standing.WAITING
    assert await find_standing(store, "no such release") is Standing.WAITING


@pytest.mark.parametrize("order", [(MOPAC, MET), (MET, MOPAC)])
async def test_it_is_published_once_both_sides_agree(signing, order):
    assert await signing.say("one", order[0]) is Standing.WAITING
    assert await signing.say("two", order[1]) is Standing.PUBLISHED


async def test_the_same_person_twice_is_one_person(signing):
    assert await signing.say("mo", MOPAC) is Standing.WAITING
    assert await signing.say("mo", MOPAC) is Standing.WAITING


async def test_an_account_that_moves_to_the_other_side_counts_once(signing):
    await signing.say("mo", MOPAC)
    assert await signing.say("mo", MET) is Standing.WAITING
    assert await signing.say("max", MOPAC) is Standing.PUBLISHED


async def test_two_of_one_organisation_are_one_side(signing):
    await signing.say("mo", MOPAC)
    assert await signing.say("max", MOPAC) is Standing.WAITING


@pytest.mark.parametrize("side", [Organisation.COUNCIL, Organisation.OTHER])
async def test_nobody_else_signs_off(store, signing, side):
    with pytest.raises(Refused, match="MOPAC and of the Met"):
        await signing.say("cass", side)
    assert await store.list_sign_offs(a_release().summary.id) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLISHER])
async def test_it_takes_the_right(store, role):
    somebody = a_publisher("amira", MOPAC, NOW, role=role)
    with pytest.raises(NotAllowed):
        await sign_off(store, a_release(), somebody, agrees=True, reason="", now=NOW)


async def test_an_objection_keeps_it_a_draft_whoever_agrees(signing):
    assert await signing.say("mo", MOPAC, agrees=False, reason=WHY) is Standing.DISPUTED
    assert await signing.say("mel", MET) is Standing.DISPUTED
    assert await signing.say("max", MOPAC) is Standing.DISPUTED
    assert await signing.say("mo", MOPAC) is Standing.PUBLISHED  # taken back by who made it


async def test_an_objection_after_sign_off_makes_it_a_draft_again(store, signing):
    await signing.say("mo", MOPAC)
    await signing.say("mel", MET)
    assert await signing.say("max", MOPAC, agrees=False, reason=WHY) is Standing.DISPUTED
    words = await store.list_sign_offs(a_release().summary.id)
    assert [(word.account, word.agrees, word.reason) for word in words] == [
        ("mo", True, ""), ("mel", True, ""), ("max", False, WHY),
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["", "   ", "no", "x" * 2001])
async def test_an_objection_says_why(store, signing, reason):
    with pytest.raises(BadInput, match=r"reason|why"):
        await signing.say("mo", MOPAC, agrees=False, reason=reason)
    assert await store.list_sign_offs(a_release().summary.id) == []


async def test_a_new_release_starts_again_as_a_draft(store):
    await publish(store, a_release(), NOW)
    later = a_release("r2", days=1)
    await store.add_release(later)
    assert await find_standing(store, a_release().summary.id) is Standing.PUBLISHED
    assert await find_standing(store, later.summary.id) is Standing.WAITING


async def test_every_word_is_in_the_log_and_a_refused_one_is_not(store, signing):
    await signing.say("mo", MOPAC)
    await signing.say("mel", MET, agrees=False, reason=WHY)
    with pytest.raises(Refused):
        await signing.say("cass", Organisation.COUNCIL)
    found = await store.read_entries(0, 10)
    release = a_release().summary.id
    assert [(one.who, one.what, one.which, one.why) for one in found] == [
        ("mo", "signed a release off", release, ""),
        ("mel", "objected to a release", release, WHY),
    ]
    assert (await audit.verify_log(store)).wrong == ""
