"""ContactStore: what contacts ask of a store of their own. Filled by `survey_api.storage`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from typing import Protocol

from survey_api.contacts.model import Contact


class ContactStore(Protocol):
    """A durable home for contacts, sealed, in a file that holds nothing else.

    Every method raises StoreUnavailable if it fails; then nothing of that call was stored.
    """

    async def add_contact(self, contact: Contact) -> None:
        """Keep it."""
        ...

    async def list_contacts(self, survey: str) -> Sequence[Contact]:
        """Those of a survey, the oldest day first."""
        ...

    async def contacts_with(self, reference: str) -> Sequence[Contact]:
        """Those left with this reference, the oldest day first."""
        ...

    async def forget(self, reference: str) -> int:
        """Erase those left with this reference, their keys first; how many."""
        ...

    async def purge_contacts(self, survey: str, before: date, *, dry_run: bool) -> int:
        """Erase those of a survey left before this day; how many, or would be with `dry_run`."""
        ...


class ContactHome(Protocol):
    """Where the contacts of an installation are. Opened for each use, which is seldom."""

    def open(self) -> AbstractAsyncContextManager[ContactStore]:
        """The store, made if it is not there yet. Raises StoreUnavailable, BadInput."""
        ...

    async def is_there(self) -> bool:
        """Whether anybody ever left a contact."""
        ...
