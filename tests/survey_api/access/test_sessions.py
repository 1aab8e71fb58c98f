from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from survey_api import audit
from survey_api.access import (
    IDLE_LIMIT,
    SESSION_LIMIT,
    Role,
    add_account,
    find_session,
    sign_in,
    sign_out,
)
from survey_api.access.passwords import _NOBODY, hash_password
from survey_api.access.secrets import hash_token

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "a kettle in the rain"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def account(store):
    return await add_account(store, "amira", PASSWORD, Role.ANALYST, "MOPAC", NOW)


def nobody_must(_: Role) -> bool:
    return False


async def token_of(store) -> str:
    begun = await sign_in(store, "amira", PASSWORD, NOW, must_enrol=nobody_must)
    assert begun is not None
    return begun.token


async def test_signing_in_gives_a_session_of_that_account(store, account):
    begun = await sign_in(store, " Amira", PASSWORD, NOW, must_enrol=nobody_must)
    assert begun is not None
    assert await find_session(store, begun.token, NOW) == account


@pytest.mark.parametrize(
    ("name", "password"),
    [("amira", PASSWORD.upper()), ("amira", ""), ("nobody", PASSWORD), ("", "")],
)
async def test_what_does_not_fit_gives_no_session(store, account, name, password):
    assert await sign_in(store, name, password, NOW) is None


async def test_an_unknown_name_costs_the_same_hash_as_a_wrong_password():
    # The cost stands in the hash: same algorithm, version, memory, time and parallelism.
    real = await hash_password(PASSWORD)
    assert _NOBODY.split("$")[:4] == real.split("$")[:4]
    assert [len(part) for part in _NOBODY.split("$")] == [len(part) for part in real.split("$")]


async def test_every_sign_in_has_a_token_of_its_own_and_the_store_has_neither(store, account):
    one = await token_of(store)
    other = await token_of(store)
    assert one != other
    assert len(one) >= 43  # 32 random bytes
    assert await store.get_session(one) is None
    session = await store.get_session(hash_token(one))
    assert session is not None
    assert one not in repr(session)


async def test_signing_out_ends_this_session_alone(store, account):
    here = await token_of(store)
    there = await token_of(store)
    await sign_out(store, here, NOW)
    assert await find_session(store, here, NOW) is None
    assert await find_session(store, there, NOW) == account


@pytest.mark.parametrize("token", ["", "made up", "\ud800", "x" * 5000])
async def test_a_token_nobody_was_given_is_nobody(store, account, token):
    assert await find_session(store, token, NOW) is None
    await sign_out(store, token, NOW)


async def test_a_session_ends_when_nobody_uses_it(store, account):
    token = await token_of(store)
    assert await find_session(store, token, NOW + IDLE_LIMIT) is None
    assert await find_session(store, token, NOW) is None  # gone, not only out of date


async def test_using_a_session_keeps_it_until_its_last_hour(store, account):
    token = await token_of(store)
    now = NOW
    while now + IDLE_LIMIT - MINUTE < NOW + SESSION_LIMIT:
        now += IDLE_LIMIT - MINUTE
        assert await find_session(store, token, now) == account
    assert await find_session(store, token, NOW + SESSION_LIMIT) is None


async def test_reading_several_pages_in_a_minute_writes_nothing(store, account):
    token = await token_of(store)
    before = await store.get_session(hash_token(token))
    await find_session(store, token, NOW + timedelta(seconds=59))
    assert await store.get_session(hash_token(token)) == before
    await find_session(store, token, NOW + MINUTE)
    assert (await store.get_session(hash_token(token))).seen_at == NOW + MINUTE


async def test_who_signs_in_out_or_fails_to_is_in_the_log_and_no_typed_name_is(store, account):
    token = await token_of(store)
    assert await sign_in(store, "amira", "a wrong password", NOW) is None
    assert await sign_in(store, PASSWORD, "typed into the wrong field", NOW) is None
    await sign_out(store, token, NOW)
    await sign_out(store, token, NOW)  # nobody's any more
    found = await store.read_entries(0, 10)
    assert [(one.who, one.what) for one in found] == [
        ("the program", "made an account"),
        ("amira", "signed in"),
        ("amira", "failed to sign in"),
        (audit.NOBODY, "failed to sign in"),
        ("amira", "signed out"),
    ]
    assert PASSWORD not in repr(found)
    assert token not in repr(found)
