"""Numbers as letters that people can read out, copy and type without mistaking one for another."""

from __future__ import annotations

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_READ_AS = str.maketrans("OIL", "011")  # what people type for what they read


def spell(number: int, groups: int) -> str:
    """The lowest 20 bits for each group, as groups of four letters, e.g. '7K2M-9Q4P'."""
    letters = "".join(LETTERS[(number >> shift) & 31] for shift in range(0, 20 * groups, 5))
    return "-".join(letters[place : place + 4] for place in range(0, 4 * groups, 4))


def read_letters(typed: str) -> str:
    """The letters of something spelled, however it was typed: with spaces, small, with an O."""
    return "".join(letter for letter in typed.upper().translate(_READ_AS) if letter in LETTERS)
