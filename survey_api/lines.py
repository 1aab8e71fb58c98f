"""What somebody typed: as a field of one line, and whether there is anything to see in it."""

from __future__ import annotations

import unicodedata

# What is private or not known yet to this Python (Co, Cn) shows something: a logo, a new emoji.
_UNSEEN = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Mc", "Me"))
# Letters and a symbol by their kind, and nothing to see: fillers of Korean, an empty Braille cell.
_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def one_line(text: str) -> str:
    """The text without characters that no page can show, and without needless white space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_blank(text: str) -> bool:
    """Whether nobody would see anything in it: white space, marks and controls alone."""
    return all(unicodedata.category(c) in _UNSEEN or c in _EMPTY for c in text)
