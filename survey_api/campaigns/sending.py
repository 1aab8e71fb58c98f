"""Writing to people: one letter each a step, at most once, never at night.

What is about to go out is noted and synced first. Killed between noting and sending, somebody gets
no letter, and a later reminder still reaches them; nobody ever gets one twice. What for sure did
not go out is taken back, and goes out when the command is run again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple, Protocol

from survey_api.campaigns.addresses import Address
from survey_api.campaigns.book import AddressBook, Why, Written
from survey_api.campaigns.codes import kept_mark, pass_of
from survey_api.campaigns.plan import Campaign, Kind, Sending, is_quiet
from survey_api.campaigns.stopping import stop_token
from survey_api.campaigns.store import CodeStore
from survey_api.errors import Refused
from survey_api.questionnaire import Survey, london_day
from survey_api.record import Record


class Outcome(Enum):
    """How the attempt to send one letter ended."""

    SENT = "sent"
    BOUNCED = "bounced"  # this address takes no messages, for good
    NOT_NOW = "not_now"  # for sure nothing went out; it may, another time
    UNSURE = "unsure"  # it may have gone out or not


class Message(Record, kw_only=True):
    """One letter to one address, before it is put into words."""

    kind: Kind
    address: Address
    title: str  # of the survey, in their language
    contact: str
    link: str
    stop: str  # the link that says: do not write to me again
    reference: str  # the id of the address in the book; leads to nothing else


class Sender(Protocol):
    """A way to send letters."""

    def can_write(self, kind: Kind, address: Address) -> bool:
        """Whether there are words for it, and a way."""
        ...

    async def send(self, message: Message) -> Outcome:
        """Send it. Raises SendingFailed where no letter can be sent at all: nothing went out."""
        ...


class Run(NamedTuple):
    """One run of a command: what it writes for, through what, and where its links lead."""

    survey: Survey
    campaign: Campaign
    sending: Sending
    sender: Sender
    address: str  # where people reach the pages, without a slash at the end
    clock: Callable[[], datetime]


class SentReport(Record, kw_only=True):
    """What a run came to: numbers of addresses, never which."""

    sent: int = 0
    bounced: int = 0
    not_now: int = 0
    unsure: int = 0  # now and earlier: begun, and nobody noted how it ended
    had_it: int = 0  # got this letter in an earlier run, or the last one not long ago
    answered: int = 0  # their code is used
    no_words: int = 0  # there are no words for them, or no way to send
    quiet: int = 0  # not written to, because it is night


def check_open(campaign: Campaign, now: datetime) -> None:
    """Raises Refused when the campaign has ended."""
    if campaign.ends < london_day(now):
        raise Refused(
            f"The campaign '{campaign.id}' ended on {campaign.ends.day} {campaign.ends:%B %Y}. "
            "Nobody is written to."
        )


async def write_to_all(
    book: AddressBook, codes: CodeStore, run: Run, kind: Kind, *, dry_run: bool = False
) -> SentReport:
    """Write to everybody in the book of a campaign whose turn it is; what came of it.

    dry_run: `sent` says how many would be written to, and nothing is noted or sent. Raises Refused
    when the campaign has ended, SendingFailed where no letter can be sent: what went out before
    is noted, and the command can be run again.
    """
    check_open(run.campaign, run.clock())
    counts = dict.fromkeys(SentReport.__struct_fields__, 0)
    async for what in _write(book, codes, run, kind, dry_run):
        counts[what] += 1
    return SentReport(**counts)


async def _write(
    book: AddressBook, codes: CodeStore, run: Run, kind: Kind, dry_run: bool
) -> AsyncIterator[str]:
    """What became of each address: the name of a field of SentReport; '' is not said."""
    everybody: Sequence[Written] = await book.list_written(run.survey.id, run.campaign.id)
    for written in everybody:
        if skipped := await _skipped(codes, run, kind, written):
            yield skipped
        elif dry_run:
            yield "sent"
        elif is_quiet(run.sending, run.clock()):
            yield "quiet"
        else:
            yield await _write_one(book, run, kind, written)


async def _skipped(codes: CodeStore, run: Run, kind: Kind, written: Written) -> str:
    """Why it is not their turn, as a field of SentReport; '' if it is."""
    if not _is_due(run, kind, written):
        return "unsure" if written.unsure else "had_it"
    if not run.sender.can_write(kind, written.address):
        return "no_words"
    if written.address.code:
        mark = kept_mark(codes, pass_of(codes, written.address.code))
        kept = await codes.find_code(mark)
        if kept is not None and kept.used:
            return "answered"
    return ""


def _is_due(run: Run, kind: Kind, written: Written) -> bool:
    if kind is Kind.INVITATION:
        return written.letters == 0
    if written.began_at is None or written.letters > run.sending.reminders:
        return False
    return written.began_at + timedelta(days=run.sending.days_between) <= run.clock()


async def _write_one(book: AddressBook, run: Run, kind: Kind, written: Written) -> str:
    step = written.letters
    if not await book.begin_letter(written.id, step, run.clock()):
        return "had_it"  # another run was quicker, or it was stopped meanwhile
    try:
        outcome = await run.sender.send(_message(book, run, kind, written))
    except Refused:  # SendingFailed: nothing went out
        await book.undo_letter(written.id, step)
        raise
    if outcome is Outcome.SENT:
        await book.end_letter(written.id, step)
    elif outcome is Outcome.BOUNCED:
        await book.stop_id(written.id, Why.BOUNCED)
    elif outcome is Outcome.NOT_NOW:
        await book.undo_letter(written.id, step)
    return outcome.value


def _message(book: AddressBook, run: Run, kind: Kind, written: Written) -> Message:
    survey, address = run.survey, written.address
    path = f"/s/{survey.id}"
    if address.code:
        path += f"/code#{address.code}"  # what is behind the # is sent to no server
    return Message(
        kind=kind,
        address=address,
        title=survey.wording(address.language).title,
        contact=survey.programme.contact,
        link=f"{run.address}{path}",
        stop=f"{run.address}/stop/{stop_token(book, address.where)}",
        reference=written.id,
    )
