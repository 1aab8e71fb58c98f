"""The pieces of work that may be cut short, and what must hold whenever they are."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from analysis.sentiment import ScoredPart, ScoredText, Sentiment
from survey_api import Settings, Store
from survey_api.audit import verify_log
from survey_api.questionnaire import page_of
from survey_api.releases import make_release
from survey_api.responses import (
    Draft,
    Erasure,
    begin_response,
    erase_response,
    make_reference,
    save_page,
    score_next,
    submit_draft,
    submit_response,
)
from tests.kept import ask
from tests.samples import raw
from tests.survey_api.releases.builders import SUBMITTED, WAVE, the_survey

WORDS, BETTER = "Nobody rang us back.", "They rang us back at once."
ANSWERS = {"role": "P", "reported": "me", "overall": "poor", "better": WORDS}
ONE_DRAFT, ONE_RESPONSE = (0, 0, 0, 0, 1), (1, 1, 1, 1, 0)
NOTHING = (0, 0, 0, 0, 0)
_ALL = 1_000_000


class Work(ABC):
    """Something that is done whole or not at all, and once, however often it is begun."""

    points: int  # fault points on its way, at the least

    async def prepare(self, store: Store) -> None:
        """What the store holds before any of it is begun."""
        del store  # nothing, for most

    @abstractmethod
    async def ready(self, store: Store) -> Any:
        """What a new one is about: handed to the others, also in another process."""

    @abstractmethod
    async def do(self, store: Store, about: Any, now: datetime) -> None:
        """Do it. When this returns, somebody is told that it is done."""

    @abstractmethod
    async def check(self, home: Settings, store: Store, about: Any, told: bool) -> None:
        """Raises AssertionError unless it was done or not, and was if somebody was told."""


class PageSave(Work):
    points = 5

    async def ready(self, store: Store) -> Draft:
        return await a_draft(store)

    async def do(self, store: Store, about: Draft, now: datetime) -> None:
        page = page_of(the_survey().questionnaire, "better")
        assert page is not None
        saved = await save_page(store, the_survey(), about, page, {"better": [BETTER]}, now)
        assert isinstance(saved, Draft)

    async def check(self, home: Settings, store: Store, about: Draft, told: bool) -> None:
        found = await store.get_draft(about.id)
        assert found is not None
        written = found.answers["better"]
        assert written in ((BETTER,) if told else (WORDS, BETTER))
        assert found.answers == about.answers | {"better": written}
        assert found.page == ("better" if written == BETTER else about.page)


class Submit(Work):
    """Of a draft, page by page."""

    points = 12

    async def ready(self, store: Store) -> Draft:
        return await a_draft(store)

    async def do(self, store: Store, about: Draft, now: datetime) -> None:
        receipt = await submit_draft(store, the_survey(), about, now)
        assert receipt.reference == make_reference(about.id)

    async def check(self, home: Settings, store: Store, about: Draft, told: bool) -> None:
        if rows_of(home, about.id) == ONE_DRAFT and not told:
            found = await store.get_draft(about.id)
            assert found is not None
            assert found.answers == about.answers
        else:
            await check_whole(home, store, about.id)


class Send(Work):
    """Of a whole response at once, by a program."""

    points = 12

    async def ready(self, store: Store) -> str:
        return str(uuid.uuid4())

    async def do(self, store: Store, about: str, now: datetime) -> None:
        await send(store, about, now)

    async def check(self, home: Settings, store: Store, about: str, told: bool) -> None:
        if rows_of(home, about) != NOTHING or told:
            await check_whole(home, store, about)


class Scoring(Work):
    points = 15

    async def ready(self, store: Store) -> str:
        return await send_one(store)

    async def do(self, store: Store, about: str, now: datetime) -> None:
        await score_next(store, now, 10, score)

    async def check(self, home: Settings, store: Store, about: str, told: bool) -> None:
        await check_whole(home, store, about)
        held = await store.read_held(make_reference(about))
        assert held is not None
        task = f"SELECT done_at IS NOT NULL FROM scoring_tasks WHERE response_id = '{about}'"
        ((done,),) = ask(home.store, task)
        assert done or not told
        assert sorted(one.part for one in held.scores) == ([0, 1, 2] if done else [])
        assert len(held.themes) in ((1,) if done else (0, 1))  # they are stored first


class Releasing(Work):
    points = 15

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def prepare(self, store: Store) -> None:
        for _ in range(50):  # as many as a first release takes
            await send(store, str(uuid.uuid4()), SUBMITTED)

    async def ready(self, store: Store) -> int:
        return len(await store.list_releases())

    async def do(self, store: Store, about: int, now: datetime) -> None:
        survey = msgspec.structs.replace(the_survey(), folder=self._folder)
        await make_release(store, survey, WAVE, now=now, interim=True, by="olu")

    async def check(self, home: Settings, store: Store, about: int, told: bool) -> None:
        made = {one.id for one in await store.list_releases()}
        assert len(made) >= about + told  # one more for each time it was done
        for release_id in made:
            assert await store.get_release(release_id) is not None
        assert set(await store.read_behind("missing_children", WAVE)) == made
        entries = await store.read_entries(0, _ALL)
        noted = [entry.which for entry in entries if entry.what == "made a release"]
        assert sorted(noted) == sorted(made)


class Erasing(Work):
    points = 12

    async def ready(self, store: Store) -> str:
        return await send_one(store)

    async def do(self, store: Store, about: str, now: datetime) -> None:
        erased = await erase_response(store, make_reference(about), now, by="olu", why="asked")
        assert erased in (Erasure.DONE, Erasure.BEFORE)

    async def check(self, home: Settings, store: Store, about: str, told: bool) -> None:
        mark = store.mark_of(make_reference(about))
        noted = [one.what for one in await store.read_entries(0, _ALL) if one.which == mark]
        if not noted and not told:
            await check_whole(home, store, about)
            return
        assert noted in (["erased a response"], ["finished an erasure"])
        assert rows_of(home, about) == NOTHING
        assert await store.read_held(make_reference(about)) is None


async def check_sound(home: Settings, store: Store) -> None:
    """Nothing is broken, whatever was going on."""
    assert (await verify_log(store)).wrong == ""
    if home.store.startswith("sqlite:"):
        assert ask(home.store, "PRAGMA integrity_check") == [("ok",)]
        assert ask(home.store, "PRAGMA foreign_key_check") == []


async def a_draft(store: Store) -> Draft:
    """One that is stored, with all its answers."""
    return await begin_response(
        store, the_survey(), language="en", mode="web", answers=dict(ANSWERS), now=SUBMITTED
    )


async def send(store: Store, response_id: str, now: datetime) -> None:
    """A whole response, by a program."""
    await submit_response(
        store, the_survey(), response_id, language="en", mode="web", answers=raw(ANSWERS), now=now
    )


async def send_one(store: Store) -> str:
    """A response of its own; its id."""
    response_id = str(uuid.uuid4())
    await send(store, response_id, SUBMITTED)
    return response_id


def score(text: str, language: str) -> list[ScoredText]:
    """A scorer that is quick."""
    felt = Sentiment(label="negative", polarity=-0.5)
    return [ScoredText("quick/1", language, felt, (ScoredPart("call", felt),) * 2)]


def rows_of(home: Settings, response_id: str) -> tuple[int, ...]:
    """How many rows a response, its texts, their tasks and its screening have, and its draft."""
    columns = (
        "responses.id", "verbatims.response_id", "scoring_tasks.response_id",
        "screenings.response_id", "drafts.id",
    )  # fmt: skip
    counts = ", ".join(
        f"(SELECT count(*) FROM {column.partition('.')[0]} WHERE {column} = '{response_id}')"
        for column in columns
    )
    (row,) = ask(home.store, f"SELECT {counts}")
    return row


async def check_whole(home: Settings, store: Store, response_id: str) -> None:
    """Raises AssertionError unless the response is there, once, and its words can be read."""
    assert rows_of(home, response_id) == ONE_RESPONSE
    held = await store.read_held(make_reference(response_id))
    assert held is not None
    assert held.response.answers == {item: ANSWERS[item] for item in held.response.answers}
    assert {"role", "overall"} <= set(held.response.answers)
    assert held.response.texts == {"better": WORDS}
