"""API tokens: what lets a program read with some of the rights of whoever made it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from survey_api.access.model import Account
from survey_api.access.proofs import ApiToken, SignInStore
from survey_api.access.rights import Right
from survey_api.access.secrets import hash_token, new_token
from survey_api.access.sessions import require
from survey_api.audit import Event
from survey_api.errors import BadInput, Refused

TOKEN_RIGHTS = (Right.READ_RELEASES, Right.READ_MICRODATA)  # what a token can be made for
TOKEN_DAYS = 90
MOST_TOKENS = 20  # an account may have
LONGEST_NOTE = 60
_MARK = "fes_"  # so that one that was lost somewhere is known for what it is


def token_rights(account: Account) -> tuple[Right, ...]:
    """What the account can make a token for; none if it reads neither."""
    return tuple(right for right in TOKEN_RIGHTS if account.may(right))


async def make_token(
    store: SignInStore,
    account: Account,
    rights: frozenset[Right],
    note: str,
    now: datetime,
    days: int = TOKEN_DAYS,
) -> str:
    """Get a new token, which is shown once and stored as a hash.

    `days` until it expires, 1 to 365. Raises BadInput, Refused if there are too many, NotAllowed
    for a right that the account has not.
    """
    note = " ".join(note.split())
    if not note or len(note) > LONGEST_NOTE:
        raise BadInput(f"Say in 1 to {LONGEST_NOTE} characters what the token is for.")
    if not rights or not rights <= set(TOKEN_RIGHTS):
        raise BadInput("Choose what the token may read.")
    if not 1 <= days <= 365:
        raise BadInput("A token works for 1 to 365 days.")
    for right in rights:
        require(account, right)
    if len(await store.list_api_tokens(account.name)) >= MOST_TOKENS:
        raise Refused(f"You have {MOST_TOKENS} tokens. Revoke one that is no longer used first.")
    secret = _MARK + new_token()
    token = ApiToken(
        id=str(uuid.uuid4()),
        account=account.name,
        token_hash=hash_token(secret),
        note=note,
        rights=rights,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    event = Event(who=account.name, what="made an API token", which=token.id)
    await store.add_api_token(token, event)
    return secret


async def find_token(
    store: SignInStore, secret: str, now: datetime
) -> tuple[Account, frozenset[Right]] | None:
    """Whose token this is and what it may do, or None if it is nobody's or has expired.

    The first use of a day is written into the audit log.
    """
    token = await store.find_api_token(hash_token(secret))
    if token is None or now >= token.expires_at:
        return None
    account = await store.get_account(token.account)
    if account is None:
        return None
    if token.used_on != now.date():
        event = Event(who=account.name, what="used an API token", which=token.id)
        await store.note_token_use(token, event, now)
    return account, token.rights
