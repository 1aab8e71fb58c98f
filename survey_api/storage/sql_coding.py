"""SqlCoding: the sample, codings, themes and quotes over any Engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from survey_api.access import Organisation, missing_sides
from survey_api.audit import Event
from survey_api.coding.model import (
    ALLOWED,
    QUOTE_ITEM,
    ROLE_ITEM,
    Clearing,
    Coding,
    Drawable,
    OfferedQuote,
    Sampled,
    SampledText,
    Skip,
    TextKey,
)
from survey_api.responses.model import TextThemes
from survey_api.sealing import DataKey, about_quote, about_text
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_json, to_moment, to_text
from survey_api.storage.sql_audit import append
from survey_api.storage.words import Words

_themes = msgspec.json.Decoder(tuple[str, ...])
_answers = msgspec.json.Decoder(dict[str, object])


class SqlCoding:
    """A CodingStore; its docstrings are the port's, `survey_api.coding.store`."""

    def __init__(self, engine: Engine, words: Words) -> None:
        self._engine = engine
        self._words = words

    async def read_drawable(self, survey: str, wave: str) -> Sequence[Drawable]:
        """Every text of a wave that a scorer could read and that is not erased yet."""
        rows = await self._engine.read(sql("read_drawable", survey=survey, wave=wave))
        return [
            Drawable(response_id=response, item_id=item, submitted_at=to_moment(submitted))
            for response, item, submitted in rows
        ]

    async def add_to_sample(
        self, survey: str, wave: str, texts: Sequence[TextKey], overlap: int, now: datetime
    ) -> int:
        """Put texts behind those already drawn, in this order; how many were new."""
        return await self._engine.transaction(
            lambda: _add_to_sample(survey, wave, texts, overlap, now),
            alone=[f"sample {survey} {wave}"],
        )

    async def read_sample(self, survey: str, wave: str) -> Sequence[Sampled]:
        """The sample in the order drawn, without words."""
        rows = await self._engine.read(sql("read_sample", survey=survey, wave=wave))
        return [_sampled_of(row) for row in rows]

    async def get_sampled_text(self, survey: str, wave: str, place: int) -> SampledText | None:
        """The text at this place with its words, or None."""
        rows = await self._engine.read(
            sql("read_sampled_texts", survey=survey, wave=wave, first=place, last=place)
        )
        return next(iter(await self._texts_of(rows)), None)

    async def read_sampled_texts(self, survey: str, wave: str) -> Sequence[SampledText]:
        """The texts of the sample that are not erased, in the order drawn."""
        rows = await self._engine.read(
            sql("read_sampled_texts", survey=survey, wave=wave, first=0, last=2**31 - 1)
        )
        return await self._texts_of(rows)

    async def _texts_of(self, rows: Sequence[Row]) -> list[SampledText]:
        """Rows of `read_sampled_texts` with their words; without those that are erased."""
        texts = []
        for row in rows:
            words = await self._words.unseal(row[7], row[6], about_text(row[1], row[2]))
            if words is not None:
                texts.append(_text_of(row, words))
        return texts

    async def record_coding(self, coding: Coding) -> bool:
        """Store the coding, over that coder's older one unless a release stands on that."""
        return await self._engine.transaction(
            lambda: _record_coding(coding), alone=[f"codings {coding.response_id}"]
        )

    async def read_codings(self, survey: str, wave: str, until: datetime) -> Sequence[Coding]:
        """Codings of a wave made up to a moment."""
        rows = await self._engine.read(
            sql("read_codings", survey=survey, wave=wave, until=to_text(until))
        )
        return [_coding_of(row) for row in rows]

    async def record_skip(self, skip: Skip) -> None:
        """Note that a coder skipped a text; once noted, it stands."""
        await self._engine.transaction(lambda: _record_skip(skip))

    async def read_skips(self, survey: str, wave: str) -> Sequence[Skip]:
        """The texts of a wave that coders skipped, the latest first."""
        rows = await self._engine.read(sql("read_skips", survey=survey, wave=wave))
        return [
            Skip(response_id=response, item_id=item, coder=coder, skipped_at=to_moment(at))
            for response, item, coder, at in rows
        ]

    async def add_quote(self, quote: OfferedQuote) -> None:
        """Store a quote that waits for its readers."""
        key = await self._words.key_for(quote.response_id)
        await self._engine.transaction(lambda: _add_quote(quote, key))

    async def list_quotes(self, survey: str, wave: str) -> Sequence[OfferedQuote]:
        """All quotes of a wave, newest first."""
        rows = await self._engine.read(sql("list_quotes", survey=survey, wave=wave))
        said = await self._engine.read(sql("list_clearings_of_wave", survey=survey, wave=wave))
        quotes = []
        for row in rows:
            words = await self._words.unseal(row[12], row[3], about_quote(row[1], row[0]))
            if words is not None:
                quotes.append(_quote_of(row, words, [one for one in said if one[0] == row[0]]))
        return quotes

    async def decide_quote(
        self,
        quote_id: str,
        word: Clearing,
        *,
        cleared: bool,
        now: datetime,
        event: Event | None = None,
    ) -> bool:
        """Note what a publisher said; False if they may not, or it is settled."""
        return await self._engine.transaction(
            lambda: _decide_quote(quote_id, word, cleared, now, event)
        )

    async def read_cleared_quotes(
        self, survey: str, wave: str, until: datetime
    ) -> Sequence[OfferedQuote]:
        """Quotes that both sides had cleared by a moment, in the order cleared."""
        quotes = [
            quote
            for quote in await self.list_quotes(survey, wave)
            if quote.cleared and quote.decided_at is not None and quote.decided_at <= until
        ]
        return sorted(quotes, key=lambda quote: (quote.decided_at or until, quote.id))

    async def ask_again(self, survey: str, wave: str) -> int:
        """Ask for every text of a wave to be scored once more; how many."""
        return await self._engine.transaction(lambda: _ask_again(survey, wave))

    async def record_themes(self, found: Sequence[TextThemes], now: datetime) -> None:
        """Store the themes of texts; what the same program saw before is left as it is."""
        await self._engine.transaction(lambda: _record_themes(found, now))

    async def read_themes(self, survey: str, wave: str, until: datetime) -> Sequence[TextThemes]:
        """Themes that programs had seen in a wave's texts up to a moment, the newest last."""
        rows = await self._engine.read(
            sql("read_themes", survey=survey, wave=wave, until=to_text(until))
        )
        return [
            TextThemes(
                response_id=response, item_id=item, themer=themer, themes=_themes.decode(themes)
            )
            for response, item, themer, themes in rows
        ]


