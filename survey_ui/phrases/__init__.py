"""Fixed phrases: buttons, headings and messages that are the same in every survey.

English is written in the templates and is its own key. A language is added by a gettext catalogue,
`<language>/LC_MESSAGES/survey.mo`, which Babel extracts and compiles; until it is there, English
shows. What a survey asks is not here: that is its wording.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_DOMAIN = "survey"


@lru_cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, or one that says everything in English."""
    return gettext.translation(_DOMAIN, _FOLDER, languages=[language], fallback=True)


def phrases(language: str) -> dict[str, Callable[..., str]]:
    """What a template needs to speak `language`: `_` for a phrase, `ngettext` for a count."""
    catalogue = translations(language)
    return {
        "_": catalogue.gettext,
        "gettext": catalogue.gettext,
        "ngettext": catalogue.ngettext,
    }
