from __future__ import annotations

from datetime import UTC, datetime

import pytest

from survey_api.access import Organisation, Role, add_account
from survey_api.access.accounts import checked_name
from survey_api.access.passwords import check_password, hash_password, verify_password
from survey_api.errors import BadInput, Refused

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "a kettle in the rain"


async def test_an_account_is_stored_with_a_hash_and_never_with_the_password(store):
    account = await add_account(store, " Amira.Khan ", PASSWORD, Role.ANALYST, " mopac ", NOW)
    assert account.name == "amira.khan"
    assert account.organisation is Organisation.MOPAC
    assert account.password_hash.startswith("$argon2id$")
    assert PASSWORD not in account.password_hash
    assert await store.get_account("amira.khan") == account


async def test_a_name_is_taken_once_however_it_is_typed(store):
    await add_account(store, "amira", PASSWORD, Role.ANALYST, "MOPAC", NOW)
    first = await store.get_account("amira")
    with pytest.raises(Refused, match="already an account named 'amira'"):
        await add_account(store, "AMIRA", "another long password", Role.OPERATOR, "other", NOW)
    assert await store.get_account("amira") == first


@pytest.mark.parametrize(
    "name", ["", " ", "two words", "-amira", "amira.", "a" * 65, "amira\x00", "امیرہ", "a/b"]
)
def test_a_name_that_cannot_be_one_is_refused(name):
    with pytest.raises(BadInput, match="A name has"):
        checked_name(name)


@pytest.mark.parametrize("name", ["a", "amira.khan", "amira@example.org", "a" * 64, "t-2_b+c"])
def test_a_good_name_is_kept(name):
    assert checked_name(name) == name


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "too short"),
        ("elevenchars", "too short"),
        ("x" * 201, "too long"),
        ("aaaaaaaabbbb", "easy to guess"),
        ("amira-and-more", "name out of it"),
        ("twelve chars\x00", "cannot be typed"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, reason):
    with pytest.raises(BadInput, match=reason):
        check_password(password, "amira")


async def test_nothing_is_stored_when_the_password_is_refused(store):
    with pytest.raises(BadInput):
        await add_account(store, "amira", "short", Role.ANALYST, "MOPAC", NOW)
    assert await store.list_accounts() == []


@pytest.mark.parametrize("role", list(Role))
async def test_nobody_of_the_met_gets_a_role_that_reads_answers(store, role):
    if role in (Role.PUBLISHER, Role.OPERATOR):
        account = await add_account(store, "mel", PASSWORD, role, "Met", NOW)
        assert account.organisation is Organisation.MET
    else:
        with pytest.raises(BadInput, match="They can be publisher or operator"):
            await add_account(store, "mel", PASSWORD, role, "Met", NOW)
        assert await store.list_accounts() == []


async def test_two_hashes_of_one_password_differ_and_both_fit():
    one, other = await hash_password(PASSWORD), await hash_password(PASSWORD)
    assert one != other
    assert await verify_password(one, PASSWORD)
    assert await verify_password(other, PASSWORD)
    assert not await verify_password(one, PASSWORD + " ")


async def test_a_letter_typed_in_two_ways_is_one_password():
    composed, decomposed = "caf\u00e9 in the rain", "cafe\u0301 in the rain"
    assert await verify_password(await hash_password(composed), decomposed)


async def test_no_password_fits_an_account_that_is_not_there():
    for password in ("", PASSWORD, "\x00" * 32, "\ud800", "x" * 100_000):
        assert not await verify_password(None, password)
