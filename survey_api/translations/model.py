"""A text in another language, and what a person put it into English as."""

from __future__ import annotations

from datetime import datetime

from survey_api.record import Record

LONGEST = 20_000  # characters of a translation; more than any text that is asked for


class ForeignText(Record, kw_only=True):
    """A text that no program can read because it is not in English; without its words.

    `language`: as its translator said; until then as a program found, which may be wrong.
    """

    response_id: str
    item_id: str
    language: str
    page_language: str  # of the page it was written on
    submitted_at: datetime
    simulated: bool
    translated_by: str = ""  # '' while it waits
    translated_at: datetime | None = None


class Bilingual(Record, kw_only=True):
    """The words of a text beside their translation, '' while there is none. For translators."""

    original: str
    english: str


class Translation(Record, kw_only=True):
    """What a person made of a text in English; the original is kept as it is."""

    response_id: str
    item_id: str
    language: str  # of the original: a BCP 47 tag, or 'und' for one that is not in the list
    english: str
    translated_by: str
    translated_at: datetime
