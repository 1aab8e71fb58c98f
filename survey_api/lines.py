"""What somebody typed: as a field of one line, and whether there is anything to see in it."""

from __future__ import annotations

import unicodedata

# Letters and a symbol by their kind, and nothing to see: fillers of Korean, an empty Braille cell.
_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def one_line(text: str) -> str:
    """The text without characters that no page can show, and without needless white space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_blank(text: str) -> bool:
    """Whether nobody would see anything in it: no letter, number, sign or symbol."""
    return not any(unicodedata.category(c)[0] in "LNPS" and c not in _EMPTY for c in text)
