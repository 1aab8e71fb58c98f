"""Flags: why a response may be no person's. It is stored, read and counted like any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from survey_api.questionnaire import Spam


class Flag(Enum):
    """One reason to doubt that somebody meant it."""

    TRAP = "trap"  # filled in a field that no person sees
    FAST = "fast"  # sent sooner than a person could have read the questions
    REPEATED = "repeated"  # a long text that another response had before


def flags_of(spam: Spam, begun_at: datetime, now: datetime, *, trapped: bool) -> tuple[Flag, ...]:
    """What is odd about how a draft was sent."""
    took = now - begun_at  # less than nothing where the clock was put back: nobody knows then
    fast = timedelta(0) <= took < timedelta(seconds=spam.fast_seconds)
    return tuple(flag for flag, odd in ((Flag.TRAP, trapped), (Flag.FAST, fast)) if odd)


def long_texts(spam: Spam, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The texts so long that the same one again is odd, in one form whatever the spacing."""
    plain = (" ".join(text.casefold().split()) for text in texts.values())
    return tuple(text for text in plain if len(text) >= spam.long_text)
