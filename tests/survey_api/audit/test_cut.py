"""The audit log loses its beginning when its time is up, says so, and is whole from there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from survey_api import BadInput, cut_audit_log, load_surveys
from survey_api.audit import CUT, AuditVerdict, Event, record, take_anchor, verify_log
from survey_api.settings import PACKAGED_SURVEYS
from survey_api.storage import open_store
from tests.kept import ask
from tests.survey_api.audit.test_verify import by_hand, looked_at

BEGAN = datetime(2020, 1, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SURVEYS = load_surveys(PACKAGED_SURVEYS)
KEPT = SURVEYS["missing_children"].programme.retention.audit_days


async def write(store, days: int) -> None:
    """An entry a day."""
    for day in range(days):
        await record(
            store, Event(who="amira", what="opened a text", which=f"r{day}"), BEGAN + day * DAY
        )


async def numbers(store) -> list[int]:
    return [entry.number for entry in await store.read_entries(0, 100)]


async def test_what_is_past_its_time_goes_and_the_rest_is_whole(store):
    await write(store, 10)
    now = BEGAN + (KEPT + 4) * DAY
    assert await cut_audit_log(store, SURVEYS, now, by="worker", dry_run=True) == 4
    assert await numbers(store) == list(range(1, 11))
    assert await cut_audit_log(store, SURVEYS, now, by="worker") == 4
    assert await numbers(store) == list(range(5, 12))
    last = (await store.read_entries(10, 1))[0]
    assert (last.who, last.what) == ("worker", CUT)
    assert last.which.startswith("entries up to 4: ")
    assert await verify_log(store) == AuditVerdict(entries=7, cut=4)
    assert await cut_audit_log(store, SURVEYS, now, by="worker") == 0
    assert await numbers(store) == list(range(5, 12))


async def test_it_is_cut_again_and_again(store):
    await write(store, 6)
    for later in (2, 4, 5):
        assert await cut_audit_log(store, SURVEYS, BEGAN + (KEPT + later) * DAY, by="w")
        assert not (await verify_log(store)).wrong
    assert await verify_log(store) == AuditVerdict(entries=4, cut=5)


async def test_the_last_entry_stays_however_old(store):
    await write(store, 3)
    assert await cut_audit_log(store, SURVEYS, BEGAN + 99 * KEPT * DAY, by="worker") == 2
    assert await numbers(store) == [3, 4]
    assert await verify_log(store) == AuditVerdict(entries=2, cut=2)


async def test_an_empty_log_is_left_alone(store):
    assert await cut_audit_log(store, SURVEYS, BEGAN + 99 * KEPT * DAY, by="worker") == 0
    assert await verify_log(store) == AuditVerdict(entries=0)


async def test_an_entry_behind_one_that_is_kept_is_kept(store):
    await write(store, 2)
    await record(store, Event(who="amira", what="signed in"), BEGAN + 50 * DAY)
    await record(store, Event(who="amira", what="signed out"), BEGAN)  # a clock stepped back
    assert await cut_audit_log(store, SURVEYS, BEGAN + (KEPT + 10) * DAY, by="worker") == 2


async def test_a_log_that_is_cut_while_it_is_verified_is_whole(store, monkeypatch):
    await write(store, 8)
    read = store.read_entries
    now = BEGAN + (KEPT + 4) * DAY

    async def read_and_cut(after: int, limit: int):
        await cut_audit_log(store, SURVEYS, now, by="worker")
        return await read(after, limit)

    monkeypatch.setattr(store, "read_entries", read_and_cut)
    assert await verify_log(store) == AuditVerdict(entries=5, cut=4)


async def test_the_longest_days_of_all_surveys_hold(store):
    await write(store, 3)
    survey = SURVEYS["missing_children"]
    longer = msgspec.structs.replace(survey.programme.retention, audit_days=2 * KEPT)
    programme = msgspec.structs.replace(survey.programme, retention=longer)
    surveys = {**SURVEYS, "other": msgspec.structs.replace(survey, programme=programme)}
    assert await cut_audit_log(store, surveys, BEGAN + (KEPT + 9) * DAY, by="worker") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit WHERE number = 6",
        "DELETE FROM audit",
        "UPDATE audit_head SET cut = 3",
        "UPDATE audit_head SET cut = 99",
    ],
)
async def test_nothing_else_is_removed_and_nothing_is_uncut(store, home, statement):
    await write(store, 8)
    await cut_audit_log(store, SURVEYS, BEGAN + (KEPT + 4) * DAY, by="worker")
    with pytest.raises(Exception, match="the audit log"):  # whatever the driver raises
        ask(home.store, statement)
    assert await numbers(store) == list(range(5, 10))


async def test_an_anchor_from_before_the_cut_is_too_old_and_one_behind_it_fits(store):
    await write(store, 3)
    old = await take_anchor(store, BEGAN)
    for day in range(3, 8):
        await record(store, Event(who="amira", what="signed in"), BEGAN + day * DAY)
    new = await take_anchor(store, BEGAN)
    await cut_audit_log(store, SURVEYS, BEGAN + (KEPT + 5) * DAY, by="worker")
    with pytest.raises(BadInput, match=r"cut off since.*newer one"):
        await verify_log(store, old)
    assert not (await verify_log(store, new)).wrong


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A store whose log begins with entry 5."""
    path = tmp_path / "survey.db"
    async with open_store(f"sqlite:///{path}") as store:
        await write(store, 8)
        await cut_audit_log(store, SURVEYS, BEGAN + (KEPT + 4) * DAY, by="worker")
    return path


@pytest.mark.parametrize(
    ("statements", "number", "said"),
    [
        (["DELETE FROM audit WHERE number = 5"], 5, "Entry 5 was removed"),
        (
            [
                "UPDATE audit_head SET cut = 6,"
                " cut_hash = (SELECT hash FROM audit WHERE number = 6)",
                "DELETE FROM audit WHERE number <= 6",
            ],
            6,
            "Entries up to 6 were removed, and the log does not say so",
        ),
        (["UPDATE audit_head SET cut = 0, cut_hash = ''"], 1, "Entries 1 to 4 were removed"),
        (["UPDATE audit SET who = 'ben' WHERE number = 5"], 5, "Entry 5 was changed"),
    ],
)
async def test_who_cuts_by_hand_is_found(path, statements, number, said):
    by_hand(path, *statements)
    found = await looked_at(path)
    assert found.number == number
    assert said in found.wrong
