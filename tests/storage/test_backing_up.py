"""Backups are whole, hold no key, can be restored, and a damaged one is found by the drill."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from survey_api import (
    BadInput,
    Receipt,
    Refused,
    Settings,
    Store,
    StoreUnavailable,
    erase_response,
    open_store,
    submit_response,
)
from survey_api.audit import Event, record
from survey_api.backups import Kept, back_up, drill
from survey_api.storage import copy_store, copying
from survey_api.storage.backing_up import _sha256
from survey_api.storage.postgres import _SERVER_SETTINGS as SERVER_SETTINGS
from tests.postgres import postgres
from tests.survey_api.responses import small_survey
from tests.survey_api.responses.small_survey import a_survey, raw

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WORDS = "We waited for an hour and nobody rang"
SURVEY = a_survey()


async def tell(store: Store) -> str:
    """A response that says something; its reference."""
    receipt = await submit_response(
        store, SURVEY, str(uuid.uuid4()), language="en", mode="web",
        answers=raw(better=WORDS), now=small_survey.NOW,
    )  # fmt: skip
    assert isinstance(receipt, Receipt)
    return receipt.reference


def kept(home: Settings) -> Kept:
    return Kept(
        store=home.store,
        keys=home.sealing,
        contacts=home.contacts,
        contacts_keys=home.contact_sealing,
    )


BOTH = pytest.mark.parametrize("engine", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Where the store is."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
async def home(tmp_path: Path, engine: str) -> Settings:
    """A store with three responses that say something."""
    (tmp_path / "home").mkdir()
    home = Settings(store=f"sqlite:///{tmp_path / 'home' / 'survey.db'}")
    if engine == "postgres":
        home = postgres().settings(tmp_path / "home")
    async with open_store(home.store, home.sealing) as store:
        for _ in range(3):
            await tell(store)
        await record(store, Event(who="amira", what="opened a text"), NOW)
    return home


async def made(home: Settings, folder: Path, *, keys: bool = False) -> Path:
    (backup,) = await back_up(kept(home), folder, NOW, keys=keys)
    return folder / backup.file


@BOTH
async def test_a_backup_can_be_restored_and_its_words_opened(home, tmp_path):
    path = await made(home, tmp_path / "backups")
    assert path.name == "survey-20261122T093000Z.db"
    assert [one.name for one in path.parent.iterdir() if one != path] == [f"{path.stem}.json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = await drill(path, home.store, home.sealing)
    assert found.wrong == ()
    assert (found.opened, found.erased) == (3, 0)
    assert found.entries >= 1
    assert WORDS.encode() not in path.read_bytes()


@BOTH
async def test_what_was_erased_since_is_not_opened_from_a_backup(home, tmp_path):
    async with open_store(home.store, home.sealing) as store:
        reference = await tell(store)
    path = await made(home, tmp_path / "backups")
    async with open_store(home.store, home.sealing) as store:
        await erase_response(store, reference, NOW, by="a test", why="asked for")
    found = await drill(path, home.store, home.sealing)
    assert found.wrong == ()
    assert (found.opened, found.erased) == (3, 1)


@BOTH
async def test_whoever_writes_meanwhile_goes_on_and_the_backup_is_of_one_moment(home, tmp_path):
    async with open_store(home.store, home.sealing) as store:

        async def write() -> None:
            for _ in range(40):
                await tell(store)

        writing = asyncio.create_task(write())
        paths = []
        for moment in range(4):
            now = NOW.replace(second=moment)
            (backup,) = await back_up(kept(home), tmp_path / "backups", now, keys=False)
            paths.append(tmp_path / "backups" / backup.file)
        await writing
    for path in paths:
        assert (await drill(path, home.store, home.sealing)).wrong == ()


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_a_backup_of_a_server_goes_back_to_one(home, tmp_path):
    path = await made(home, tmp_path / "backups")
    there = postgres().database()
    copied = await copy_store(f"sqlite:///{path}", there)
    assert next(one.rows for one in copied if one.table == "responses") == 3
    async with open_store(there, home.sealing) as store:
        found = [one async for one in store.read_responses(SURVEY.id, SURVEY.programme.waves[0].id)]
    assert len(found) == 3


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_a_backup_may_take_longer_than_a_server_waits_for_who_is_idle(
    home, tmp_path, monkeypatch
):
    compare = copying._compare

    async def slowly(*given) -> None:
        await asyncio.sleep(1.5)
        await compare(*given)

    monkeypatch.setattr(copying, "_compare", slowly)
    monkeypatch.setitem(SERVER_SETTINGS, "idle_in_transaction_session_timeout", "1s")
    path = await made(home, tmp_path / "backups")
    assert (await drill(path, home.store, home.sealing)).wrong == ()


@pytest.mark.parametrize("harm", ["a byte", "cut short", "a row", "a description"])
async def test_damage_is_found(home, tmp_path, harm):
    path = await made(home, tmp_path / "backups")
    beside = path.with_suffix(".json")
    if harm == "a byte":
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif harm == "cut short":
        path.write_bytes(path.read_bytes()[:-4096])
    elif harm == "a row":
        with closing(sqlite3.connect(path)) as opened, opened:
            opened.execute("DELETE FROM scoring_tasks")
            opened.execute("UPDATE responses SET team = 'X' WHERE rowid = 1")
    else:
        beside.write_bytes(beside.read_bytes().replace(b'"rows": 3', b'"rows": 4', 1))
    found = await drill(path, home.store, home.sealing)
    assert len(found.wrong) >= 1
    assert "not the one that was written" in found.wrong[0] or "does not hold" in found.wrong[0]


async def test_who_changes_rows_and_the_file_s_checksum_is_found_by_the_rows(home, tmp_path):
    path = await made(home, tmp_path / "backups")
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("UPDATE responses SET team = 'X' WHERE rowid = 1")
    beside = path.with_suffix(".json")
    told_of = msgspec.json.decode(beside.read_bytes())
    beside.write_bytes(msgspec.json.encode(told_of | {"sha256": _sha256(path)}))
    found = await drill(path, home.store, home.sealing)
    assert found.wrong == ("Table responses does not hold the 3 rows that were written.",)


async def test_without_its_keys_a_drill_says_so(home, tmp_path):
    path = await made(home, tmp_path / "backups")
    for name in ("survey.db.keys", "survey.db.keys-wal", "survey.db.keys-shm"):
        (tmp_path / "home" / name).unlink(missing_ok=True)
    found = await drill(path, home.store, home.sealing)
    assert len(found.wrong) == 1
    assert "key store is missing" in found.wrong[0]


async def test_keys_and_what_they_open_are_never_in_one_folder(home, tmp_path):
    folder, apart = tmp_path / "backups", tmp_path / "apart"
    await made(home, folder)
    with pytest.raises(Refused, match="another folder"):
        await back_up(kept(home), folder, NOW, keys=True)
    path = await made(home, apart, keys=True)
    assert path.name == "survey_keys-20261122T093000Z.db"
    assert (await drill(path, home.store, home.sealing)).wrong == ()
    with pytest.raises(Refused, match="another folder"):
        await back_up(kept(home), apart, NOW, keys=False)


async def test_a_backup_is_never_written_over(home, tmp_path):
    path = await made(home, tmp_path / "backups")
    before = path.read_bytes()
    with pytest.raises(Refused, match="there already"):
        await made(home, tmp_path / "backups")
    assert path.read_bytes() == before


async def test_what_cannot_be_backed_up_is_told(tmp_path):
    with pytest.raises(StoreUnavailable, match="no survey store at"):
        await back_up(
            kept(Settings(store=f"sqlite:///{tmp_path / 'no.db'}")), tmp_path, NOW, keys=False
        )
    (tmp_path / "text.db").write_text("no database")
    with pytest.raises(BadInput, match=r"what the backup holds: no such file"):
        await drill(tmp_path / "text.db", "sqlite:///survey.db", Settings().sealing)
    (tmp_path / "text.json").write_text("{}")
    with pytest.raises(BadInput, match="no description of a backup"):
        await drill(tmp_path / "text.db", "sqlite:///survey.db", Settings().sealing)
