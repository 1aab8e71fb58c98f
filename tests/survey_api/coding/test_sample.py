"""The sample is random, the same each time, and stays random while the wave is open."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_api.coding import Drawable, count_joining, draw_sample
from survey_api.coding.sample import lot
from survey_api.errors import BadInput
from tests.storage.stored import NOW, SURVEY, WAVE
from tests.survey_api.coding.texts import a_spoken, keep


async def drawn(store) -> list[str]:
    return [text.response_id for text in await store.read_sample(SURVEY, WAVE)]


def draw(store, texts, overlap=0):
    return draw_sample(store, SURVEY, WAVE, texts=texts, overlap=overlap, now=NOW)


async def test_as_many_are_drawn_as_were_asked_for_and_never_fewer_than_there_are(store):
    await keep(store, *(a_spoken(n) for n in range(40)))
    first = await draw(store, 10, 4)
    assert (first.new, first.texts, first.overlap, first.drawable) == (10, 10, 4, 40)
    ten = await drawn(store)
    more = await draw(store, 15)
    assert (more.new, more.texts, more.overlap) == (5, 15, 4)
    assert (await drawn(store))[:10] == ten
    less = await draw(store, 3, 2)
    assert (less.new, less.texts, less.overlap) == (0, 15, 4)
    every = await draw(store, 100, 100)
    assert (every.new, every.texts, every.overlap) == (25, 40, 40)


async def test_a_sample_of_nothing_is_empty(store):
    drawing = await draw(store, 10)
    assert (drawing.new, drawing.texts, drawing.drawable) == (0, 0, 0)
    assert await count_joining(store, SURVEY, WAVE) == 0


@pytest.mark.parametrize(("texts", "overlap"), [(-1, 0), (5, 6), (5, -1), (10_001, 0)])
async def test_numbers_that_make_no_sense_are_refused(store, texts, overlap):
    with pytest.raises(BadInput, match="overlap"):
        await draw(store, texts, overlap)


async def test_drawing_at_once_or_bit_by_bit_gives_the_same_sample(store):
    await keep(store, *(a_spoken(n) for n in range(60)))
    for texts in (5, 20, 30):
        await draw(store, texts)
    bit_by_bit = await drawn(store)
    at_once = sorted(await store.read_drawable(SURVEY, WAVE), key=lot)[:30]
    assert bit_by_bit == [text.response_id for text in at_once]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(0, 200), st.integers(0, 60))
def test_later_texts_join_under_the_same_line(early, late, texts):
    """The rule itself, without a store: a threshold sample of all texts so far."""
    everyone = [
        Drawable(response_id=f"r{n}", item_id="better", submitted_at=NOW)
        for n in range(early + late)
    ]
    first = sorted(everyone[:early], key=lot)[:texts]
    line = max(map(lot, first), default=-1)
    joined = [text for text in everyone if lot(text) <= line]
    assert set(first) == set(joined) & set(everyone[:early])


async def test_what_came_later_is_as_likely_to_be_drawn(store):
    """Half of the texts come after the draw; drawn again, they are half of the sample too."""
    early, late = ([a_spoken(n + start) for n in range(400)] for start in (0, 1000))
    await keep(store, *early)
    await draw(store, 200, 20)
    before = await drawn(store)
    await keep(store, *late)
    joining = await count_joining(store, SURVEY, WAVE)
    assert 160 < joining < 240  # 200 expected, 10 is one standard deviation
    assert (await draw(store, 200)).new == joining
    assert (await drawn(store))[:200] == before
    assert await count_joining(store, SURVEY, WAVE) == 0
    assert (await draw(store, 200)).new == 0


def test_every_text_is_as_likely_as_any_other():
    """Chi-square over 2,000 draws of 10 from 40: far from what an unfair lot would give."""
    counts: Counter[int] = Counter()
    for wave in range(2000):
        texts = [
            Drawable(
                response_id=f"r{n}",
                item_id="better" if n % 2 else "good",
                submitted_at=NOW + timedelta(seconds=wave),
            )
            for n in range(40)
        ]
        counts.update(int(text.response_id[1:]) for text in sorted(texts, key=lot)[:10])
    expected = 2000 * 10 / 40
    chi_square = sum((counts[n] - expected) ** 2 / (expected * 0.75) for n in range(40))
    assert chi_square < 72.1  # 39 degrees of freedom, p = 0.001
