"""Sentences and clauses, split by rule: no language data is downloaded for it."""

from __future__ import annotations

import re

# Ends of sentences, with the Arabic question mark, the Urdu full stop and the danda.
_END = re.compile(r"(?<=[.!?…\u061f\u06d4\u0964])[\"'”’)]*\s+|\s*\n+\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|st|pc|dc|sgt|insp|e\.g|i\.e|approx)\.$", re.IGNORECASE
)
_TURN = re.compile(r"\s*(?:;|,?\s*\b(?:but|however|though|although)\b,?)\s*", re.IGNORECASE)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, without those that hold no letter or digit."""
    sentences: list[str] = []
    held = ""
    for piece in _END.split(text):
        held = f"{held} {piece}" if held else piece
        if _ABBREVIATION.search(held):
            continue
        sentences.append(held)
        held = ""
    return [s.strip() for s in (*sentences, held) if any(c.isalnum() for c in s)]


def split_clauses(sentence: str) -> list[str]:
    """The clauses of a sentence on either side of but, however, though, although or a semicolon."""
    return [clause for clause in _TURN.split(sentence) if any(c.isalnum() for c in clause)]
