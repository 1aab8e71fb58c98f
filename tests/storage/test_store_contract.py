"""What every store must do, on a real one."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from analysis import Cell, Column, Ledger, Row, SummaryTable
from survey_api.access import Organisation
from survey_api.access.model import IDLE_LIMIT, SESSION_LIMIT, Account, Session
from survey_api.access.rights import Role
from survey_api.errors import Refused
from survey_api.releases.behind import Behind
from survey_api.releases.model import Overrule, Release, ReleaseStatus, ReleaseSummary
from survey_api.responses.model import Added
from survey_api.storage import open_store
from tests.storage.stored import (
    DAY,
    INSTRUMENT,
    NOW,
    SURVEY,
    WAVE,
    WORDS,
    a_draft,
    a_response,
    a_score,
)

LEASE = timedelta(minutes=10)


async def read_all(store, wave=WAVE):
    return [pair async for pair in store.read_responses(SURVEY, wave)]


def purge(store, *, now=NOW, dry_run=False, survey=SURVEY, drafts=30, verbatims=365):
    return store.purge(
        survey,
        drafts_before=now - drafts * DAY,
        verbatims_before=now - verbatims * DAY,
        now=now,
        dry_run=dry_run,
    )


# Drafts


async def test_a_draft_comes_back_as_it_was_saved(store):
    draft = a_draft(answers=a_response().answers | {"better": WORDS})
    await store.save_draft(draft)
    assert await store.get_draft(draft.id) == draft


async def test_a_draft_never_begun_is_none(store):
    assert await store.get_draft(a_draft().id) is None


async def test_saving_again_replaces_the_older_copy(store):
    draft = a_draft()
    later = msgspec.structs.replace(draft, answers={"role": "K"}, page="when", saved_at=NOW + LEASE)
    await store.save_draft(draft)
    await store.save_draft(later)
    await store.save_draft(draft)  # an old tab, late
    assert await store.get_draft(draft.id) == later


async def test_a_submitted_draft_stays_gone_when_an_old_tab_saves_it_again(store):
    draft = a_draft()
    await store.save_draft(draft)
    await store.add_response(a_response(id=draft.id))
    await store.save_draft(msgspec.structs.replace(draft, saved_at=NOW + DAY))
    assert await store.get_draft(draft.id) is None


# Responses


async def test_a_response_comes_back_whole_but_for_its_texts(store):
    response = a_response(simulated=True, source="workshops")
    assert await store.add_response(response) is Added.NEW
    ((found, scores),) = await read_all(store)
    assert found == msgspec.structs.replace(response, texts={}, to_score=())
    assert list(scores) == []
    assert await store.get_submitted_at(response.id) == NOW


async def test_the_first_copy_stands(store):
    response = a_response()
    other = msgspec.structs.replace(response, texts={"better": "Something else."})
    assert await store.add_response(response) is Added.NEW
    assert await store.add_response(other) is Added.CONFLICT
    assert await store.add_response(msgspec.structs.replace(response, submitted_at=NOW + DAY)) is (
        Added.SAME
    )
    assert await store.get_submitted_at(response.id) == NOW
    (verbatim,) = await store.claim_unscored(NOW, LEASE, 10)
    assert verbatim.text == WORDS


async def test_the_order_of_answers_makes_no_other_body(store):
    response = a_response()
    turned = dict(reversed(response.answers.items()))
    await store.add_response(response)
    assert await store.add_response(msgspec.structs.replace(response, answers=turned)) is Added.SAME


async def test_fifty_identical_sends_at_once_are_stored_once(store):
    response = a_response()
    copies = [msgspec.structs.replace(response) for _ in range(50)]
    added = await asyncio.gather(*(store.add_response(copy) for copy in copies))
    assert sorted(a.value for a in added) == ["new"] + ["same"] * 49
    assert len(await read_all(store)) == 1


async def test_of_fifty_different_bodies_under_one_id_one_is_stored(store):
    response = a_response()
    bodies = [msgspec.structs.replace(response, texts={"better": str(n)}) for n in range(50)]
    added = await asyncio.gather(*(store.add_response(body) for body in bodies))
    assert sorted(a.value for a in added) == ["conflict"] * 49 + ["new"]
    (verbatim,) = await store.claim_unscored(NOW, LEASE, 100)
    assert verbatim.text == bodies[added.index(Added.NEW)].texts["better"]


async def test_a_repeat_after_an_update_of_the_questionnaire_is_the_same_body(store):
    response = a_response()
    newer = msgspec.structs.replace(INSTRUMENT, questionnaire_version="2")
    await store.add_response(response)
    again = msgspec.structs.replace(response, instrument=newer, wave="2027-28")
    assert await store.add_response(again) is Added.SAME


async def test_one_that_fails_does_not_take_its_neighbours_along(store):
    twice = a_response()
    # Two tasks for one text break the key of the tasks, after the response itself was written.
    broken = msgspec.structs.replace(twice, to_score=("better", "better"))
    good = [a_response() for _ in range(20)]
    batch = [*good[:10], broken, *good[10:]]
    results = await asyncio.gather(*map(store.add_response, batch), return_exceptions=True)
    assert isinstance(results.pop(10), Exception)
    assert results == [Added.NEW] * 20
    assert {r.id for r, _ in await read_all(store)} == {r.id for r in good}
    assert await store.add_response(twice) is Added.NEW  # nothing of the broken one was left


async def test_responses_are_read_by_wave_in_the_order_of_their_ids(store):
    responses = [a_response() for _ in range(1100)]  # more than one page of the reader
    await asyncio.gather(*(store.add_response(r) for r in responses))
    await store.add_response(a_response(wave="2025-26"))
    scored = [responses[3], responses[1050]]
    await store.record_scores([a_score(r) for r in scored], NOW)
    found = await read_all(store)
    assert [r.id for r, _ in found] == sorted(r.id for r in responses)
    assert {r.id: list(s) for r, s in found if s} == {r.id: [a_score(r)] for r in scored}


async def test_what_was_stored_is_there_after_closing(home):
    response = a_response()
    async with open_store(home.store, home.sealing) as store:
        await store.add_response(response)
    async with open_store(home.store, home.sealing, create=False) as store:
        assert await store.get_submitted_at(response.id) == NOW


# Scoring


async def test_only_texts_to_be_scored_are_claimed_with_their_language(store):
    arabic = msgspec.structs.replace(INSTRUMENT, language="ar")
    response = a_response(instrument=arabic)
    await store.add_response(response)
    await store.add_response(a_response(texts={}, to_score=()))
    (verbatim,) = await store.claim_unscored(NOW, LEASE, 10)
    assert (verbatim.response_id, verbatim.item_id) == (response.id, "better")
    assert (verbatim.language, verbatim.text) == ("ar", WORDS)


async def test_a_text_is_claimed_by_one_worker_until_its_lease_ends(store):
    for _ in range(30):
        await store.add_response(a_response())
    claims = await asyncio.gather(*(store.claim_unscored(NOW, LEASE, 7) for _ in range(6)))
    ids = [verbatim.response_id for claim in claims for verbatim in claim]
    assert len(ids) == 30
    assert len(set(ids)) == 30
    before, after = NOW + LEASE - timedelta(seconds=1), NOW + LEASE
    assert await store.claim_unscored(before, LEASE, 100) == []
    assert len(await store.claim_unscored(after, LEASE, 100)) == 30


async def test_a_crash_between_claim_and_record_repeats_work_but_never_a_score(store):
    response = a_response()
    await store.add_response(response)
    await store.claim_unscored(NOW, LEASE, 1)  # this worker dies
    later = NOW + LEASE
    assert len(await store.claim_unscored(later, LEASE, 1)) == 1
    await store.record_scores([a_score(response), a_score(response, part=1, step="call")], later)
    await store.record_scores([a_score(response, sentiment="positive")], later)  # it was not dead
    assert await store.claim_unscored(later + 2 * LEASE, LEASE, 1) == []
    ((_, scores),) = await read_all(store)
    assert [(s.part, s.sentiment) for s in scores] == [(0, "negative"), (1, "negative")]
    assert (await store.count_fieldwork(SURVEY, WAVE)).unscored == 0


async def test_a_score_without_polarity_keeps_its_reason(store):
    response = a_response()
    await store.add_response(response)
    score = a_score(response, sentiment="not_scored", reason="language", polarity=None)
    await store.record_scores([score], NOW)
    ((_, scores),) = await read_all(store)
    assert list(scores) == [score]


# Counts


async def test_fieldwork_is_counted_by_day_and_last_page(store):
    for days in (0, 0, 1):
        await store.add_response(a_response(submitted_at=NOW + days * DAY, simulated=days == 1))
    await store.save_draft(a_draft(page="role"))
    await store.save_draft(a_draft(page="attended"))
    await store.save_draft(a_draft(page="attended", wave="2025-26"))
    fieldwork = await store.count_fieldwork(SURVEY, WAVE)
    assert (fieldwork.responses, fieldwork.simulated) == (3, 1)
    assert (fieldwork.drafts, fieldwork.unscored) == (2, 3)
    assert fieldwork.by_day == ((date(2026, 11, 22), 2), (date(2026, 11, 23), 1))
    assert fieldwork.break_off_pages == {"role": 1, "attended": 1}


async def test_a_wave_nobody_answered_counts_nothing(store):
    fieldwork = await store.count_fieldwork(SURVEY, "2030-31")
    assert (fieldwork.responses, fieldwork.simulated, fieldwork.drafts) == (0, 0, 0)
    assert fieldwork.by_day == ()


# Retention


async def test_old_drafts_are_erased_and_leave_only_their_last_page_and_day(store):
    old = [a_draft(page="attended", saved_at=NOW - 31 * DAY) for _ in range(3)]
    fresh = a_draft(page="attended", saved_at=NOW - 29 * DAY)
    elsewhere = a_draft(
        saved_at=NOW - 90 * DAY, instrument=msgspec.structs.replace(INSTRUMENT, survey="other")
    )
    for draft in (*old, fresh, elsewhere):
        await store.save_draft(draft)
    before = await store.count_break_offs(SURVEY, WAVE)
    assert (await purge(store, dry_run=True)).drafts == 3
    assert await store.get_draft(old[0].id) == old[0]
    assert (await purge(store)).drafts == 3
    assert [await store.get_draft(draft.id) for draft in old] == [None] * 3
    assert await store.get_draft(fresh.id) == fresh
    assert await store.get_draft(elsewhere.id) == elsewhere
    assert await store.count_break_offs(SURVEY, WAVE) == before
    assert before == [("attended", date(2026, 10, 22), 3), ("attended", date(2026, 10, 24), 1)]
    assert (await purge(store)).drafts == 0


async def test_break_offs_of_one_page_and_day_add_up_over_purges(store):
    for _ in range(2):
        await store.save_draft(a_draft(saved_at=NOW - 31 * DAY))
        await purge(store)
    assert await store.count_break_offs(SURVEY, WAVE) == [("role", date(2026, 10, 22), 2)]


async def test_old_texts_are_erased_and_answers_and_scores_stay(store):
    old, fresh = a_response(submitted_at=NOW - 366 * DAY), a_response()
    for response in (old, fresh):
        await store.add_response(response)
    await store.record_scores([a_score(old)], NOW)
    assert (await purge(store, dry_run=True)).verbatims == 2
    assert (await purge(store)).verbatims == 2
    assert (await purge(store)).verbatims == 0
    found = {r.id: list(s) for r, s in await read_all(store)}
    assert found == {old.id: [a_score(old)], fresh.id: []}
    assert await store.add_response(old) is Added.SAME  # a repeat is still known


async def test_a_text_erased_before_it_was_scored_waits_for_nobody(store):
    await store.add_response(a_response(submitted_at=NOW - 366 * DAY))
    await purge(store)
    assert await store.claim_unscored(NOW, LEASE, 10) == []
    assert (await store.count_fieldwork(SURVEY, WAVE)).unscored == 0


# Releases


def a_release(release_id="r1", *, days=0, wave=WAVE):
    total = Row(code="", title="All", base=Cell(value=40), cells=(Cell(symbol="[c]"),))
    table = SummaryTable(
        id="T1", title="Who answered", topic="who_answered", measure="count", by="", unit="%",
        source="Family Experience Survey", base_note="Everyone", notes=("Rounded to 5.",),
        method="Counts", columns=(Column(id="n", title="Responses", unit="responses"),),
        rows=(total,), row_title="Group",
    )  # fmt: skip
    summary = ReleaseSummary(
        id=release_id, survey=SURVEY, wave=wave, status=ReleaseStatus.INTERIM,
        made_at=NOW + days * DAY, responses=40, simulated=0,
    )  # fmt: skip
    return Release(summary=summary, versions={"policy": "1"}, notes=(), tables=(table,))


async def test_a_release_comes_back_as_it_was_made(store):
    release = a_release()
    await store.add_release(release)
    assert await store.get_release("r1") == release
    assert await store.get_release("r2") is None


async def test_the_latest_release_of_a_wave_is_found_and_all_are_listed_newest_first(store):
    releases = [a_release("b", days=2), a_release("a", days=1), a_release("c", wave="2025-26")]
    for release in releases:
        await store.add_release(release)
    assert await store.latest_release(SURVEY, WAVE) == releases[0]
    assert await store.latest_release(SURVEY, "2030-31") is None
    assert [summary.id for summary in await store.list_releases()] == ["b", "a", "c"]


async def test_a_release_is_never_changed(store):
    await store.add_release(a_release())
    with pytest.raises(Refused, match="never changed"):
        await store.add_release(a_release(days=1))
    assert await store.get_release("r1") == a_release()


async def test_what_stands_behind_a_release_is_kept_beside_it_oldest_first(store):
    behind = Behind(
        responses=7, answered=Ledger(), left=Ledger(), left_off=(("p", date(2026, 11, 1), 2),)
    )
    await store.add_release(a_release("r10", days=2), behind)
    await store.add_release(a_release("r9", days=2), behind)
    await store.add_release(a_release("r2"), msgspec.structs.replace(behind, earlier=("r1",)))
    await store.add_release(a_release("r3", days=3))
    found = await store.read_behind(SURVEY, WAVE)
    assert list(found) == ["r2", "r9", "r10"]
    assert (found["r2"].earlier, found["r9"]) == (("r1",), behind)
    assert await store.read_behind(SURVEY, "another") == {}


async def test_every_overrule_is_kept_oldest_first(store):
    def an_overrule(strength, **changes):
        fields: dict[str, Any] = {
            "code": "F1", "reason": "Why \U0001f494", "account": "amira", "made_at": NOW,
        }  # fmt: skip
        return Overrule(strength=strength, **fields | changes)

    later = an_overrule("", made_at=NOW + DAY)
    await store.add_overrule(SURVEY, WAVE, later)
    await store.add_overrule(SURVEY, WAVE, an_overrule("weak"))
    assert await store.list_overrules(SURVEY, WAVE) == [an_overrule("weak"), later]
    with pytest.raises(Refused, match="this very moment"):
        await store.add_overrule(SURVEY, WAVE, an_overrule("strong"))
    assert await store.list_overrules(SURVEY, "another") == []


# Accounts


def an_account(name="amira"):
    return Account(
        name=name,
        role=Role.ANALYST,
        organisation=Organisation.MOPAC,
        password_hash="$argon2id$…",
        created_at=NOW,
    )


async def test_an_account_name_is_given_once(store):
    assert await store.add_account(an_account()) is True
    assert await store.add_account(msgspec.structs.replace(an_account(), role=Role.OPERATOR)) is (
        False
    )
    assert await store.get_account("amira") == an_account()
    assert await store.get_account("nobody") is None
    await store.add_account(an_account("abel"))
    assert [account.name for account in await store.list_accounts()] == ["abel", "amira"]


async def test_a_session_is_kept_moved_on_and_ended(store):
    await store.add_account(an_account())
    session = Session(token_hash="h", account="amira", created_at=NOW, seen_at=NOW)
    seen = msgspec.structs.replace(session, seen_at=NOW + LEASE)
    await store.save_session(session)
    await store.save_session(seen)
    assert await store.get_session("h") == seen
    await store.end_session("h")
    assert await store.get_session("h") is None


async def test_a_purge_forgets_sessions_that_ran_out(store):
    await store.add_account(an_account())
    second = timedelta(seconds=1)
    sessions = {
        "idle": (NOW - IDLE_LIMIT - second, NOW - IDLE_LIMIT - second),
        "long": (NOW - SESSION_LIMIT - second, NOW),
        "live": (NOW - IDLE_LIMIT, NOW - IDLE_LIMIT + second),
    }
    for name, (created_at, seen_at) in sessions.items():
        await store.save_session(
            Session(token_hash=name, account="amira", created_at=created_at, seen_at=seen_at)
        )
    assert (await purge(store)).sessions == 2
    assert [name for name in sessions if await store.get_session(name)] == ["live"]
