"""Live and ready, asked of a real server while its store goes wrong under it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
from litestar.testing import AsyncTestClient

from survey_api.app import create_api
from tests.attacks.target import PLANTED, running
from tests.postgres import postgres
from tests.survey_api.endpoints.conftest import NOW

READY = {"status": "ready", "reason": ""}


def not_ready(reason: str) -> dict[str, str]:
    return {"status": "not ready", "reason": reason}


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute(statement)


def test_a_real_server_says_what_is_wrong_in_a_word_and_recovers(tmp_path: Path) -> None:
    path = tmp_path / "survey.db"
    with running(path) as target:
        assert target.put({"better": PLANTED}).status_code == 201
        assert (target.get("/health/live").json(), target.get("/health/ready").json()) == (
            {"status": "live"},
            READY,
        )
        for spoil, mend, reason in (
            (
                lambda: path.rename(tmp_path / "elsewhere"),
                lambda: (tmp_path / "elsewhere").rename(path),
                "store",
            ),
            (
                lambda: change(path, "INSERT INTO migrations VALUES (9999, 'later', 'x', 'now')"),
                lambda: change(path, "DELETE FROM migrations WHERE number = 9999"),
                "layout",
            ),
            (
                lambda: change(
                    tmp_path / "survey.db.keys", "UPDATE data_keys SET wrapped = 'x' || wrapped"
                ),
                lambda: change(
                    tmp_path / "survey.db.keys", "UPDATE data_keys SET wrapped = substr(wrapped, 2)"
                ),
                "keys",
            ),
        ):
            spoil()
            reply = target.get("/health/ready")
            assert (reply.status_code, reply.json()) == (503, not_ready(reason))
            assert reply.headers["retry-after"]
            assert target.get("/health/live").status_code == 200  # not to be restarted for it
            mend()
            assert target.get("/health/ready").json() == READY


async def test_ready_on_postgresql(tmp_path: Path) -> None:
    home = msgspec.structs.replace(postgres().settings(tmp_path), pace=0)
    async with AsyncTestClient(create_api(home, clock=lambda: NOW)) as client:
        assert (await client.get("/health/ready")).json() == READY
        name = home.store.rpartition("/")[2]
        postgres().ask(name, "INSERT INTO migrations VALUES (9999, 'later', 'x', 'now')")
        reply = await client.get("/health/ready")
        assert (reply.status_code, reply.json()) == (503, not_ready("layout"))


async def test_a_store_that_hangs_is_no_store(client, monkeypatch) -> None:
    monkeypatch.setattr("survey_api.endpoints.health._PATIENCE", 0.2)
    store = client.app.state.store

    async def hang(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(store._untimed, "transaction", hang)
    reply = await client.get("/health/ready")
    assert (reply.status_code, reply.json()) == (503, not_ready("store"))
    assert (await client.get("/health/live")).status_code == 200
