"""Sealed words: what the store's files show, what erasing leaves, and what the keys must be."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path

import pytest

from survey_api import Settings
from survey_api.coding.model import OfferedQuote
from survey_api.errors import BadInput, NotFound, StoreUnavailable
from survey_api.releases import Store
from survey_api.responses import Erasure, erase_response, owner_reference, read_held
from survey_api.responses.model import Added, TextThemes
from survey_api.sealing import KeySource
from survey_api.storage import open_store, rotate_keys
from tests.kept import ask, kept, keys_of, master_of
from tests.running import environ_of
from tests.storage.stored import DAY, NOW, SURVEY, WAVE, a_draft, a_response, a_score

ROOT = Path(__file__).parents[2]
PLANTED = "zanzibar-unmistakable"
DRAFTED = "quagmire-unmistakable"
QUOTED = "marzipan-unmistakable"
BY = "olu"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "survey.db"


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def a_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def backup(path: Path, name: str) -> Path:
    """A copy made with SQLite's own backup, as operators make them."""
    copy = path.with_name(name)
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(copy)) as other:
        live.backup(other)
    return copy


def opened(home: Settings) -> AbstractAsyncContextManager[Store]:
    return open_store(home.store, home.sealing)


def run_script(script: str, home: Settings) -> int:
    """How it ends, with the settings as HOME and a store opened by `opened`."""
    head = "from tests.storage.test_sealing import *\nHOME = Settings.from_env()\n"
    done = subprocess.run([sys.executable, "-c", head + script], cwd=ROOT, env=environ_of(home))
    return done.returncode


def bytes_of(*files: Path) -> bytes:
    return b"".join(file.read_bytes() for file in files if file.exists())


def everything(path: Path) -> bytes:
    return bytes_of(*(file for file in path.parent.iterdir() if file.is_file()))


async def texts_of(store, response) -> dict[str, str]:
    return (await read_held(store, response.reference, NOW, by=BY)).response.texts


def a_quote(response_id: str) -> OfferedQuote:
    return OfferedQuote(
        id="5d0c34c4-8d0f-4f43-9c55-2d3a1c1b7a01",
        response_id=response_id,
        item_id="better",
        words=QUOTED,
        theme="contact",
        dissents=False,
        offered_by="amira",
        offered_at=NOW,
    )


def planted(**changes: object):
    return a_response(texts={"better": PLANTED, "worked": f"{PLANTED} too"}, **changes)


# What the files show


async def test_the_store_its_log_and_a_backup_show_no_word(path):
    async with open_store(url_of(path)) as store:
        response = planted()
        await store.add_response(response)
        await store.save_draft(a_draft(answers={"better": DRAFTED}))
        await store.add_quote(a_quote(response.id))
        copy = backup(path, "backup.db")
        log = path.with_name("survey.db-wal")
        assert log.stat().st_size
        seen = everything(path) + bytes_of(copy)
        for word in (PLANTED, DRAFTED, QUOTED):
            assert word.encode() not in seen
        (waiting,) = await store.claim_unscored(NOW, DAY, 5)
        assert waiting.text == PLANTED


async def test_a_sealed_text_in_another_place_is_noticed(home):
    async with opened(home) as store:
        await store.add_response(planted())
    worked = "SELECT text FROM verbatims WHERE item_id = 'worked'"
    ask(home.store, f"UPDATE verbatims SET text = ({worked})")
    async with opened(home) as store:
        with pytest.raises(StoreUnavailable, match="was changed"):
            await store.claim_unscored(NOW, DAY, 5)


async def test_what_tells_a_repeat_tells_nobody_without_the_key_what_was_written(home):
    async with opened(home) as store:
        response = planted()
        assert await store.add_response(response) is Added.NEW
        assert await store.add_response(response) is Added.SAME
        assert await store.add_response(planted(id=response.id, answers={})) is Added.CONFLICT
    assert response.fingerprint.encode() not in kept(home)


async def test_what_was_stored_plain_is_sealed_at_the_next_opening(home):
    async with opened(home) as store:
        response, draft = planted(), a_draft(answers={"better": DRAFTED})
        await store.add_response(response)
        await store.save_draft(draft)
        await store.add_quote(a_quote(response.id))
    for plain in (  # as a store of an earlier version has them
        f"UPDATE responses SET data_key = NULL, fingerprint = '{response.fingerprint}'",
        f"UPDATE verbatims SET text = '{PLANTED}'",
        f"UPDATE quotes SET words = '{QUOTED}'",
        f"""UPDATE drafts SET data_key = NULL, answers = '{{"better":"{DRAFTED}"}}'""",
    ):
        ask(home.store, plain)
    assert PLANTED.encode() in kept(home)
    async with opened(home) as store:
        for word in (PLANTED, DRAFTED, QUOTED):
            assert word.encode() not in kept(home)
        assert await store.get_draft(draft.id) == draft
        assert await store.add_response(response) is Added.SAME
        (waiting,) = await store.claim_unscored(NOW, DAY, 5)
        assert waiting.text == PLANTED
        assert [quote.words for quote in await store.list_quotes(SURVEY, WAVE)] == [QUOTED]


