"""Drafts, pages and submitting, over a real store."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from survey_api.errors import Conflict, NotFound, Refused
from survey_api.questionnaire import MissingReason, Problems, TimeAnswer, TimeKind, page_of
from survey_api.responses import (
    Draft,
    begin_response,
    find_receipt,
    make_reference,
    read_team,
    save_page,
    submit_draft,
    submit_response,
)
from survey_api.responses.model import Instrument, Response
from tests.survey_api.responses.small_survey import CLOSED, NOW, QUESTIONNAIRE, a_survey, raw

MINUTE = timedelta(minutes=1)
WORDS = "Please ring back. لم يتصل أحد \U0001f494"


@pytest.fixture
def survey():
    return a_survey()


@pytest.fixture
async def draft(store, survey):
    return await begin_response(store, survey, language="en", mode="web", answers={}, now=NOW)


async def save(store, survey, draft, page_id, now=NOW, **form):
    page = page_of(QUESTIONNAIRE, page_id)
    assert page is not None
    fields = {name.replace("_", "-"): [value] for name, value in form.items()}
    return await save_page(store, survey, draft, page, fields, now)


async def stored(store, wave="2026-27"):
    return [response async for response, _ in store.read_responses("small", wave)]


def send(store, survey, response_id=None, **changes):
    values: dict[str, Any] = {
        "language": "en",
        "mode": "web",
        "answers": raw(role="P", better=WORDS),
        "now": NOW,
    }
    response_id = response_id or str(uuid.uuid4())
    return submit_response(store, survey, response_id, **(values | changes))


# In the browser


async def test_a_draft_is_stored_as_soon_as_it_is_begun(store, draft):
    assert await store.get_draft(draft.id) == draft
    assert (draft.wave, draft.page, draft.instrument.questionnaire_version) == ("2026-27", "", "1")


async def test_nothing_is_begun_when_no_wave_is_open(store, survey):
    with pytest.raises(Refused, match="not taking answers today"):
        await begin_response(store, survey, language="en", mode="web", answers={}, now=CLOSED)


async def test_a_wave_opens_and_closes_at_midnight_in_london(store, survey):
    last = datetime(2027, 8, 31, 22, 59, tzinfo=UTC)  # one hour ahead in summer
    draft = await begin_response(store, survey, language="en", mode="web", answers={}, now=last)
    assert draft.wave == "2026-27"
    with pytest.raises(Refused):
        await begin_response(
            store, survey, language="en", mode="web", answers={}, now=last + MINUTE
        )


async def test_a_page_is_saved_with_the_answers_before_it(store, survey, draft):
    draft = await save(store, survey, draft, "role", role="P")
    draft = await save(store, survey, draft, "better", now=NOW + MINUTE, better=WORDS)
    assert draft.answers == {"role": "P", "better": WORDS}
    assert (draft.page, draft.saved_at) == ("better", NOW + MINUTE)
    assert await store.get_draft(draft.id) == draft


async def test_an_item_left_empty_loses_the_answer_it_had(store, survey, draft):
    draft = await save(store, survey, draft, "better", better=WORDS)
    draft = await save(store, survey, draft, "better", better="")
    assert draft.answers == {}


async def test_a_mistake_on_a_page_is_told_and_not_stored(store, survey, draft):
    problems = await save(store, survey, draft, "role", role="emperor")
    assert isinstance(problems, Problems)
    assert [problem.item for problem in problems.problems] == ["role"]
    assert await store.get_draft(draft.id) == draft


async def test_submitting_stores_what_was_asked_and_sets_the_words_apart(store, survey, draft):
    for page, form in {
        "role": {"role": "K"},
        "job": {"job": "Carer"},
        "waits": {"attended_kind": "never"},
        "better": {"better": WORDS},
    }.items():
        draft = await save(store, survey, draft, page, **form)
    receipt = await submit_draft(store, survey, draft, NOW + MINUTE)
    assert (receipt.id, receipt.new, receipt.submitted_at) == (draft.id, True, NOW + MINUTE)
    (response,) = await stored(store)
    assert response.answers == {"role": "K", "attended": TimeAnswer(kind=TimeKind.NEVER)}
    assert response.missing == {}
    texts = await store.claim_unscored(NOW, MINUTE, 10)
    assert [(text.item_id, text.text) for text in texts] == [("better", WORDS)]
    assert await store.get_draft(draft.id) is None


async def test_answers_off_the_path_are_dropped_and_gaps_have_a_reason(store, survey, draft):
    draft = await save(store, survey, draft, "role", role="K")
    draft = await save(store, survey, draft, "job", job="Carer")
    draft = await save(store, survey, draft, "role", role="P")  # a changed mind
    await submit_draft(store, survey, draft, NOW)
    (response,) = await stored(store)
    assert response.answers == {"role": "P"}
    assert response.missing == {
        "job": MissingReason.NOT_ASKED,
        "attended": MissingReason.NOT_ANSWERED,
        "better": MissingReason.NOT_ANSWERED,
    }


async def test_a_draft_submitted_twice_gives_the_first_receipt(store, survey, draft):
    draft = await save(store, survey, draft, "role", role="P")
    first = await submit_draft(store, survey, draft, NOW)
    again = await submit_draft(store, survey, draft, NOW + MINUTE)
    assert (again.reference, again.submitted_at) == (first.reference, NOW)
    assert (first.new, again.new) == (True, False)
    assert again == await find_receipt(store, draft.id)


async def test_an_old_tab_with_other_answers_gets_the_first_receipt_too(store, survey, draft):
    await submit_draft(store, survey, await save(store, survey, draft, "role", role="P"), NOW)
    other = Draft(**{name: getattr(draft, name) for name in draft.__struct_fields__})
    other.answers["role"] = "K"
    receipt = await submit_draft(store, survey, other, NOW + MINUTE)
    assert not receipt.new
    (response,) = await stored(store)
    assert response.answers == {"role": "P"}


async def test_a_draft_begun_in_time_may_be_submitted_late(store, survey, draft):
    receipt = await submit_draft(store, survey, draft, CLOSED)
    assert receipt.new
    assert [response.id for response in await stored(store)] == [receipt.id]


async def test_there_is_no_receipt_before_submitting(store, draft):
    assert await find_receipt(store, draft.id) is None


# Through the API


async def test_a_whole_response_is_stored_under_the_callers_id(store, survey):
    own = str(uuid.uuid4())
    receipt = await send(store, survey, own, source="workshops", simulated=True)
    assert (receipt.id, receipt.new, receipt.reference) == (own, True, make_reference(own))
    (response,) = await stored(store)
    assert (response.source, response.simulated, response.wave) == ("workshops", True, "2026-27")
    assert response.answers == {"role": "P"}


async def test_the_same_body_again_gives_the_same_receipt_whatever_the_order_and_case(
    store, survey
):
    own = str(uuid.uuid4())
    first = await send(store, survey, own)
    answers = raw(better=WORDS, role="P")
    again = await send(store, survey, own.upper(), answers=answers, now=NOW + MINUTE)
    assert (again.reference, again.submitted_at, again.new) == (first.reference, NOW, False)


@pytest.mark.parametrize(
    "change",
    [
        {"answers": raw(role="K", better=WORDS)},
        {"answers": raw(role="P", better=WORDS + "!")},
        {"answers": raw(role="P")},
        {"mode": "import"},
    ],
)
async def test_another_body_under_the_same_id_is_a_conflict(store, survey, change):
    own = str(uuid.uuid4())
    await send(store, survey, own)
    with pytest.raises(Conflict, match="left as it is"):
        await send(store, survey, own, **change)
    (response,) = await stored(store)
    assert response.answers == {"role": "P"}


async def test_fifty_identical_sends_at_once_give_fifty_equal_receipts(store, survey):
    own = str(uuid.uuid4())
    receipts = await asyncio.gather(*(send(store, survey, own) for _ in range(50)))
    assert len({receipt.reference for receipt in receipts}) == 1
    assert sum(receipt.new for receipt in receipts) == 1
    assert len(await stored(store)) == 1


async def test_everything_that_is_wrong_is_named_at_once_and_nothing_is_stored(store, survey):
    problems = await send(
        store,
        survey,
        "17",
        language="tlh",
        mode="pigeon",
        answers=raw(role="emperor", job="Carer", shoes="red"),
    )
    assert isinstance(problems, Problems)
    named = [problem.field if not problem.item else problem.item for problem in problems.problems]
    assert named[:3] == ["id", "language", "mode"]
    assert {"role", "shoes"} <= set(named[3:])
    assert await stored(store) == []


@pytest.mark.parametrize("odd", ["{%s}", "urn:uuid:%s", " %s"])
async def test_an_id_in_an_unusual_form_is_refused(store, survey, odd):
    problems = await send(store, survey, odd % uuid.uuid4())
    assert [problem.field for problem in problems.problems] == ["id"]


@pytest.mark.asvs("2.3.2")
async def test_nothing_is_taken_after_the_wave_but_a_repeat_still_has_its_receipt(store, survey):
    own = str(uuid.uuid4())
    first = await send(store, survey, own)
    again = await send(store, survey, own, now=CLOSED)
    assert (again.reference, again.submitted_at, again.new) == (first.reference, NOW, False)
    with pytest.raises(Refused, match="not taking answers"):
        await send(store, survey, now=CLOSED)
    assert len(await stored(store)) == 1


async def test_a_named_wave_must_exist_and_be_open(store, survey):
    with pytest.raises(NotFound, match="There is no wave '1999'"):
        await send(store, survey, wave="1999")
    with pytest.raises(Refused, match="from 1 October 2027 to 31 August 2028"):
        await send(store, survey, wave="2027-28")
    assert (await send(store, survey, wave="2026-27")).new


def test_a_reference_is_made_from_the_id_alone_and_reads_well_aloud():
    reference = make_reference("0b8e1c52-6f0f-4a39-9d0b-3f6c9a1e7d24")
    assert reference == make_reference("0b8e1c52-6f0f-4a39-9d0b-3f6c9a1e7d24")
    others = {make_reference(str(uuid.uuid4())) for _ in range(2000)}
    assert len(others) == 2000
    assert all(len(other) == len("FES-7K2M-9Q4P-X1TB") for other in others)
    assert not set("ILOU") & set("".join(others).replace("FES-", ""))


# --- Teams.


@pytest.mark.parametrize(
    ("typed", "team"),
    [
        ("K7Q2", "K7Q2"),
        (" k7q2 ", "K7Q2"),
        ("home-12", "HOME-12"),
        ("", ""),
        ("K", ""),
        ("THIRTEEN-LONG", ""),
        ("K7 Q2", ""),
        ("K7Q2\x00", ""),
        ("<b>", ""),
        ("=A1", ""),
        ("Ä1", ""),
        ("٣٣", ""),
        ("X" * 10_000, ""),
    ],
)
def test_a_team_is_read_kindly_or_not_at_all(typed, team):
    assert read_team(typed) == team


async def test_the_team_of_a_link_stays_with_its_draft_and_response(store, survey):
    draft = await begin_response(
        store, survey, language="en", mode="web", answers={}, now=NOW, team="k7q2"
    )
    kept = await store.get_draft(draft.id)
    assert kept is not None
    assert kept.team == "K7Q2"
    saved = await save(store, survey, kept, "role", role="P")
    assert isinstance(saved, Draft)
    await submit_draft(store, survey, saved, NOW)
    assert [response.team for response in await stored(store)] == ["K7Q2"]


async def test_the_team_is_part_of_the_body(store, survey):
    response_id = str(uuid.uuid4())
    first = await send(store, survey, response_id, team="k7q2")
    again = await send(store, survey, response_id, team="K7Q2")
    assert (first.new, again.new) == (True, False)
    for other in ("", "K7Q3"):
        with pytest.raises(Conflict):
            await send(store, survey, response_id, team=other)


async def test_a_team_that_is_none_is_said_by_field(store, survey):
    refused = await send(store, survey, team="two words")
    assert isinstance(refused, Problems)
    assert [problem.field for problem in refused.problems] == ["team"]
    assert await stored(store) == []


def test_a_response_without_a_team_has_the_fingerprint_it_always_had():
    response = Response(
        id="11111111-1111-4111-8111-111111111111",
        instrument=Instrument(survey="small", questionnaire_version="1", language="en", mode="web"),
        wave="2026-27",
        answers={"role": "P"},
        missing={},
        submitted_at=NOW,
    )
    assert response.fingerprint == "9bdb6b12fd36b22568776af2ed7a77e1"
    named = msgspec.structs.replace(response, team="K7Q2")
    assert named.fingerprint != response.fingerprint
