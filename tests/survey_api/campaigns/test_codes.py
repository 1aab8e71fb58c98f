"""Single-use codes over a real store: made, looked up, used up by what was sent alone."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from survey_api.access.slowing import FORGOTTEN
from survey_api.campaigns import (
    CodeState,
    count_codes,
    kept_mark,
    look_up_code,
    make_codes,
    pass_of,
    plain_invitation,
)
from survey_api.errors import BadInput, TooFast
from survey_api.questionnaire import Answers, CodeRule, CodeUse, Problems, check_survey, needs_code
from survey_api.responses import (
    begin_response,
    find_receipt,
    join_team,
    submit_draft,
    submit_response,
    submit_with_code,
)
from survey_api.storage.engine import Statement
from tests.survey_api.responses.small_survey import NOW, a_survey, raw

CAMPAIGN = "autumn"


@pytest.fixture
def survey():
    return a_survey()


async def make(store, survey, count=5, **changes):
    return await make_codes(store, survey, CAMPAIGN, count, NOW, by="tests", **changes)


async def mark_for(store, survey, code):
    found = await look_up_code(store, survey, code, NOW)
    assert found.state is CodeState.FREE
    return kept_mark(store, found.code_pass)


async def begun(store, survey):
    return await begin_response(store, survey, language="en", mode="web", answers={}, now=NOW)


async def used(store, survey):
    return [(each.campaign, each.made, each.used) for each in await count_codes(store, survey)]


async def test_codes_are_easy_to_say_and_each_is_another(store, survey):
    made = await make(store, survey, 300)
    assert len(set(made)) == 300
    assert all(plain_invitation(code) == code for code in made)
    assert plain_invitation(made[0].upper().replace("-", "  ")) == made[0]
    assert await used(store, survey) == [(CAMPAIGN, 300, 0)]
    (entry,) = await store.read_entries(0, 10)
    assert (entry.what, entry.which) == ("made codes", f"small {CAMPAIGN}: 300")


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_no_code_is_in_any_file_of_the_store(tmp_path: Path, store, survey, home):
    made = await make(store, survey)
    await mark_for(store, survey, made[0])
    if not home.store.startswith("sqlite"):
        rows = await store._engine.read(Statement("SELECT mark FROM codes", {}))
        assert not {pass_of(store, code) for code in made} & {mark for (mark,) in rows}
        return
    kept = all_bytes(tmp_path)
    for code in made:
        for secret in (code, code.replace("-", " "), pass_of(store, code)):
            assert secret.encode() not in kept
        assert kept_mark(store, pass_of(store, code)).encode() in kept


async def test_a_code_is_used_up_by_sending_alone(store, survey):
    code = (await make(store, survey))[0]
    mark = await mark_for(store, survey, code)
    draft = await begun(store, survey)
    assert await used(store, survey) == [(CAMPAIGN, 5, 0)]  # looked up and begun: still good
    receipt = await submit_with_code(store, survey, draft, mark, NOW)
    assert receipt is not None
    assert receipt.new
    assert await used(store, survey) == [(CAMPAIGN, 5, 1)]
    assert (await look_up_code(store, survey, code, NOW)).state is CodeState.USED


async def test_who_sends_again_gets_the_same_receipt(store, survey):
    mark = await mark_for(store, survey, (await make(store, survey))[0])
    draft = await begun(store, survey)
    first = await submit_with_code(store, survey, draft, mark, NOW)
    again = await submit_with_code(store, survey, draft, mark, NOW)
    assert first is not None
    assert again is not None
    assert (again.reference, again.new) == (first.reference, False)
    assert await used(store, survey) == [(CAMPAIGN, 5, 1)]


async def test_of_two_devices_with_one_code_one_is_stored_and_the_other_loses_nothing(
    store, survey
):
    mark = await mark_for(store, survey, (await make(store, survey))[0])
    drafts = [await begun(store, survey) for _ in range(6)]
    receipts = await asyncio.gather(
        *(submit_with_code(store, survey, draft, mark, NOW) for draft in drafts)
    )
    assert sum(receipt is not None for receipt in receipts) == 1
    for draft, receipt in zip(drafts, receipts, strict=True):
        if receipt is None:
            assert await store.get_draft(draft.id) == draft
            assert await find_receipt(store, draft.id) is None
            assert (await submit_draft(store, survey, draft, NOW)).new  # without it, if it may be
    assert await used(store, survey) == [(CAMPAIGN, 5, 1)]


async def test_what_is_no_code_sends_nothing(store, survey):
    draft = await begun(store, survey)
    assert await submit_with_code(store, survey, draft, "0" * 32, NOW) is None
    assert await store.get_draft(draft.id) == draft
    for odd in ("", "lamp", "a b c d 1 2", "lamp river otter 4821", "\u202e" * 50, "x" * 5000):
        assert (await look_up_code(store, survey, odd, NOW)).state is CodeState.UNKNOWN


async def test_a_code_of_another_survey_is_none_here(store, survey):
    other = a_survey()
    programme = msgspec.structs.replace(other.programme, id="other")
    other = msgspec.structs.replace(other, programme=programme)
    code = (await make(store, other))[0]
    assert (await look_up_code(store, survey, code, NOW)).state is CodeState.UNKNOWN


async def test_guesses_wait_and_so_does_a_right_code_among_them(store, survey):
    code = (await make(store, survey))[0]
    for _ in range(5):
        assert (await look_up_code(store, survey, code, NOW)).state is CodeState.FREE
    with pytest.raises(TooFast):
        await look_up_code(store, survey, code, NOW)
    later = await look_up_code(store, survey, code, NOW + FORGOTTEN + timedelta(days=1))
    assert later.state is CodeState.FREE


async def test_a_team_goes_along_and_is_never_so_small_that_it_tells_who(store, survey):
    code = (await make(store, survey, team="k7q2"))[0]
    found = await look_up_code(store, survey, code, NOW)
    assert found.team == "K7Q2"
    draft = await join_team(store, await begun(store, survey), found.team, NOW)
    assert draft.team == "K7Q2"
    assert (await join_team(store, draft, "OTHER", NOW)).team == "K7Q2"
    for wrong in ({"count": 4, "team": "K7Q2"}, {"team": "a b"}, {"count": 0}, {"count": 10**6}):
        with pytest.raises(BadInput):
            await make(store, survey, **wrong)


async def test_nothing_kept_ties_a_code_to_its_response(store, survey, home):
    """Not a column, and after the daily purge not even what PostgreSQL notes with each row."""
    codes = await make(store, survey, 8)
    for code in codes[:3]:
        mark = await mark_for(store, survey, code)
        await submit_with_code(store, survey, await begun(store, survey), mark, NOW)
    await store.stir_codes()
    columns = "mark, survey, campaign, team, used"
    if home.store.startswith("sqlite"):
        path = home.store.removeprefix("sqlite:///")
        with sqlite3.connect(path) as connection:
            found = connection.execute("SELECT * FROM codes").description
        assert [name for name, *_ in found] == columns.split(", ")
        return
    written = "SELECT DISTINCT xmin::text FROM {}"
    by = {
        table: {xmin for (xmin,) in await store._engine.read(Statement(written.format(table), {}))}
        for table in ("codes WHERE used", "responses")
    }
    assert len(by["codes WHERE used"]) == 1
    assert len(by["responses"]) == 3
    assert not by["codes WHERE used"] & by["responses"]


async def test_a_program_sends_a_code_along(store, survey):
    mark = await mark_for(store, survey, (await make(store, survey))[0])
    own_id, body = str(uuid.uuid4()), raw(role="P")

    async def put(response_id=own_id):
        return await submit_response(
            store, survey, response_id, language="en", mode="web", answers=body, now=NOW, code=mark
        )

    first, again = await put(), await put()
    assert not isinstance(first, Problems)
    assert not isinstance(again, Problems)
    assert (first.new, again.new, again.reference) == (True, False, first.reference)
    other = await put(str(uuid.uuid4()))
    assert isinstance(other, Problems)
    assert [problem.field for problem in other.problems] == ["code"]


def ruled(**rule):
    survey = a_survey()
    programme = msgspec.structs.replace(survey.programme, codes=CodeRule(**rule))
    return msgspec.structs.replace(survey, programme=programme)


def test_families_need_no_code_unless_it_was_switched_on():
    (condition, *_) = [each for each in a_survey().questionnaire.conditions if each.any_of]
    fits: Answers = {condition.item: condition.any_of[0]}
    needed = ruled(use=CodeUse.NEEDED, of=(condition.id,))
    assert needs_code(needed, fits)
    assert not needs_code(needed, {})
    assert needs_code(ruled(use=CodeUse.NEEDED, families_too=True), {})
    assert not needs_code(ruled(use=CodeUse.TAKEN, families_too=True), fits)
    assert not needs_code(a_survey(), fits)


@pytest.mark.parametrize("rule", [{"use": CodeUse.NEEDED}, {"of": ("nobody",)}])
def test_a_rule_that_names_nobody_is_found(rule):
    assert any("$.codes" in finding.path for finding in check_survey(ruled(**rule)))


async def test_without_a_needed_code_a_program_is_told(store):
    survey = ruled(use=CodeUse.NEEDED, families_too=True)
    for code, taken in (("", False), (None, True)):
        sent = await submit_response(
            store, survey, str(uuid.uuid4()), language="en", mode="web", answers=raw(role="P"),
            now=NOW, code=code,
        )  # fmt: skip
        assert isinstance(sent, Problems) is not taken
