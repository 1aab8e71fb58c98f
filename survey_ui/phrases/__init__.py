"""Fixed phrases: buttons, headings and messages that are the same in every survey.

English is written in the templates and is its own key. A language is added by a gettext catalogue,
`<language>.po`, which any translator's tool opens and `make phrases` brings up to date; what it
does not say yet shows in English. What a survey asks is not here: that is its wording.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
ENGLISH = "en"
_BRITISH = {ENGLISH: "en_GB"}
_EASY = "x-easy"  # private part of a tag: the same language in Easy Read


@lru_cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, or one that says everything in English."""
    # By its name in the folder: a language may come from outside, and must not make a path.
    file = next((path for path in FOLDER.glob("*.po") if path.stem == language), None)
    if file is None:
        return gettext.NullTranslations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=locale_of(language), abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def phrases(language: str) -> dict[str, Callable[..., str]]:
    """What a template needs to speak `language`: `_` for a phrase, `ngettext` for a count."""
    catalogue = translations(language)
    return {
        "_": catalogue.gettext,
        "gettext": catalogue.gettext,
        "ngettext": catalogue.ngettext,
    }


def locale_of(language: str) -> Locale:
    """How days, times and numbers are written by who reads this language here."""
    spoken = language.partition("-x-")[0]
    return Locale.parse(_BRITISH.get(spoken, spoken), sep="-" if "-" in spoken else "_")


def direction_of(language: str) -> str:
    """'rtl' or 'ltr'."""
    return locale_of(language).text_direction


def name_of(language: str) -> str:
    """A language by its own name, as who reads it looks for it."""
    if language.endswith(_EASY):
        return translations(language).gettext("Easy Read")
    name = locale_of(language.partition("-x-")[0]).language_name or language
    return name[:1].upper() + name[1:]
