"""What a translator does with a text, and what others read of it. Each step is in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from survey_api.access import Account, Right, require
from survey_api.audit import AuditStore, Event, record
from survey_api.errors import BadInput, Conflict, NotFound
from survey_api.masking import mask
from survey_api.translations.model import LONGEST, Bilingual, ForeignText, Translation
from survey_api.translations.store import TranslationStore


class _Stores(TranslationStore, AuditStore, Protocol):
    """Both ports in one, as `open_store` opens them."""


async def open_foreign(store: _Stores, text: ForeignText, by: Account, now: datetime) -> Bilingual:
    """The words of a text, once it is in the log that somebody opened them to translate.

    Raises NotAllowed for an account without the right, NotFound once it is erased.
    """
    require(by, Right.TRANSLATE)
    event = Event(who=by.name, what="opened a text to translate", which=_name(text))
    await record(store, event, now)
    words = await store.read_bilingual(text.response_id, text.item_id)
    if words is None:
        raise NotFound("This text is gone: the response was erased, or its time was up.")
    return words


async def translate_text(
    store: _Stores,
    text: ForeignText,
    typed: str,
    *,
    language: str,
    languages: Collection[str],
    by: Account,
    before: datetime | None,
    now: datetime,
) -> None:
    """Keep what a person put the text into English as, beside the original.

    languages: the tags that may be said. before: when the translation was made that they saw, if
    there was one. Raises NotAllowed for an account without the right, BadInput for nothing or for
    another language, Conflict if somebody else was quicker.
    """
    require(by, Right.TRANSLATE)
    english = typed.strip()
    if language not in languages:
        raise BadInput("Say which language it was written in.")
    if not any(character.isalnum() for character in english):
        raise BadInput("Write what it says in English.")
    if len(english) > LONGEST:
        raise BadInput(f"That has {len(english):,} characters; {LONGEST:,} are kept.")
    translation = Translation(
        response_id=text.response_id,
        item_id=text.item_id,
        language=language,
        english=english,
        translated_by=by.name,
        translated_at=now,
    )
    event = Event(who=by.name, what="translated a text", which=_name(text))
    if not await store.save_translation(translation, before, event):
        raise Conflict(
            "Somebody else put this text into English meanwhile, or it was erased. "
            "Nothing of yours was stored. Look at theirs first."
        )


async def read_masked_translations(
    store: _Stores, survey: str, wave: str, by: Account, now: datetime
) -> Sequence[Translation]:
    """The translations of a wave, newest first, with names and numbers covered.

    Raises NotAllowed for an account without the right.
    """
    require(by, Right.READ_MASKED_TEXT)
    event = Event(who=by.name, what="read translations", which=f"{survey} {wave}")
    await record(store, event, now)
    return [
        msgspec.structs.replace(one, english=mask(one.english).text)
        for one in await store.read_translations(survey, wave)
    ]


def _name(text: ForeignText) -> str:
    return f"{text.response_id} {text.item_id}"
