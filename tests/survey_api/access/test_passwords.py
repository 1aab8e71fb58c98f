"""Any password that is long enough can be had, and it stays good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from survey_api import BadInput
from survey_api.access import Role, add_account, sign_in
from survey_api.access.passwords import MIN_LENGTH, check_password

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.asvs("6.2.5")
@pytest.mark.parametrize(
    "password",
    [
        "only small letters",
        "174993028465",
        "!?!#;:~-+*/()",
        "чайник на плите",
        "🫖☔🚪🪟🧦 rain 🧦",
    ],
)
def test_no_kind_of_character_is_asked_for_or_refused(password: str) -> None:
    check_password(password, "amira")


@pytest.mark.asvs("6.2.4")
def test_no_password_that_many_people_use_can_be_had() -> None:
    used = [one for one in FREQUENCY_LISTS["passwords"] if len(one) >= MIN_LENGTH]
    assert len(used) > 200
    for password in used:
        with pytest.raises(BadInput, match="easy to guess"):
            check_password(password, "ben")


@pytest.mark.asvs("6.2.11")
@pytest.mark.parametrize(
    "password",
    [
        "metropolitan police",
        "MissingChildren",
        "safeguarding1",
        "MOPAC-London1",
        "amira.khan 2026",
        "aaaaaaaaaaaaaaa",
        "abcdefghijklmnop",
        "qwertyuiopasdfgh",
        "123451234512345",
    ],
)
def test_what_somebody_who_knows_us_would_try_cannot_be_had(password: str) -> None:
    with pytest.raises(BadInput, match="easy to guess"):
        check_password(password, "amira.khan")


@pytest.mark.asvs("6.2.9", "6.2.10")
async def test_a_long_password_is_taken_whole_and_still_fits_years_later(store) -> None:
    password = "a kettle in the rain " * 9
    await add_account(store, "amira", password, Role.ANALYST, "MOPAC", NOW)
    later = NOW + timedelta(days=4000)
    assert await sign_in(store, "amira", password, later)
    assert await sign_in(store, "amira", password[:64], later) is None


@pytest.mark.asvs("6.3.2")
async def test_a_new_store_has_no_account(store) -> None:
    assert await store.list_accounts() == []
