"""ReleaseStore: what releases ask of any store. Implemented in `survey_api.storage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from survey_api.access import AccountStore, ProofStore
from survey_api.audit import AuditStore, Event
from survey_api.campaigns import CodeStore
from survey_api.coding import CodingStore
from survey_api.health import HealthStore
from survey_api.releases.behind import Behind
from survey_api.releases.model import Overrule, Release, ReleaseSummary, SignOff
from survey_api.releases.promise_store import PromiseStore
from survey_api.responses import ResponseStore
from survey_api.safeguarding import SafeguardingStore
from survey_api.translations import TranslationStore


class ReleaseStore(Protocol):
    """A home for frozen releases. Every method raises StoreUnavailable if the store fails.

    An `event` is stored in the audit log together with what it tells of, both or neither.
    """

    async def add_release(
        self, release: Release, behind: Behind | None = None, event: Event | None = None
    ) -> None:
        """Store the release and what stands behind it, both or neither; never changed afterwards.

        Raises Refused if there is a release under its id.
        """
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

    async def read_behind(self, survey: str, wave: str) -> Mapping[str, Behind]:
        """What stands behind the releases of a wave, by their ids, oldest first. Never to show."""
        ...

    async def add_overrule(
        self, survey: str, wave: str, overrule: Overrule, event: Event | None = None
    ) -> None:
        """Store it beside the earlier ones; Refused for a second at the same moment."""
        ...

    async def list_overrules(self, survey: str, wave: str) -> Sequence[Overrule]:
        """Everything overruled in a wave, oldest first."""
        ...

    async def add_sign_off(self, word: SignOff, event: Event | None = None) -> None:
        """Store it beside what was said before; Refused for a second word at the same moment."""
        ...

    async def list_sign_offs(self, release_id: str) -> Sequence[SignOff]:
        """Everything that publishers said of a release, oldest first."""
        ...


class Store(
    ResponseStore,
    CodingStore,
    ReleaseStore,
    AccountStore,
    ProofStore,
    AuditStore,
    SafeguardingStore,
    PromiseStore,
    HealthStore,
    CodeStore,
    TranslationStore,
    Protocol,
):
    """Everything the product keeps: the ports in one, as `open_store` opens them."""
