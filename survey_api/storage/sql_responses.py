"""SqlResponses: drafts, responses, texts and scores over any Engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta

import msgspec

from survey_api.access.model import IDLE_LIMIT, SESSION_LIMIT
from survey_api.responses.batch import Batch, ResponseColumns, ScoreColumns, Span, ThemeColumns
from survey_api.responses.model import (
    Added,
    Draft,
    Fieldwork,
    Purged,
    Response,
    Score,
    Verbatim,
)
from survey_api.responses.store import Opener
from survey_api.storage.engine import Engine, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import (
    draft_of,
    instrument_values,
    response_of,
    score_of,
    to_json,
    to_moment,
    to_text,
)

_TOGETHER = 1000  # responses read at a time
_SPAN = 25_000  # of them read as columns; more gains little and takes memory


class SqlResponses:
    """A ResponseStore; its docstrings are the port's, `survey_api.responses.store`."""

    def __init__(self, engine: Engine, opener: Opener) -> None:
        self._engine = engine
        self.opener = opener

    async def save_draft(self, draft: Draft) -> None:
        """Store the draft, over an older copy of it. Nothing if it was submitted meanwhile."""
        await self._engine.transaction(lambda: _save_draft(draft))

    async def get_draft(self, draft_id: str) -> Draft | None:
        """The draft, or None."""
        rows = await self._engine.read(sql("get_draft", id=draft_id))
        return draft_of(rows[0]) if rows else None

    async def add_response(self, response: Response) -> Added:
        """Store the response, its texts and their scoring tasks, and drop its draft."""
        return await self._engine.transaction(lambda: _add_response(response))

    async def get_submitted_at(self, response_id: str) -> datetime | None:
        """When this response was submitted, or None if it was not."""
        rows = await self._engine.read(sql("get_submitted_at", id=response_id))
        return to_moment(rows[0][0]) if rows else None

    async def claim_unscored(
        self, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Verbatim]:
        """Up to `limit` texts not scored yet, leased to the caller."""
        return await self._engine.transaction(lambda: _claim_unscored(now, lease, limit))

    async def record_scores(self, scores: Sequence[Score], now: datetime) -> None:
        """Store scores and mark their texts as scored."""
        await self._engine.transaction(lambda: _record_scores(scores, now))

    async def read_responses(
        self, survey: str, wave: str
    ) -> AsyncIterator[tuple[Response, Sequence[Score]]]:
        """Every response of a wave in the order of its id, with its scores."""
        after = ""
        while page := await self._engine.read(
            sql("read_responses", survey=survey, wave=wave, after=after, limit=_TOGETHER)
        ):
            after = page[-1][0]
            scores = await self._read_scores(survey, wave, first=page[0][0], last=after)
            for row in page:
                yield response_of(row), scores.get(row[0], ())

    async def find_spans(self, survey: str, wave: str, until: datetime) -> Sequence[Span]:
        """What had come to a wave by a moment, in spans of many responses."""
        asked = {"survey": survey, "wave": wave, "until": to_text(until), "size": _SPAN}
        return [Span(*row) for row in await self._engine.read(sql("find_spans", **asked))]

    async def read_batch(self, survey: str, wave: str, until: datetime, span: Span) -> Batch:
        """What had come to a wave by a moment, from the first id of a span to its last."""
        asked: dict[str, object] = {"survey": survey, "wave": wave, "until": to_text(until)}
        asked |= {"first": span.first, "last": span.last}
        rows = await self._engine.read(sql("read_batch", **asked))
        scores = await self._engine.read(sql("read_batch_scores", **asked))
        themes = await self._engine.read(sql("read_batch_themes", **asked))
        return Batch(
            ResponseColumns(*(zip(*rows, strict=True) if rows else [()] * 10)),
            ScoreColumns(*(zip(*scores, strict=True) if scores else [()] * 9)),
            ThemeColumns(*(zip(*themes, strict=True) if themes else [()] * 4)),
        )

    async def _read_scores(
        self, survey: str, wave: str, *, first: str, last: str
    ) -> dict[str, list[Score]]:
        scores: dict[str, list[Score]] = defaultdict(list)
        for row in await self._engine.read(
            sql("read_scores", survey=survey, wave=wave, first=first, last=last)
        ):
            scores[row[0]].append(score_of(row))
        return scores

    async def count_fieldwork(self, survey: str, wave: str) -> Fieldwork:
        """How the fieldwork of a wave stands."""
        days = await self._engine.read(sql("count_responses_by_day", survey=survey, wave=wave))
        ((drafts,),) = await self._engine.read(sql("count_drafts", survey=survey, wave=wave))
        ((unscored,),) = await self._engine.read(sql("count_unscored", survey=survey, wave=wave))
        pages: Counter[str] = Counter()
        for page, _, number in await self.count_break_offs(survey, wave):
            pages[page] += number
        return Fieldwork(
            responses=sum(number for _, number, _ in days),
            simulated=sum(simulated for _, _, simulated in days),
            drafts=drafts,
            unscored=unscored,
            break_off_pages=dict(pages),
            by_day=tuple((date.fromisoformat(day), number) for day, number, _ in days),
        )

    async def count_break_offs(self, survey: str, wave: str) -> Sequence[tuple[str, date, int]]:
        """Page, day and number of unfinished drafts of a wave."""
        rows = await self._engine.read(sql("count_break_offs", survey=survey, wave=wave))
        return [(page, date.fromisoformat(day), int(number)) for page, day, number in rows]

    async def purge(
        self,
        survey: str,
        *,
        drafts_before: datetime,
        verbatims_before: datetime,
        now: datetime,
        dry_run: bool,
    ) -> Purged:
        """Erase old drafts and texts of a survey, and ended sessions."""
        drafts = {"survey": survey, "before": to_text(drafts_before)}
        texts = {"survey": survey, "before": to_text(verbatims_before)}
        ended = {
            "created_before": to_text(now - SESSION_LIMIT),
            "seen_before": to_text(now - IDLE_LIMIT),
        }
        purged = await self._engine.transaction(lambda: _purge(drafts, texts, ended, dry_run))
        if not dry_run:
            await self._engine.erase_traces()
        return purged


