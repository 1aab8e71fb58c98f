from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from survey_api.access import (
    Role,
    Stage,
    add_account,
    authenticator_link,
    begin_second_factor,
    change_password,
    confirm_second_factor,
    find_session,
    needs_second_factor,
    prove_password,
    remove_second_factor,
    renew_recovery_codes,
    sign_in,
    sign_in_by_enrolling,
    sign_in_with_code,
    sign_out_everywhere,
)
from survey_api.access.model import HALFWAY_LIMIT
from survey_api.access.second_factor import NEED_SECOND_FACTOR, check_code
from survey_api.access.slowing import FREE_TRIES, LONGEST_WAIT, stranger, wait_after
from survey_api.errors import BadInput, NotSignedIn, TooFast
from tests.kept import kept

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "a kettle in the rain"
STEP = timedelta(seconds=30)


@pytest.fixture
async def account(store):
    return await add_account(store, "amira", PASSWORD, Role.ANALYST, "MOPAC", NOW)


async def enrol(store, now=NOW) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    await begin_second_factor(store, "amira")
    factor = await store.get_second_factor("amira")
    app = pyotp.TOTP(factor.pending)
    codes = await confirm_second_factor(store, "amira", app.at(now), now)
    assert codes is not None
    return app, codes


async def begin(store, now=NOW, stage=Stage.CODE) -> str:
    begun = await sign_in(store, "amira", PASSWORD, now)
    assert begun is not None
    assert begun.stage is stage
    return begun.token


async def sign_in_at(store, app: pyotp.TOTP, now: datetime) -> str:
    """Password, then the code that the phone shows; the token of the open session."""
    token = await sign_in_with_code(store, await begin(store, now), app.at(now), now)
    assert token is not None
    return token


@pytest.mark.parametrize(("seconds", "code"), [(59, "94287082"), (1111111109, "07081804")])
def test_codes_are_those_of_rfc_6238(seconds, code):
    # The RFC's own test vectors have eight digits; ours are their last six.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert pyotp.TOTP(secret).at(seconds) == code[2:]


def test_roles_that_read_what_people_said_or_sign_off_must_have_one():
    assert {role for role in Role if needs_second_factor(role)} == {
        Role.ANALYST, Role.CODER, Role.TRANSLATOR, Role.SAFEGUARDING, Role.PUBLISHER,
    }  # fmt: skip
    assert len(NEED_SECOND_FACTOR) == 5


async def test_the_first_sign_in_leads_to_a_second_factor_and_then_it_is_asked_for(store, account):
    token = await begin(store, stage=Stage.ENROL)
    assert await find_session(store, token, NOW) is None
    factor = await store.get_second_factor("amira")
    link = urlsplit(authenticator_link(factor))
    assert parse_qs(link.query)["secret"] == [factor.pending]
    assert await sign_in_by_enrolling(store, token, "000000", NOW) is None
    enrolled = await sign_in_by_enrolling(store, token, pyotp.TOTP(factor.pending).at(NOW), NOW)
    assert enrolled is not None
    assert enrolled.token != token
    assert await find_session(store, enrolled.token, NOW) == account
    assert await store.get_session(token) is None
    assert len(set(enrolled.codes)) == 10
    with pytest.raises(NotSignedIn):
        await sign_in_by_enrolling(store, token, "000000", NOW)
    await begin(store, NOW + STEP)  # now it waits for a code


async def test_a_code_opens_a_new_session_once_and_never_again(store, account):
    app, _ = await enrol(store)
    later = NOW + 4 * STEP
    token = await begin(store, later)
    assert await find_session(store, token, later) is None
    opened = await sign_in_with_code(store, token, app.at(later), later)
    assert opened is not None
    assert opened != token
    assert await find_session(store, opened, later) == account
    again = await begin(store, later)
    assert await sign_in_with_code(store, again, app.at(later), later) is None
    earlier = app.at(later - STEP)  # within the drift, but before the last one taken
    assert await sign_in_with_code(store, again, earlier, later) is None
    assert await sign_in_with_code(store, again, app.at(later + STEP), later) is not None


async def test_the_code_that_enrolled_is_not_taken_again(store, account):
    app, _ = await enrol(store)
    assert await sign_in_with_code(store, await begin(store), app.at(NOW), NOW) is None


