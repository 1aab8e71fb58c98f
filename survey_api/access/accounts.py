"""Accounts: made on the command line by whoever runs the survey."""

from __future__ import annotations

import re
from datetime import datetime

from survey_api.access.model import Account, AccountStore
from survey_api.access.passwords import check_password, hash_password
from survey_api.access.rights import NOT_OPEN, Organisation, Role
from survey_api.audit import OURSELVES, Event
from survey_api.errors import BadInput, Refused

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,62}[a-z0-9])?")


async def add_account(
    store: AccountStore,
    name: str,
    password: str | None,
    role: Role,
    organisation: str,
    now: datetime,
    *,
    by: str = OURSELVES,
) -> Account:
    """Get the new account, stored. Names are kept in small letters. `by`: who makes it.

    password: None for somebody who signs in through their organisation alone (`link_account`).
    Raises BadInput if the name or the password breaks a rule, the organisation is not known or
    must not have the role,
    Refused if the name is taken.
    """
    name = checked_name(name)
    works_for = _organisation(organisation)
    if role in NOT_OPEN.get(works_for, ()):
        others = " or ".join(one.value for one in Role if one not in NOT_OPEN[works_for])
        raise BadInput(
            f"Nobody of the {works_for.value} can be '{role.value}', who sees what single people "
            f"answered or wrote. They can be {others}."
        )
    if password is not None:
        check_password(password, name)
    account = Account(
        name=name,
        role=role,
        organisation=works_for,
        password_hash="" if password is None else await hash_password(password),
        created_at=now,
    )
    which = f"{name} ({role.value}, {works_for.value})"
    event = Event(who=by, what="made an account", which=which)
    if not await store.add_account(account, event):
        raise Refused(f"There is already an account named '{name}'. Choose another name.")
    return account


def checked_name(name: str) -> str:
    """Get the name as it is stored. Raises BadInput if it cannot be one."""
    plain = plain_name(name)
    if not _NAME.fullmatch(plain):
        raise BadInput(
            "A name has 1 to 64 letters a to z, digits, and . _ - + @ between them, "
            "e.g. amira.khan or amira@example.org."
        )
    return plain


def _organisation(name: str) -> Organisation:
    for organisation in Organisation:
        if organisation.value.casefold() == name.strip().casefold():
            return organisation
    known = ", ".join(organisation.value for organisation in Organisation)
    raise BadInput(f"There is no organisation '{name.strip()[:40]}'. Choose one of {known}.")


def plain_name(name: str) -> str:
    """A typed name without stray spaces and in small letters; not checked."""
    return name.strip().casefold()
