"""The themes of what people wrote, found along with its sentiment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeAlias

from analysis import FoundThemes, NotScored, find_themes
from survey_api.responses.model import TextThemes, Verbatim

_log = logging.getLogger(__name__)


FindThemes: TypeAlias = Callable[[str, str], FoundThemes | NotScored]  # text, language


def themes_of(verbatims: Sequence[Verbatim], find: FindThemes = find_themes) -> list[TextThemes]:
    """The themes of each text that could be read; a text that cannot be read is in none.

    A text the program fails on is left out as well, so that it can not hold up the others.
    """
    found = []
    for verbatim in verbatims:
        try:
            themes = find(verbatim.text, verbatim.language)
        except Exception as error:
            _log.error(
                "response %s, item %s could not be read for themes: %s",
                verbatim.response_id, verbatim.item_id, type(error).__name__,
            )  # fmt: skip
            continue
        if not isinstance(themes, NotScored):
            found.append(
                TextThemes(
                    response_id=verbatim.response_id,
                    item_id=verbatim.item_id,
                    themer=themes.themer,
                    themes=themes.themes,
                )
            )
    return found
