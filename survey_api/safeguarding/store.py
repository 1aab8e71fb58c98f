"""SafeguardingStore: what safeguarding asks of any store. Implemented in `survey_api.storage`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from survey_api.safeguarding.model import Acted, Case, Screened, Screening, Unscreened, Written


class SafeguardingStore(Protocol):
    """A durable home for concerns. Every response waits to be screened from its own commit on.

    Every method raises StoreUnavailable if the store fails; then nothing of that call was stored.
    """

    async def ask_screening(self, version: str) -> int:
        """Ask for what another version of the screen has seen to be screened anew; how many."""
        ...

    async def claim_unscreened(
        self, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Unscreened]:
        """Up to `limit` responses not screened yet; nobody else gets them until `now` + `lease`."""
        ...

    async def record_screening(
        self, screened: Sequence[Screened], version: str, now: datetime
    ) -> None:
        """Note that they were screened, with their concerns. One noted already is left alone.

        A concern that stands keeps what was done about it; its reasons are the newest screen's.
        """
        ...

    async def count_unscreened(self) -> Screening:
        """How far screening is behind."""
        ...

    async def list_cases(self, survey: str, *, closed: bool) -> Sequence[Case]:
        """Cases of a survey that are open, or those that are closed, oldest first."""
        ...

    async def get_case(self, response_id: str) -> Case | None:
        """The case of this response, or None."""
        ...

    async def read_words(self, response_id: str) -> Sequence[Written]:
        """What was written in this response; nothing once it is erased. Record it beforehand."""
        ...

    async def add_act(self, acted: Acted) -> bool:
        """Store what somebody did, behind what was done before; False if there is no such case."""
        ...

    async def last_alarm(self, survey: str) -> datetime | None:
        """When the duty lead was last written to, or None."""
        ...

    async def record_alarm(self, survey: str, now: datetime, overdue: int) -> None:
        """Note that the duty lead was written to."""
        ...

    async def purge_concerns(
        self, survey: str, *, concerns_before: datetime, alarms_before: datetime, dry_run: bool
    ) -> tuple[int, int]:
        """Erase closed concerns flagged, and notes of alarms sent, before these moments; how many.

        What was screened into a concern that is erased is not screened again.
        """
        ...
