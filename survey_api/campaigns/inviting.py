"""Inviting: addresses go into the book, each once, with a code each where that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from survey_api.audit import AuditStore, Event, record
from survey_api.campaigns.addresses import Address
from survey_api.campaigns.book import AddressBook
from survey_api.campaigns.codes import MOST, make_codes
from survey_api.campaigns.plan import Kind
from survey_api.campaigns.sending import Run, SentReport, check_open, write_to_all
from survey_api.campaigns.store import CodeStore
from survey_api.record import Record


class InvitingStore(CodeStore, AuditStore, Protocol):
    """What inviting asks of the store: codes and the log. Addresses are in a book elsewhere."""


class Invited(Record, kw_only=True):
    """What inviting came to. `added`: addresses that were new; `known`: those that were not.

    Known ones are in the book already, or were stopped: which of the two is not told.
    """

    added: int
    known: int
    letters: SentReport


async def invite(
    book: AddressBook,
    store: InvitingStore,
    run: Run,
    addresses: Sequence[Address],
    *,
    by: str,
    with_codes: bool = False,
    dry_run: bool = False,
) -> Invited:
    """Put addresses into the book, and write to everybody there who got no invitation yet.

    Killed, it is run again with the same file. with_codes: each new address gets a single-use code.
    Raises as `write_to_all` does.
    """
    check_open(run.campaign, run.clock())
    where = (run.survey.id, run.campaign.id)
    new = [each for each in addresses if not await book.has_address(*where, each.where)]
    known = len(addresses) - len(new)
    if dry_run:
        letters = await write_to_all(book, store, run, Kind.INVITATION, dry_run=True)
        return Invited(added=len(new), known=known, letters=letters)
    codes = await _codes(store, run, len(new), by) if with_codes else [""] * len(new)
    erase_after = run.campaign.ends + timedelta(days=run.survey.programme.retention.address_days)
    for address, code in zip(new, codes, strict=True):
        kept = Address(
            means=address.means, where=address.where, language=address.language, code=code
        )
        await book.add_address(*where, kept, erase_after)
    letters = await _write(book, store, run, Kind.INVITATION, by)
    return Invited(added=len(new), known=known, letters=letters)


async def remind(
    book: AddressBook, store: InvitingStore, run: Run, *, by: str, dry_run: bool = False
) -> SentReport:
    """Write to everybody whose last letter was long enough ago; nobody whose code is used.

    Who answered without a code is not known to anybody, so they are reminded too. Raises as
    `write_to_all` does.
    """
    if dry_run:
        return await write_to_all(book, store, run, Kind.REMINDER, dry_run=True)
    return await _write(book, store, run, Kind.REMINDER, by)


async def _write(
    book: AddressBook, store: InvitingStore, run: Run, kind: Kind, by: str
) -> SentReport:
    """Logged before the first goes out, and after the last with how many."""
    which = f"{run.survey.id} {run.campaign.id} {kind.value}"
    check_open(run.campaign, run.clock())
    await record(store, Event(who=by, what="began to write to people", which=which), run.clock())
    letters = await write_to_all(book, store, run, kind)
    which = f"{which}: {letters.sent} sent"
    await record(store, Event(who=by, what="wrote to people", which=which), run.clock())
    return letters


async def _codes(store: CodeStore, run: Run, count: int, by: str) -> Sequence[str]:
    codes: list[str] = []
    while len(codes) < count:
        some = min(MOST, count - len(codes))
        codes += await make_codes(store, run.survey, run.campaign.id, some, run.clock(), by=by)
    return codes
