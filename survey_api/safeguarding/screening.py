"""screen_next: every response is looked at once by each version of the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from analysis import KINDS, Screen, Verdict, load_screen
from survey_api.questionnaire import Survey
from survey_api.safeguarding.duty import Duty, load_duty
from survey_api.safeguarding.model import (
    NOT_BACK,
    Concern,
    ItemReason,
    Screened,
    Unscreened,
    Written,
)
from survey_api.safeguarding.store import SafeguardingStore

LEASE = timedelta(minutes=1)  # a batch takes seconds; those of a worker that died wait this long

REASONS = {kind: (each.title, each.reason) for kind, each in KINDS.items()} | {
    NOT_BACK: (
        "The child was not back yet",
        "The answer to whether the child came back says: not yet.",
    )
}


async def screen_next(
    store: SafeguardingStore,
    surveys: Mapping[str, Survey],
    now: datetime,
    limit: int,
    screen: Screen | None = None,
) -> int:
    """Screen up to `limit` waiting responses and get how many there were; 0: nothing waits.

    A crash on the way repeats the work after the lease, never a concern.
    """
    if screen is None:
        screen = await asyncio.to_thread(load_screen)
    waiting = await store.claim_unscreened(now, LEASE, limit)
    if waiting:
        duties = {survey.id: load_duty(survey) for survey in surveys.values()}
        screened = await asyncio.to_thread(partial(_screen_all, waiting, duties, screen, now))
        await store.record_screening(screened, screen.version, now)
    return len(waiting)


def _screen_all(
    waiting: Sequence[Unscreened], duties: Mapping[str, Duty], screen: Screen, now: datetime
) -> list[Screened]:
    return [_screen(each, duties.get(each.survey, Duty()), screen, now) for each in waiting]


def _screen(response: Unscreened, duty: Duty, screen: Screen, now: datetime) -> Screened:
    reasons = list(_not_back(response, duty))
    urgent = bool(reasons)
    for text in response.texts:
        for translated, verdict in _looks(text, screen):
            urgent = urgent or verdict.urgent
            reasons += [
                ItemReason(
                    item_id=text.item_id,
                    kind=reason.kind,
                    spans=reason.spans,
                    translated=translated,
                )
                for reason in verdict.reasons
            ]
    if not reasons:
        return Screened(response_id=response.response_id, concern=None)
    concern = Concern(
        response_id=response.response_id,
        reference=response.reference,
        survey=response.survey,
        wave=response.wave,
        received_at=response.received_at,
        flagged_at=now,
        urgent=urgent,
        reasons=tuple(reasons),
        screen=screen.version,
        simulated=response.simulated,
    )
    return Screened(response_id=response.response_id, concern=concern)


def _looks(text: Written, screen: Screen) -> Iterator[tuple[bool, Verdict]]:
    """At the text, and at what it was put into English as; whether it is the second."""
    yield False, screen.look(text.text, text.language)
    if text.english:
        yield True, screen.look(text.english, "en")


def _not_back(response: Unscreened, duty: Duty) -> Iterator[ItemReason]:
    for told in duty.not_back:
        if response.answers.get(told.item) in told.codes:
            yield ItemReason(item_id=told.item, kind=NOT_BACK)
