"""HealthStore: what the health of an installation asks of any store."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Protocol

from survey_api.record import Record
from survey_api.timings import Timings


class Fault(Enum):
    """Why a server cannot take answers, in a word that gives nothing away."""

    STORE = "store"  # it does not answer, or cannot be written to
    LAYOUT = "layout"  # it is of another version than this program
    KEYS = "keys"  # what seals people's words cannot be read


class Unscored(Record, kw_only=True):
    """How far scoring is behind."""

    waiting: int  # texts
    oldest_at: datetime | None  # when the oldest of those that nothing has scored yet came in


class HealthStore(Protocol):
    """A store that can be asked how it is. Methods raise StoreUnavailable but for `find_fault`."""

    commits: Timings  # from when a write was asked for until it was synced, in this process

    async def find_fault(self) -> Fault | None:
        """What keeps the store from taking answers just now; None if nothing does."""
        ...

    async def count_unscored(self) -> Unscored:
        """Texts of all surveys that wait for their score."""
        ...
