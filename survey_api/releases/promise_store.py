"""PromiseStore: what promises ask of any store. Implemented in `survey_api.storage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from survey_api.audit import Event
from survey_api.releases.promise import Promise, PromiseFile, PromiseVersion, PromiseWord


class PromiseStore(Protocol):
    """A home for promises. Every method raises StoreUnavailable if the store fails.

    Nothing is changed or deleted. An `event` is stored in the audit log together with what it
    tells of, both or neither.
    """

    async def add_promise(self, promise: Promise, first: PromiseVersion, event: Event) -> bool:
        """Store a promise with its first version; False if there is one under its id."""
        ...

    async def add_version(self, version: PromiseVersion, event: Event) -> bool:
        """Store the next version; False if that number is no longer the next one."""
        ...

    async def add_promise_word(self, word: PromiseWord, event: Event) -> bool:
        """Store what somebody says of the newest version.

        False if there is a newer one, or the account said something at this very moment.
        """
        ...

    async def get_promise(self, promise_id: str) -> PromiseFile | None:
        """A promise with its versions and words, or None."""
        ...

    async def list_promises(self, survey: str, wave: str) -> Sequence[PromiseFile]:
        """The promises of a wave, in the order in which they were started."""
        ...
