"""run_worker: what happens without anybody asking: screening, scoring, releases, purges."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from analysis import load_screen
from survey_api.errors import Refused, SurveyError
from survey_api.mailing import Mailer
from survey_api.questionnaire import Survey, london_day
from survey_api.releases import Store, make_release
from survey_api.responses import ScoreText, score_next
from survey_api.retention import PeopleHome, cut_audit_log, purge_expired
from survey_api.safeguarding import alarm_next, load_duty, screen_next

SCORE_TOGETHER = 100  # texts claimed at once
SCORING_PAUSE = timedelta(seconds=2)  # when no text is waiting
SCREEN_TOGETHER = 50  # responses claimed at once
SCREENING_PAUSE = timedelta(seconds=5)  # when none is waiting: well within the minute
ALARM_PAUSE = timedelta(seconds=30)  # how soon something urgent or overdue is noticed
DAILY_PAUSE = timedelta(minutes=1)  # how soon a new day is noticed
FIRST_BACK_OFF = timedelta(seconds=1)
LAST_BACK_OFF = timedelta(minutes=5)

_log = logging.getLogger(__name__)

# One turn of a loop: how long to wait before the next.
Turn = Callable[[], Awaitable[timedelta]]


async def run_worker(
    store: Store,
    surveys: Mapping[str, Survey],
    contacts: PeopleHome,
    *,
    stop: asyncio.Event,
    clock: Callable[[], datetime],
    scorer: ScoreText | None = None,
    mailer: Mailer | None = None,
) -> None:
    """Work until `stop` is set, then finish what is in hand and return.

    scorer: as text_scorer() makes one; without it the scorers that come with us are used.

    mailer: how the duty lead is written to; without it nobody is.

    Responses are screened for a child in danger, and texts scored, as they come. Once a day, on
    the calendar of London, each survey is purged and its open wave gets an interim release, and the
    audit log loses what is past its time.
    Whatever fails is logged, without an answer in it, and tried again after a pause that grows
    from a second to five minutes.
    """
    work = [_repeat("scoring", partial(_score, store, clock, scorer), stop)]
    seen_before = _once(partial(_ask_screening, store))
    screening = partial(_screen, store, surveys, clock, seen_before)
    work.append(_repeat("screening", screening, stop))
    for survey in surveys.values():
        alarm = partial(_alarm, store, survey, clock, mailer)
        work.append(_repeat(f"safeguarding alarm of {survey.id}", alarm, stop))
        purge = _once_a_day(partial(_purge, store, contacts, survey), clock)
        release = _once_a_day(partial(_release, store, survey), clock)
        work.append(_repeat(f"purge of {survey.id}", purge, stop))
        work.append(_repeat(f"interim release of {survey.id}", release, stop))
    cut = _once_a_day(partial(_cut_audit_log, store, surveys), clock)
    work.append(_repeat("cut of the audit log", cut, stop))
    await asyncio.gather(*work)


async def _score(
    store: Store, clock: Callable[[], datetime], scorer: ScoreText | None
) -> timedelta:
    scored = await score_next(store, clock(), SCORE_TOGETHER, scorer)
    if not scored:
        return SCORING_PAUSE
    _log.info("scored %d texts", scored)
    return timedelta(0)


async def _ask_screening(store: Store) -> None:
    """What another version of the screen has seen is screened anew."""
    screen = await asyncio.to_thread(load_screen)
    if asked := await store.ask_screening(screen.version):
        _log.info("%d responses are to be screened by %s", asked, screen.version)


async def _screen(
    store: Store,
    surveys: Mapping[str, Survey],
    clock: Callable[[], datetime],
    seen_before: Callable[[], Awaitable[None]],
) -> timedelta:
    await seen_before()
    screened = await screen_next(store, surveys, clock(), SCREEN_TOGETHER)
    return timedelta(0) if screened else SCREENING_PAUSE


async def _alarm(
    store: Store, survey: Survey, clock: Callable[[], datetime], mailer: Mailer | None
) -> timedelta:
    alarm = await alarm_next(store, survey, mailer, clock())
    if alarm is not None:
        told = mailer is not None and bool(load_duty(survey).alarm_to)
        _log.warning(
            "safeguarding of %s: %d urgent and unopened, %d overdue; %s",
            survey.id, alarm.urgent, alarm.overdue,
            "the duty lead was written to" if told else "nobody was written to",
        )  # fmt: skip
    return ALARM_PAUSE


def _once(job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The job, until it has been done."""
    done = False

    async def run() -> None:
        nonlocal done
        if not done:
            await job()
            done = True

    return run


async def _purge(store: Store, contacts: PeopleHome, survey: Survey, now: datetime) -> None:
    gone = await purge_expired(store, contacts, survey, now, by="worker")
    _log.info("purged %s: %s", survey.id, gone.said)


async def _cut_audit_log(store: Store, surveys: Mapping[str, Survey], now: datetime) -> None:
    if gone := await cut_audit_log(store, surveys, now, by="worker"):
        _log.info("cut %s entries off the audit log", gone)


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
