"""Killed at every SQL statement and commit: whole or not at all, and done when tried again."""

from __future__ import annotations

import asyncio
import random
from itertools import count

import pytest

from survey_api.responses.score import LEASE
from survey_api.storage import open_store
from tests.faults.dying import die_at
from tests.faults.works import check_sound
from tests.survey_api.releases.builders import SUBMITTED

pytestmark = pytest.mark.slow


async def test_killed_at_any_point_it_is_whole_or_not_there_and_can_be_done_again(home, work, soak):
    step = 1 if soak or home.store.startswith("sqlite:") else 10
    async with open_store(home.store, home.sealing) as store:
        await work.prepare(store)
        about = await work.ready(store)
    for point in count(1, step):
        death = await asyncio.to_thread(die_at, point, home, work, about, SUBMITTED)
        async with open_store(home.store, home.sealing, create=False) as store:
            await work.check(home, store, about, death.told)
            await work.do(store, about, SUBMITTED + LEASE)
            await work.check(home, store, about, True)
            await check_sound(home, store)
            about = await work.ready(store)
        if not death.killed:
            break
    assert death.told
    assert point > work.points


async def test_killed_again_and_again_also_while_it_recovers(home, work, soak):
    if not soak and not home.store.startswith("sqlite:"):
        pytest.skip("in the long form only")
    dice = random.Random(20261127)
    async with open_store(home.store, home.sealing) as store:
        await work.prepare(store)
        about = await work.ready(store)
    for _ in range(100 if soak else 2):
        told = False
        for death in range(dice.randint(1, 4)):
            now = SUBMITTED + death * LEASE
            died = await asyncio.to_thread(
                die_at, dice.randint(1, 60), home, work, about, now, opening=True
            )
            told = told or died.told
        async with open_store(home.store, home.sealing, create=False) as store:
            await work.check(home, store, about, told)
            await work.do(store, about, SUBMITTED + 5 * LEASE)
            await work.check(home, store, about, True)
            await check_sound(home, store)
            about = await work.ready(store)
