"""Servers restarted one after the other while many submit: nobody sees an error, nothing is lost.

The senders do what the proxies of `deploy/` do: what cannot be sent to one server goes to the next.
"""

from __future__ import annotations

import itertools
import signal
import subprocess
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import msgspec
import pytest

from survey_api import Settings
from tests.kept import ask
from tests.postgres import postgres
from tests.running import free_port, wait_for
from tests.survey_ui.test_processes import API, a_body, start, wait_until

pytestmark = pytest.mark.slow

CLIENTS = 8
PORTS = 2


class Sender(threading.Thread):
    """Sends one response after the other, each to whichever server takes it."""

    def __init__(self, addresses: list[str], ended: threading.Event) -> None:
        super().__init__()
        self.told: dict[str, str] = {}
        self.odd: list[int] = []
        self._addresses, self._ended = itertools.cycle(addresses), ended

    def run(self) -> None:
        with httpx.Client(timeout=60) as client:
            while not self._ended.is_set():
                response_id = str(uuid.uuid4())
                reply = self._send(client, response_id, a_body(len(self.told)))
                if reply.status_code in (200, 201):
                    self.told[response_id] = reply.json()["reference"]
                else:
                    self.odd.append(reply.status_code)

    def _send(self, client: httpx.Client, response_id: str, body: object) -> httpx.Response:
        for address in self._addresses:
            try:
                return client.put(f"{address}/{API}/{response_id}", json=body)
            except httpx.TransportError:
                continue  # it is closing, or not there yet: the same again, to the next
        raise AssertionError  # the addresses go round for ever


class Servers:
    """Servers on ports of their own, over one store."""

    def __init__(self, home: Settings, stack: ExitStack) -> None:
        self._home, self._stack = home, stack
        self._ports = [free_port() for _ in range(PORTS)]
        self._processes = [self._start(port) for port in self._ports]

    @property
    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self._ports]

    def restart(self, number: int) -> None:
        """As a service manager does it: told to end, waited for, started again."""
        self._processes[number].send_signal(signal.SIGTERM)
        assert self._processes[number].wait(60) == 0
        self._processes[number] = self._start(self._ports[number])

    def _start(self, port: int) -> subprocess.Popen[bytes]:
        process = self._stack.enter_context(start(self._home, "serve", "--port", str(port)))
        self._stack.callback(process.terminate)
        wait_for(f"http://127.0.0.1:{port}", process)
        return process


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return msgspec.structs.replace(postgres().settings(tmp_path), pace=0)


@pytest.fixture
def servers(home: Settings) -> Iterator[Servers]:
    with ExitStack() as stack:
        yield Servers(home, stack)


def test_nobody_sees_an_error_and_nothing_is_lost(
    home: Settings, servers: Servers, soak: bool
) -> None:
    ended = threading.Event()
    senders = [Sender(servers.addresses, ended) for _ in range(CLIENTS)]
    for sender in senders:
        sender.start()
    try:
        for number in range(PORTS * (10 if soak else 1)):
            send_more(senders)
            servers.restart(number % PORTS)
        send_more(senders)
    finally:
        ended.set()
        for sender in senders:
            sender.join()
    assert [sender.odd for sender in senders] == [[]] * CLIENTS
    told = {key: value for sender in senders for key, value in sender.told.items()}
    assert dict(map(tuple, ask(home.store, "SELECT id, reference FROM responses"))) == told


def send_more(senders: list[Sender]) -> None:
    """Return once every sender was told of more."""
    before = [len(sender.told) for sender in senders]
    wait_until(lambda: all(len(s.told) > n for s, n in zip(senders, before, strict=True)))
