"""PostgreSQL stopped at once and started again while many submit: what was told is there."""

from __future__ import annotations

import signal
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.postgres import PostgresServer
from tests.survey_ui.test_processes import API, a_body, serving, wait_until

pytestmark = pytest.mark.slow

CLIENTS = 16


@pytest.fixture
def database() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.remove()


class Sender(threading.Thread):
    """Sends one response after the other, each until it is told that it is stored."""

    def __init__(self, address: str, ended: threading.Event) -> None:
        super().__init__()
        self.told: dict[str, str] = {}
        self.refused = 0
        self.odd: list[str] = []
        self._address, self._ended = address, ended

    def run(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            while not self._ended.is_set():
                response_id = str(uuid.uuid4())
                body = a_body(len(self.told))
                while (reply := client.put(f"/{API}/{response_id}", json=body)).status_code == 503:
                    self.refused += 1
                    time.sleep(0.05)
                if reply.status_code in (200, 201):
                    self.told[response_id] = reply.json()["reference"]
                else:
                    self.odd.append(reply.text)


def test_all_that_was_told_is_there_and_nobody_starts_the_survey_again(
    tmp_path: Path, database: PostgresServer, soak: bool
) -> None:
    home = msgspec.structs.replace(database.settings(tmp_path), pace=0)
    with serving(home) as address:
        with sending(address) as senders:
            for _ in range(20 if soak else 1):
                send_more(senders)
                database.stop(signal.SIGQUIT)
                assert httpx.get(f"{address}/health", timeout=60).status_code == 503
                database.start()
            send_more(senders)
        assert httpx.get(f"{address}/health", timeout=60).status_code == 200
    assert [sender.odd for sender in senders] == [[]] * CLIENTS
    assert sum(sender.refused for sender in senders) > 0
    told = {key: value for sender in senders for key, value in sender.told.items()}
    name = home.store.rpartition("/")[2]
    assert dict(map(tuple, database.ask(name, "SELECT id, reference FROM responses"))) == told


@contextmanager
def sending(address: str) -> Iterator[list[Sender]]:
    """Many who send; each has had its last answer when this is left."""
    ended = threading.Event()
    senders = [Sender(address, ended) for _ in range(CLIENTS)]
    for sender in senders:
        sender.start()
    try:
        yield senders
    finally:
        ended.set()
        for sender in senders:
            sender.join()


def send_more(senders: list[Sender], more: int = 100) -> None:
    """Return once so many more were told that theirs is stored."""

    def count() -> int:
        return sum(len(sender.told) for sender in senders)

    enough = count() + more
    wait_until(lambda: count() >= enough)
