"""Which step of the journey a sentence talks about, by cue words that are data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from analysis.sentiment.wording import read_data

_STEPS = read_data("steps.toml")["step"]

STEP_TITLES: dict[str, str] = {step["id"]: step["title"] for step in _STEPS}

_WORD = re.compile(r"\w+")


class _Cues(NamedTuple):
    """The cues of one step, and what they begin with: whole words, or beginnings of words."""

    step: str
    pattern: re.Pattern[str]
    words: frozenset[str]
    beginnings: tuple[str, ...]


@cache
def _cues() -> tuple[_Cues, ...]:
    return tuple(_read(step["id"], step["cues"]) for step in _STEPS)


def _read(step: str, cues: list[str]) -> _Cues:
    first = {cue.split()[0] for cue in cues}
    return _Cues(
        step,
        _pattern(cues),
        frozenset(word for word in first if not word.endswith("*")),
        tuple(sorted(word.removesuffix("*") for word in first if word.endswith("*"))),
    )


def _pattern(cues: list[str]) -> re.Pattern[str]:
    ordered = sorted(cues, key=len, reverse=True)
    parts = (re.escape(cue).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for cue in ordered)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def find_step(sentence: str) -> str:
    """Id of the step with most cues in the sentence, '' where there is none."""
    found = [(len(cues.pattern.findall(sentence)), cues.step) for cues in _possible(sentence)]
    most = max((count for count, _ in found), default=0)
    return next(step for count, step in found if count == most) if most else ""


def _possible(sentence: str) -> Iterator[_Cues]:
    """The steps whose cues may stand here: some word begins as one does. Quicker than looking."""
    words = set(_WORD.findall(sentence.lower()))
    for cues in _cues():
        if not cues.words.isdisjoint(words) or any(w.startswith(cues.beginnings) for w in words):
            yield cues
