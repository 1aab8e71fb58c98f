"""Whatever somebody does to the log by hand is found, and the entry named."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from survey_api import audit
from survey_api.audit import Event, take_anchor, verify_log
from survey_api.audit.verify import _PAGE
from survey_api.storage import open_store
from tests.running import ROOT

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ALL = "number, at, who, what, which, why, previous, hash"
TRIGGERS = (
    "audit_never_changes",
    "audit_loses_what_is_cut",
    "audit_grows_behind_its_end",
    "audit_stays_cut",
    "audit_head_stays",
)


async def write(store, number: int) -> None:
    for place in range(1, number + 1):
        event = Event(
            who=f"person {place}", what="opened a text", which=f"r{place}", why="to code it"
        )
        await audit.record(store, event, NOW)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A store with six entries."""
    path = tmp_path / "survey.db"
    async with open_store(f"sqlite:///{path}") as store:
        await write(store, 6)
    return path


async def looked_at(path: Path, anchor: audit.Anchor | None = None) -> audit.AuditVerdict:
    async with open_store(f"sqlite:///{path}") as store:
        return await verify_log(store, anchor)


def by_hand(path: Path, *statements: str) -> None:
    """What somebody does who owns the file: first away with what guards the log."""
    connection = sqlite3.connect(path, isolation_level=None)
    for trigger in TRIGGERS:
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def forge(path: Path, number: int, who: str) -> None:
    """Put another name into an entry and make its own hash fit again."""
    connection = sqlite3.connect(path, isolation_level=None)
    row = connection.execute(f"SELECT {ALL} FROM audit WHERE number = ?", (number,)).fetchone()
    at = datetime.fromisoformat(row[1])
    forged = audit.Entry(
        number=number, at=at, who=who, what=row[3], which=row[4], why=row[5], previous=row[6],
        hash="",
    )  # fmt: skip
    digest = audit.hash_of(forged)
    connection.execute("UPDATE audit SET who = ?, hash = ? WHERE number = ?", (who, digest, number))
    connection.close()


async def test_an_untouched_log_is_whole_with_an_anchor_and_without(path):
    assert await looked_at(path) == audit.AuditVerdict(entries=6)
    async with open_store(f"sqlite:///{path}") as store:
        anchor = await take_anchor(store, NOW)
        await write(store, 2)
    assert anchor.number == 6
    assert await looked_at(path, anchor) == audit.AuditVerdict(entries=8)


async def test_a_log_of_several_pages_is_whole_and_its_middle_is_watched(tmp_path):
    path = tmp_path / "survey.db"
    async with open_store(f"sqlite:///{path}") as store:
        await write(store, _PAGE + 20)
    assert (await looked_at(path)).wrong == ""
    by_hand(path, f"UPDATE audit SET why = 'none' WHERE number = {_PAGE + 1}")
    assert (await looked_at(path)).number == _PAGE + 1


@pytest.mark.parametrize("column", ["at", "who", "what", "which", "why", "previous", "hash"])
@pytest.mark.parametrize("value", ["'x'", "X'00ff'", "''"])
async def test_a_changed_entry_is_named_whatever_was_changed(path, column, value):
    by_hand(path, f"UPDATE audit SET {column} = {value} WHERE number = 3")
    found = await looked_at(path)
    assert (found.number, found.entries) == (3, 6)
    assert found.wrong == "Entry 3 was changed after it was written."


async def test_a_changed_entry_whose_own_hash_was_made_to_fit_is_found_by_the_next(path):
    by_hand(path)
    forge(path, 3, "somebody else")
    found = await looked_at(path)
    assert (found.number, found.wrong) == (4, "What stood before entry 4 was removed or replaced.")


async def test_a_changed_last_entry_whose_hash_was_made_to_fit_is_found(path):
    by_hand(path)
    forge(path, 6, "somebody else")
    assert (await looked_at(path)).wrong == "Entry 6 is not the one that was written last."


@pytest.mark.parametrize(
    ("gone", "number", "said"),
    [
        ("number = 1", 1, "Entry 1 was removed."),
        ("number = 4", 4, "Entry 4 was removed."),
        ("number IN (2, 3, 4)", 2, "Entries 2 to 4 were removed."),
        ("number > 4", 5, "Entries 5 to 6 were removed from the end."),
        ("number > 0", 1, "Entries 1 to 6 were removed from the end."),
    ],
)
async def test_a_removed_entry_is_named(path, gone, number, said):
    by_hand(path, f"DELETE FROM audit WHERE {gone}")
    found = await looked_at(path)
    assert (found.number, found.wrong) == (number, said)