@pytest.mark.parametrize("steps", [-2, 2, 40])
async def test_a_code_of_another_time_is_no_code(store, account, steps):
    app, _ = await enrol(store)
    later = NOW + 100 * STEP
    typed = app.at(later + steps * STEP)
    assert await sign_in_with_code(store, await begin(store, later), typed, later) is None


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "\x00" * 6, "9" * 999]
)
async def test_what_is_no_code_is_refused(store, account, typed):
    await enrol(store)
    assert not await check_code(store, "amira", typed, NOW + 9 * STEP)


async def test_each_recovery_code_works_once_however_it_is_typed(store, account):
    _, codes = await enrol(store)
    typed = codes[3].lower().replace("-", " ")
    assert await check_code(store, "amira", typed, NOW)
    assert not await check_code(store, "amira", codes[3], NOW)
    assert await store.count_recovery_codes("amira") == 9
    fresh = await renew_recovery_codes(store, "amira", NOW)
    assert not await check_code(store, "amira", codes[4], NOW)
    assert await check_code(store, "amira", fresh[0], NOW)
    assert await store.count_recovery_codes("amira") == 9


async def test_codes_are_random(store, account):
    secrets, codes = set(), set()
    for _ in range(20):
        await begin_second_factor(store, "amira")
        factor = await store.get_second_factor("amira")
        secrets.add(factor.pending)
        code = pyotp.TOTP(factor.pending).at(NOW)
        codes |= set(await confirm_second_factor(store, "amira", code, NOW) or ())
    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {32}  # of 5 bits: 160
    assert len(codes) == 200
    assert {len(code.replace("-", "")) for code in codes} == {16}  # of 5 bits: 80


async def test_a_recovery_code_is_its_own_account_s_alone(store, account):
    _, codes = await enrol(store)
    await add_account(store, "bea", PASSWORD, Role.ANALYST, "MOPAC", NOW)
    await begin_second_factor(store, "bea")
    factor = await store.get_second_factor("bea")
    await confirm_second_factor(store, "bea", pyotp.TOTP(factor.pending).at(NOW), NOW)
    assert not await check_code(store, "bea", codes[0], NOW)


async def test_no_secret_and_no_recovery_code_is_in_the_store(store, account, home):
    app, codes = await enrol(store)
    await begin_second_factor(store, "amira")
    pending = (await store.get_second_factor("amira")).pending
    found = kept(home)
    assert b"amira" in found
    for secret in (app.secret, pending, *codes, *(code.replace("-", "") for code in codes)):
        assert secret.encode() not in found


async def test_moving_to_another_phone_keeps_the_old_one_until_it_is_confirmed(store, account):
    old, _ = await enrol(store)
    await begin_second_factor(store, "amira")
    later = NOW + 9 * STEP
    assert await check_code(store, "amira", old.at(later), later)
    new = pyotp.TOTP((await store.get_second_factor("amira")).pending)
    assert await confirm_second_factor(store, "amira", new.at(later), later)
    much = later + 9 * STEP
    assert not await check_code(store, "amira", old.at(much), much)
    assert await check_code(store, "amira", new.at(much), much)


async def test_halfway_in_ends_after_minutes(store, account):
    app, _ = await enrol(store)
    token = await begin(store)
    late = NOW + HALFWAY_LIMIT
    with pytest.raises(NotSignedIn):
        await sign_in_with_code(store, token, app.at(late), late)


async def test_a_removed_one_is_set_up_anew_and_everybody_is_signed_out(store, account):
    app, codes = await enrol(store)
    later = NOW + 9 * STEP
    opened = await sign_in_at(store, app, later)
    assert await remove_second_factor(store, account, "the program", later)
    assert await find_session(store, opened, later) is None
    assert not await check_code(store, "amira", codes[0], later)
    await begin(store, later, Stage.ENROL)
    assert not await remove_second_factor(
        store, await add_account(store, "bea", PASSWORD, Role.CODER, "other", NOW), "x", NOW
    )


# Slow, never shut


def test_waits_grow_and_end():
    waits = [wait_after(tries).total_seconds() for tries in range(12)]
    assert waits == [0] * FREE_TRIES + [30, 60, 120, 240, 300, 300, 300]
    assert wait_after(10**9) == LONGEST_WAIT


async def test_wrong_passwords_slow_an_account_and_the_right_one_works_after_the_wait(
    store, account
):
    await enrol(store)
    for _ in range(FREE_TRIES):
        assert await sign_in(store, "amira", "wrong", NOW) is None
    with pytest.raises(TooFast) as told:
        await sign_in(store, "Amira", PASSWORD, NOW)
    assert told.value.seconds == 30
    for _ in range(50):  # trying on meanwhile makes nothing longer
        with pytest.raises(TooFast):
            await sign_in(store, "amira", "wrong", NOW + timedelta(seconds=29))
    assert await begin(store, NOW + timedelta(seconds=30))


