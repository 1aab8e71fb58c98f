"""Scoring and screening all that waits, telling how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from survey_api import ScoreText, Store, Survey, score_next
from survey_api.safeguarding import screen_next

Progress = Callable[[str, int, int], None]  # what is done, how many so far, of how many

_BATCH = 200  # responses or texts at once


async def score_all(
    store: Store, now: datetime, progress: Progress, scorer: ScoreText | None = None
) -> int:
    """Score every text that waits, by the scorers that come with us unless others are given."""
    scored = 0
    while done := await score_next(store, now, _BATCH, scorer):
        scored += done
        progress("Scoring texts", scored, scored)
    return scored


async def screen_all(
    store: Store, surveys: Mapping[str, Survey], now: datetime, progress: Progress
) -> int:
    """Screen every response that waits."""
    screened = 0
    while done := await screen_next(store, surveys, now, _BATCH):
        screened += done
        progress("Screening responses", screened, screened)
    return screened
