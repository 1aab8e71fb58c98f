"""The store's file removed or replaced under a running server, and a store of a newer version."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.attacks.target import Target, running
from tests.kept import ask
from tests.running import free_port, survey

pytestmark = pytest.mark.slow


def refuses(target: Target) -> None:
    """Whoever sends or looks is told, and nothing new is there."""
    person = target.put({"better": "Late."})
    health = target.get("/health")
    for reply in (person, health):
        assert (reply.status_code, reply.json()["type"]) == (503, "store-unavailable")
    assert "removed or replaced" in person.json()["detail"]


@pytest.mark.parametrize("fate", ["removed", "replaced", "new and empty"])
def test_a_store_that_is_no_longer_there_is_told_and_no_new_one_is_made(
    tmp_path: Path, fate: str
) -> None:
    store, kept = (tmp_path / name / "survey.db" for name in ("now", "kept"))
    store.parent.mkdir()
    with running(store) as target:
        assert target.get("/health").status_code == 200
        assert target.put({"better": "Early."}).status_code == 201
        store.parent.rename(kept.parent)
        store.parent.mkdir()
        if fate == "replaced":
            shutil.copytree(kept.parent, store.parent, dirs_exist_ok=True)
        if fate == "new and empty":
            assert survey(store, "migrate").returncode == 0
        before = {path.name: path.read_bytes() for path in store.parent.iterdir()}
        refuses(target)
        refuses(target)
        after = {path.name: path.read_bytes() for path in store.parent.iterdir()}
        assert after == before  # nothing was made or written where it had been
    assert target.process.wait(60) == 0
    assert ask(f"sqlite:///{kept}", "SELECT count(*) FROM responses") == [(1,)]


@pytest.mark.parametrize("words", [("serve",), ("worker", "--once")])
def test_an_older_version_refuses_the_store_of_a_newer_one(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    store = tmp_path / "survey.db"
    assert survey(store, "migrate").returncode == 0
    with contextlib.closing(sqlite3.connect(store)) as opened, opened:
        opened.execute(
            "INSERT INTO migrations SELECT 9999, 'later', checksum, applied_at "
            "FROM migrations LIMIT 1"
        )
        before = opened.execute("SELECT * FROM migrations").fetchall()
    more = ("--port", str(free_port())) if words == ("serve",) else ()
    done = survey(store, *words, *more)
    assert done.returncode == 4
    assert "newer version of the survey (it has migration 9999, 'later')" in done.stderr
    assert "Traceback" not in done.stderr
    with contextlib.closing(sqlite3.connect(store)) as opened:
        assert opened.execute("SELECT * FROM migrations").fetchall() == before
