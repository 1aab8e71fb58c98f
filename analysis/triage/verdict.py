"""Verdict: whether a person should read a text soon, and why."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

Span: TypeAlias = tuple[int, int]  # first character and the one behind the last

SCORER = "scorer"  # the kind of what only the trained scorer found
OTHER_LANGUAGE = "language"  # the kind of a text that neither can read


class Reason(Struct, frozen=True):
    """One reason for a person to read a text. `spans`: where it stands in the text, in order."""

    kind: str
    spans: tuple[Span, ...] = ()


class Verdict(Struct, frozen=True, kw_only=True):
    """What the screen found in one text. It holds no word of it.

    `chance`: 0 to 1, how likely the trained scorer finds a disclosure in the likeliest part; it
    orders texts, and says nothing about the one at hand.
    """

    reasons: tuple[Reason, ...]
    urgent: bool  # one of the reasons is to be read within the hour
    chance: float

    @property
    def flagged(self) -> bool:
        """Whether a person should read it."""
        return bool(self.reasons)
