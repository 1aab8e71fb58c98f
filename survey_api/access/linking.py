"""Accounts linked to what an organisation's identity provider knows somebody as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from survey_api.access.model import Account, Stage
from survey_api.access.proofs import Identity, SignInStore
from survey_api.access.rights import Role
from survey_api.access.second_factor import needs_second_factor
from survey_api.access.sessions import Begun, begin_open_session, begin_session
from survey_api.access.vouched import Vouched
from survey_api.audit import NOBODY, Event, record
from survey_api.errors import Refused


async def sign_in_vouched(
    store: SignInStore,
    vouched: Vouched,
    now: datetime,
    *,
    must_enrol: Callable[[Role], bool] = needs_second_factor,
) -> Begun | None:
    """Get a new session for whoever the provider vouches for; None if no account is linked to them.

    A second factor of ours is asked for as after a password, unless the provider says that it saw
    several factors itself.
    """
    name = await store.find_linked(vouched.identity)
    account = await store.get_account(name) if name else None
    if account is None:
        event = Event(who=NOBODY, what="failed to sign in through the organisation")
        await record(store, event, now)
        return None
    if vouched.several_factors:
        token = await begin_open_session(store, account.name, now)
        return Begun(token=token, stage=Stage.OPEN)
    return await begin_session(store, account, now, must_enrol)


async def link_account(
    store: SignInStore, account: Account, identity: Identity, now: datetime, *, by: str
) -> None:
    """Let the account be opened by this identity, and no longer by another.

    Raises Refused if it opens another account.
    """
    which = f"{account.name} ({identity.issuer}: {identity.subject})"
    event = Event(who=by, what="linked an account to an identity", which=which)
    if not await store.link_identity(account.name, identity, event, now):
        raise Refused("That identity opens another account already. Unlink that one first.")


async def unlink_account(store: SignInStore, account: Account, now: datetime, *, by: str) -> bool:
    """Let no identity open it, and sign it out everywhere; False if it was linked to none."""
    event = Event(who=by, what="unlinked an account from its identity", which=account.name)
    if not await store.unlink_identity(account.name, event, now):
        return False
    ended = Event(who=by, what="signed out everywhere", which=account.name)
    await store.end_sessions(account.name, ended, now)
    return True
