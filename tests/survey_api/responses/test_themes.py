"""Themes are found along with the sentiment, over a real store."""

from __future__ import annotations

from survey_api.responses import score_next
from survey_api.responses.score import LEASE
from survey_api.responses.themes import themes_of
from tests.survey_api.responses.small_survey import NOW
from tests.survey_api.responses.test_score import say


async def themes_by_id(store):
    found = await store.read_themes("small", "2026-27", NOW + 2 * LEASE)
    return {one.response_id: one for one in found}


async def test_the_themes_of_a_text_are_kept_beside_its_scores(store):
    told = await say(store, "They told us to wait 24 hours and nobody rang us back.")
    plain = await say(store, "It happened on a Tuesday in the middle of June.")
    await score_next(store, NOW, 10)
    found = await themes_by_id(store)
    assert set(found[told].themes) == {"wrong_advice", "informed"}
    assert found[told].item_id == "better"
    assert found[told].themer.startswith("seeds/")
    assert found[plain].themes == ()


async def test_a_text_in_another_language_was_not_looked_at(store):
    await say(store, "Nadie vino a nuestra casa en toda la noche y nadie nos llamó.")
    await score_next(store, NOW, 10)
    assert await themes_by_id(store) == {}


async def test_a_text_the_program_fails_on_holds_up_no_other(store):
    await say(store, "They took four hours.")
    waiting = await store.claim_unscored(NOW, LEASE, 10)
    assert themes_of(waiting, _breaks) == []
    assert len(themes_of(waiting)) == 1


def _breaks(text, language):
    raise RuntimeError(text)
