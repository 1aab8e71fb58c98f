"""SqlResponses: drafts, responses, texts and scores over any Engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from survey_api.access.model import IDLE_LIMIT, SESSION_LIMIT
from survey_api.access.slowing import FORGOTTEN
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
from survey_api.responses.spam import Flag
from survey_api.responses.store import Opener
from survey_api.sealing import DataKey, about_draft, about_text
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import many, sql
from survey_api.storage.rows import (
    draft_of,
    instrument_values,
    response_of,
    score_of,
    to_json,
    to_moment,
    to_text,
)
from survey_api.storage.sql_codes import CodeGone, use_code
from survey_api.storage.sql_erasure import finish_erasures
from survey_api.storage.words import Words

_TOGETHER = 1000  # responses read at a time
_SPAN = 10_000  # of them read as columns; more gains little and takes memory


class _ByDraft(NamedTuple):
    """The response has a draft: it must be sealed with the key of this number."""

    number: int


class _Standing(NamedTuple):
    """There is a response under this id: its fingerprint, and the number of its key."""

    fingerprint: str
    number: int


class SqlResponses:
    """A ResponseStore; its docstrings are the port's, `survey_api.responses.store`."""

    def __init__(self, engine: Engine, opener: Opener, words: Words) -> None:
        self._engine = engine
        self.opener = opener
        self._words = words

    async def save_draft(self, draft: Draft, seen: datetime | None = None) -> bool:
        """Store the draft, over an older copy of it; False if another stands there."""
        key = await self._words.key_for(draft.id)
        return await self._engine.transaction(
            lambda: _save_draft(draft, key, seen), alone=[draft.id]
        )

    async def get_draft(self, draft_id: str) -> Draft | None:
        """The draft, or None."""
        for *row, number in await self._engine.read(sql("get_draft", id=draft_id)):
            answers = await self._words.unseal(number, row[7], about_draft(draft_id))
            return draft_of(tuple(row), answers) if answers is not None else None
        return None

    async def set_resume(self, draft_id: str, mark: str) -> bool:
        """Let what stands for a code lead to a draft, if it leads to no other."""
        return bool(
            await self._engine.transaction(lambda: _set_resume(draft_id, mark), alone=[mark])
        )

    async def find_resume(self, mark: str) -> str | None:
        """The id of the draft this leads to, or None."""
        rows = await self._engine.read(sql("find_resume", mark=mark))
        return str(rows[0][0]) if rows else None

    async def add_response(self, response: Response, code: str = "") -> Added:
        """Store the response, its texts and their scoring tasks, and drop its draft."""
        keyring = self._words.keyring
        key = await keyring.take()
        added = await self._add(response, key, code)
        if added is Added.NEW:
            return added
        keyring.give_back(key)
        if isinstance(added, _ByDraft):
            key = await keyring.find(added.number) or await keyring.take()
            added = await self._add(response, key, code, added.number)
        if isinstance(added, _Standing):
            return await self._compare(response, added)
        return added if isinstance(added, Added) else Added.CONFLICT

    async def _add(
        self, response: Response, key: DataKey, code: str, drafted: int | None = None
    ) -> Added | _ByDraft | _Standing:
        mark = self._words.keyring.mark
        gone, long = mark(response.reference), [mark(text) for text in response.long_texts]
        try:
            return await self._engine.transaction(
                lambda: _add_response(response, key, gone, long, drafted, code),
                alone=[response.id, *long, *([code] if code else [])],
            )
        except CodeGone:
            return Added.CODE_GONE

    async def _compare(self, response: Response, standing: _Standing) -> Added:
        """SAME or CONFLICT."""
        key = await self._words.keyring.find(standing.number)
        same = key is not None and key.mark(response.fingerprint) == standing.fingerprint
        return Added.SAME if same else Added.CONFLICT

    async def get_anonymity(self, survey: str) -> bool | None:
        """Whether it was anonymous when its first response came."""
        rows = await self._engine.read(sql("get_anonymity", survey=survey))
        return bool(rows[0][0]) if rows else None

    async def get_response(self, response_id: str) -> Response | None:
        """One response without its texts, or None."""
        for *row, _, _ in await self._engine.read(sql("get_response", id=response_id)):
            return response_of(tuple(row))
        return None

    async def get_submitted_at(self, response_id: str) -> datetime | None:
        """When this response was submitted, or None if it was not."""
        rows = await self._engine.read(sql("get_submitted_at", id=response_id))
        return to_moment(rows[0][0]) if rows else None

    async def claim_unscored(
        self, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Verbatim]:
        """Up to `limit` texts not scored yet, leased to the caller."""
        claimed = await self._engine.transaction(lambda: _claim_unscored(now, lease, limit))
        verbatims = []
        for response_id, item_id, language, sealed, number in claimed:
            text = await self._words.unseal(number, sealed, about_text(response_id, item_id))
            if text is not None:
                verbatims.append(
                    Verbatim(response_id=response_id, item_id=item_id, language=language, text=text)
                )
        return verbatims

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

    async def find_spans(self, survey: str, wave: str) -> Sequence[Span]:
        """The responses of a wave, in spans of many."""
        asked = {"survey": survey, "wave": wave, "size": _SPAN}
        return [Span(*row) for row in await self._engine.read(sql("find_spans", **asked))]

    async def read_columns(
        self, survey: str, wave: str, until: datetime, span: Span
    ) -> ResponseColumns:
        """What had come to a wave by a moment, from the first id of a span to its last."""
        rows = await self._engine.read(sql("read_batch", **_asked(survey, wave, until, span)))
        return ResponseColumns(*(zip(*rows, strict=True) if rows else [()] * 11))

    async def read_batch(self, survey: str, wave: str, until: datetime, span: Span) -> Batch:
        """The same, with what was made of their texts by then."""
        asked = _asked(survey, wave, until, span)
        responses = await self.read_columns(survey, wave, until, span)
        scores = await self._engine.read(sql("read_batch_scores", **asked))
        themes = await self._engine.read(sql("read_batch_themes", **asked))
        return Batch(
            responses,
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
        ((flagged,),) = await self._engine.read(sql("count_flagged", survey=survey, wave=wave))
        ((unscored,),) = await self._engine.read(sql("count_unscored", survey=survey, wave=wave))
        pages: Counter[str] = Counter()
        for page, _, number in await self.count_break_offs(survey, wave):
            pages[page] += number
        return Fieldwork(
            responses=sum(number for _, number, _ in days),
            simulated=sum(simulated for _, _, simulated in days),
            drafts=drafts,
            unscored=unscored,
            flagged=flagged,
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
        """Erase old drafts and texts of a survey, ended sessions, and what erasures left."""
        drafts = {"survey": survey, "before": to_text(drafts_before)}
        texts = {"survey": survey, "before": to_text(verbatims_before)}
        ended = {
            "created_before": to_text(now - SESSION_LIMIT),
            "seen_before": to_text(now - IDLE_LIMIT),
        }
        tries = {"before": to_text(now - FORGOTTEN)}
        purged, keys = await self._engine.transaction(
            lambda: _purge(drafts, texts, ended, tries, dry_run), alone=[f"purge {survey}"]
        )
        if not dry_run:
            await finish_erasures(self._engine, self._words, now)
            await self._words.keyring.drop(keys)
            await self._engine.erase_traces()
        return purged


def _save_draft(draft: Draft, key: DataKey, seen: datetime | None) -> Work[bool]:
    saved = yield sql(
        "save_draft",
        id=draft.id,
        wave=draft.wave,
        answers=key.seal(to_json(draft.answers), about_draft(draft.id)),
        data_key=key.number,
        page=draft.page,
        begun_at=to_text(draft.begun_at),
        saved_at=to_text(draft.saved_at),
        team=draft.team,
        seen=to_text(seen) if seen else "",
        **instrument_values(draft.instrument),
    )
    return bool(saved)


def _set_resume(draft_id: str, mark: str) -> Work[list[Row]]:
    return list((yield sql("set_resume", id=draft_id, mark=mark)))


def _add_response(
    response: Response, key: DataKey, gone: str, long: Sequence[str], drafted: int | None, code: str
) -> Work[Added | _ByDraft | _Standing]:
    """NEW or ERASED; else what tells with which key to try again, or whether it is the same.

    gone: the mark under which it would have been erased; long: those of its long texts. drafted:
    the number of the draft's key, once it is known.
    """
    for (number,) in (yield sql("find_draft_key", id=response.id)):
        if number not in (None, drafted):
            return _ByDraft(number)
    added = yield sql(
        "add_response",
        id=response.id,
        reference=response.reference,
        fingerprint=key.mark(response.fingerprint),
        data_key=key.number,
        mark=gone,
        flags=to_json((yield from _flags(response, long))),
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
        standing = yield sql("get_fingerprint", id=response.id)
        return _Standing(*standing[0]) if standing else Added.ERASED
    yield from use_code(code)
    yield from _add_texts(response, key, long)
    yield sql("keep_anonymity", survey=response.instrument.survey, anonymous=response.anonymous)
    yield sql("add_screening", response_id=response.id, asked_at=to_text(response.submitted_at))
    yield sql("delete_draft", id=response.id)
    return Added.NEW


def _flags(response: Response, long: Sequence[str]) -> Work[list[str]]:
    """Why it may be no person's, also by what others wrote before."""
    flags = [flag.value for flag in response.flags]
    for text in long:
        if (yield sql("find_text_mark", mark=text)):
            return [*flags, Flag.REPEATED.value]
    return flags


def _add_texts(response: Response, key: DataKey, long: Sequence[str]) -> Work[None]:
    for text in long:
        yield sql("add_text_mark", response_id=response.id, mark=text)
    common = {"response_id": response.id, "language": response.instrument.language}
    texts = [
        {**common, "item_id": item_id, "text": key.seal(text, about_text(response.id, item_id))}
        for item_id, text in response.texts.items()
    ]
    if texts:
        yield many("add_verbatim", texts)
    if response.to_score:
        tasks = [{"response_id": response.id, "item_id": item_id} for item_id in response.to_score]
        yield many("add_scoring_task", tasks)


def _claim_unscored(now: datetime, lease: timedelta, limit: int) -> Work[list[Row]]:
    """Response, item, language, sealed text and number of its key."""
    claimed = yield sql(
        "claim_scoring_tasks", now=to_text(now), until=to_text(now + lease), limit=limit
    )
    found: list[Row] = []
    for response_id, item_id in claimed:
        found += yield sql("get_verbatim", response_id=response_id, item_id=item_id)
    return found


def _record_scores(scores: Sequence[Score], now: datetime) -> Work[None]:
    if not scores:
        return
    at = to_text(now)
    yield many("add_score", [{**msgspec.structs.asdict(one), "scored_at": at} for one in scores])
    done = dict.fromkeys((one.response_id, one.item_id) for one in scores)
    ended = [{"response_id": id, "item_id": item_id, "done_at": at} for id, item_id in done]
    yield many("end_scoring_task", ended)


def _purge(
    drafts: dict[str, str],
    texts: dict[str, str],
    ended: dict[str, str],
    tries: dict[str, str],
    dry_run: bool,
) -> Work[tuple[Purged, list[int]]]:
    """What is due, and the keys of the drafts that were erased."""
    keys: list[int] = []
    ((old_drafts,),) = yield sql("count_old_drafts", **drafts)
    ((old_verbatims,),) = yield sql("count_old_verbatims", **texts)
    ((ended_sessions,),) = yield sql("count_ended_sessions", **ended)
    if not dry_run:
        yield sql("keep_break_offs", **drafts)
        gone = yield sql("delete_old_drafts", **drafts)
        keys = [number for (number,) in gone if number is not None]
        yield sql("delete_old_verbatims", **texts)
        yield sql("delete_old_marks", **texts)
        yield sql("delete_old_quotes", **texts)
        yield sql("delete_ended_sessions", **ended)
        yield sql("delete_old_tries", **tries)
    purged = Purged(drafts=old_drafts, verbatims=old_verbatims, sessions=ended_sessions)
    return purged, keys


def _asked(survey: str, wave: str, until: datetime, span: Span) -> dict[str, object]:
    asked: dict[str, object] = {"survey": survey, "wave": wave, "until": to_text(until)}
    return asked | {"first": span.first, "last": span.last}