async def test_many_tries_at_once_gain_nothing(store, account):
    tries = (sign_in(store, "amira", "wrong", NOW) for _ in range(30))
    came = await asyncio.gather(*tries, return_exceptions=True)
    assert came.count(None) == FREE_TRIES
    assert sum(isinstance(one, TooFast) for one in came) == 30 - FREE_TRIES


async def test_nobody_waits_longer_than_five_minutes_whoever_tries(store, account):
    now = NOW
    for _ in range(40):
        assert await sign_in(store, "amira", "wrong", now) is None
        now += LONGEST_WAIT
    assert await begin(store, now, Stage.ENROL)


async def test_a_name_nobody_has_slows_in_the_same_way_and_is_not_kept(store, account, tmp_path):
    for _ in range(FREE_TRIES):
        assert await sign_in(store, "unmistakable otter", "wrong", NOW) is None
    with pytest.raises(TooFast):
        await sign_in(store, "unmistakable otter", "wrong", NOW)
    assert await begin(store, stage=Stage.ENROL)  # others go on
    assert b"otter" not in b"".join(path.read_bytes() for path in tmp_path.glob("survey.db*"))
    assert len({stranger(str(number)) for number in range(9999)}) <= 1024


async def test_guessing_codes_is_slowed_and_the_password_does_not_begin_it_anew(store, account):
    app, _ = await enrol(store)
    later = NOW + 9 * STEP
    token = await begin(store, later)
    for _ in range(FREE_TRIES - 1):
        assert await sign_in_with_code(store, token, "000000", later) is None
    with pytest.raises(TooFast):
        await sign_in_with_code(store, token, app.at(later), later)
    with pytest.raises(TooFast):
        await sign_in(store, "amira", PASSWORD, later)


async def test_signing_in_begins_the_count_anew(store, account):
    app, _ = await enrol(store)
    later = NOW + 9 * STEP
    for _ in range(FREE_TRIES - 2):
        await sign_in(store, "amira", "wrong", later)
    await sign_in_with_code(store, await begin(store, later), app.at(later), later)
    assert await sign_in(store, "amira", "wrong", later) is None


# The account's own changes


async def test_a_new_password_ends_every_other_session(store, account):
    app, _ = await enrol(store)
    opened = []
    for step in (4, 8):
        now = NOW + step * STEP
        opened.append(await sign_in_at(store, app, now))
    here, there = opened
    with pytest.raises(BadInput, match="not your password"):
        await prove_password(store, account, "wrong", now)
    with pytest.raises(BadInput, match="too short"):
        await change_password(store, account, here, "short", now)
    await change_password(store, account, here, "four other quiet words", now)
    assert await find_session(store, here, now) is not None
    assert await find_session(store, there, now) is None
    assert await sign_in(store, "amira", PASSWORD, now) is None
    assert await sign_in(store, "amira", "four other quiet words", now) is not None


async def test_signing_out_everywhere_ends_all_sessions_of_the_account_alone(store, account):
    app, _ = await enrol(store)
    later = NOW + 9 * STEP
    here = await sign_in_at(store, app, later)
    olu = await add_account(store, "olu", PASSWORD, Role.OPERATOR, "other", NOW)
    other = await sign_in(store, "olu", PASSWORD, later)
    assert other is not None
    waiting = await begin(store, later)
    await sign_out_everywhere(store, account, later)
    assert await find_session(store, here, later) is None
    with pytest.raises(NotSignedIn):
        await sign_in_with_code(store, waiting, app.at(later + STEP), later)
    assert await find_session(store, other.token, later) == olu


async def test_every_step_is_in_the_log_and_no_secret_is(store, account):
    app, codes = await enrol(store)
    later = NOW + 9 * STEP
    token = await begin(store, later)
    await sign_in_with_code(store, token, "000000", later)
    await sign_in_with_code(store, token, codes[0], later)
    await sign_out_everywhere(store, account, later)
    found = await store.read_entries(0, 20)
    assert [one.what for one in found] == [
        "made an account",
        "set up a second factor",
        "failed the second factor",
        "used a recovery code",
        "signed in",
        "signed out everywhere",
    ]
    assert app.secret not in repr(found)
    assert codes[0] not in repr(found)
