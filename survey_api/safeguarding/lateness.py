"""How the queue stands: what is overdue, and how far screening is behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from survey_api.questionnaire import Survey
from survey_api.record import Record
from survey_api.safeguarding.duty import Duty, after_working_days, load_duty
from survey_api.safeguarding.model import Case
from survey_api.safeguarding.store import SafeguardingStore


class Lateness(Record, kw_only=True):
    """Counts only, so that anybody may know them."""

    overdue: int  # concerns past a limit
    unread: int  # that nobody has opened
    unscreened: int  # responses that the screen has not looked at
    lag: timedelta  # how long the oldest of those has waited


def due_by(case: Case, duty: Duty) -> datetime | None:
    """When the next thing must be done: opening it, then closing it. None: it is closed."""
    received, limits = case.concern.received_at, duty.limits
    if case.closed_at is not None:
        return None
    if case.opened_at is not None:
        return after_working_days(duty, received, limits.close_working_days)
    if case.concern.urgent:
        return received + timedelta(minutes=limits.urgent_minutes)
    return after_working_days(duty, received, limits.open_working_days)


def is_overdue(case: Case, duty: Duty, now: datetime) -> bool:
    """Whether the next thing should have been done by now."""
    due = due_by(case, duty)
    return due is not None and due <= now


async def read_lateness(
    store: SafeguardingStore, surveys: Iterable[Survey], now: datetime
) -> Lateness:
    """How the queues of all surveys stand."""
    overdue = unread = 0
    for survey in surveys:
        duty = load_duty(survey)
        cases = await store.list_cases(survey.id, closed=False)
        overdue += sum(is_overdue(case, duty, now) for case in cases)
        unread += sum(case.opened_at is None for case in cases)
    screening = await store.count_unscreened()
    lag = now - screening.oldest_at if screening.oldest_at else timedelta(0)
    return Lateness(
        overdue=overdue, unread=unread, unscreened=screening.waiting, lag=max(lag, timedelta(0))
    )
