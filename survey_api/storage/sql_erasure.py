"""SqlErasure: erasing a response and telling its owner what is held, over any Engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from survey_api.audit import OURSELVES, Event
from survey_api.responses.held import (
    Erasure,
    Held,
    HeldCoding,
    HeldQuote,
    HeldTranslation,
)
from survey_api.responses.model import TextThemes
from survey_api.responses.spam import Flag
from survey_api.sealing import about_quote, about_text
from survey_api.storage.engine import Engine, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import response_of, score_of, to_moment
from survey_api.storage.sql_audit import append
from survey_api.storage.words import Words

_themes = msgspec.json.Decoder(tuple[str, ...])
_flags = msgspec.json.Decoder(tuple[Flag, ...])


class SqlErasure:
    """The part of a ResponseStore that serves those who answered."""

    def __init__(self, engine: Engine, words: Words) -> None:
        self._engine = engine
        self._words = words

    def secret_of(self, response_id: str) -> str:
        """What the receipt says beside the reference."""
        return self._words.keyring.secret_of(response_id)

    def fits_secret(self, response_id: str, typed: str) -> bool:
        """Whether this is the secret of that response, however it was typed."""
        return self._words.keyring.fits(response_id, typed)

    async def find_response(self, reference: str) -> str | None:
        """The id of the response with this reference, or None."""
        rows = await self._engine.read(sql("find_response", reference=reference))
        return str(rows[0][0]) if rows else None

    def mark_of(self, reference: str) -> str:
        """What stands for a response where its reference must not."""
        return self._words.keyring.mark(reference)

    async def erase(self, reference: str, event: Event, now: datetime) -> Erasure | None:
        """Destroy the key of a response, then delete it with all that was made of it."""
        keyring = self._words.keyring
        mark = keyring.mark(reference)
        rows = await self._engine.read(sql("find_response", reference=reference))
        if not rows:
            before = await self._engine.read(sql("find_erasure", mark=mark))
            return Erasure.BEFORE if before else None
        ((response_id, number),) = rows
        await keyring.destroy(number, reference)
        await self._engine.transaction(
            lambda: _erase(number, mark, event, now), alone=[response_id]
        )
        await self._engine.erase_traces()
        return Erasure.DONE

    async def read_held(self, reference: str) -> Held | None:
        """Everything held about the response with this reference, or None."""
        response_id = await self.find_response(reference)
        if response_id is None:
            return None
        rows = await self._engine.read(sql("get_response", id=response_id))
        if not rows:
            return None
        *row, flags, number = rows[0]
        texts = await self._texts(response_id, number)
        one = {"response_id": response_id}
        return Held(
            reference=reference,
            response=msgspec.structs.replace(
                response_of(tuple(row)), texts=texts, flags=_flags.decode(flags)
            ),
            scores=tuple(
                score_of(row) for row in await self._engine.read(sql("read_scores_of", **one))
            ),
            themes=await self._themes(response_id),
            codings=await self._codings(response_id),
            quotes=await self._quotes(response_id, number),
            translations=await self._translations(response_id, number),
        )

    async def _texts(self, response_id: str, number: int) -> dict[str, str]:
        texts = {}
        for item_id, _, sealed in await self._engine.read(
            sql("read_texts_of", response_id=response_id)
        ):
            text = await self._words.unseal(number, sealed, about_text(response_id, item_id))
            if text is not None:
                texts[item_id] = text
        return texts

    async def _themes(self, response_id: str) -> tuple[TextThemes, ...]:
        rows = await self._engine.read(sql("read_themes_of", response_id=response_id))
        return tuple(
            TextThemes(
                response_id=response_id, item_id=item, themer=themer, themes=_themes.decode(themes)
            )
            for item, themer, themes in rows
        )

    async def _codings(self, response_id: str) -> tuple[HeldCoding, ...]:
        rows = await self._engine.read(sql("read_codings_of", response_id=response_id))
        return tuple(
            HeldCoding(
                item_id=item_id,
                settles=bool(settles),
                sentiment=sentiment,
                themes=_themes.decode(themes),
                coded_at=to_moment(coded_at),
                reason=reason,
            )
            for item_id, settles, sentiment, themes, coded_at, reason in rows
        )

    async def _quotes(self, response_id: str, number: int) -> tuple[HeldQuote, ...]:
        quotes = []
        for quote_id, item_id, sealed, theme, offered_at, cleared in await self._engine.read(
            sql("read_quotes_of", response_id=response_id)
        ):
            words = await self._words.unseal(number, sealed, about_quote(response_id, quote_id))
            if words is not None:
                quotes.append(
                    HeldQuote(
                        item_id=item_id,
                        words=words,
                        theme=theme,
                        offered_at=to_moment(offered_at),
                        cleared=bool(cleared),
                    )
                )
        return tuple(quotes)

    async def _translations(self, response_id: str, number: int) -> tuple[HeldTranslation, ...]:
        found = []
        for item_id, language, sealed in await self._engine.read(
            sql("read_translations_of", response_id=response_id)
        ):
            english = await self._words.translation(number, sealed, (response_id, item_id))
            found.append(HeldTranslation(item_id=item_id, language=language, english=english))
        return tuple(found)


async def finish_erasures(engine: Engine, words: Words, now: datetime) -> None:
    """Delete what a destroyed key still has rows for: after a crash, or in an old copy of a store.

    So a backup brought back holds nobody's answers who had them erased since.
    """
    destroyed = await words.keyring.list_destroyed()
    ((known,),) = await engine.read(sql("count_erasures"))
    if known < len(destroyed):
        await engine.transaction(lambda: _finish(destroyed, now))
        await engine.erase_traces()


def _erase(number: int, mark: str, event: Event, now: datetime) -> Work[None]:
    yield from append(event, now)
    yield from delete_erased([(number, mark)])


def _finish(destroyed: Sequence[tuple[int, str]], now: datetime) -> Work[None]:
    for mark in (yield from delete_erased(destroyed)):
        yield from append(Event(who=OURSELVES, what="finished an erasure", which=mark), now)


def delete_erased(destroyed: Sequence[tuple[int, str]]) -> Work[list[str]]:
    """Delete the responses of these keys, and remember their marks; those that had one."""
    found = []
    for number, mark in destroyed:
        if (yield sql("erase_response", data_key=number)):
            found.append(mark)
        yield sql("erase_draft", data_key=number)
        yield sql("add_erasure", mark=mark)
    return found