async def test_a_response_keeps_the_key_of_its_draft(home):
    async with opened(home) as store:
        draft = a_draft()
        await store.save_draft(draft)
        ((begun,),) = ask(home.store, "SELECT data_key FROM drafts")
        await store.add_response(planted(id=draft.id))
        assert ask(home.store, "SELECT data_key FROM responses") == [(begun,)]


async def test_no_key_is_handed_out_twice(home):
    async with opened(home) as one, opened(home) as other:
        await asyncio.gather(
            *(store.add_response(a_response()) for _ in range(30) for store in (one, other))
        )
    async with opened(home) as store:
        await store.add_response(a_response())
    ((keys, responses),) = ask(
        home.store, "SELECT count(DISTINCT data_key), count(*) FROM responses"
    )
    assert keys == responses == 61


# Erasing


async def test_erasing_leaves_nothing_of_a_response_and_all_of_the_others(home):
    async with opened(home) as store:
        gone, stays = planted(), a_response()
        for response in (gone, stays):
            await store.add_response(response)
            await store.record_scores([a_score(response)], NOW)
            await store.record_themes([a_theme(response.id)], NOW)
        await store.add_to_sample(SURVEY, WAVE, [(gone.id, "better")], 1, NOW)
        await store.add_quote(a_quote(gone.id))
        assert await erase_response(store, gone.reference.lower(), NOW, by=BY) is Erasure.DONE
        assert await erase_response(store, gone.reference, NOW, by=BY) is Erasure.BEFORE
        assert gone.id.encode() not in kept(home)
        assert gone.reference.encode() not in kept(home)
        log = [entry for entry in await store.read_entries(0, 9) if "erased" in entry.what]
        mark = store.mark_of(gone.reference)
        assert [(one.who, one.which) for one in log] == [(BY, mark)]  # the second found nothing
        assert (await read_held(store, stays.reference, NOW, by=BY)).response.texts == stays.texts
        with pytest.raises(NotFound, match="no response"):
            await erase_response(store, "FES-0000-0000-0000", NOW, by=BY)
    for table in ("responses", "scores", "text_themes"):
        assert ask(home.store, f"SELECT count(*) FROM {table}") == [(1,)]
    for table in ("coding_sample", "codings", "quotes"):
        assert ask(home.store, f"SELECT count(*) FROM {table}") == [(0,)]


def a_theme(response_id: str) -> TextThemes:
    return TextThemes(
        response_id=response_id, item_id="better", themer="phrases/1", themes=("contact",)
    )


async def test_a_backup_from_before_an_erasure_reveals_no_word_of_it(path, monkeypatch):
    async with open_store(url_of(path)) as store:
        gone, stays = planted(), a_response()
        await store.add_response(gone)
        await store.add_response(stays)
        copy = backup(path, "backup.db")
        await erase_response(store, gone.reference, NOW, by=BY)
    keys = KeySource(key_file=path.with_name("survey.db.master"), keys=f"{url_of(path)}.keys")

    async def nothing(*_: object) -> None:
        """The copy is read before its erased rows are taken out."""

    with monkeypatch.context() as patched:
        patched.setattr("survey_api.storage.open.finish_erasures", nothing)
        async with open_store(url_of(copy), keys, create=False) as store:
            texts = [text.response_id for text in await store.claim_unscored(NOW, DAY, 9)]
            assert texts == [stays.id]  # a text whose key is destroyed reads as erased
            assert (await read_held(store, gone.reference, NOW, by=BY)).response.texts == {}
    assert PLANTED.encode() not in bytes_of(copy)
    async with open_store(url_of(copy), keys, create=False) as store:
        left = [response.id async for response, _ in store.read_responses(SURVEY, WAVE)]
    assert left == [stays.id]  # brought back, it holds nothing of who had it erased


async def test_what_was_erased_is_not_stored_again(home):
    async with opened(home) as store:
        response = planted()
        await store.add_response(response)
        await erase_response(store, response.reference, NOW, by=BY)
        assert await store.add_response(response) is Added.ERASED
        assert await store.find_response(response.reference) is None


