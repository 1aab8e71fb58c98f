"""score_next: sentiment and themes of what people wrote, each text once. Words stop here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

from analysis import (
    BadModel,
    NotScored,
    ScoredText,
    find_themes,
    load_scorers,
    load_themer,
    score_with_each,
)
from survey_api.errors import BadInput
from survey_api.responses.model import Score, Verbatim
from survey_api.responses.store import ResponseStore
from survey_api.responses.themes import themes_of

LEASE = timedelta(minutes=10)  # a batch takes seconds; the texts of a worker that died wait this
FAILED = NotScored("failed")

_log = logging.getLogger(__name__)

# Text, language -> its sentiment by each scorer: the one in use first, with its sentences.
ScoreText: TypeAlias = Callable[[str, str], Sequence[ScoredText]]


class TextScorer:
    """Scores a text by the scorer in use and those it is compared with, and finds its themes."""

    def __init__(self, models: Path | None) -> None:
        self._scorers = load_scorers(models)
        self.find_themes = partial(find_themes, themer=load_themer(models))

    def __call__(self, text: str, language: str) -> Sequence[ScoredText]:
        """The sentiment by each scorer: the one in use first, with its sentences."""
        return score_with_each(self._scorers, text, language)


def text_scorer(models: Path | None = None) -> TextScorer:
    """Scores a text by the scorer in use and, as a whole only, by those it is compared with.

    models: a folder that may hold a model trained here, used instead of the one that comes with
    us. Raises BadInput, with the file, if what it holds is no model.
    """
    try:
        return TextScorer(models)
    except BadModel as error:
        raise BadInput(str(error)) from error


async def score_next(
    store: ResponseStore, now: datetime, limit: int, scorer: ScoreText | None = None
) -> int:
    """Score up to `limit` waiting texts and get how many there were; 0: nothing is waiting.

    scorer: as text_scorer() makes one; without it the scorers that come with us are used.
    A crash on the way repeats the work after the lease, never a score. A text the scorer fails on
    is recorded as not scored, 'failed', so that it can not hold up the others; a scorer that fails
    on every text raises what it raises, and the texts wait for a better one.
    """
    waiting = await store.claim_unscored(now, LEASE, limit)
    if waiting:
        reader = scorer or text_scorer()
        scores = await asyncio.to_thread(partial(_score_all, waiting, reader))
        find = reader.find_themes if isinstance(reader, TextScorer) else find_themes
        # Before the scores, which end the task: a crash in between repeats both.
        await store.record_themes(await asyncio.to_thread(themes_of, waiting, find), now)
        await store.record_scores(scores, now)
    return len(waiting)


def _score_all(verbatims: Sequence[Verbatim], scorer: ScoreText) -> list[Score]:
    return [
        score
        for verbatim in verbatims
        for scored in _score_or_say_why(verbatim, scorer)
        for score in _scores_of(verbatim, scored)
    ]


def _score_or_say_why(verbatim: Verbatim, scorer: ScoreText) -> Sequence[ScoredText]:
    try:
        return scorer(verbatim.text, verbatim.language)
    except Exception as error:
        _log.error(
            "response %s, item %s could not be scored: %s",
            verbatim.response_id, verbatim.item_id, type(error).__name__,
        )  # fmt: skip
        # An empty text tells which scorers these are; it raises if they are themselves broken.
        nothing = scorer("", verbatim.language)
        return [ScoredText(each.scorer, each.language, FAILED) for each in nothing]


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
            language="" if number else scored.language,
        )
        for number, (step, found) in enumerate(parts)
    ]
