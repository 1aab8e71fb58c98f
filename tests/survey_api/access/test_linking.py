"""Accounts that an organisation's provider opens, and accounts that nothing opens any more."""

from __future__ import annotations

from datetime import UTC, datetime

import pyotp
import pytest

from survey_api import Refused
from survey_api.access import (
    Identity,
    Right,
    Role,
    Stage,
    Vouched,
    add_account,
    begin_second_factor,
    close_account,
    confirm_second_factor,
    find_session,
    find_token,
    link_account,
    make_token,
    reset_password,
    sign_in,
    sign_in_vouched,
    unlink_account,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "a long and quiet river"
HERE = Identity(issuer="https://login.example.org", subject="u-17")
ELSEWHERE = Identity(issuer="https://login.example.net", subject="u-17")


def vouched(identity: Identity = HERE, *, several: bool = True) -> Vouched:
    return Vouched(identity=identity, several_factors=several)


async def linked(
    store, name: str = "amira", identity: Identity = HERE, password: str | None = None
):
    account = await add_account(store, name, password, Role.ANALYST, "MOPAC", NOW)
    await link_account(store, account, identity, NOW, by="a test")
    return account


async def whats(store) -> list[str]:
    return [entry.what for entry in await store.read_entries(0, 100)]


@pytest.mark.asvs("6.8.1")
async def test_the_same_name_at_another_provider_is_somebody_else(store):
    await linked(store)
    assert await sign_in_vouched(store, vouched(ELSEWHERE), NOW) is None
    other = await linked(store, "ben", ELSEWHERE)
    begun = await sign_in_vouched(store, vouched(ELSEWHERE), NOW)
    assert begun
    found = await find_session(store, begun.token, NOW)
    assert found
    assert found.name == other.name


async def test_an_identity_opens_one_account_and_an_account_has_one(store):
    first = await linked(store)
    second = await add_account(store, "ben", None, Role.ANALYST, "MOPAC", NOW)
    with pytest.raises(Refused, match="another account already"):
        await link_account(store, second, HERE, NOW, by="a test")
    await link_account(store, first, ELSEWHERE, NOW, by="a test")
    assert await store.get_linked("amira") == ELSEWHERE
    assert await sign_in_vouched(store, vouched(HERE), NOW) is None
    await link_account(store, second, HERE, NOW, by="a test")
    assert await store.find_linked(HERE) == "ben"
    assert (await whats(store)).count("linked an account to an identity") == 3


@pytest.mark.asvs("6.8.4")
@pytest.mark.parametrize(
    ("several", "must", "stage"),
    [
        (True, True, Stage.OPEN),
        (False, True, Stage.ENROL),
        (False, False, Stage.OPEN),
    ],
)
async def test_our_second_factor_stands_unless_the_provider_saw_several(
    store, several, must, stage
):
    await linked(store)
    begun = await sign_in_vouched(
        store, vouched(several=several), NOW, must_enrol=lambda role: must
    )
    assert begun
    assert begun.stage is stage


async def test_who_has_a_second_factor_here_is_asked_for_it(store):
    await linked(store)
    await begin_second_factor(store, "amira")
    factor = await store.get_second_factor("amira")
    assert factor
    await confirm_second_factor(store, "amira", pyotp.TOTP(factor.pending).at(NOW), NOW)
    begun = await sign_in_vouched(store, vouched(several=False), NOW)
    assert begun
    assert begun.stage is Stage.CODE


async def test_unlinking_ends_every_session_at_once(store):
    account = await linked(store)
    begun = await sign_in_vouched(store, vouched(), NOW)
    assert begun
    assert await unlink_account(store, account, NOW, by="a test")
    assert await find_session(store, begun.token, NOW) is None
    assert await sign_in_vouched(store, vouched(), NOW) is None
    assert not await unlink_account(store, account, NOW, by="a test")
    assert (await whats(store)).count("unlinked an account from its identity") == 1


@pytest.mark.parametrize("password", ["", "!", "x" * 300, "\x00"])
async def test_no_password_opens_an_account_without_one(store, password):
    account = await linked(store)
    assert not account.has_password
    assert await sign_in(store, "amira", password, NOW) is None


@pytest.mark.asvs("7.4.2", "7.4.5")
async def test_nothing_opens_an_account_that_was_closed_and_its_name_is_gone(store):
    account = await linked(store, password=PASSWORD)
    begun = await sign_in(store, "amira", PASSWORD, NOW, must_enrol=lambda role: False)
    assert begun
    token = await make_token(store, account, frozenset({Right.READ_RELEASES}), "a test", NOW)
    await begin_second_factor(store, "amira")

    await close_account(store, account, NOW, by="a test")
    assert await find_session(store, begun.token, NOW) is None
    assert await find_token(store, token, NOW) is None
    assert await sign_in(store, "amira", PASSWORD, NOW) is None
    assert await sign_in_vouched(store, vouched(), NOW) is None
    assert await store.get_second_factor("amira") is None
    with pytest.raises(Refused, match="already an account"):
        await add_account(store, "amira", PASSWORD, Role.ANALYST, "MOPAC", NOW)
    assert "closed an account" in await whats(store)


async def test_a_lost_password_is_replaced_and_everybody_is_signed_out(store):
    account = await linked(store, password=PASSWORD)
    begun = await sign_in(store, "amira", PASSWORD, NOW, must_enrol=lambda role: False)
    assert begun
    await reset_password(store, account, "four other quiet words", NOW, by="a test")
    assert await find_session(store, begun.token, NOW) is None
    assert await sign_in(store, "amira", PASSWORD, NOW) is None
    assert await sign_in(store, "amira", "four other quiet words", NOW)
    assert "replaced a password" in await whats(store)
