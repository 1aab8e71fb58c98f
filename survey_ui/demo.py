"""A demo store: simulated responses, scored, released, and marked wherever they show."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, time

import msgspec

from survey_api import (
    Refused,
    Release,
    ReleaseSummary,
    Role,
    Settings,
    Store,
    Survey,
    add_account,
    london_day,
    make_release,
    score_next,
    simulate_answers,
    submit_response,
)
from survey_ui import links

ACCOUNT = "demo"
_TOGETHER = 64  # responses submitted at once, so that they share a commit
_BATCH = 200  # texts scored at once

Progress = Callable[[str, int, int], None]  # what is done, how many so far, of how many


async def fill_demo(
    store: Store, survey: Survey, *, responses: int, seed: int, now: datetime, progress: Progress
) -> Release:
    """Simulate `responses` responses of the open wave, score them and make an interim release.

    The same seed gives the same responses, so a second run adds nothing. Raises Refused in a
    store that holds real responses, or when no wave is open.
    """
    wave = survey.open_wave(london_day(now))
    if wave is None:
        raise Refused("No wave is open today, so there is nothing to simulate.")
    standing = await store.count_fieldwork(survey.id, wave.id)
    if standing.responses > standing.simulated:
        raise Refused("This store holds real responses. Choose another with --store.")
    if standing.simulated < responses:
        await _simulate(store, survey, responses, seed, now, progress)
    await score_all(store, now, progress)
    latest = await store.latest_release(survey.id, wave.id)
    if latest and standing.simulated >= responses:
        return latest
    return await make_release(store, survey, wave.id, now=now, interim=True)


async def _simulate(
    store: Store, survey: Survey, responses: int, seed: int, now: datetime, progress: Progress
) -> None:
    for first in range(0, responses, _TOGETHER):
        numbers = range(first, min(first + _TOGETHER, responses))
        await asyncio.gather(*(_submit_one(store, survey, seed, n, now) for n in numbers))
        progress("Simulating responses", numbers.stop, responses)


async def _submit_one(store: Store, survey: Survey, seed: int, number: int, now: datetime) -> None:
    rng = random.Random(f"{seed}/{number}")
    when = _moment_within_wave(survey, rng, now)
    answers = simulate_answers(survey, rng, when)
    await submit_response(
        store,
        survey,
        str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        language=survey.programme.languages[0],
        mode="web",
        answers={item: msgspec.Raw(msgspec.json.encode(value)) for item, value in answers.items()},
        now=when,
        simulated=True,
    )


def _moment_within_wave(survey: Survey, rng: random.Random, now: datetime) -> datetime:
    wave = survey.open_wave(london_day(now))
    opens = datetime.combine(wave.opens, time(8), UTC) if wave else now
    return opens + (now - opens) * rng.random() if opens < now else now


async def score_all(store: Store, now: datetime, progress: Progress) -> int:
    """Score every text that waits; the number of responses scored."""
    scored = 0
    while done := await score_next(store, now, _BATCH):
        scored += done
        progress("Scoring texts", scored, scored)
    return scored


async def demo_account(store: Store, settings: Settings, now: datetime) -> str:
    """The password of the demo account, made on first use; it differs from machine to machine."""
    password = "-".join(_letters(settings.form_secret(), 3))
    if await store.get_account(ACCOUNT) is None:
        await add_account(store, ACCOUNT, password, Role.ANALYST, "Demo", now)
    return password


def _letters(secret: str, groups: int) -> list[str]:
    rng = random.Random(f"demo/{secret}")
    return ["".join(rng.choices("abcdefghjkmnpqrstuvwxyz", k=6)) for _ in range(groups)]


def what_to_look_at(release: ReleaseSummary, password: str, address: str) -> str:
    """What `survey demo` tells a newcomer."""
    return f"""
{release.simulated} simulated responses are in the demo store, released as {release.id}.

  Answer as a family would   {address}/
  Read as the strategy team  {address}{links.release(release.survey, release.wave)}
    sign in as               {ACCOUNT}
    password                 {password}
  Read the API               {address}/schema

Everything in this demo is simulated, and says so wherever it shows.
"""
