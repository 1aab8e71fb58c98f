"""What a store of promises must do, on each engine."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from survey_api.access import Organisation
from survey_api.audit import Event
from survey_api.errors import StoreUnavailable
from survey_api.promises import Promise, PromiseState, PromiseVersion, PromiseWord, Told
from tests.storage.stored import NOW, SURVEY, WAVE
from tests.survey_ui.releases.samples import a_release

RELEASE = a_release().summary.id
TOLD = Told(
    finding="Nobody rang back. \U0001f494 لم يتصل أحد", change="Somebody rings.", owner="Met",
    due=date(2027, 3, 31), state=PromiseState.NOT_DONE, reason="No money.", after="another",
)  # fmt: skip
EVENT = Event(who="mo", what="did something with a promise")


def a_promise(number: int = 0, **changes) -> Promise:
    values: dict[str, Any] = {
        "id": str(uuid.UUID(int=number)), "survey": SURVEY, "wave": WAVE, "release": RELEASE,
        "measure": "Share told so", "table": "wrong_by_role", "column": "wrong", "row": "P",
        "started_at": NOW,
    }  # fmt: skip
    return Promise(**(values | changes))


def a_version(promise: Promise, number: int = 1, told: Told = TOLD) -> PromiseVersion:
    return PromiseVersion(
        promise=promise.id, number=number, told=told, account="mo",
        saved_at=NOW + timedelta(minutes=number),
    )  # fmt: skip


def a_word(promise: Promise, number: int, minute: int = 0, **changes) -> PromiseWord:
    values: dict[str, Any] = {
        "promise": promise.id, "number": number, "account": "mel",
        "organisation": Organisation.MET, "agrees": True,
        "said_at": NOW + timedelta(minutes=minute),
    }  # fmt: skip
    return PromiseWord(**(values | changes))


@pytest.fixture
async def kept(store):
    await store.add_release(a_release())
    return store


async def events(store) -> int:
    return len(await store.read_entries(0, 1000))


async def test_a_promise_comes_back_whole(kept):
    promise = a_promise()
    first, second = a_version(promise, told=Told(finding="F")), a_version(promise, 2)
    assert await kept.get_promise(promise.id) is None
    assert await kept.add_promise(promise, first, EVENT)
    assert await kept.add_version(second, EVENT)
    word = a_word(promise, 2)
    down = a_word(promise, 2, 1, account="mo", organisation=Organisation.MOPAC, agrees=False,
                  reason="It named a station.")  # fmt: skip
    assert await kept.add_promise_word(word, EVENT)
    assert await kept.add_promise_word(down, EVENT)
    file = await kept.get_promise(promise.id)
    assert (file.promise, file.versions, file.words) == (promise, (first, second), (word, down))
    assert await kept.list_promises(SURVEY, WAVE) == [file]
    assert await events(kept) == 4


async def test_the_promises_of_a_wave_come_in_the_order_in_which_they_were_started(kept):
    later, first = a_promise(1, started_at=NOW + timedelta(seconds=1)), a_promise(2)
    other = a_promise(3, wave="2026-pilot")
    for promise in (later, first, other):
        await kept.add_promise(promise, a_version(promise), EVENT)
    assert [file.promise for file in await kept.list_promises(SURVEY, WAVE)] == [first, later]
    assert [file.promise for file in await kept.list_promises(SURVEY, "2026-pilot")] == [other]
    assert await kept.list_promises("another", WAVE) == []


async def test_the_same_id_twice_is_stored_once_and_logged_once(kept):
    promise = a_promise()
    assert await kept.add_promise(promise, a_version(promise), EVENT)
    changed = replace(promise, measure="Another")
    assert not await kept.add_promise(changed, a_version(promise, told=Told(finding="G")), EVENT)
    file = await kept.get_promise(promise.id)
    assert (file.promise, file.newest.told) == (promise, TOLD)
    assert await events(kept) == 1


async def test_a_version_that_is_not_the_next_is_refused_and_nothing_is_stored(kept):
    promise = a_promise()
    await kept.add_promise(promise, a_version(promise), EVENT)
    for number in (0, 1, 3):
        assert not await kept.add_version(a_version(promise, number), EVENT)
    assert not await kept.add_version(a_version(a_promise(9), 2), EVENT)
    assert len((await kept.get_promise(promise.id)).versions) == 1
    assert await events(kept) == 1


async def test_of_many_that_save_at_once_one_is_the_next_version(kept):
    promise = a_promise()
    await kept.add_promise(promise, a_version(promise), EVENT)
    texts = [replace(TOLD, change=f"Change {n}") for n in range(20)]
    saved = await asyncio.gather(
        *(kept.add_version(a_version(promise, 2, told), EVENT) for told in texts)
    )
    assert sum(saved) == 1
    file = await kept.get_promise(promise.id)
    assert file.newest.told == texts[saved.index(True)]
    assert len(file.versions) == await events(kept) == 2


async def test_words_are_of_the_newest_version_and_once_a_moment(kept):
    promise = a_promise()
    await kept.add_promise(promise, a_version(promise), EVENT)
    assert await kept.add_promise_word(a_word(promise, 1), EVENT)
    assert not await kept.add_promise_word(a_word(promise, 1), EVENT)
    await kept.add_version(a_version(promise, 2), EVENT)
    assert not await kept.add_promise_word(a_word(promise, 1, 5), EVENT)
    assert not await kept.add_promise_word(a_word(promise, 3, 5), EVENT)
    assert not await kept.add_promise_word(a_word(a_promise(9), 1), EVENT)
    assert len((await kept.get_promise(promise.id)).words) == 1
    assert await events(kept) == 3


async def test_a_promise_of_no_release_is_not_stored(kept):
    promise = a_promise(release="none")
    with pytest.raises(StoreUnavailable):
        await kept.add_promise(promise, a_version(promise), EVENT)
    assert await kept.get_promise(promise.id) is None
    assert await events(kept) == 0
