"""The demo's simulated translator."""

from __future__ import annotations

import uuid

import msgspec

from survey_api import Store, score_next, submit_response
from survey_ui.demo_translations import TRANSLATOR, translate_demo
from tests.samples import NOW
from tests.survey_api.releases.builders import the_survey

SURVEY, WAVE = the_survey(), "2026-27"
KNOWN = [frame for frame in SURVEY.simulation.frames if frame.language != "en"]


async def told(store: Store, words: str, *, simulated: bool = True) -> None:
    await submit_response(
        store, SURVEY, str(uuid.uuid4()), language="en", mode="web", now=NOW,
        simulated=simulated, answers={"better": msgspec.Raw(msgspec.json.encode(words))},
    )  # fmt: skip


async def test_most_are_put_into_english_once_and_some_wait(store):
    for frame in KNOWN:
        await told(store, frame.text)
    await told(store, "Prawdziwa osoba napisała to do nas po polsku.", simulated=False)
    await score_next(store, NOW, 100)
    done = await translate_demo(store, SURVEY, WAVE, NOW)
    known = {frame.english for frame in KNOWN}
    made = await store.read_translations(SURVEY.id, WAVE)
    assert 0 < len(made) == done < len(KNOWN)
    assert {one.translated_by for one in made} == {TRANSLATOR}
    assert {one.english for one in made} <= known - {""}
    assert await translate_demo(store, SURVEY, WAVE, NOW) == 0


def test_what_is_in_another_language_says_what_it_is_in_english():
    assert [frame.text for frame in KNOWN if not frame.english] == []
