"""SqlAccounts: accounts and sessions over any Engine."""

from __future__ import annotations

from collections.abc import Sequence

from survey_api.access import Account, Organisation, Role, Session
from survey_api.audit import Event
from survey_api.storage.engine import Engine, Row, Work
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


def _save_session(session: Session) -> Work[None]:
    yield sql(
        "save_session",
        token_hash=session.token_hash,
        account=session.account,
        created_at=to_text(session.created_at),
        seen_at=to_text(session.seen_at),
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
    token_hash, account, created_at, seen_at = row
    return Session(
        token_hash=token_hash,
        account=account,
        created_at=to_moment(created_at),
        seen_at=to_moment(seen_at),
    )
