"""What proves who somebody is beside a password, and what it asks of a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from survey_api.access.model import AccountStore
from survey_api.access.rights import Right
from survey_api.audit import AuditStore, Event
from survey_api.record import Record


class SecondFactor(Record, kw_only=True):
    """An account's authenticator. `secret` and `pending` are in base 32, '' for none.

    `pending` was shown and is not confirmed yet. `last_step`: the time step of the last code that
    was taken, -1 before.
    """

    account: str
    secret: str
    pending: str
    last_step: int
    since: datetime | None


class ApiToken(Record, kw_only=True):
    """A token for programs. Only its hash is stored; `note` says in its owner's words what for."""

    id: str
    account: str
    token_hash: str
    note: str
    rights: frozenset[Right]
    made_at: datetime
    expires_at: datetime
    used_on: date | None = None


class Identity(Record, kw_only=True):
    """Whom an organisation's identity provider knows somebody as.

    `subject`: its own name for a person, for ever; it means nothing without the `issuer`.
    """

    issuer: str
    subject: str


class ProofStore(Protocol):
    """A home for second factors, linked identities, tokens and counted tries.

    Secrets of authenticators are sealed.

    Every method raises StoreUnavailable if the store fails. An `event` is stored in the audit log
    together with what it tells of, both or neither.
    """

    async def get_second_factor(self, account: str) -> SecondFactor | None:
        """The account's second factor, or None."""
        ...

    async def begin_second_factor(self, account: str, pending: str) -> None:
        """Keep a secret until it is confirmed; one in use stays in use."""
        ...

    async def confirm_second_factor(
        self, factor: SecondFactor, step: int, code_hashes: Sequence[str], now: datetime
    ) -> bool:
        """Put the pending secret in use with new recovery codes; False if it no longer pends."""
        ...

    async def take_step(self, account: str, step: int) -> bool:
        """Note the time step of a code; False if that or a later one was taken before."""
        ...

    async def remove_second_factor(self, account: str, event: Event, now: datetime) -> bool:
        """Forget the second factor and its recovery codes; False if there is none."""
        ...

    async def replace_recovery_codes(
        self, account: str, code_hashes: Sequence[str], event: Event, now: datetime
    ) -> None:
        """Put these codes in the place of all that were left."""
        ...

    async def use_recovery_code(
        self, account: str, code_hash: str, event: Event, now: datetime
    ) -> bool:
        """Use a code up; False if there is none such left."""
        ...

    async def count_recovery_codes(self, account: str) -> int:
        """How many are left."""
        ...

    async def find_linked(self, identity: Identity) -> str | None:
        """The name of the account that it is linked to, or None."""
        ...

    async def get_linked(self, account: str) -> Identity | None:
        """What the account is linked to, or None."""
        ...

    async def link_identity(
        self, account: str, identity: Identity, event: Event, now: datetime
    ) -> bool:
        """Link the account, in the place of what it was linked to; False if it is another's."""
        ...

    async def unlink_identity(self, account: str, event: Event, now: datetime) -> bool:
        """Forget what the account is linked to; False if it is to nothing."""
        ...

    async def begin_try(self, who: str, now: datetime) -> datetime | None:
        """Count a try to sign in, before it is looked at; None.

        The moment until which to wait if there were too many: then nothing is counted.
        """
        ...

    async def forget_tries(self, who: str) -> None:
        """After one that succeeded."""
        ...

    async def add_api_token(self, token: ApiToken, event: Event) -> None:
        """Keep the token."""
        ...

    async def find_api_token(self, token_hash: str) -> ApiToken | None:
        """The token, or None."""
        ...

    async def list_api_tokens(self, account: str) -> Sequence[ApiToken]:
        """The account's tokens, newest first."""
        ...

    async def note_token_use(self, token: ApiToken, event: Event, now: datetime) -> None:
        """Keep the day; the event is logged once a day."""
        ...

    async def revoke_api_token(self, account: str, token_id: str, now: datetime) -> bool:
        """Forget a token of this account, and log it; False if there is none such."""
        ...


class SignInStore(AccountStore, ProofStore, AuditStore, Protocol):
    """What signing in and out takes: accounts, proofs, and the log it is written into."""
