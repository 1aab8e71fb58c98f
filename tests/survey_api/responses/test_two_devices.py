"""Two devices, or two tabs, on one draft at the same moment: neither takes from the other."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from survey_api import Store, begin_response, page_of, save_page, submit_draft
from survey_api.responses import Draft, change_language, empty_draft, join_team
from tests.samples import NOW
from tests.survey_api.releases.builders import the_survey

SURVEY = the_survey()
LATER = NOW + timedelta(minutes=1)
PAGES = {"better": "Ring back.", "channel": "call_999", "overall": "very_good"}


async def begun(store: Store, **answers: str) -> Draft:
    return await begin_response(
        store, SURVEY, language="en", mode="web", answers={"role": "P", **answers}, now=NOW
    )


async def save(store: Store, draft: Draft, item: str, answer: str, now=LATER) -> None:
    page = page_of(SURVEY.questionnaire, item)
    assert page is not None
    saved = await save_page(store, SURVEY, draft, page, {item: (answer,)}, now)
    assert isinstance(saved, Draft)


async def kept(store: Store, draft: Draft) -> Draft:
    found = await store.get_draft(draft.id)
    assert found is not None
    return found


async def test_pages_saved_at_once_are_all_kept(store):
    for _ in range(10):
        draft = await begun(store)
        await asyncio.gather(*(save(store, draft, *page) for page in PAGES.items()))
        assert (await kept(store, draft)).answers == {"role": "P", **PAGES}


async def test_so_are_a_page_a_language_and_a_team(store):
    draft = await begun(store)
    await asyncio.gather(
        save(store, draft, "better", "Ring back."),
        change_language(store, draft, "pl", LATER),
        join_team(store, draft, "K7Q2", LATER),
    )
    found = await kept(store, draft)
    assert found.answers == {"role": "P", "better": "Ring back."}
    assert (found.instrument.language, found.team) == ("pl", "K7Q2")


async def test_of_one_page_the_last_one_stands(store):
    draft = await begun(store)
    await save(store, draft, "better", "First.")
    await save(store, draft, "better", "Second.")
    assert (await kept(store, draft)).answers["better"] == "Second."


async def test_what_was_wiped_meanwhile_stays_so(store):
    draft = await begun(store)
    await empty_draft(store, draft.id, LATER)
    await save(store, draft, "better", "I was there.")
    assert (await kept(store, draft)).answers == {}


async def test_what_was_sent_meanwhile_stays_as_it_was_sent(store):
    draft = await begun(store, overall="very_good")
    receipt = await submit_draft(store, SURVEY, draft, LATER)
    await save(store, draft, "better", "Too late.")
    assert await store.get_draft(draft.id) is None
    again = await submit_draft(store, SURVEY, draft, LATER)
    assert (again.reference, again.new) == (receipt.reference, False)
