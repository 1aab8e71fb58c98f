"""CodeStore: what single-use codes ask of any store. Implemented in `survey_api.storage`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from survey_api.access.proofs import ProofStore
from survey_api.audit import Event
from survey_api.campaigns.model import CodeCount, KeptCode, NewCode


class CodeStore(Protocol):
    """A durable home for what stands for codes.

    A code is used up by `ResponseStore.add_response` alone, in the commit of the response. Every
    method raises StoreUnavailable if it fails; then nothing of that call was stored.
    """

    def mark_of(self, reference: str) -> str:
        """What stands for a text: made with a key that is not in the store."""
        ...

    async def add_codes(
        self, codes: Sequence[NewCode], event: Event, now: datetime
    ) -> Collection[str]:
        """Keep them, and log the event; the marks that were there already: if any, none is kept."""
        ...

    async def find_code(self, mark: str) -> KeptCode | None:
        """The code that this stands for, or None."""
        ...

    async def count_codes(self, survey: str) -> Sequence[CodeCount]:
        """How many codes each campaign of a survey has."""
        ...

    async def drop_codes(
        self, survey: str, campaigns: Sequence[str], *, dry_run: bool = False
    ) -> int:
        """Forget the codes of these campaigns; how many, or would be with `dry_run`."""
        ...

    async def stir_codes(self) -> None:
        """Write every used code anew, in one commit.

        An engine may note with a row in which commit it was last written, and the commit of a
        used code is that of its response. Afterwards all used codes have the same one.
        """
        ...


class CodeDesk(CodeStore, ProofStore, Protocol):
    """What taking a code asks for: the codes, and the counting of tries."""
