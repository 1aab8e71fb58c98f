"""run_worker: what happens without anybody asking: scoring, daily interim releases, purges."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from survey_api.errors import Refused, SurveyError
from survey_api.questionnaire import Survey, london_day
from survey_api.releases import Store, make_release
from survey_api.responses import ScoreText, purge_expired, score_next

SCORE_TOGETHER = 100  # texts claimed at once
SCORING_PAUSE = timedelta(seconds=2)  # when no text is waiting
DAILY_PAUSE = timedelta(minutes=1)  # how soon a new day is noticed
FIRST_BACK_OFF = timedelta(seconds=1)
LAST_BACK_OFF = timedelta(minutes=5)

_log = logging.getLogger(__name__)

# One turn of a loop: how long to wait before the next.
Turn = Callable[[], Awaitable[timedelta]]


async def run_worker(
    store: Store,
    surveys: Mapping[str, Survey],
    *,
    stop: asyncio.Event,
    clock: Callable[[], datetime],
    scorer: ScoreText | None = None,
) -> None:
    """Work until `stop` is set, then finish what is in hand and return.

    scorer: as text_scorer() makes one; without it the scorers that come with us are used.

    Texts are scored as they come. Once a day, on the calendar of London, each survey is purged and
    its open wave gets an interim release. Whatever fails is logged, without an answer in it, and
    tried again after a pause that grows from a second to five minutes.
    """
    work = [_repeat("scoring", partial(_score, store, clock, scorer), stop)]
    for survey in surveys.values():
        purge = _once_a_day(partial(_purge, store, survey), clock)
        release = _once_a_day(partial(_release, store, survey), clock)
        work.append(_repeat(f"purge of {survey.id}", purge, stop))
        work.append(_repeat(f"interim release of {survey.id}", release, stop))
    await asyncio.gather(*work)


async def _score(
    store: Store, clock: Callable[[], datetime], scorer: ScoreText | None
) -> timedelta:
    scored = await score_next(store, clock(), SCORE_TOGETHER, scorer)
    if not scored:
        return SCORING_PAUSE
    _log.info("scored %d texts", scored)
    return timedelta(0)


async def _purge(store: Store, survey: Survey, now: datetime) -> None:
    gone = await purge_expired(store, survey, now)
    _log.info(
        "purged %s: %d drafts, %d texts, %d sessions",
        survey.id, gone.drafts, gone.verbatims, gone.sessions,
    )  # fmt: skip


async def _release(store: Store, survey: Survey, now: datetime) -> None:
    """Make today's interim release, unless the wave has one of today, e.g. before a restart."""
    wave = survey.open_wave(london_day(now))
    if wave is None:
        return
    latest = await store.latest_release(survey.id, wave.id)
    if latest is not None and london_day(latest.summary.made_at) == london_day(now):
        return
    try:
        release = await make_release(store, survey, wave.id, now=now, interim=True, by="worker")
    except Refused as refusal:  # e.g. too few answers yet: tomorrow is soon enough
        _log.info("no interim release of %s %s today: %s", survey.id, wave.id, refusal)
        return
    _log.info("made interim release %s", release.summary.id)


def _once_a_day(job: Callable[[datetime], Awaitable[None]], clock: Callable[[], datetime]) -> Turn:
    """A turn that does the job if it has not been done on this day of London."""
    last: date | None = None

    async def turn() -> timedelta:
        nonlocal last
        now = clock()
        if london_day(now) != last:
            await job(now)
            last = london_day(now)
        return DAILY_PAUSE

    return turn


async def _repeat(name: str, turn: Turn, stop: asyncio.Event) -> None:
    """Take turns until `stop` is set. A turn that fails is taken again, later each time."""
    back_off = FIRST_BACK_OFF
    while not stop.is_set():
        try:
            pause = await turn()
            back_off = FIRST_BACK_OFF
        except Exception as error:
            # Of other errors only the kind: their text could quote what somebody wrote.
            reason = error if isinstance(error, SurveyError) else type(error).__name__
            _log.error("%s failed: %s; next try in %s", name, reason, back_off)
            pause, back_off = back_off, min(2 * back_off, LAST_BACK_OFF)
        await _wait(stop, pause)


async def _wait(stop: asyncio.Event, pause: timedelta) -> None:
    try:
        await asyncio.wait_for(stop.wait(), pause.total_seconds())
    except TimeoutError:
        return
