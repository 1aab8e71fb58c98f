from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from survey_api.responses import Purged, begin_response, purge_expired, submit_response
from tests.survey_api.responses.small_survey import NOW, a_survey, raw

DAY = timedelta(days=1)


@pytest.mark.asvs("14.2.4")
async def test_drafts_and_words_are_erased_on_the_survey_s_own_days(store):
    survey = a_survey(draft_days=14, verbatim_days=365)
    draft = await begin_response(store, survey, language="en", mode="web", answers={}, now=NOW)
    await submit_response(
        store, survey, str(uuid.uuid4()), language="en", mode="web",
        answers=raw(better="Ring back"), now=NOW,
    )  # fmt: skip
    due = {0: (0, 0), 14: (0, 0), 15: (1, 0), 365: (0, 0), 366: (0, 1), 400: (0, 0)}
    for days, (drafts, verbatims) in due.items():
        expected = Purged(drafts=drafts, verbatims=verbatims, sessions=0)
        assert await purge_expired(store, survey, NOW + days * DAY, dry_run=True) == expected
        assert await purge_expired(store, survey, NOW + days * DAY) == expected
    assert await store.get_draft(draft.id) is None
    fieldwork = await store.count_fieldwork(survey.id, "2026-27")
    assert (fieldwork.responses, fieldwork.drafts) == (1, 0)
    assert fieldwork.break_off_pages == {"": 1}


async def test_another_survey_s_words_stay(store):
    survey = a_survey()
    await begin_response(store, survey, language="en", mode="web", answers={}, now=NOW)
    other = a_survey(id="other")
    assert (await purge_expired(store, other, NOW + 400 * DAY)).drafts == 0
