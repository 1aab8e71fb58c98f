"""Scoring with the real scorer, over a real store."""

from __future__ import annotations

import asyncio
import logging
import uuid

import pytest

from analysis import score_text
from survey_api.responses import Receipt, score_next, submit_response
from survey_api.responses.score import LEASE
from tests.survey_api.responses.small_survey import NOW, a_survey, raw

WORDS = "The call handler was lovely. Waiting for the officers was terrible and cruel."


async def say(store, words, **changes):
    receipt = await submit_response(
        store,
        a_survey(),
        str(uuid.uuid4()),
        language="en",
        mode="web",
        answers=raw(role="K", job="This is terrible", better=words),
        now=NOW,
        **changes,
    )
    assert isinstance(receipt, Receipt)
    return receipt.id


async def scores_by_id(store):
    return {r.id: list(s) async for r, s in store.read_responses("small", "2026-27")}


async def test_a_text_is_scored_as_a_whole_and_by_sentence(store):
    response_id = await say(store, WORDS)
    assert await score_next(store, NOW, 10) == 1
    assert await score_next(store, NOW + 2 * LEASE, 10) == 0
    scores = (await scores_by_id(store))[response_id]
    assert [score.part for score in scores] == [0, 1, 2]
    assert {score.item_id for score in scores} == {"better"}  # `job` is not to be scored
    assert [score.sentiment for score in scores][1:] == ["positive", "negative"]
    assert all(-1 <= score.polarity <= 1 for score in scores)
    assert scores[0].scorer == score_text(WORDS, "en").scorer


async def test_a_text_in_a_language_without_a_scorer_says_why(store):
    response_id = await say(store, "لم يتصل بنا أحد طوال الليل وكنا خائفين جدا على ابننا")
    await score_next(store, NOW, 10)
    (score,) = (await scores_by_id(store))[response_id]
    assert (score.sentiment, score.reason, score.polarity) == ("not_scored", "language", None)


async def test_a_text_the_scorer_fails_on_does_not_hold_up_the_others(store, caplog):
    def fragile(text, language):
        if "poison" in text:
            raise RecursionError(text)
        return score_text(text, language)

    bad, good = await say(store, "This is poison"), await say(store, WORDS)
    with caplog.at_level(logging.DEBUG):
        assert await score_next(store, NOW, 10, fragile) == 2
    assert await score_next(store, NOW + 2 * LEASE, 10) == 0
    found = await scores_by_id(store)
    (score,) = found[bad]
    assert (score.sentiment, score.reason) == ("not_scored", "failed")
    assert score.scorer == found[good][0].scorer
    assert bad in caplog.text
    assert "poison" not in caplog.text  # ids only, never words


async def test_a_broken_scorer_leaves_the_texts_for_a_better_one(store):
    def broken(text, language):
        raise ImportError("no lexicon")

    response_id = await say(store, WORDS)
    with pytest.raises(ImportError):
        await score_next(store, NOW, 10, broken)
    assert (await scores_by_id(store))[response_id] == []
    assert await score_next(store, NOW + LEASE, 10) == 1
    assert len((await scores_by_id(store))[response_id]) == 3


async def test_two_workers_share_the_work_and_score_each_text_once(store):
    ids = {await say(store, f"{WORDS} {number}") for number in range(12)}
    turns = await asyncio.gather(*(score_next(store, NOW, 5) for _ in range(4)))
    assert sorted(turns) == [0, 2, 5, 5]
    found = await scores_by_id(store)
    assert set(found) == ids
    assert all([score.part for score in scores] == [0, 1, 2, 3] for scores in found.values())
