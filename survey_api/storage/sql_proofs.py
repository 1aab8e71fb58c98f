"""SqlProofs: second factors, counted tries and API tokens over any Engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from survey_api.access import Right
from survey_api.access.proofs import ApiToken, Identity, SecondFactor
from survey_api.access.slowing import FORGOTTEN, wait_after
from survey_api.audit import Event
from survey_api.storage.engine import Engine, Row, Statement, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_moment, to_text
from survey_api.storage.sql_audit import append
from survey_api.storage.words import Words


class SqlProofs:
    """A ProofStore; its docstrings are the port's, `survey_api.access.proofs`."""

    _engine: Engine
    _words: Words

    async def get_second_factor(self, account: str) -> SecondFactor | None:
        """The account's second factor, or None."""
        key = self._words.keyring.account_key(account)
        for name, secret, pending, last_step, since in await self._engine.read(
            sql("get_second_factor", account=account)
        ):
            return SecondFactor(
                account=name,
                secret=key.unseal(secret, "secret") if secret else "",
                pending=key.unseal(pending, "secret") if pending else "",
                last_step=last_step,
                since=to_moment(since) if since else None,
            )
        return None

    async def begin_second_factor(self, account: str, pending: str) -> None:
        """Keep a secret until it is confirmed."""
        sealed = self._words.keyring.account_key(account).seal(pending, "secret")
        await self._run(sql("begin_second_factor", account=account, pending=sealed))

    async def confirm_second_factor(
        self, factor: SecondFactor, step: int, code_hashes: Sequence[str], now: datetime
    ) -> bool:
        """Put the pending secret in use with new recovery codes."""
        rows = await self._engine.read(sql("get_second_factor", account=factor.account))
        sealed = rows[0][2] if rows else ""
        key = self._words.keyring.account_key(factor.account)
        if not sealed or key.unseal(sealed, "secret") != factor.pending:
            return False
        confirm = sql(
            "confirm_second_factor",
            account=factor.account,
            pending=sealed,
            step=step,
            since=to_text(now),
        )
        event = Event(who=factor.account, what="set up a second factor")
        return await self._engine.transaction(
            lambda: _confirm(confirm, factor.account, code_hashes, event, now),
            alone=[f"codes of {factor.account}"],
        )

    async def take_step(self, account: str, step: int) -> bool:
        """Note the time step of a code; False if that or a later one was taken before."""
        return bool(await self._run(sql("take_step", account=account, step=step)))

    async def remove_second_factor(self, account: str, event: Event, now: datetime) -> bool:
        """Forget the second factor and its recovery codes."""
        return await self._engine.transaction(lambda: _remove(account, event, now))

    async def replace_recovery_codes(
        self, account: str, code_hashes: Sequence[str], event: Event, now: datetime
    ) -> None:
        """Put these codes in the place of all that were left."""
        await self._engine.transaction(
            lambda: _replace_codes(account, code_hashes, event, now), alone=[f"codes of {account}"]
        )

    async def use_recovery_code(
        self, account: str, code_hash: str, event: Event, now: datetime
    ) -> bool:
        """Use a code up; False if there is none such left."""
        use = sql("use_recovery_code", account=account, code_hash=code_hash)
        return bool(await self._engine.transaction(lambda: _logged(use, event, now)))

    async def count_recovery_codes(self, account: str) -> int:
        """How many are left."""
        ((count,),) = await self._engine.read(sql("count_recovery_codes", account=account))
        return int(count)

    async def find_linked(self, identity: Identity) -> str | None:
        """The name of the account that it is linked to, or None."""
        found = sql("find_linked", issuer=identity.issuer, subject=identity.subject)
        return next((account for (account,) in await self._engine.read(found)), None)

    async def get_linked(self, account: str) -> Identity | None:
        """What the account is linked to, or None."""
        rows = await self._engine.read(sql("get_linked", account=account))
        return Identity(issuer=rows[0][0], subject=rows[0][1]) if rows else None

    async def link_identity(
        self, account: str, identity: Identity, event: Event, now: datetime
    ) -> bool:
        """Link the account, in the place of what it was linked to; False if it is another's."""
        link = sql(
            "link_identity",
            account=account,
            issuer=identity.issuer,
            subject=identity.subject,
            linked_at=to_text(now),
        )
        return bool(
            await self._engine.transaction(
                lambda: _logged(link, event, now), alone=["linked identities"]
            )
        )

    async def unlink_identity(self, account: str, event: Event, now: datetime) -> bool:
        """Forget what the account is linked to; False if it is to nothing."""
        unlink = sql("unlink_identity", account=account)
        return bool(await self._engine.transaction(lambda: _logged(unlink, event, now)))

    async def begin_try(self, who: str, now: datetime) -> datetime | None:
        """Count a try to sign in, or tell until when to wait."""
        return await self._engine.transaction(lambda: _begin_try(who, now), alone=[f"tries {who}"])

    async def forget_tries(self, who: str) -> None:
        """After one that succeeded."""
        await self._run(sql("forget_tries", who=who))

    async def add_api_token(self, token: ApiToken, event: Event) -> None:
        """Keep the token."""
        await self._engine.transaction(lambda: _add_token(token, event))

    async def find_api_token(self, token_hash: str) -> ApiToken | None:
        """The token, or None."""
        rows = await self._engine.read(sql("find_api_token", token_hash=token_hash))
        return _token_of(rows[0]) if rows else None

    async def list_api_tokens(self, account: str) -> Sequence[ApiToken]:
        """The account's tokens, newest first."""
        rows = await self._engine.read(sql("list_api_tokens", account=account))
        return [_token_of(row) for row in rows]

    async def note_token_use(self, token: ApiToken, event: Event, now: datetime) -> None:
        """Keep the day; the event is logged once a day."""
        note = sql("note_token_use", id=token.id, used_on=now.date().isoformat())
        await self._engine.transaction(lambda: _logged(note, event, now))

    async def revoke_api_token(self, account: str, token_id: str, now: datetime) -> bool:
        """Forget a token of this account, and log it."""
        delete = sql("delete_api_token", id=token_id, account=account)
        event = Event(who=account, what="revoked an API token", which=token_id)
        return bool(await self._engine.transaction(lambda: _logged(delete, event, now)))

    async def _run(self, statement: Statement) -> list[Row]:
        return await self._engine.transaction(lambda: _one(statement))