def _save_draft(draft: Draft) -> Work[None]:
    yield sql(
        "save_draft",
        id=draft.id,
        wave=draft.wave,
        answers=to_json(draft.answers),
        page=draft.page,
        begun_at=to_text(draft.begun_at),
        saved_at=to_text(draft.saved_at),
        team=draft.team,
        **instrument_values(draft.instrument),
    )


def _add_response(response: Response) -> Work[Added]:
    added = yield sql(
        "add_response",
        id=response.id,
        reference=response.reference,
        fingerprint=response.fingerprint,
        wave=response.wave,
        answers=to_json(response.answers),
        missing=to_json(response.missing),
        submitted_at=to_text(response.submitted_at),
        simulated=response.simulated,
        source=response.source,
        team=response.team,
        **instrument_values(response.instrument),
    )
    if not added:
        ((fingerprint,),) = yield sql("get_fingerprint", id=response.id)
        return Added.SAME if fingerprint == response.fingerprint else Added.CONFLICT
    yield from _add_texts(response)
    yield sql("add_screening", response_id=response.id, asked_at=to_text(response.submitted_at))
    yield sql("delete_draft", id=response.id)
    return Added.NEW


def _add_texts(response: Response) -> Work[None]:
    language = response.instrument.language
    for item_id, text in response.texts.items():
        yield sql(
            "add_verbatim", response_id=response.id, item_id=item_id, language=language, text=text
        )
    for item_id in response.to_score:
        yield sql("add_scoring_task", response_id=response.id, item_id=item_id)


def _claim_unscored(now: datetime, lease: timedelta, limit: int) -> Work[list[Verbatim]]:
    claimed = yield sql(
        "claim_scoring_tasks", now=to_text(now), until=to_text(now + lease), limit=limit
    )
    verbatims = []
    for response_id, item_id in claimed:
        ((_, _, language, text),) = yield sql(
            "get_verbatim", response_id=response_id, item_id=item_id
        )
        verbatims.append(
            Verbatim(response_id=response_id, item_id=item_id, language=language, text=text)
        )
    return verbatims


def _record_scores(scores: Sequence[Score], now: datetime) -> Work[None]:
    for score in scores:
        yield sql("add_score", scored_at=to_text(now), **msgspec.structs.asdict(score))
    for response_id, item_id in dict.fromkeys((s.response_id, s.item_id) for s in scores):
        yield sql(
            "end_scoring_task", response_id=response_id, item_id=item_id, done_at=to_text(now)
        )


def _purge(
    drafts: dict[str, str], texts: dict[str, str], ended: dict[str, str], dry_run: bool
) -> Work[Purged]:
    ((old_drafts,),) = yield sql("count_old_drafts", **drafts)
    ((old_verbatims,),) = yield sql("count_old_verbatims", **texts)
    ((ended_sessions,),) = yield sql("count_ended_sessions", **ended)
    if not dry_run:
        yield sql("keep_break_offs", **drafts)
        yield sql("delete_old_drafts", **drafts)
        yield sql("delete_old_verbatims", **texts)
        yield sql("delete_old_quotes", **texts)
        yield sql("delete_ended_sessions", **ended)
    return Purged(drafts=old_drafts, verbatims=old_verbatims, sessions=ended_sessions)
