"""The demo's simulated coders: they know the texts, err as people do, and are marked."""

from __future__ import annotations

import random

import pytest

from analysis import THEMES
from survey_api import Store, Survey, load_surveys
from survey_api.coding import differing, measure_agreement
from survey_ui.demo_coding import CODERS, SETTLER, TEXTS, code_demo, read_sentences
from tests.samples import SURVEYS
from tests.storage.stored import NOW, SURVEY, WAVE
from tests.survey_api.coding.texts import a_spoken, codings, keep

CODEBOOK = [theme.id for theme in THEMES]


@pytest.fixture(scope="module")
def survey() -> Survey:
    return load_surveys(SURVEYS)["missing_children"]


def simulated_texts(survey: Survey) -> list[str]:
    """Every English sentence of the simulation, filled, three times over."""
    rng = random.Random(4)
    texts = []
    for frame in survey.simulation.frames * 3:
        if frame.language == "en" and "role_other" not in frame.items:
            text = frame.text
            for name, words in survey.simulation.slots.items():
                text = text.replace("{" + name + "}", rng.choice(words))
            texts.append(text)
    return texts


async def coded(store: Store, survey: Survey) -> None:
    answers = {"role": "P", "quote_ok": "yes"}
    texts = enumerate(simulated_texts(survey))
    await keep(store, *(a_spoken(n, text, answers=answers, simulated=True) for n, text in texts))
    await code_demo(store, survey, WAVE, NOW)


def test_what_sentences_are_about_is_in_the_codebook_and_varied(survey: Survey):
    english = [frame for frame in survey.simulation.frames if frame.language == "en"]
    assert {theme for frame in english for theme in frame.themes} == set(CODEBOOK)
    assert sum({"better", "good", "delay_effect"} & set(f.items) != set() for f in english) >= 80
    for tone in ("negative", "neutral", "positive", "mixed"):
        assert sum(frame.tone == tone for frame in english) >= 15


def test_every_simulated_sentence_is_known(survey: Survey):
    frames = [frame for frame in survey.simulation.frames if frame.language == "en"]
    known = {frame.themes for frame in frames}
    for text in simulated_texts(survey):
        sentences = read_sentences(survey, text)
        assert sentences, text
        assert all(sentence.themes in known for sentence in sentences)
    both = "We lost an hour that we could not get back. I felt listened to and believed."
    tones = [sentence.tone for sentence in read_sentences(survey, f"{both} Keep doing that.")]
    assert sorted(tones) == ["negative", "positive"]


async def test_they_code_settle_most_and_show_a_theme_below_the_bar(store: Store, survey: Survey):
    await coded(store, survey)
    found = await codings(store)
    assert all(coding.simulated for coding in found)
    assert {coding.coder for coding in found} == {*CODERS, SETTLER}
    assert len({coding.key for coding in found}) == TEXTS
    agreement = measure_agreement(found, CODEBOOK)
    assert [row.texts >= 140 for row in agreement] == [True] * len(agreement)
    assert agreement[0].enough
    assert [row.code for row in agreement if not row.enough] == ["danger"]
    assert all(row.kappa is None or row.kappa.value < 0.99 for row in agreement)
    settled = sum(coding.settles for coding in found)
    assert 0 < len(differing(found)) < settled


async def test_quotes_are_offered_cleared_and_some_left_for_the_reader(store, survey: Survey):
    await coded(store, survey)
    quotes = await store.list_quotes(SURVEY, WAVE)
    cleared = await store.read_cleared_quotes(SURVEY, WAVE, NOW)
    assert len(quotes) - len(cleared) == 2
    assert {quote.dissents for quote in cleared} == {True, False}
    assert all(quote.simulated and len(quote.clearings) == 2 for quote in cleared)


async def test_a_second_time_adds_nothing(store: Store, survey: Survey):
    await coded(store, survey)
    before = await codings(store)
    await code_demo(store, survey, WAVE, NOW)
    assert await codings(store) == before
    assert len(await store.read_sample(SURVEY, WAVE)) == TEXTS


async def test_an_empty_wave_stays_empty(store: Store, survey: Survey):
    await code_demo(store, survey, WAVE, NOW)
    assert await store.read_sample(SURVEY, WAVE) == []
