"""The clock steps back: nothing is lost, nothing scored twice, nothing lasted less than nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from survey_api.audit import verify_log
from survey_api.questionnaire import page_of
from survey_api.responses import Draft, Flag, make_reference, save_page, score_next, submit_draft
from survey_api.responses.score import LEASE
from tests.faults.works import BETTER, a_draft, check_whole, score, send
from tests.kept import ask
from tests.survey_api.releases.builders import SUBMITTED, the_survey

HOUR = timedelta(hours=1)
BACK = [timedelta(seconds=1), HOUR, timedelta(days=2)]


@pytest.mark.parametrize("back", BACK, ids=str)
async def test_between_submissions_each_is_stored_and_once(home, store, back):
    ids = [str(uuid.uuid4()) for _ in range(4)]
    for number, response_id in enumerate(ids):
        await send(store, response_id, SUBMITTED - number * back)
    for response_id in ids:  # sent again when it is later, or earlier, than it was
        await send(store, response_id, SUBMITTED - 2 * back)
        await check_whole(home, store, response_id)
    at = [await store.get_submitted_at(response_id) for response_id in ids]
    assert at == [SUBMITTED - number * back for number in range(4)]


@pytest.mark.parametrize("back", BACK, ids=str)
async def test_between_pages_the_page_saved_last_stands(home, store, back):
    draft = await a_draft(store)
    page = page_of(the_survey().questionnaire, "better")
    assert page is not None
    saved = await save_page(
        store, the_survey(), draft, page, {"better": [BETTER]}, SUBMITTED - back
    )
    assert isinstance(saved, Draft)
    found = await store.get_draft(draft.id)
    assert found is not None
    assert found.answers["better"] == BETTER
    assert found.saved_at >= found.begun_at
    await submit_draft(store, the_survey(), found, SUBMITTED - 2 * back)
    held = await store.read_held(make_reference(draft.id))
    assert held is not None
    assert held.response.texts == {"better": BETTER}
    assert Flag.FAST not in held.response.flags


@pytest.mark.parametrize("back", BACK, ids=str)
async def test_during_a_lease_no_text_is_scored_twice_or_forgotten(home, store, back):
    response_id = str(uuid.uuid4())
    await send(store, response_id, SUBMITTED)
    assert len(await store.claim_unscored(SUBMITTED, LEASE, 10)) == 1  # this worker dies
    assert await score_next(store, SUBMITTED - back, 10, score) == 0  # still leased
    assert await score_next(store, SUBMITTED + LEASE, 10, score) == 1
    for now in (SUBMITTED - back, SUBMITTED + 2 * LEASE):
        assert await score_next(store, now, 10, score) == 0
    held = await store.read_held(make_reference(response_id))
    assert held is not None
    assert sorted(one.part for one in held.scores) == [0, 1, 2]
    assert ask(home.store, "SELECT count(*) FROM scoring_tasks WHERE done_at IS NULL") == [(0,)]
    assert (await verify_log(store)).wrong == ""
