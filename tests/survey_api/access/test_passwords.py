"""Any password that is long enough can be had, and it stays good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from survey_api.access import Role, add_account, sign_in
from survey_api.access.passwords import check_password

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
