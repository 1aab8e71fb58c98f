"""SqlAccounts: accounts and sessions over any Engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from survey_api.access import Account, Organisation, Role, Session, Stage
from survey_api.audit import Event
from survey_api.storage.engine import Engine, Row, Statement, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_moment, to_text
from survey_api.storage.sql_audit import append


class SqlAccounts:
    """An AccountStore; its docstrings are the port's, `survey_api.access.model`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def add_account(self, account: Account, event: Event | None = None) -> bool:
        """Store the account, and the event in the audit log; False if there is one of that name."""
        return bool(await self._engine.transaction(lambda: _add_account(account, event)))

    async def get_account(self, name: str) -> Account | None:
        """The account of that name, or None."""
        rows = await self._engine.read(sql("get_account", name=name))
        return _account_of(rows[0]) if rows else None

    async def list_accounts(self) -> Sequence[Account]:
        """All accounts, by name."""
        return [_account_of(row) for row in await self._engine.read(sql("list_accounts"))]

    async def save_session(self, session: Session) -> None:
        """Store the session, over an older copy of it."""
        await self._engine.transaction(lambda: _save_session(session))

    async def get_session(self, token_hash: str) -> Session | None:
        """The session, or None."""
        rows = await self._engine.read(sql("get_session", token_hash=token_hash))
        return _session_of(rows[0]) if rows else None

    async def end_session(self, token_hash: str) -> None:
        """Forget the session."""
        await self._engine.transaction(lambda: _end_session(token_hash))

    async def list_sessions(self, account: str) -> Sequence[Session]:
        """The sessions of an account, the one last seen first."""
        rows = await self._engine.read(sql("list_sessions", account=account))
        return [_session_of(row) for row in rows]

    async def end_sessions(self, account: str, event: Event, now: datetime, but: str = "") -> None:
        """Forget the account's sessions, but for the one with this hash; and log the event."""
        ending = sql("end_sessions", account=account, but=but)
        await self._engine.transaction(lambda: _logged(ending, event, now))

    async def change_password(
        self, account: str, password_hash: str, event: Event, now: datetime
    ) -> None:
        """Give the account another password, and log the event."""
        change = sql("change_password", name=account, password_hash=password_hash)
        await self._engine.transaction(lambda: _logged(change, event, now))

    async def close_account(self, account: str, event: Event, now: datetime) -> None:
        """Forget whatever opens the account, and every session of it; and log the event."""
        await self._engine.transaction(lambda: _close(account, event, now))


def _close(account: str, event: Event, now: datetime) -> Work[None]:
    yield sql("change_password", name=account, password_hash="")
    yield sql("unlink_identity", account=account)
    yield sql("delete_second_factor", account=account)
    yield sql("delete_recovery_codes", account=account)
    yield sql("delete_tokens_of", account=account)
    yield sql("end_sessions", account=account, but="")
    yield from append(event, now)


def _add_account(account: Account, event: Event | None) -> Work[list[Row]]:
    added = yield sql(
        "add_account",
        name=account.name,
        role=account.role.value,
        organisation=account.organisation.value,
        password_hash=account.password_hash,
        created_at=to_text(account.created_at),
    )
    if added and event is not None:
        yield from append(event, account.created_at)
    return added


def _logged(statement: Statement, event: Event, now: datetime) -> Work[None]:
    yield statement
    yield from append(event, now)


def _save_session(session: Session) -> Work[None]:
    yield sql(
        "save_session",
        token_hash=session.token_hash,
        account=session.account,
        created_at=to_text(session.created_at),
        seen_at=to_text(session.seen_at),
        stage=session.stage.value,
    )


def _end_session(token_hash: str) -> Work[None]:
    yield sql("end_session", token_hash=token_hash)


def _account_of(row: Row) -> Account:
    name, role, organisation, password_hash, created_at = row
    return Account(
        name=name,
        role=Role(role),
        organisation=Organisation(organisation),
        password_hash=password_hash,
        created_at=to_moment(created_at),
    )


def _session_of(row: Row) -> Session:
    token_hash, account, created_at, seen_at, stage = row
    return Session(
        token_hash=token_hash,
        account=account,
        created_at=to_moment(created_at),
        seen_at=to_moment(seen_at),
        stage=Stage(stage),
    )
