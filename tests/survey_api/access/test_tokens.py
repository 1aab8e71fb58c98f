from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from survey_api.access import Right, Role, add_account, find_token, make_token, token_rights
from survey_api.access.secrets import hash_token
from survey_api.access.tokens import MOST_TOKENS, TOKEN_DAYS
from survey_api.errors import BadInput, NotAllowed, Refused

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RELEASES = frozenset({Right.READ_RELEASES})


@pytest.fixture
async def account(store):
    return await add_account(store, "amira", "a kettle in the rain", Role.ANALYST, "MOPAC", NOW)


async def test_a_token_is_its_maker_s_for_the_rights_it_was_made_for(store, account):
    secret = await make_token(store, account, RELEASES, " the   dashboard ", NOW)
    assert await find_token(store, secret, NOW) == (account, RELEASES)
    (kept,) = await store.list_api_tokens("amira")
    assert kept.note == "the dashboard"
    assert kept.token_hash == hash_token(secret)
    assert secret not in repr(kept)
    for other in ("", "fes_", secret[:-1], secret.upper(), kept.token_hash, "\ud800"):
        assert await find_token(store, other, NOW) is None


async def test_it_expires_and_can_be_revoked_by_its_owner_alone(store, account):
    secret = await make_token(store, account, RELEASES, "a", NOW)
    end = NOW + timedelta(days=TOKEN_DAYS)
    assert await find_token(store, secret, end - timedelta(seconds=1)) is not None
    assert await find_token(store, secret, end) is None
    (kept,) = await store.list_api_tokens("amira")
    assert not await store.revoke_api_token("bea", kept.id, NOW)
    assert await find_token(store, secret, NOW) is not None
    assert await store.revoke_api_token("amira", kept.id, NOW)
    assert await find_token(store, secret, NOW) is None


async def test_its_use_is_noted_by_the_day_and_logged_once_a_day(store, account):
    secret = await make_token(store, account, RELEASES, "a", NOW)
    for hours in (0, 1, 24, 25):
        await find_token(store, secret, NOW + timedelta(hours=hours))
    (kept,) = await store.list_api_tokens("amira")
    assert kept.used_on == (NOW + timedelta(days=1)).date()
    await store.revoke_api_token("amira", kept.id, NOW)
    found = await store.read_entries(1, 20)
    assert [(one.what, one.which) for one in found] == [
        ("made an API token", kept.id),
        ("used an API token", kept.id),
        ("used an API token", kept.id),
        ("revoked an API token", kept.id),
    ]
    assert secret not in repr(found)


@pytest.mark.parametrize(
    ("rights", "note", "days"),
    [
        (RELEASES, "", 90), (RELEASES, "x" * 61, 90), (frozenset(), "a", 90),
        ({Right.OPEN_ORIGINAL}, "a", 90), (RELEASES, "a", 0), (RELEASES, "a", 366),
    ],
)  # fmt: skip
async def test_what_cannot_be_a_token_is_told(store, account, rights, note, days):
    with pytest.raises(BadInput):
        await make_token(store, account, frozenset(rights), note, NOW, days)
    assert not await store.list_api_tokens("amira")


async def test_nobody_gets_a_right_by_a_token_that_they_have_not(store):
    mo = await add_account(store, "mo", "a kettle in the rain", Role.PUBLISHER, "MOPAC", NOW)
    cass = await add_account(store, "cass", "a kettle in the rain", Role.CODER, "other", NOW)
    assert token_rights(mo) == (Right.READ_RELEASES,)
    assert token_rights(cass) == ()
    with pytest.raises(NotAllowed):
        await make_token(store, mo, frozenset({Right.READ_MICRODATA}), "a", NOW)


async def test_there_is_an_end_to_how_many(store, account):
    for number in range(MOST_TOKENS):
        await make_token(store, account, RELEASES, f"number {number}", NOW)
    with pytest.raises(Refused):
        await make_token(store, account, RELEASES, "one more", NOW)
