"""ResponseStore: what fieldwork asks of any store. Implemented in `survey_api.storage`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Protocol, TypeAlias

from survey_api.audit import Event
from survey_api.responses.batch import Batch, ResponseColumns, Span
from survey_api.responses.held import Erasure, Held
from survey_api.responses.model import (
    Added,
    Draft,
    Fieldwork,
    Purged,
    Response,
    Score,
    TextThemes,
    Verbatim,
)

Opener: TypeAlias = Callable[[], AbstractAsyncContextManager["ResponseStore"]]  # can be pickled


class ResponseStore(Protocol):
    """A durable home for drafts, responses and scores.

    Every method raises StoreUnavailable if the store is missing, read-only, full or broken; then
    nothing of that call was stored. A write has been synced to disk when the call returns.
    Moments are aware, in UTC.
    """

    async def save_draft(self, draft: Draft, seen: datetime | None = None) -> bool:
        """Store the draft, over an older copy of it.

        seen: when the copy was saved that it was made from. False, and nothing is stored, if
        another stands there by now, a newer one does, or it was submitted meanwhile.
        """
        ...

    async def get_draft(self, draft_id: str) -> Draft | None:
        """The draft, or None if there is none: never begun, submitted, or erased."""
        ...

    async def set_resume(self, draft_id: str, mark: str) -> bool:
        """Let what stands for a code lead to a draft; False if it leads to another or none is."""
        ...

    async def find_resume(self, mark: str) -> str | None:
        """The id of the draft this leads to, or None."""
        ...

    async def add_response(self, response: Response, code: str = "") -> Added:
        """Store the response, its texts and their scoring tasks, and drop its draft, in one commit.

        SAME and CONFLICT change nothing: the first copy under an id stands. code: what stands for
        a single-use code, which is used up by the same commit; nothing kept tells by which
        response.
        """
        ...

    async def get_anonymity(self, survey: str) -> bool | None:
        """Whether it was anonymous when its first response came; None while it has none."""
        ...

    async def get_response(self, response_id: str) -> Response | None:
        """The response without its texts and flags, or None if there is none."""
        ...

    async def get_submitted_at(self, response_id: str) -> datetime | None:
        """When this response was submitted, or None if it was not."""
        ...

    def secret_of(self, response_id: str) -> str:
        """What the receipt says beside the reference: stored nowhere, the same every time."""
        ...

    def fits_secret(self, response_id: str, typed: str) -> bool:
        """Whether this is the secret of that response, however it was typed."""
        ...

    async def find_response(self, reference: str) -> str | None:
        """The id of the response with this reference, or None."""
        ...

    def mark_of(self, reference: str) -> str:
        """What stands for a response where its reference must not: it leads back to none.

        Whoever has the reference can ask for the mark, but nobody gets from a mark to a reference.
        """
        ...

    async def erase(self, reference: str, event: Event, now: datetime) -> Erasure | None:
        """Destroy the key of a response, then delete it with all that was made of it.

        The event stands in the audit log by the same commit, if anything was erased. None if there
        was never such a response. What is killed on the way is finished when the store is next
        opened.
        """
        ...

    async def read_held(self, reference: str) -> Held | None:
        """Everything held about the response with this reference, or None."""
        ...

    async def claim_unscored(
        self, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Verbatim]:
        """Up to `limit` texts not scored yet; nobody else gets them until `now` + `lease`."""
        ...

    async def record_scores(self, scores: Sequence[Score], now: datetime) -> None:
        """Store scores (one already there is left as it is) and mark their texts as scored."""
        ...

    async def ask_again(self, survey: str, wave: str) -> int:
        """Ask for every text of a wave to be scored once more; how many. Scores made stay."""
        ...

    async def record_themes(self, found: Sequence[TextThemes], now: datetime) -> None:
        """Store the themes of texts; what the same program saw before is left as it is."""
        ...

    async def read_themes(self, survey: str, wave: str, until: datetime) -> Sequence[TextThemes]:
        """Themes that programs had seen in a wave's texts up to a moment, the newest last."""
        ...

    def read_responses(
        self, survey: str, wave: str
    ) -> AsyncIterator[tuple[Response, Sequence[Score]]]:
        """Every response of a wave in the order of its id, with its scores, without its texts."""
        ...

    @property
    def opener(self) -> Opener:
        """How another process opens the same store, to read from it."""
        ...

    async def find_spans(self, survey: str, wave: str) -> Sequence[Span]:
        """The responses of a wave, in spans of many with neighbouring ids, in their order."""
        ...

    async def read_columns(
        self, survey: str, wave: str, until: datetime, span: Span
    ) -> ResponseColumns:
        """What had come to a wave by a moment, of the ids of a span; without their texts."""
        ...

    async def read_batch(self, survey: str, wave: str, until: datetime, span: Span) -> Batch:
        """What had come to a wave by a moment, that moment included, of the ids of a span.

        Without their texts; scores and themes made later are left out.
        """
        ...

    async def count_fieldwork(self, survey: str, wave: str) -> Fieldwork:
        """How the fieldwork of a wave stands."""
        ...

    async def count_break_offs(self, survey: str, wave: str) -> Sequence[tuple[str, date, int]]:
        """Page, day and number of the drafts of a wave that were erased or still stand open."""
        ...

    async def purge(
        self,
        survey: str,
        *,
        drafts_before: datetime,
        verbatims_before: datetime,
        now: datetime,
        dry_run: bool,
    ) -> Purged:
        """Erase a survey's drafts last saved and texts submitted before these moments.

        Sessions that have ended by `now` go too, and what an erasure that failed has left. Page and
        day of each erased draft are kept as a break-off. With `dry_run` the counts are the same and
        nothing is erased.
        """
        ...
