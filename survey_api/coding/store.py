"""CodingStore: what human coding asks of any store. Implemented in `survey_api.storage`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from survey_api.audit import Event
from survey_api.coding.model import (
    Clearing,
    Coding,
    Drawable,
    OfferedQuote,
    Sampled,
    SampledText,
    Skip,
    TextKey,
)


class CodingStore(Protocol):
    """A durable home for the sample, codings and quotes of a wave.

    Every method raises StoreUnavailable if the store is missing, read-only, full or broken; then
    nothing of that call was stored. A write has been synced to disk when the call returns.
    """

    async def read_drawable(self, survey: str, wave: str) -> Sequence[Drawable]:
        """Every text of a wave that a scorer could read and that is not erased yet."""
        ...

    async def add_to_sample(
        self, survey: str, wave: str, texts: Sequence[TextKey], overlap: int, now: datetime
    ) -> int:
        """Put texts behind those already drawn, in this order; how many were new.

        The first `overlap` places of the sample are to be coded by two people; never fewer than
        before.
        """
        ...

    async def read_sample(self, survey: str, wave: str) -> Sequence[Sampled]:
        """The sample in the order drawn, without words."""
        ...

    async def get_sampled_text(self, survey: str, wave: str, place: int) -> SampledText | None:
        """The text at this place with its words; None if there is none or it was erased."""
        ...

    async def read_sampled_texts(self, survey: str, wave: str) -> Sequence[SampledText]:
        """The texts of the sample that are not erased, in the order drawn."""
        ...

    async def record_coding(self, coding: Coding) -> bool:
        """Store the coding, over that coder's older one of the same text.

        False, and the older one stands, if a release was made after it: what stands behind a
        release is never changed.
        """
        ...

    async def read_codings(self, survey: str, wave: str, until: datetime) -> Sequence[Coding]:
        """Codings of a wave made up to a moment: by text, the settling ones last."""
        ...

    async def record_skip(self, skip: Skip) -> None:
        """Note that a coder skipped a text. Once noted it stands, with its first moment."""
        ...

    async def read_skips(self, survey: str, wave: str) -> Sequence[Skip]:
        """The texts of a wave that coders skipped, the latest first."""
        ...

    async def add_quote(self, quote: OfferedQuote) -> None:
        """Store a quote that waits for its readers."""
        ...

    async def list_quotes(self, survey: str, wave: str) -> Sequence[OfferedQuote]:
        """All quotes of a wave, newest first."""
        ...

    async def decide_quote(
        self,
        quote_id: str,
        word: Clearing,
        *,
        cleared: bool,
        now: datetime,
        event: Event | None = None,
    ) -> bool:
        """Note what a publisher said: one refusal settles it, and so do clearings of both sides.

        False, and nothing changes, if they offered it, have had their say or it is settled. The
        event is stored in the audit log with it.
        """
        ...

    async def read_cleared_quotes(
        self, survey: str, wave: str, until: datetime
    ) -> Sequence[OfferedQuote]:
        """Quotes that both sides had cleared by a moment, in the order cleared."""
        ...
