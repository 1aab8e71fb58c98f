"""SqlTranslations: texts put into English, over any Engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from survey_api.audit import Event
from survey_api.sealing import DataKey, about_text, about_translation
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_moment, to_text
from survey_api.storage.sql_audit import append
from survey_api.storage.words import Words
from survey_api.translations import Bilingual, ForeignText, Translation


class SqlTranslations:
    """A TranslationStore; its docstrings are the port's, `survey_api.translations.store`."""

    def __init__(self, engine: Engine, words: Words) -> None:
        self._engine = engine
        self._words = words

    async def list_foreign(
        self, survey: str, wave: str, response_id: str = ""
    ) -> Sequence[ForeignText]:
        """Texts of a wave that no scorer can read in their language, or that were translated."""
        rows = await self._engine.read(
            sql("list_foreign", survey=survey, wave=wave, response_id=response_id)
        )
        return [_foreign_of(row) for row in rows]

    async def read_bilingual(self, response_id: str, item_id: str) -> Bilingual | None:
        """The words of a text and their translation, or None."""
        about = (response_id, item_id)
        rows = await self._engine.read(
            sql("read_bilingual", response_id=response_id, item_id=item_id)
        )
        for sealed, english, number in rows:
            original = await self._words.unseal(number, sealed, about_text(*about))
            if original is not None:
                return Bilingual(
                    original=original,
                    english=await self._words.translation(number, english, about),
                )
        return None

    async def read_translations(self, survey: str, wave: str) -> Sequence[Translation]:
        """The translations of a wave, newest first."""
        found = []
        for row in await self._engine.read(sql("read_translations", survey=survey, wave=wave)):
            response_id, item_id, language, sealed, by, at, number = row
            english = await self._words.translation(number, sealed, (response_id, item_id))
            if english:
                found.append(
                    Translation(
                        response_id=response_id,
                        item_id=item_id,
                        language=language,
                        english=english,
                        translated_by=by,
                        translated_at=to_moment(at),
                    )
                )
        return found

    async def save_translation(
        self, translation: Translation, before: datetime | None, event: Event
    ) -> bool:
        """Keep it in the place of the one made at `before`; False if another stands there."""
        key = await self._words.key_for(translation.response_id)
        return await self._engine.transaction(
            lambda: _save(translation, before, key, event),
            alone=[f"translations {translation.response_id}"],
        )


def _save(
    translation: Translation, before: datetime | None, key: DataKey, event: Event
) -> Work[bool]:
    text = {"response_id": translation.response_id, "item_id": translation.item_id}
    rows = yield sql("get_translated_at", **text)
    if [at for (at,) in rows] != ([to_text(before)] if before else []):
        return False
    about = about_translation(translation.response_id, translation.item_id)
    saved = yield sql(
        "save_translation",
        **text,
        language=translation.language,
        english=key.seal(translation.english, about),
        translated_by=translation.translated_by,
        translated_at=to_text(translation.translated_at),
    )
    if not saved:
        return False
    yield sql(
        "screen_anew",
        response_id=translation.response_id,
        asked_at=to_text(translation.translated_at),
    )
    yield from append(event, translation.translated_at)
    return True


def _foreign_of(row: Row) -> ForeignText:
    response_id, item_id, page, found, submitted_at, simulated, said, by, at = row
    return ForeignText(
        response_id=response_id,
        item_id=item_id,
        language=said or found or page,
        page_language=page,
        submitted_at=to_moment(submitted_at),
        simulated=bool(simulated),
        translated_by=by or "",
        translated_at=to_moment(at) if at else None,
    )
