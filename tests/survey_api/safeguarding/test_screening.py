"""Screening over a real store: nothing is forgotten, and nothing is done twice."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from analysis import load_screen
from survey_api import Store, open_store
from survey_api.safeguarding import screen_next
from survey_api.safeguarding.screening import LEASE
from tests.survey_api.safeguarding.told import (
    DAY,
    MINUTE,
    NOW,
    ORDINARY,
    PLANTED,
    SERIOUS,
    SURVEY,
    SURVEYS,
    URGENT,
    tell,
)


async def cases(store: Store):
    return {c.concern.response_id: c for c in await store.list_cases(SURVEY.id, closed=False)}


async def test_what_tells_of_danger_is_flagged_and_what_does_not_is_left(store):
    urgent, serious = await tell(store, URGENT), await tell(store, SERIOUS)
    await tell(store, ORDINARY)
    assert await screen_next(store, SURVEYS, NOW, 10) == 3
    found = await cases(store)
    assert set(found) == {urgent, serious}
    assert found[urgent].concern.urgent
    assert not found[serious].concern.urgent
    assert [r.kind for r in found[urgent].concern.reasons] == ["suicide"]
    ((first, last),) = found[urgent].concern.reasons[0].spans
    assert URGENT[first:last] == "kill himself"
    assert found[urgent].concern.received_at == NOW


async def test_a_child_not_back_yet_is_urgent_without_a_word(store):
    id_ = await tell(store, role="P", reported="me", returned="not_yet")
    await tell(store, role="P", reported="me", returned="came_back")
    await screen_next(store, SURVEYS, NOW, 10)
    found = await cases(store)
    assert set(found) == {id_}
    assert found[id_].concern.urgent
    assert [(r.item_id, r.kind) for r in found[id_].concern.reasons] == [("returned", "not_back")]


async def test_every_response_waits_from_its_own_commit_on_and_is_screened_once(store):
    await tell(store, URGENT)
    waiting = await store.count_unscreened()
    assert (waiting.waiting, waiting.oldest_at) == (1, NOW)
    assert await screen_next(store, SURVEYS, NOW, 10) == 1
    assert await screen_next(store, SURVEYS, NOW + DAY, 10) == 0
    assert (await store.count_unscreened()).waiting == 0


async def test_a_crash_between_claim_and_record_repeats_the_work_after_the_lease(home):
    async with open_store(home.store, home.sealing) as store:
        await tell(store, URGENT)
        assert len(await store.claim_unscreened(NOW, LEASE, 10)) == 1
    async with open_store(home.store, home.sealing) as store:  # after the crash
        assert await screen_next(store, SURVEYS, NOW + MINUTE / 2, 10) == 0  # held by the dead
        assert await screen_next(store, SURVEYS, NOW + LEASE, 10) == 1
        assert len(await cases(store)) == 1


async def test_another_version_of_the_screen_looks_again_and_keeps_what_was_done(store):
    id_ = await tell(store, URGENT)
    await screen_next(store, SURVEYS, NOW, 10)
    version = load_screen().version
    assert await store.ask_screening(version) == 0
    case = (await cases(store))[id_]
    await store.add_act(_act(id_))
    assert await store.ask_screening("another") == 1
    assert await screen_next(store, SURVEYS, NOW + DAY, 10) == 1
    again = (await cases(store))[id_]
    assert again.concern == case.concern
    assert [each.note for each in again.acted] == ["seen"]


def _act(id_: str):
    from survey_api.safeguarding import Acted

    return Acted(response_id=id_, what="noted", who="sam", at=NOW, note="seen")


async def test_no_word_stands_in_the_tables_of_safeguarding(tmp_path: Path):
    file = tmp_path / "survey.db"
    async with open_store(f"sqlite:///{file}") as store:
        await tell(store, URGENT)
        await screen_next(store, SURVEYS, NOW, 10)
        assert PLANTED not in msgspec.json.encode(list((await cases(store)).values())).decode()
    with sqlite3.connect(file) as raw:
        for table in ("screenings", "concerns", "concern_acts", "safeguarding_alarms"):
            assert PLANTED not in str(raw.execute(f"SELECT * FROM {table}").fetchall())
    raw.close()
