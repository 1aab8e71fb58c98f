"""A text as a page shows it: what it answers, marks no screen shows made visible, parts marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from survey_api import Survey, fill

LONG = 1200  # characters; a longer text gets a box of its own to scroll in
_SHOWN = "\n\t"
# Marks that turn the words after them round: they could make a text look like another one.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


class _Simulated(Protocol):
    @property
    def simulated(self) -> bool: ...


class Piece(Struct, frozen=True):
    """A run of a text, marked or not."""

    text: str
    marked: bool = False


def question_of(survey: Survey, item_id: str) -> str:
    """What a text answers, in the English words of the survey."""
    wording = survey.wording("en")
    item = wording.items.get(item_id)
    return fill(item.question, wording.pipes, {}) if item else item_id


def simulated_words(texts: Iterable[_Simulated]) -> str:
    """What must stand wherever made-up texts show; '' where there are none."""
    known = [text.simulated for text in texts]
    if not any(known):
        return ""
    if len(known) == 1:
        return "This text is simulated. No real person wrote it."
    if all(known):
        return "All texts here are simulated. No real person wrote them."
    return f"{sum(known):,} of {len(known):,} texts here are simulated. No real person wrote those."


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
