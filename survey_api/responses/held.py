"""Held: everything kept about one response, and what erasing it came to."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from survey_api.record import Record
from survey_api.responses.model import Response, Score, TextThemes


class HeldCoding(Record, kw_only=True):
    """What a person of the team saw in a text; who it was is not the respondent's to know."""

    item_id: str
    settles: bool  # agreed after two had differed
    sentiment: str
    themes: tuple[str, ...]
    coded_at: datetime
    reason: str


class HeldQuote(Record, kw_only=True):
    """Words of a text that somebody would like to show to the public."""

    item_id: str
    words: str
    theme: str
    offered_at: datetime
    cleared: bool  # a second person agreed: it may be shown


class HeldTranslation(Record, kw_only=True):
    """What a person put a text into English as. Who it was is not the respondent's to know."""

    item_id: str
    language: str  # of the text, as they said
    english: str


class Held(Record, kw_only=True):
    """Everything held about one response."""

    reference: str
    response: Response  # with its texts, unless they are past their date
    scores: tuple[Score, ...]
    themes: tuple[TextThemes, ...]
    codings: tuple[HeldCoding, ...]
    quotes: tuple[HeldQuote, ...]
    translations: tuple[HeldTranslation, ...]


class Erasure(Enum):
    """What erasing came to."""

    DONE = "done"
    BEFORE = "before"  # it had been erased already
