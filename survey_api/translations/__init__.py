"""Texts in other languages, put into English by people; the original stays as it is."""

from survey_api.translations.actions import (
    open_foreign,
    read_masked_translations,
    translate_text,
)
from survey_api.translations.model import LONGEST, Bilingual, ForeignText, Translation
from survey_api.translations.store import TranslationStore

__all__ = [
    "LONGEST",
    "Bilingual",
    "ForeignText",
    "Translation",
    "TranslationStore",
    "open_foreign",
    "read_masked_translations",
    "translate_text",
]
