"""Sessions: a new secret at every step of signing in, of which the store keeps the hash only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from survey_api.access.accounts import plain_name
from survey_api.access.model import (
    HALFWAY_LIMIT,
    IDLE_LIMIT,
    SESSION_LIMIT,
    Account,
    AccountStore,
    Session,
    Stage,
)
from survey_api.access.passwords import check_password, hash_password, verify_password
from survey_api.access.proofs import SignInStore
from survey_api.access.rights import Right, Role
from survey_api.access.second_factor import (
    begin_second_factor,
    check_code,
    confirm_second_factor,
    has_second_factor,
    needs_second_factor,
)
from survey_api.access.secrets import hash_token, new_token
from survey_api.access.slowing import slow_down, stranger
from survey_api.audit import NOBODY, Event, record
from survey_api.errors import BadInput, NotAllowed, NotSignedIn
from survey_api.record import Record

_SEEN_STEP = timedelta(minutes=1)  # reading five pages in a minute costs one write, not five


class Begun(Record, kw_only=True):
    """A session that a right password began: its token, and what is still missing."""

    token: str
    stage: Stage


class Enrolled(Record, kw_only=True):
    """A session that setting up a second factor began, and the recovery codes to keep."""

    token: str
    codes: tuple[str, ...]


async def sign_in(
    store: SignInStore,
    name: str,
    password: str,
    now: datetime,
    *,
    must_enrol: Callable[[Role], bool] = needs_second_factor,
) -> Begun | None:
    """Get a new session, or None if name and password do not fit.

    The token is for the browser's cookie alone. It is new at every step, so a token that somebody
    planted in a browser beforehand never becomes a signed-in one. must_enrol: the roles that have
    to set up a second factor before they see a page. Raises TooFast after too many tries.
    """
    account = await store.get_account(plain_name(name))
    who = account.name if account else stranger(plain_name(name))
    await slow_down(store, who, now)
    fits = await verify_password(account.password_hash if account else None, password)
    if account is None or not fits:
        # What was typed may be a password in the wrong field: only known names are written down.
        known = account.name if account else NOBODY
        await record(store, Event(who=known, what="failed to sign in"), now)
        return None
    return await begin_session(store, account, now, must_enrol)


async def begin_session(
    store: SignInStore, account: Account, now: datetime, must_enrol: Callable[[Role], bool]
) -> Begun:
    """Get a new session for somebody who gave one proof: it may be halfway, see `sign_in`."""
    if await has_second_factor(store, account.name):
        return Begun(token=await _begin(store, account.name, Stage.CODE, now), stage=Stage.CODE)
    if must_enrol(account.role):
        await begin_second_factor(store, account.name)
        return Begun(token=await _begin(store, account.name, Stage.ENROL, now), stage=Stage.ENROL)
    return Begun(token=await begin_open_session(store, account.name, now), stage=Stage.OPEN)


async def begin_open_session(store: SignInStore, name: str, now: datetime) -> str:
    """Get the token of a new session that opens pages, for somebody who gave every proof."""
    token = await _begin(store, name, Stage.OPEN, now)
    await store.forget_tries(name)
    await record(store, Event(who=name, what="signed in"), now)
    return token


async def sign_in_with_code(
    store: SignInStore, token: str, typed: str, now: datetime
) -> str | None:
    """Get the token of an open session in the place of one that waits for its code.

    typed: a code of the app, or a recovery code. None if it does not fit. Raises NotSignedIn if no
    session waits for one, TooFast after too many tries.
    """
    session = await halfway(store, token, Stage.CODE, now)
    await slow_down(store, session.account, now)
    if not await check_code(store, session.account, typed, now):
        await record(store, Event(who=session.account, what="failed the second factor"), now)
        return None
    await store.end_session(session.token_hash)
    return await begin_open_session(store, session.account, now)


async def sign_in_by_enrolling(
    store: SignInStore, token: str, typed: str, now: datetime
) -> Enrolled | None:
    """Get an open session once the second factor that must be set up is confirmed with a code.

    None if the code does not fit. Raises NotSignedIn if no session waits for it, TooFast.
    """
    session = await halfway(store, token, Stage.ENROL, now)
    await slow_down(store, session.account, now)
    codes = await confirm_second_factor(store, session.account, typed, now)
    if codes is None:
        return None
    await store.end_session(session.token_hash)
    return Enrolled(token=await begin_open_session(store, session.account, now), codes=codes)


async def halfway(store: AccountStore, token: str, stage: Stage, now: datetime) -> Session:
    """Get the session that has come as far as `stage`. Raises NotSignedIn if there is none."""
    session = await store.get_session(hash_token(token)) if token else None
    if session is None or session.stage is not stage or _has_ended(session, now):
        raise NotSignedIn("Sign in again: too much time has passed.")
    return session


async def open_session(
    store: AccountStore, token: str, now: datetime
) -> tuple[Session, Account] | None:
    """Get the session with this token, and whose it is; None if it has ended or is not open yet.

    A session ends IDLE_LIMIT after it was last seen and SESSION_LIMIT after it began.
    """
    session = await store.get_session(hash_token(token))
    if session is None:
        return None
    account = await store.get_account(session.account)
    if account is None or _has_ended(session, now):
        await store.end_session(session.token_hash)
        return None
    if session.stage is not Stage.OPEN:
        return None
    if now - session.seen_at >= _SEEN_STEP:
        session = msgspec.structs.replace(session, seen_at=now)
        await store.save_session(session)
    return session, account


async def find_session(store: AccountStore, token: str, now: datetime) -> Account | None:
    """Get who is signed in with this token; None if nobody is, or no longer."""
    found = await open_session(store, token, now)
    return found[1] if found else None


async def require_account(store: AccountStore, token: str, now: datetime) -> Account:
    """Get who is signed in with this token. Raises NotSignedIn if nobody is."""
    account = await find_session(store, token, now) if token else None
    if account is None:
        raise NotSignedIn("Sign in to read this.")
    return account


def require(account: Account, right: Right) -> Account:
    """Get the account if it has this right. Raises NotAllowed."""
    if not account.may(right):
        raise NotAllowed(f"Your account is for something else: it may not {right.value}.")
    return account


def time_left(session: Session, now: datetime) -> timedelta:
    """How long an open session lasts if no other page is opened."""
    return min(session.seen_at + IDLE_LIMIT, session.created_at + SESSION_LIMIT) - now


async def sign_out(store: SignInStore, token: str, now: datetime) -> None:
    """Forget the session of this token; nothing happens if there is none."""
    session = await store.get_session(hash_token(token))
    if session is None:
        return
    await store.end_session(session.token_hash)
    await record(store, Event(who=session.account, what="signed out"), now)


async def sign_out_everywhere(store: SignInStore, account: Account, now: datetime) -> None:
    """Forget every session of the account, this one too."""
    event = Event(who=account.name, what="signed out everywhere")
    await store.end_sessions(account.name, event, now)


async def prove_password(
    store: SignInStore, account: Account, password: str, now: datetime
) -> None:
    """Ask for the password again before something weighty. Raises BadInput, TooFast."""
    await slow_down(store, account.name, now)
    if not await verify_password(account.password_hash, password):
        await record(store, Event(who=account.name, what="failed to give the password"), now)
        raise BadInput("That is not your password. Check it and try again.")
    await store.forget_tries(account.name)


async def change_password(
    store: SignInStore, account: Account, token: str, password: str, now: datetime
) -> None:
    """Give the account another password and sign it out everywhere but here (`token`).

    Ask with `prove_password` first. Raises BadInput if the new one breaks a rule.
    """
    check_password(password, account.name)
    changed = Event(who=account.name, what="changed the password")
    await store.change_password(account.name, await hash_password(password), changed, now)
    await sign_out_elsewhere(store, account, token, now)


async def sign_out_elsewhere(
    store: SignInStore, account: Account, token: str, now: datetime
) -> None:
    """Forget every session of the account but this one (`token`)."""
    event = Event(who=account.name, what="signed out elsewhere")
    await store.end_sessions(account.name, event, now, but=hash_token(token))


async def _begin(store: SignInStore, name: str, stage: Stage, now: datetime) -> str:
    token = new_token()
    session = Session(
        token_hash=hash_token(token), account=name, created_at=now, seen_at=now, stage=stage
    )
    await store.save_session(session)
    return token


def _has_ended(session: Session, now: datetime) -> bool:
    if session.stage is not Stage.OPEN:
        return now - session.created_at >= HALFWAY_LIMIT
    return now - session.seen_at >= IDLE_LIMIT or now - session.created_at >= SESSION_LIMIT
