"""Which step of the journey a sentence talks about, by cue words that are data."""

from __future__ import annotations

import re
from functools import cache

from analysis.sentiment.wording import read_data

_STEPS = read_data("steps.toml")["step"]

STEP_TITLES: dict[str, str] = {step["id"]: step["title"] for step in _STEPS}


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((step["id"], _pattern(step["cues"])) for step in _STEPS)


def _pattern(cues: list[str]) -> re.Pattern[str]:
    ordered = sorted(cues, key=len, reverse=True)
    parts = (re.escape(cue).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for cue in ordered)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def find_step(sentence: str) -> str:
    """Id of the step with most cues in the sentence, '' where there is none."""
    found = [(len(pattern.findall(sentence)), step) for step, pattern in _cues()]
    most = max(count for count, _ in found)
    return next(step for count, step in found if count == most) if most else ""
