"""What somebody typed into a field of one line."""

from __future__ import annotations


def one_line(text: str) -> str:
    """The text without characters that no page can show, and without needless white space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
