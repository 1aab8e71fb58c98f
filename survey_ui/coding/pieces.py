"""What the seed patterns would look at in a text, to be marked on a page."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from analysis import suggest_themes
from survey_ui.coding.codes import title_of
from survey_ui.releases.words import Piece, readable, split_at


class Suggested(Struct, frozen=True):
    """What the seed patterns would look at in a text."""

    pieces: tuple[Piece, ...]
    themes: tuple[tuple[str, str], ...]  # title, and the words that matched


def suggest(text: str) -> Suggested:
    """What the seed patterns of the codebook find in a text, to be shown on demand."""
    shown = readable(text)
    suggestions = suggest_themes(shown)
    spans = [span for suggestion in suggestions for span in suggestion.spans]
    return Suggested(
        pieces=split_at(shown, spans),
        themes=tuple((title_of(each.theme), _words(shown, each.spans)) for each in suggestions),
    )


def _words(text: str, spans: Iterable[tuple[int, int]]) -> str:
    found = dict.fromkeys(" ".join(text[first:last].split()) for first, last in spans)
    return ", ".join(f"“{words}”" for words in list(found)[:5])
