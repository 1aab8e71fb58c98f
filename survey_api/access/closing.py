"""What whoever runs the survey does to other people's accounts: close one, replace a password."""

from __future__ import annotations

from datetime import datetime

from survey_api.access.model import Account, AccountStore
from survey_api.access.passwords import check_password, hash_password
from survey_api.audit import Event


async def close_account(store: AccountStore, account: Account, now: datetime, *, by: str) -> None:
    """Leave nothing that opens the account: no password, link, second factor, token or session.

    Its name stays, for the log and what it signed off, and is given to nobody else.
    """
    await store.close_account(
        account.name, Event(who=by, what="closed an account", which=account.name), now
    )


async def reset_password(
    store: AccountStore, account: Account, password: str, now: datetime, *, by: str
) -> None:
    """Give somebody another password who lost theirs, and sign them out everywhere.

    Raises BadInput if it breaks a rule.
    """
    check_password(password, account.name)
    event = Event(who=by, what="replaced a password", which=account.name)
    await store.change_password(account.name, await hash_password(password), event, now)
    ended = Event(who=by, what="signed out everywhere", which=account.name)
    await store.end_sessions(account.name, ended, now)
