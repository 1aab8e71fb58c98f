"""score_next: sentiment for what people wrote, each text once. Words go no further than here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from analysis import NotScored, ScoredText, score_text
from survey_api.responses.model import Score, Verbatim
from survey_api.responses.store import ResponseStore

LEASE = timedelta(minutes=10)  # a batch takes seconds; the texts of a worker that died wait this
FAILED = NotScored("failed")

_log = logging.getLogger(__name__)

ScoreText: TypeAlias = Callable[[str, str], ScoredText]  # text, language -> its sentiment


async def score_next(
    store: ResponseStore, now: datetime, limit: int, scorer: ScoreText = score_text
) -> int:
    """Score up to `limit` waiting texts and get how many there were; 0: nothing is waiting.

    A crash on the way repeats the work after the lease, never a score. A text the scorer fails on
    is recorded as not scored, 'failed', so that it can not hold up the others; a scorer that fails
    on every text raises what it raises, and the texts wait for a better one.
    """
    waiting = await store.claim_unscored(now, LEASE, limit)
    if waiting:
        scores = await asyncio.to_thread(partial(_score_all, waiting, scorer))
        await store.record_scores(scores, now)
    return len(waiting)


def _score_all(verbatims: Sequence[Verbatim], scorer: ScoreText) -> list[Score]:
    return [
        score
        for verbatim in verbatims
        for score in _scores_of(verbatim, _score_or_say_why(verbatim, scorer))
    ]


def _score_or_say_why(verbatim: Verbatim, scorer: ScoreText) -> ScoredText:
    try:
        return scorer(verbatim.text, verbatim.language)
    except Exception as error:
        _log.error(
            "response %s, item %s could not be scored: %s",
            verbatim.response_id, verbatim.item_id, type(error).__name__,
        )  # fmt: skip
        # An empty text tells which scorer this is; it raises if the scorer itself is broken.
        nothing = scorer("", verbatim.language)
        return ScoredText(nothing.scorer, nothing.language, FAILED)


def _scores_of(verbatim: Verbatim, scored: ScoredText) -> list[Score]:
    """The whole as part 0, then its sentences."""
    parts = [("", scored.whole), *((part.step, part.sentiment) for part in scored.parts)]
    return [
        Score(
            response_id=verbatim.response_id,
            item_id=verbatim.item_id,
            scorer=scored.scorer,
            part=number,
            step=step,
            sentiment="not_scored" if isinstance(found, NotScored) else found.label,
            reason=found.reason if isinstance(found, NotScored) else "",
            polarity=None if isinstance(found, NotScored) else found.polarity,
            confidence=None if isinstance(found, NotScored) else found.confidence,
            unsure=not isinstance(found, NotScored) and found.unsure,
        )
        for number, (step, found) in enumerate(parts)
    ]