def _add_to_sample(
    survey: str, wave: str, texts: Sequence[TextKey], overlap: int, now: datetime
) -> Work[int]:
    ((first,),) = yield sql("next_sample_place", survey=survey, wave=wave)
    new = 0
    for response_id, item_id in texts:
        added = yield sql(
            "add_sampled",
            response_id=response_id,
            item_id=item_id,
            survey=survey,
            wave=wave,
            place=first + new,
            drawn_at=to_text(now),
        )
        new += len(added)
    yield sql("mark_overlap", survey=survey, wave=wave, overlap=overlap)
    return new


def _record_coding(coding: Coding) -> Work[bool]:
    text = {"response_id": coding.response_id, "item_id": coding.item_id}
    mine = {**text, "coder": coding.coder, "settles": coding.settles}
    before = yield sql("get_coding", **mine)
    themes = to_json(coding.themes)
    if before and before[0][:3] == (coding.sentiment, themes, coding.reason):
        return True
    if before:
        behind = yield sql(
            "find_release_after", response_id=coding.response_id, moment=before[0][3]
        )
        if behind:
            return False
    yield sql(
        "save_coding",
        **mine,
        sentiment=coding.sentiment,
        themes=themes,
        simulated=coding.simulated,
        coded_at=to_text(coding.coded_at),
        reason=coding.reason,
    )
    return True


def _record_skip(skip: Skip) -> Work[None]:
    yield sql(
        "add_skip",
        response_id=skip.response_id,
        item_id=skip.item_id,
        coder=skip.coder,
        skipped_at=to_text(skip.skipped_at),
    )


