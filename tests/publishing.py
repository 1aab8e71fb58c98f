"""Publishers, and a release that both of them have signed off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from survey_api import Release, Store, sign_off
from survey_api.access import Account, Organisation, Role


def a_publisher(name: str, side: Organisation, now: datetime, **changes: Any) -> Account:
    values: dict[str, Any] = {
        "name": name,
        "role": Role.PUBLISHER,
        "organisation": side,
        "password_hash": "",
        "created_at": now,
    }
    return Account(**(values | changes))


async def publish(store: Store, release: Release, now: datetime) -> None:
    """Let somebody of MOPAC and somebody of the Met agree."""
    for name, side in (("mo", Organisation.MOPAC), ("mel", Organisation.MET)):
        publisher = a_publisher(name, side, now)
        await sign_off(store, release, publisher, agrees=True, reason="", now=now)
