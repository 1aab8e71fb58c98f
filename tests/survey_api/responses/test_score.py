"""Scoring with the real scorer, over a real store."""

from __future__ import annotations

import asyncio
import logging
import uuid

import msgspec
import pytest

from analysis import sentiment_card
from analysis.sentiment import MODEL_FILE, artefact
from survey_api.errors import BadInput
from survey_api.responses import Receipt, score_next, submit_response, text_scorer
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


async def scores_by_id(store, scorer=None):
    """The scores by the scorer in use, or by the one whose name begins so."""
    name = scorer or sentiment_card().name
    return {
        r.id: [score for score in scores if score.scorer.startswith(name)]
        async for r, scores in store.read_responses("small", "2026-27")
    }


async def test_a_text_is_scored_as_a_whole_and_by_sentence(store):
    response_id = await say(store, WORDS)
    assert await score_next(store, NOW, 10) == 1
    assert await score_next(store, NOW + 2 * LEASE, 10) == 0
    scores = (await scores_by_id(store))[response_id]
    assert [score.part for score in scores] == [0, 1, 2]
    assert {score.item_id for score in scores} == {"better"}  # `job` is not to be scored
    assert [score.sentiment for score in scores][1:] == ["positive", "negative"]
    assert all(-1 <= score.polarity <= 1 for score in scores)
    assert all(0 < score.confidence <= 1 for score in scores)


async def test_textblob_stands_beside_it_for_the_whole_text_only(store):
    response_id = await say(store, WORDS)
    await score_next(store, NOW, 10)
    (score,) = (await scores_by_id(store, "textblob-"))[response_id]
    assert (score.part, score.step, score.confidence) == (0, "", None)
    assert score.sentiment == "negative"


async def test_a_model_trained_here_is_used_instead_of_ours(store, tmp_path):
    ours = artefact.shipped_model()
    own = artefact.model_bytes(msgspec.structs.replace(ours, start=(0, 9_000, 0)))
    (tmp_path / MODEL_FILE).write_bytes(own)
    response_id = await say(store, WORDS)
    await score_next(store, NOW, 10, text_scorer(tmp_path))
    assert (await scores_by_id(store))[response_id] == []
    whole, *_ = (await scores_by_id(store, "tfidf-"))[response_id]
    assert whole.scorer == sentiment_card(tmp_path).name != sentiment_card().name
    assert whole.sentiment == "neutral"


@pytest.mark.parametrize("content", [b"", b"no model", b"\x1f\x8b\x08\x00", b"{}"])
def test_a_file_that_holds_no_model_is_refused_by_name(content, tmp_path):
    (tmp_path / MODEL_FILE).write_bytes(content)
    with pytest.raises(BadInput, match=MODEL_FILE):
        text_scorer(tmp_path)


def test_a_folder_without_a_model_leaves_ours_in_use(tmp_path):
    assert text_scorer(tmp_path)("", "en")[0].scorer == sentiment_card().name


async def test_a_text_in_a_language_without_a_scorer_says_why(store):
    response_id = await say(store, "لم يتصل بنا أحد طوال الليل وكنا خائفين جدا على ابننا")
    await score_next(store, NOW, 10)
    (score,) = (await scores_by_id(store))[response_id]
    assert (score.sentiment, score.reason, score.polarity) == ("not_scored", "language", None)


async def test_a_text_the_scorer_fails_on_does_not_hold_up_the_others(store, caplog):
    def fragile(text, language):
        if "poison" in text:
            raise RecursionError(text)
        return text_scorer()(text, language)

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
    # How the four turns fall is the store's affair (PostgreSQL skips rows that another holds).
    assert sum(turns) == 12
    assert max(turns) <= 5
    found = await scores_by_id(store)
    assert set(found) == ids
    assert all([score.part for score in scores] == [0, 1, 2, 3] for scores in found.values())