def _one(statement: Statement) -> Work[list[Row]]:
    rows = yield statement
    return rows


def _logged(statement: Statement, event: Event, now: datetime) -> Work[list[Row]]:
    """The statement, and the event in the audit log if a row came back from it."""
    rows = yield statement
    if rows:
        yield from append(event, now)
    return rows


def _confirm(
    confirm: Statement, account: str, code_hashes: Sequence[str], event: Event, now: datetime
) -> Work[bool]:
    confirmed = yield confirm
    if confirmed:
        yield from _replace_codes(account, code_hashes, event, now)
    return bool(confirmed)


def _replace_codes(
    account: str, code_hashes: Sequence[str], event: Event, now: datetime
) -> Work[None]:
    yield sql("delete_recovery_codes", account=account)
    for code_hash in code_hashes:
        yield sql("add_recovery_code", account=account, code_hash=code_hash)
    yield from append(event, now)


def _remove(account: str, event: Event, now: datetime) -> Work[bool]:
    removed = yield from _logged(sql("delete_second_factor", account=account), event, now)
    yield sql("delete_recovery_codes", account=account)
    return bool(removed)


def _begin_try(who: str, now: datetime) -> Work[datetime | None]:
    rows = yield sql("get_tries", who=who)
    tries, last_at = (rows[0][0], to_moment(rows[0][1])) if rows else (0, now)
    if now - last_at >= FORGOTTEN:
        tries = 0
    until = last_at + wait_after(tries)
    if until > now:
        return until
    yield sql("save_tries", who=who, tries=tries + 1, last_at=to_text(now))
    return None


def _add_token(token: ApiToken, event: Event) -> Work[None]:
    yield sql(
        "add_api_token",
        id=token.id,
        account=token.account,
        token_hash=token.token_hash,
        note=token.note,
        rights=" ".join(sorted(right.name for right in token.rights)),
        made_at=to_text(token.made_at),
        expires_at=to_text(token.expires_at),
    )
    yield from append(event, token.made_at)


def _token_of(row: Row) -> ApiToken:
    token_id, account, token_hash, note, rights, made_at, expires_at, used_on = row
    return ApiToken(
        id=token_id,
        account=account,
        token_hash=token_hash,
        note=note,
        rights=frozenset(Right[name] for name in rights.split()),
        made_at=to_moment(made_at),
        expires_at=to_moment(expires_at),
        used_on=date.fromisoformat(used_on) if used_on else None,
    )
