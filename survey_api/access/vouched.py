"""What it takes to sign in through an organisation: the port of an identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from survey_api.access.proofs import Identity
from survey_api.record import Record


class Handover(Record, kw_only=True):
    """What the browser keeps while its owner is at the provider, and nobody else may learn."""

    state: str
    nonce: str
    verifier: str
    onward: str  # the page that was wanted


class Vouched(Record, kw_only=True):
    """Who somebody is, as the provider vouches for it; and whether by more than one factor."""

    identity: Identity
    several_factors: bool


class Provider(Protocol):
    """Says who somebody is. Every method raises ProviderUnavailable."""

    @property
    def name(self) -> str:
        """What the organisation is called on the button."""
        ...

    async def begin(self, onward: str) -> tuple[str, Handover]:
        """Get the address to send a browser to, and what it keeps meanwhile."""
        ...

    async def finish(self, handover: Handover, reply: Mapping[str, str]) -> Vouched:
        """Get who came back with this query. Raises BadInput if it cannot be believed."""
        ...
