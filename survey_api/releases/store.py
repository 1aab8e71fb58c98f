"""ReleaseStore: what releases ask of any store. Implemented in `survey_api.storage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from survey_api.access import AccountStore
from survey_api.releases.model import Release, ReleaseSummary
from survey_api.responses import ResponseStore


class ReleaseStore(Protocol):
    """A home for frozen releases. Every method raises StoreUnavailable if the store fails."""

    async def add_release(self, release: Release) -> None:
        """Store the release; it is never changed afterwards."""
        ...

    async def latest_release(self, survey: str, wave: str) -> Release | None:
        """The newest release of a wave, or None."""
        ...

    async def get_release(self, release_id: str) -> Release | None:
        """The release with this id, or None."""
        ...

    async def list_releases(self) -> Sequence[ReleaseSummary]:
        """All releases, newest first."""
        ...


class Store(ResponseStore, ReleaseStore, AccountStore, Protocol):
    """Everything the product keeps: the three ports in one, as `open_store` opens them."""