def _add_quote(quote: OfferedQuote, key: DataKey) -> Work[None]:
    yield sql(
        "add_quote",
        id=quote.id,
        response_id=quote.response_id,
        item_id=quote.item_id,
        words=key.seal(quote.words, about_quote(quote.response_id, quote.id)),
        theme=quote.theme,
        dissents=quote.dissents,
        offered_by=quote.offered_by,
        offered_at=to_text(quote.offered_at),
    )


def _decide_quote(
    quote_id: str, word: Clearing, cleared: bool, now: datetime, event: Event | None
) -> Work[bool]:
    said = {"id": quote_id, "account": word.account}
    found = yield sql("lock_open_quote", **said)
    if not found:
        return False
    said_at = {"cleared": cleared, "decided_at": to_text(now)}
    added = yield sql("add_quote_decision", **said, **said_at, organisation=word.organisation.value)
    if not added:
        return False
    rows = yield sql("list_clearings", id=quote_id)
    if not (cleared and missing_sides(_clearing_of(row).organisation for row in rows)):
        yield sql("decide_quote", **said, **said_at)
    if event is not None:
        yield from append(event, now)
    return True


def _ask_again(survey: str, wave: str) -> Work[int]:
    asked = yield sql("ask_again", survey=survey, wave=wave)
    return len(asked)


def _record_themes(found: Sequence[TextThemes], now: datetime) -> Work[None]:
    for one in found:
        yield sql(
            "add_text_themes",
            response_id=one.response_id,
            item_id=one.item_id,
            themer=one.themer,
            themes=to_json(one.themes),
            found_at=to_text(now),
        )


def _sampled_of(row: Row) -> Sampled:
    place, response_id, item_id, overlap, submitted_at, simulated, erased = row
    return Sampled(
        place=place,
        response_id=response_id,
        item_id=item_id,
        overlap=bool(overlap),
        submitted_at=to_moment(submitted_at),
        simulated=bool(simulated),
        erased=bool(erased),
    )


def _text_of(row: Row, words: str) -> SampledText:
    place, response_id, item_id, overlap, simulated, language, _, _, answers = row
    told = _answers.decode(answers)
    return SampledText(
        place=place,
        response_id=response_id,
        item_id=item_id,
        overlap=bool(overlap),
        simulated=bool(simulated),
        language=language,
        text=words,
        role=_role_of(told),
        may_quote=told.get(QUOTE_ITEM) == ALLOWED,
    )


def _role_of(answers: dict[str, object]) -> str:
    role = answers.get(ROLE_ITEM, "")
    return role if isinstance(role, str) else ""


def _coding_of(row: Row) -> Coding:
    response_id, item_id, coder, settles, sentiment, themes, simulated, coded_at, reason = row
    return Coding(
        response_id=response_id,
        item_id=item_id,
        coder=coder,
        settles=bool(settles),
        sentiment=sentiment,
        themes=_themes.decode(themes),
        simulated=bool(simulated),
        coded_at=to_moment(coded_at),
        reason=reason,
    )


def _clearing_of(row: Row) -> Clearing:
    _, account, organisation = row
    return Clearing(account=account, organisation=Organisation(organisation))


def _quote_of(row: Row, words: str, clearings: Sequence[Row]) -> OfferedQuote:
    (
        quote_id, response_id, item_id, _, theme, dissents, offered_by, offered_at,
        decided_by, decided_at, cleared, simulated, _, answers,
    ) = row  # fmt: skip
    return OfferedQuote(
        id=quote_id,
        response_id=response_id,
        item_id=item_id,
        words=words,
        theme=theme,
        dissents=bool(dissents),
        offered_by=offered_by,
        offered_at=to_moment(offered_at),
        decided_by=decided_by,
        decided_at=to_moment(decided_at) if decided_at else None,
        cleared=bool(cleared),
        clearings=tuple(map(_clearing_of, clearings)),
        role=_role_of(_answers.decode(answers)),
        simulated=bool(simulated),
    )
