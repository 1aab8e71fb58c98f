"""A text as a page shows it: marks that a screen cannot show made visible, and parts marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from msgspec import Struct

LONG = 1200  # characters; a longer text gets a box of its own to scroll in
_SHOWN = "\n\t"
# Marks that turn the words after them round: they could make a text look like another one.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


class Piece(Struct, frozen=True):
    """A run of a text, marked or not."""

    text: str
    marked: bool = False


def readable(text: str) -> str:
    """The text with � in place of each character that no page can show, as long as before."""
    return "".join(
        "�" if _is_unseen(c) else c for c in text.replace("\r\n", " \n").replace("\r", "\n")
    )


def _is_unseen(c: str) -> bool:
    return c in _TURNING or (unicodedata.category(c) in ("Cc", "Cs") and c not in _SHOWN)


def split_at(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """The text in pieces, those inside a span marked; spans may touch and overlap."""
    pieces: list[Piece] = []
    end = 0
    for first, last in sorted(spans):
        if last <= end:
            continue
        if first > end:
            pieces.append(Piece(text[end:first]))
        pieces.append(Piece(text[max(first, end) : last], marked=True))
        end = last
    if text[end:]:
        pieces.append(Piece(text[end:]))
    return tuple(pieces)