async def test_killed_between_key_and_rows_it_is_finished_at_the_next_opening(home):
    async with opened(home) as store:
        gone, stays = planted(), a_response()
        await store.add_response(gone)
        await store.add_response(stays)
    script = f"""
import asyncio, os, signal
from datetime import UTC, datetime
from survey_api.responses import erase_response
from survey_api.storage import open_store, sql_erasure
def die(destroyed):
    os.kill(os.getpid(), signal.SIGKILL)
sql_erasure.delete_erased = die
async def main():
    async with opened(HOME) as store:
        await erase_response(store, {gone.reference!r}, datetime.now(UTC), by={BY!r})
asyncio.run(main())
"""
    assert run_script(script, home) == -signal.SIGKILL
    assert ask(home.store, "SELECT count(*) FROM responses") == [(2,)]
    async with opened(home) as store:
        left = [response.id async for response, _ in store.read_responses(SURVEY, WAVE)]
        assert left == [stays.id]
        assert [(one.who, one.what, one.which) for one in await store.read_entries(0, 9)] == [
            ("the program", "finished an erasure", store.mark_of(gone.reference))
        ]
        assert await erase_response(store, gone.reference, NOW, by=BY) is Erasure.BEFORE


async def test_purged_drafts_take_their_keys_along(home):
    async with opened(home) as store:
        await store.save_draft(a_draft(answers={"better": DRAFTED}, saved_at=NOW - 40 * DAY))
        ((number,),) = ask(home.store, "SELECT data_key FROM drafts")
        await store.purge(
            SURVEY, drafts_before=NOW - DAY, verbatims_before=NOW - DAY, now=NOW, dry_run=False
        )
        assert ask(keys_of(home), f"SELECT count(*) FROM data_keys WHERE number = {number}") == [
            (0,)
        ]


# The receipt's secret


async def test_only_the_pair_of_a_receipt_proves_whose_it_is(home):
    async with opened(home) as store:
        mine, other = planted(), a_response()
        await store.add_response(mine)
        await store.add_response(other)
        secret = store.secret_of(mine.id)
        typed = secret.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert await owner_reference(store, mine.reference, secret) == mine.reference
        assert await owner_reference(store, f" {mine.reference[4:]}", typed) == mine.reference
        assert await owner_reference(store, other.reference, secret) is None
        assert await owner_reference(store, "FES-0000-0000-0000", secret) is None
        for nothing in ("", "----", "é", "FES"):
            assert await owner_reference(store, mine.reference, nothing) is None
            assert await owner_reference(store, nothing, secret) is None
    assert secret.replace("-", "").encode() not in kept(home).replace(b"-", b"")


# Keys that are wrong, missing or damaged


async def sealed_store(path: Path, source: KeySource) -> bytes:
    async with open_store(url_of(path), source) as store:
        await store.add_response(planted())
    return everything(path)


WRONG = {
    "another key": (a_key(), "not the one"),
    "no base64": ("not a key at all", "no key, or a damaged one"),
    "too short": (base64.b64encode(b"short").decode(), "no key, or a damaged one"),
    "three keys": (f"{a_key()} {a_key()} {a_key()}", "one key"),
}


@pytest.mark.parametrize("fault", WRONG)
async def test_with_a_wrong_key_nothing_is_opened_and_nothing_written(path, fault):
    before = await sealed_store(path, KeySource(key=a_key()))
    key, said = WRONG[fault]
    with pytest.raises((StoreUnavailable, BadInput), match=said):
        async with open_store(url_of(path), KeySource(key=key)):
            pass
    assert everything(path) == before


@pytest.mark.parametrize("fault", ["key missing", "key damaged", "key store missing"])
async def test_without_a_key_or_the_key_store_nothing_is_opened_and_nothing_written(path, fault):
    await sealed_store(path, KeySource())
    key, keys = path.with_name("survey.db.master"), path.with_name("survey.db.keys")
    if fault == "key missing":
        key.unlink()
    elif fault == "key damaged":
        key.write_bytes(b"\xff\xfe\x00")
    else:
        keys.unlink()
    before = everything(path)
    with pytest.raises((StoreUnavailable, BadInput), match=r"missing|damaged"):
        async with open_store(url_of(path)):
            pass
    assert everything(path) == before


async def test_a_wrong_key_makes_not_even_an_empty_store(path, tmp_path):
    for source in (
        KeySource(key="nonsense"),
        KeySource(key_file=tmp_path / "nowhere"),
    ):
        with pytest.raises((StoreUnavailable, BadInput)):
            async with open_store(url_of(path), source):
                pass
    assert list(tmp_path.iterdir()) == []


