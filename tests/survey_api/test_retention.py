"""Everything that people told us is erased on the survey's own days, counted the same before."""

from __future__ import annotations

import uuid
from datetime import timedelta

import msgspec
import pytest

from survey_api.questionnaire import Retention
from survey_api.responses import Purged, begin_response, submit_response
from survey_api.retention import purge_expired
from survey_api.safeguarding import close_concern, load_duty, screen_next, take_concern
from survey_api.storage import contacts_at
from tests.survey_api.responses.small_survey import NOW, a_survey, raw
from tests.survey_api.safeguarding import told

DAY = timedelta(days=1)


@pytest.fixture
def contacts(home):
    """Where nobody has left a contact."""
    return contacts_at(home.store, home.contacts, home.contact_sealing)


async def test_drafts_and_words_are_erased_on_the_survey_s_own_days(store, contacts):
    survey = a_survey(retention=Retention(draft_days=14, verbatim_days=365))
    draft = await begin_response(store, survey, language="en", mode="web", answers={}, now=NOW)
    await submit_response(
        store, survey, str(uuid.uuid4()), language="en", mode="web",
        answers=raw(better="Ring back"), now=NOW,
    )  # fmt: skip
    due = {0: (0, 0), 14: (0, 0), 15: (1, 0), 365: (0, 0), 366: (0, 1), 400: (0, 0)}
    for days, (drafts, verbatims) in due.items():
        expected = Purged(drafts=drafts, verbatims=verbatims)
        now = NOW + days * DAY
        counted = await purge_expired(store, contacts, survey, now, by="olu", dry_run=True)
        assert counted == expected
        assert await purge_expired(store, contacts, survey, now, by="olu") == expected
    assert await store.get_draft(draft.id) is None
    fieldwork = await store.count_fieldwork(survey.id, "2026-27")
    assert (fieldwork.responses, fieldwork.drafts) == (1, 0)
    assert fieldwork.break_off_pages == {"": 1}
    said = [(one.who, one.what, one.which) for one in await store.read_entries(0, 9)]
    assert [which.partition(" verb")[0] for *_, which in said] == [
        "small: 1 drafts, 0", "small: 0 drafts, 1",
    ]  # fmt: skip
    assert {(who, what) for who, what, _ in said} == {("olu", "purged")}


async def test_another_survey_s_words_stay(store, contacts):
    survey = a_survey()
    await begin_response(store, survey, language="en", mode="web", answers={}, now=NOW)
    other = a_survey(id="other")
    assert await purge_expired(store, contacts, other, NOW + 400 * DAY, by="olu") == Purged()


async def test_closed_concerns_go_after_their_days_and_open_ones_never(store, contacts):
    survey = next(iter(told.SURVEYS.values()))
    lead, duty, now = told.lead(), load_duty(survey), told.NOW
    closed = await told.tell(store, told.SERIOUS, now=now)
    reopened = await told.tell(store, told.URGENT, now=now)
    await screen_next(store, told.SURVEYS, now, 10)
    await store.record_alarm(survey.id, now, 1)
    for response_id in (closed, reopened):
        case = await store.get_case(response_id)
        await close_concern(
            store, case, lead, outcome="no_concern", note="rang", duty=duty, now=now
        )
    await take_concern(store, await store.get_case(reopened), lead, now)
    keep = survey.programme.retention
    for days, expected in (
        (keep.alarm_days, (0, 0)),
        (keep.alarm_days + 1, (0, 1)),
        (keep.concern_days, (0, 0)),
        (keep.concern_days + 1, (1, 0)),
    ):
        then = now + days * DAY
        counted = await purge_expired(store, contacts, survey, then, by="worker", dry_run=True)
        assert (counted.concerns, counted.alarms) == expected
        assert await purge_expired(store, contacts, survey, then, by="worker") == counted
    assert await store.get_case(closed) is None
    assert await store.get_case(reopened) is not None
    assert await store.ask_screening("another") == 1  # what was erased is not flagged anew
    opened = [one for one in await store.read_entries(0, 99) if one.what == "closed a concern"]
    assert len(opened) == 2  # the log keeps its entries


def _one(kind: str) -> str:
    return "address" if kind == "addresses" else kind.removesuffix("s")


def test_every_kind_has_days_of_its_own_in_the_survey_s_data():
    survey = next(iter(told.SURVEYS.values()))
    kinds = set(msgspec.structs.asdict(Purged())) - {"sessions", "codes"}  # codes go with addresses
    assert {f"{_one(kind)}_days" for kind in kinds} | {"audit_days"} == set(
        msgspec.structs.asdict(survey.programme.retention)
    )
