"""kill -9 while 32 programs submit: every reference that was shown is found after a restart."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.attacks.target import API, Target, running

ROUNDS = 3
CLIENTS = 32
ANSWERS = {"role": "P", "reported": "me", "overall": "poor", "better": "Ring us back."}
BODY = {"language": "en", "mode": "web", "answers": ANSWERS}


def submit_until_it_dies(target: Target, seconds: float) -> dict[str, str]:
    """Id -> reference of every response that was acknowledged before SIGKILL."""
    shown: dict[str, str] = {}
    first = threading.Event()

    def client() -> None:
        with httpx.Client(base_url=target.address, timeout=30) as opened:
            while True:
                response_id = str(uuid.uuid4())
                try:
                    reply = opened.put(f"{API}/{response_id}", json=BODY)
                except httpx.TransportError:
                    return
                assert reply.status_code == 201
                shown[response_id] = reply.json()["reference"]
                first.set()

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    first.wait(60)
    time.sleep(seconds)
    target.process.kill()
    for each in clients:
        each.join()
    return shown


@pytest.mark.slow
def test_every_reference_shown_over_http_is_found_after_kill_9(tmp_path: Path) -> None:
    store, dice = tmp_path / "survey.db", random.Random(20261122)
    shown: dict[str, str] = {}
    for _ in range(ROUNDS):
        with running(store, "--with-worker") as target:
            fresh = submit_until_it_dies(target, dice.uniform(0.05, 0.8))
        assert fresh
        shown |= fresh
    with running(store) as target:  # sent again, each gives the reference it gave then
        for response_id in dice.sample(sorted(shown), 20):
            again = target.client.put(f"{API}/{response_id}", json=BODY)
            assert (again.status_code, again.json()["reference"]) == (200, shown[response_id])
        check_whole(store, set(shown))
    assert target.process.returncode == 0


def check_whole(store: Path, shown: set[str]) -> None:
    """Nothing shown is missing, little more is there, and no response is in pieces."""
    with closing(sqlite3.connect(store)) as opened:
        stored = {row[0] for row in opened.execute("SELECT id FROM responses")}
        assert shown <= stored
        assert len(stored - shown) <= CLIENTS * ROUNDS  # in hand when the end came
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        texts = "SELECT count(*) FROM verbatims WHERE response_id = responses.id"
        assert opened.execute(f"SELECT DISTINCT ({texts}) FROM responses").fetchall() == [(1,)]