async def test_the_key_store_of_another_store_is_refused(path, tmp_path):
    await sealed_store(path, KeySource())
    folder = tmp_path / "other"
    folder.mkdir()
    await sealed_store(folder / "survey.db", KeySource())
    for name in ("survey.db.keys", "survey.db.master"):
        shutil.copy(folder / name, tmp_path / name)
    with pytest.raises(StoreUnavailable, match="belongs to another store"):
        async with open_store(url_of(path)):
            pass


async def test_an_older_copy_of_the_key_store_takes_nobody_for_erased(path):
    await sealed_store(path, KeySource())
    keys = path.with_name("survey.db.keys")
    older = keys.read_bytes()
    await sealed_store(path, KeySource())
    for end in ("-wal", "-shm"):
        keys.with_name(keys.name + end).unlink(missing_ok=True)
    keys.write_bytes(older)
    with pytest.raises(StoreUnavailable, match="older copy"):
        async with open_store(url_of(path)):
            pass
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT count(*) FROM responses").fetchall() == [(2,)]


# Rotation


async def test_rotation_leaves_words_and_secrets_as_they_were_and_the_old_key_useless(home):
    master = master_of(home)
    async with opened(home) as store:
        response = planted()
        await store.add_response(response)
        old, secret = master.read_text(), store.secret_of(response.id)
        rotated = await rotate_keys(home.store, home.sealing)  # while the store is in use
        assert rotated.old_gone
        assert rotated.keys
        assert master.read_text() != old
        await store.add_response(a_response())  # from the block in hand
        assert (
            await read_held(store, response.reference, NOW, by=BY)
        ).response.texts == response.texts
    async with opened(home) as store:
        assert (
            await read_held(store, response.reference, NOW, by=BY)
        ).response.texts == response.texts
        assert store.secret_of(response.id) == secret
    with pytest.raises(StoreUnavailable, match="not the one"):
        async with open_store(home.store, KeySource(key=old.strip(), keys=home.keys)):
            pass


async def test_a_server_goes_on_taking_keys_after_a_rotation(home, monkeypatch):
    monkeypatch.setattr("survey_api.sealing.keyring.BLOCK", 4)
    async with opened(home) as store:
        await store.add_response(a_response())
        await rotate_keys(home.store, home.sealing)
        later = [a_response() for _ in range(10)]
        for response in later:
            await store.add_response(response)
    async with opened(home) as store:
        for response in later:
            assert (
                await read_held(store, response.reference, NOW, by=BY)
            ).response.texts == response.texts


@pytest.mark.parametrize("moment", ["change_master", "rewrap", "replace_text"])
async def test_a_rotation_killed_on_the_way_is_ended_by_the_next(home, moment):
    async with opened(home) as store:
        responses = [planted() for _ in range(5)]
        for response in responses:
            await store.add_response(response)
    script = f"""
import asyncio, os, signal
from survey_api.sealing import keyring, master
from survey_api.storage import rotate_keys, sql_keys
keyring._TOGETHER = 2
calls = 0
def killing(real, after):
    def call(*given):
        global calls
        calls += 1
        if calls > after:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)
    return call
if {moment!r} == "replace_text":
    master.replace_text = killing(master.replace_text, 1)
else:
    after = 1 if {moment!r} == "rewrap" else 0
    setattr(sql_keys.SqlKeys, {moment!r}, killing(getattr(sql_keys.SqlKeys, {moment!r}), after))
asyncio.run(rotate_keys(HOME.store, HOME.sealing))
"""
    assert run_script(script, home) == -signal.SIGKILL
    async with opened(home) as store:  # half way, everything can be read
        for response in responses:
            assert (
                await read_held(store, response.reference, NOW, by=BY)
            ).response.texts == response.texts
    assert (await rotate_keys(home.store, home.sealing)).old_gone
    master = master_of(home)
    assert len(master.read_text().split()) == 1
    async with opened(home) as store:
        for response in responses:
            assert (
                await read_held(store, response.reference, NOW, by=BY)
            ).response.texts == response.texts


async def test_a_key_from_the_environment_is_rotated_by_putting_the_new_one_before_it(path):
    old, new = a_key(), a_key()
    await sealed_store(path, KeySource(key=old))
    with pytest.raises(BadInput, match="Put a new key before"):
        await rotate_keys(url_of(path), KeySource(key=old))
    rotated = await rotate_keys(url_of(path), KeySource(key=f"{new} {old}"))
    assert not rotated.old_gone
    async with open_store(url_of(path), KeySource(key=new)) as store:
        (waiting,) = await store.claim_unscored(NOW, DAY, 5)
        assert waiting.text == PLANTED