async def test_a_removed_entry_whose_place_was_closed_up_is_found(path):
    by_hand(
        path,
        "DELETE FROM audit WHERE number = 3",
        "UPDATE audit SET number = number - 1 WHERE number > 3",
        "UPDATE audit_head SET number = 5",
    )
    found = await looked_at(path)
    assert (found.number, found.wrong) == (3, "What stood before entry 3 was removed or replaced.")


@pytest.mark.parametrize(("one", "other"), [(3, 4), (2, 5), (1, 6)])
async def test_two_entries_that_changed_places_are_found(path, one, other):
    by_hand(
        path,
        f"UPDATE audit SET number = 99 WHERE number = {one}",
        f"UPDATE audit SET number = {one} WHERE number = {other}",
        f"UPDATE audit SET number = {other} WHERE number = 99",
    )
    found = await looked_at(path)
    assert found.number == one
    assert f"Entry {one} was moved: it was written after what is now entry" in found.wrong


async def test_an_entry_with_another_number_is_found(path):
    by_hand(path, "UPDATE audit SET number = 60 WHERE number = 6")
    assert (await looked_at(path)).wrong == "Entry 60 was given another number: it was entry 6."


async def test_an_entry_put_in_by_hand_is_found(path):
    by_hand(
        path, f"INSERT INTO audit SELECT 7, {ALL.partition(', ')[2]} FROM audit WHERE number = 2"
    )
    assert "Entry 7 was moved" in (await looked_at(path)).wrong


async def test_a_lost_note_of_the_end_is_found_and_nothing_more_is_written(path):
    by_hand(path, "DELETE FROM audit_head")
    assert "note of where the log ends" in (await looked_at(path)).wrong


async def test_a_tail_cut_off_with_its_note_takes_an_anchor_to_be_found(path):
    async with open_store(f"sqlite:///{path}") as store:
        anchor = await take_anchor(store, NOW)
    by_hand(
        path,
        "DELETE FROM audit WHERE number > 4",
        "UPDATE audit_head SET number = 4, hash = (SELECT hash FROM audit WHERE number = 4)",
    )
    assert (await looked_at(path)).wrong == ""  # by itself it is a whole log of four
    found = await looked_at(path, anchor)
    assert found.number == 5
    assert found.wrong == "Entries 5 to 6 were removed: the anchor of 2026-11-22 counts them."


async def test_a_log_written_anew_takes_an_anchor_to_be_found(path):
    async with open_store(f"sqlite:///{path}") as store:
        anchor = await take_anchor(store, NOW)
    by_hand(path, "DELETE FROM audit", "UPDATE audit_head SET number = 0, hash = ''")
    async with open_store(f"sqlite:///{path}") as store:
        await audit.record(store, Event(who="nobody", what="did nothing"), NOW)
        await write(store, 6)
    assert (await looked_at(path)).wrong == ""
    found = await looked_at(path, anchor)
    assert found.number == 6
    assert "the log was written anew" in found.wrong


async def test_the_hash_is_of_the_form_that_the_documents_describe(path):
    """Anybody can check the chain with a few lines of their own."""
    connection = sqlite3.connect(path)
    _, at, who, what, which, why, previous, digest = connection.execute(
        f"SELECT {ALL} FROM audit WHERE number = 2"
    ).fetchone()
    connection.close()
    said = {"at": at.replace(".000000+00:00", "Z"), "previous": previous, "what": what,
            "which": which, "who": who, "why": why}  # fmt: skip
    assert digest == hashlib.sha256(msgspec.json.encode(said)).hexdigest()
    assert msgspec.json.encode(said).startswith(b'{"at":"2026-11-22T09:30:00Z","previous":"')


WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from survey_api import audit
from survey_api.storage import open_store

async def main():
    async with open_store(sys.argv[1]) as store:
        while True:
            event = audit.Event(who="writer", what="wrote", which="x" * 200)
            await asyncio.gather(
                *(audit.record(store, event, datetime.now(UTC)) for _ in range(40))
            )
            print("wrote", flush=True)

asyncio.run(main())
"""


def write_until_killed(url: str, lines: int) -> None:
    """Let another process write, and kill it once it has said so many times that it did."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(lines):
            assert process.stdout.readline() == "wrote\n"
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.slow
async def test_a_log_whose_writer_was_killed_is_whole_and_grows_on(tmp_path):
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    told = 0
    for lines in (2, 3, 4):
        write_until_killed(url, lines)
        told += 40 * lines
        async with open_store(url) as store:
            found = await verify_log(store)
            assert (found.wrong, found.entries >= told) == ("", True)
            await audit.record(store, Event(who="after", what="went on"), NOW)
            assert (await verify_log(store)).entries == found.entries + 1
