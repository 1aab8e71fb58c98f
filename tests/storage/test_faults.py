"""A missing, read-only, full, damaged or foreign store: a sentence, and nothing half-stored."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from survey_api.errors import BadInput, StoreUnavailable
from survey_api.responses.model import Added
from survey_api.storage import migrate, open_store, sqlite
from survey_api.storage.engine import Row, Statement, Work
from survey_api.storage.sqlite import open_sqlite
from tests.storage.stored import DAY, NOW, SURVEY, WAVE, WORDS, a_draft, a_response


async def open_and_close(url: str, *, create: bool = True) -> None:
    async with open_store(url, create=create):
        pass


async def count(store) -> int:
    return len([response async for response in store.read_responses(SURVEY, WAVE)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "survey.db"


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB; needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", folder)
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("this account may not mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)  # also while a file is open


# Addresses


@pytest.mark.parametrize(
    "url",
    ["mysql://amira:secret@host/survey", "survey.db", "sqlite:///", "sqlite:///:memory:"],
)
async def test_an_address_not_understood_says_what_is_possible_and_quotes_no_password(url):
    with pytest.raises(BadInput, match=r"sqlite:///survey\.db for a file in this folder") as caught:
        await open_and_close(url)
    assert "secret" not in str(caught.value)


async def test_an_address_is_relative_to_the_folder_or_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    await migrate("sqlite:///near.db")
    await migrate(f"sqlite:///{tmp_path / 'far.db'}")  # four slashes in all
    assert (tmp_path / "near.db").exists()
    assert (tmp_path / "far.db").exists()


async def test_a_missing_store_is_an_error_for_who_only_reads(path):
    with pytest.raises(StoreUnavailable, match="There is no store at"):
        await open_and_close(f"sqlite:///{path}", create=False)
    assert not path.exists()


async def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StoreUnavailable, match=r"There is no folder '.*nowhere'"):
        await open_and_close(f"sqlite:///{tmp_path / 'nowhere' / 'survey.db'}")


async def test_a_folder_is_not_a_store(tmp_path):
    with pytest.raises(StoreUnavailable, match="is a folder"):
        await open_and_close(f"sqlite:///{tmp_path}")


# Files that are not ours


async def test_a_file_that_is_no_database_is_left_as_it_is(path):
    path.write_text("Dear diary, " * 500)
    with pytest.raises(StoreUnavailable, match="not a survey store"):
        await open_and_close(f"sqlite:///{path}")
    assert path.read_text() == "Dear diary, " * 500


async def test_somebody_elses_database_is_left_as_it_is(path):
    with contextlib.closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="not a survey store"):
        await open_and_close(f"sqlite:///{path}")
    assert path.read_bytes() == before


async def test_a_damaged_store_says_so(path):
    url = f"sqlite:///{path}"
    async with open_store(url) as store:
        for _ in range(50):
            await store.add_response(a_response())
    with path.open("r+b") as file:  # all but the first page, which says what the file is
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(StoreUnavailable, match="damaged"):
        async with open_store(url) as store:
            await count(store)


# Stores that can not be written to


async def test_a_read_only_disk_is_an_error_at_opening(small_disk):
    url = f"sqlite:///{small_disk / 'survey.db'}"
    await migrate(url)
    mount("-o", "remount,ro", small_disk)
    with pytest.raises(StoreUnavailable, match="read-only"):
        await open_and_close(url)
    with pytest.raises(StoreUnavailable, match="read-only"):
        await open_and_close(f"sqlite:///{small_disk / 'new.db'}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only folder")
async def test_a_read_only_folder_is_an_error_at_opening(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable, match="read-only"):
        await open_and_close(f"sqlite:///{tmp_path / 'survey.db'}")
    tmp_path.chmod(0o700)


async def test_a_full_disk_stores_nothing_and_recovers_when_there_is_room(small_disk):
    async with open_store(f"sqlite:///{small_disk / 'survey.db'}") as store:
        await store.add_response(a_response())
        filler = small_disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass
        big = [a_response(texts={"better": WORDS * 2000}) for _ in range(10)]
        results = await asyncio.gather(*map(store.add_response, big), return_exceptions=True)
        assert all(isinstance(result, StoreUnavailable) for result in results)
        assert "full" in str(results[0])
        assert await count(store) == 1
        filler.unlink()
        assert await store.add_response(big[0]) is Added.NEW
        assert await count(store) == 2


async def test_a_store_at_its_size_limit_stores_nothing_and_recovers(path):
    async with open_sqlite(path) as engine:
        await engine.transaction(lambda: run("CREATE TABLE words (word TEXT)"))
        await engine.transaction(lambda: run("PRAGMA max_page_count = 10"))
        big = "INSERT INTO words VALUES (printf('%.*c', 100000, 'x'))"
        with pytest.raises(StoreUnavailable, match="full"):
            await engine.transaction(lambda: run(big))
        await engine.transaction(lambda: run("INSERT INTO words VALUES ('small')"))
        assert await engine.read(Statement("SELECT word FROM words", {})) == [("small",)]


@pytest.mark.parametrize("fate", ["removed", "replaced", "log removed"])
async def test_a_store_that_was_moved_away_while_open_takes_nothing_more(path, fate):
    url = f"sqlite:///{path}"
    async with open_store(url) as store:
        await store.add_response(a_response())
        copy = path.with_name("copy.db")
        shutil.copy(path, copy)
        if fate == "log removed":
            path.with_name("survey.db-wal").unlink()
        else:
            path.unlink()
        if fate == "replaced":
            copy.rename(path)
        with pytest.raises(StoreUnavailable, match="removed or replaced"):
            await store.add_response(a_response())


async def test_another_program_that_holds_the_store_is_named_as_the_reason(path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with open_store(f"sqlite:///{path}") as store:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="Another program"):
                await store.add_response(a_response())
            other.execute("ROLLBACK")
        assert await store.add_response(a_response()) is Added.NEW


async def test_two_programs_write_to_one_store_side_by_side(path):
    url = f"sqlite:///{path}"
    async with open_store(url) as serving, open_store(url) as command:
        results = await asyncio.gather(
            *(store.add_response(a_response()) for _ in range(100) for store in (serving, command))
        )
        assert results == [Added.NEW] * 200
        assert await count(serving) == 200


async def test_more_waiting_than_the_store_takes_is_refused_and_the_rest_is_stored(
    path, monkeypatch
):
    monkeypatch.setattr(sqlite, "MAX_WAITING", 20)
    async with open_store(f"sqlite:///{path}") as store:
        results = await asyncio.gather(
            *(store.add_response(a_response()) for _ in range(50)), return_exceptions=True
        )
        refused = [result for result in results if isinstance(result, StoreUnavailable)]
        assert refused
        assert "Too many answers" in str(refused[0])
        assert await count(store) == 50 - len(refused)


async def test_a_closed_store_takes_nothing(path):
    async with open_store(f"sqlite:///{path}") as store:
        pass
    with pytest.raises(StoreUnavailable, match="closing"):
        await store.add_response(a_response())
    with pytest.raises(StoreUnavailable, match="closing"):
        await store.get_draft("any")


async def test_what_was_accepted_before_closing_is_stored(path):
    url = f"sqlite:///{path}"
    async with open_store(url) as store:
        await store.add_response(a_response())  # keys are at hand now
        waiting = [asyncio.ensure_future(store.add_response(a_response())) for _ in range(300)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == [Added.NEW] * 300
    async with open_store(url) as store:
        assert await count(store) == 301


async def test_a_caller_that_goes_away_leaves_the_others_alone(path):
    async with open_store(f"sqlite:///{path}") as store:
        await store.add_response(a_response())  # keys are at hand now
        gone, *stay = [asyncio.ensure_future(store.add_response(a_response())) for _ in range(5)]
        await asyncio.sleep(0)
        gone.cancel()
        assert await asyncio.gather(*stay) == [Added.NEW] * 4
        assert await count(store) == 6  # its response had been accepted: it is stored


# Promises about the file


async def test_what_waits_together_is_committed_together(path):
    said: list[str] = []
    async with open_sqlite(path) as engine:
        await engine.transaction(partial(run, "CREATE TABLE words (word TEXT)"))
        await engine._writer.set_trace_callback(said.append)
        insert = "INSERT INTO words VALUES ('more')"
        await asyncio.gather(*(engine.transaction(partial(run, insert)) for _ in range(100)))
    assert said.count(insert) == 100
    assert said.count("COMMIT") == 1


async def test_every_commit_is_synced_and_every_key_is_checked(path):
    async with open_sqlite(path) as engine:
        for pragma, value in {"synchronous": 2, "foreign_keys": 1, "secure_delete": 1}.items():
            assert await engine.transaction(partial(run, f"PRAGMA {pragma}")) == [(value,)]
        assert await engine.read(Statement("PRAGMA journal_mode", {})) == [("wal",)]


async def test_only_its_owner_can_read_the_files_of_a_new_store(path):
    async with open_store(f"sqlite:///{path}") as store:
        await store.add_response(a_response())
        names = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    databases = ("survey.db", "survey.db.keys")
    expected = [name + end for name in databases for end in ("", "-wal", "-shm")]
    assert names == dict.fromkeys([*expected, "survey.db.master"], 0o600)


@pytest.mark.parametrize("mark", ["", " {by_key}"])
async def test_reading_can_not_write(path, mark):
    async with open_sqlite(path) as engine:
        with pytest.raises(StoreUnavailable, match="read-only"):
            await engine.read(Statement(f"CREATE TABLE sly (a){mark}", {}))


async def test_what_is_found_by_its_key_is_the_last_commit(path):
    async with open_sqlite(path) as engine:
        await engine.transaction(partial(run, "CREATE TABLE one (id INTEGER PRIMARY KEY, n)"))
        for n in range(3):
            await engine.transaction(partial(run, f"INSERT OR REPLACE INTO one VALUES (1, {n})"))
            find = Statement("SELECT n FROM one WHERE id = :id {by_key}", {"id": 1})
            assert await engine.read(find) == [(n,)]


async def test_erased_words_are_in_no_file_of_the_store(path):
    word = b"unmistakable"
    async with open_store(f"sqlite:///{path}") as store:
        long_ago = NOW - 400 * DAY
        texts = {"better": "unmistakable " * 40}
        await store.add_response(a_response(texts=texts, submitted_at=long_ago))
        await store.save_draft(a_draft(answers=texts, saved_at=long_ago))
        purged = await store.purge(
            SURVEY, drafts_before=NOW - DAY, verbatims_before=NOW - DAY, now=NOW, dry_run=False
        )
        assert (purged.drafts, purged.verbatims) == (1, 1)
        assert word not in everything(path)


def everything(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def run(text: str) -> Work[list[Row]]:
    return (yield Statement(text, {}))
