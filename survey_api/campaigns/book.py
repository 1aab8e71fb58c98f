"""AddressBook: what writing to people asks of the store of contacts. Filled by `storage/`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from survey_api.campaigns.addresses import Address
from survey_api.record import Record


class Why(Enum):
    """Why an address is not written to any more."""

    ASKED = "asked"  # whoever it belongs to said so
    BOUNCED = "bounced"  # it takes no messages


class Written(Record, kw_only=True):
    """An address in the book, with what went to it. `began_at`: when the last letter was begun."""

    id: str
    address: Address
    letters: int = 0  # begun so far: the invitation, then reminders
    began_at: datetime | None = None
    unsure: bool = False  # nobody noted how the last one ended: it may have gone out or not


class AddressBook(Protocol):
    """A durable home for addresses, sealed, beside contacts and apart from every answer.

    Every method raises StoreUnavailable if it fails; then nothing of that call was stored.
    """

    def mark_of(self, text: str) -> str:
        """What stands for a text: made with a key that is not in the store."""
        ...

    async def add_address(
        self, survey: str, campaign: str, address: Address, erase_after: date
    ) -> bool:
        """Keep it; False if the campaign has it already, or it is stopped: then nothing is kept."""
        ...

    async def has_address(self, survey: str, campaign: str, where: str) -> bool:
        """Whether the campaign has it already, or it is stopped."""
        ...

    async def list_written(self, survey: str, campaign: str) -> Sequence[Written]:
        """The addresses of a campaign."""
        ...

    async def begin_letter(self, address_id: str, step: int, now: datetime) -> bool:
        """Note, synced, that a letter is about to go out; False if that was noted before.

        False too if the address was stopped meanwhile.
        """
        ...

    async def end_letter(self, address_id: str, step: int) -> None:
        """Note that it went out."""
        ...

    async def undo_letter(self, address_id: str, step: int) -> None:
        """Forget that it was begun: for sure nothing went out."""
        ...

    async def stop(self, mark: str, why: Why) -> None:
        """Never write to the address that this stands for again, and erase it everywhere."""
        ...

    async def stop_id(self, address_id: str, why: Why) -> bool:
        """The same by its id in the book; False if it has none such."""
        ...

    async def purge_addresses(self, survey: str, today: date, *, dry_run: bool) -> int:
        """Erase those of a survey whose days are over; how many, or would be with `dry_run`."""
        ...


class AddressHome(Protocol):
    """Where the address book of an installation is. Opened for each use, which is seldom."""

    def open_book(self) -> AbstractAsyncContextManager[AddressBook]:
        """The book, made if it is not there yet. Raises StoreUnavailable, BadInput."""
        ...

    async def is_there(self) -> bool:
        """Whether anything is in it."""
        ...
