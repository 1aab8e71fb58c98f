"""What somebody typed: as a field of one line, and whether there is anything to see in it."""

from __future__ import annotations


def one_line(text: str) -> str:
    """The text without characters that no page can show, and without needless white space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_blank(text: str) -> bool:
    """Whether nobody would see anything in it: white space, and characters without a width."""
    return not any(c.isprintable() and not c.isspace() for c in text)
