"""What is done with contacts: one is left, they are read with a reason, one is taken back."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from survey_api.access import Account, Right, require
from survey_api.audit import AuditStore, Event, record
from survey_api.contacts.model import (
    LONGEST_WHEN,
    LONGEST_WHERE,
    About,
    Contact,
    ContactProblems,
    Means,
)
from survey_api.contacts.store import ContactHome
from survey_api.errors import BadInput
from survey_api.lines import one_line
from survey_api.questionnaire import london_day

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_LEAST_DIGITS = 7


def _(phrase: str) -> str:
    return phrase


async def leave_contact(
    home: ContactHome,
    survey: str,
    now: datetime,
    *,
    means: str,
    where: str,
    about: Collection[str],
    when: str,
    reference: str,
) -> Contact | ContactProblems:
    """Get the contact, kept; or what has to be put right, nothing kept.

    reference: of their answers, if they want it kept with it; else ''.
    """
    where, when = one_line(where).strip(), one_line(when).strip()
    problems = _problems(means, where, about, when)
    if problems:
        return ContactProblems(fields=problems)
    contact = Contact(
        survey=survey,
        means=Means(means),
        where=where,
        about=tuple(one for one in About if one.value in about),
        when=when,
        left_on=london_day(now),
        reference=reference,
    )
    async with home.open() as contacts:
        await contacts.add_contact(contact)
    return contact


async def read_contacts(
    home: ContactHome, log: AuditStore, survey: str, by: Account, reason: str, now: datetime
) -> Sequence[Contact]:
    """Get the contacts of a survey, once the reason for reading them is in the log.

    Raises BadInput without a reason, NotAllowed for an account without the right.
    """
    require(by, Right.READ_CONTACTS)
    reason = one_line(reason).strip()
    if not reason:
        raise BadInput("Say why you need to read them.")
    await record(log, Event(who=by.name, what="read contacts", which=survey, why=reason), now)
    if not await home.is_there():
        return ()
    async with home.open() as contacts:
        return await contacts.list_contacts(survey)


async def own_contacts(home: ContactHome, reference: str) -> Sequence[Contact]:
    """Get what was left with a reference, for whoever it belongs to; its reading is theirs."""
    if not await home.is_there():
        return ()
    async with home.open() as contacts:
        return await contacts.contacts_with(reference)


async def forget_contacts(
    home: ContactHome, log: AuditStore, reference: str, now: datetime, *, by: str, mark: str
) -> int:
    """Erase the contacts left with a reference; how many. `mark`: what the log names it by."""
    if not await home.is_there():
        return 0
    async with home.open() as contacts:
        gone = await contacts.forget(reference)
    if gone:
        await record(log, Event(who=by, what="erased contacts", which=mark), now)
    return gone


def _problems(means: str, where: str, about: Collection[str], when: str) -> dict[str, str]:
    problems = {}
    if means not in [one.value for one in Means]:
        problems["means"] = _("Choose phone or email.")
    elif len(where) > LONGEST_WHERE:
        problems["where"] = _("That is too long. Please check it.")
    elif means == Means.EMAIL.value and not _EMAIL.fullmatch(where):
        problems["where"] = _("Enter an email address, such as name@example.org.")
    elif means == Means.PHONE.value and sum(c.isdigit() for c in where) < _LEAST_DIGITS:
        problems["where"] = _("Enter a phone number, such as 07700 900123.")
    if not {one.value for one in About} & set(about):
        problems["about"] = _("Choose at least one.")
    if len(when) > LONGEST_WHEN:
        problems["when"] = _("That is too long. Please use fewer words.")
    return problems
