"""Sessions: a new secret at every sign-in, of which the store keeps the hash only."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import msgspec

from survey_api.access.accounts import plain_name
from survey_api.access.model import (
    IDLE_LIMIT,
    SESSION_LIMIT,
    Account,
    AccountStore,
    Session,
    SignInStore,
)
from survey_api.access.passwords import verify_password
from survey_api.access.rights import Right
from survey_api.audit import NOBODY, Event, record
from survey_api.errors import NotAllowed, NotSignedIn

_SEEN_STEP = timedelta(minutes=1)  # reading five pages in a minute costs one write, not five


async def sign_in(store: SignInStore, name: str, password: str, now: datetime) -> str | None:
    """Get the token of a new session, or None if name and password do not fit.

    The token is for the browser's cookie alone. It is new at every sign-in, so a token that
    somebody planted in a browser beforehand never becomes a signed-in one.
    """
    account = await store.get_account(plain_name(name))
    fits = await verify_password(account.password_hash if account else None, password)
    if account is None or not fits:
        # What was typed may be a password in the wrong field: only known names are written down.
        who = account.name if account else NOBODY
        await record(store, Event(who=who, what="failed to sign in"), now)
        return None
    token = secrets.token_urlsafe(32)
    session = Session(
        token_hash=hash_token(token), account=account.name, created_at=now, seen_at=now
    )
    await store.save_session(session)
    await record(store, Event(who=account.name, what="signed in"), now)
    return token


async def find_session(store: AccountStore, token: str, now: datetime) -> Account | None:
    """Get who is signed in with this token; None if nobody is, or no longer.

    A session ends IDLE_LIMIT after it was last seen and SESSION_LIMIT after it began.
    """
    session = await store.get_session(hash_token(token))
    if session is None:
        return None
    account = await store.get_account(session.account)
    if account is None or _has_ended(session, now):
        await store.end_session(session.token_hash)
        return None
    if now - session.seen_at >= _SEEN_STEP:
        await store.save_session(msgspec.structs.replace(session, seen_at=now))
    return account


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


async def sign_out(store: SignInStore, token: str, now: datetime) -> None:
    """Forget the session of this token; nothing happens if there is none."""
    session = await store.get_session(hash_token(token))
    if session is None:
        return
    await store.end_session(session.token_hash)
    await record(store, Event(who=session.account, what="signed out"), now)


def hash_token(token: str) -> str:
    """What the store knows of a token: enough to find its session, not to sign in with."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _has_ended(session: Session, now: datetime) -> bool:
    return now - session.seen_at >= IDLE_LIMIT or now - session.created_at >= SESSION_LIMIT
