"""Accounts of the strategy team, and their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from survey_api.access.rights import Organisation, Right, Role, rights_of
from survey_api.audit import Event
from survey_api.record import Record

SESSION_COOKIE = "family_survey_session"  # the cookie that holds a session's token
IDLE_LIMIT = timedelta(minutes=60)
SESSION_LIMIT = timedelta(hours=12)
HALFWAY_LIMIT = timedelta(minutes=10)  # between the password and the code


class Account(Record, kw_only=True):
    """Someone who may sign in."""

    name: str
    role: Role
    organisation: Organisation
    password_hash: str  # argon2id; '' for one that signs in through its organisation alone
    created_at: datetime

    @property
    def rights(self) -> frozenset[Right]:
        """What its role may do, less what its organisation may not."""
        return rights_of(self.role, self.organisation)

    @property
    def has_password(self) -> bool:
        """Whether it can sign in by a password of ours."""
        return bool(self.password_hash)

    def may(self, right: Right) -> bool:
        """Whether it has this right."""
        return right in self.rights


class Stage(Enum):
    """How far a browser has come in signing in. Only an open session opens pages."""

    OPEN = "open"
    CODE = "code"  # the password was right; a code is asked for
    ENROL = "enrol"  # the password was right; a second factor has to be set up first


class Session(Record, kw_only=True):
    """A signed-in browser. Only the hash of its token is stored."""

    token_hash: str
    account: str
    created_at: datetime
    seen_at: datetime
    stage: Stage = Stage.OPEN


class AccountStore(Protocol):
    """A home for accounts and sessions. Every method raises StoreUnavailable if the store fails."""

    async def add_account(self, account: Account, event: Event | None = None) -> bool:
        """Store the account, and the event in the audit log; False if there is one of that name."""
        ...

    async def get_account(self, name: str) -> Account | None:
        """The account of that name, or None."""
        ...

    async def list_accounts(self) -> Sequence[Account]:
        """All accounts, by name."""
        ...

    async def save_session(self, session: Session) -> None:
        """Store the session, over an older copy of it."""
        ...

    async def get_session(self, token_hash: str) -> Session | None:
        """The session, or None."""
        ...

    async def end_session(self, token_hash: str) -> None:
        """Forget the session."""
        ...

    async def list_sessions(self, account: str) -> Sequence[Session]:
        """The sessions of an account, the one last seen first."""
        ...

    async def end_sessions(self, account: str, event: Event, now: datetime, but: str = "") -> None:
        """Forget the account's sessions, but for the one with this hash; and log the event."""
        ...

    async def change_password(
        self, account: str, password_hash: str, event: Event, now: datetime
    ) -> None:
        """Give the account another password, and log the event."""
        ...

    async def close_account(self, account: str, event: Event, now: datetime) -> None:
        """Forget whatever opens the account, and every session of it; and log the event."""
        ...
