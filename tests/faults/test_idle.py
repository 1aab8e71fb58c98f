"""Many connections that say nothing, half-closed ones and lying lengths stop nobody."""

from __future__ import annotations

import resource
import socket
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.attacks.target import API, PLANTED, Person, Target, running
from tests.attacks.test_wire import BODY, CUT, connection, read, request, status_of

pytestmark = pytest.mark.slow

HALF = request(f"Content-Length: {len(BODY)}")[: -len(BODY) // 2]
SPARE = 200  # open files of a process that are no such connections


def many(soak: bool) -> int:
    """How many connections there may be here."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(10_000 if soak else 300, allowed - SPARE)


@contextmanager
def held(address: str, number: int, said: bytes, *, half_closed: bool) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(number):
            opened = stack.enter_context(connection(address))
            opened.sendall(said)
            if half_closed:
                opened.shutdown(socket.SHUT_WR)
        yield


def serves(target: Target) -> None:
    before = target.count()
    person = Person(target)
    assert person.send("better", {"better": PLANTED}).status_code == 303
    person.client.close()
    assert target.put({"better": PLANTED}).status_code == 201
    assert target.count() == before + 1
    assert target.get("/health").status_code == 200


SILENT = {
    "idle": (b"", False),
    "half-closed": (b"", True),
    "no request yet": (b"GET / HTTP", False),
    "body too short": (HALF, False),
    "body cut off": (HALF, True),
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with running(tmp_path_factory.mktemp("idle") / "survey.db") as started:
        yield started
    assert started.process.wait(60) == 0
    assert "Traceback" not in started.log.read_text()


@pytest.mark.parametrize("how", SILENT)
def test_who_says_nothing_more_stops_nobody(target: Target, how: str, soak: bool) -> None:
    said, half_closed = SILENT[how]
    with held(target.address, many(soak), said, half_closed=half_closed):
        serves(target)
    serves(target)  # and when they have all gone


def test_who_says_more_than_was_announced_is_answered_for_what_was(target: Target) -> None:
    before = target.count()
    with connection(target.address) as opened:
        opened.sendall(request(f"Content-Length: {len(BODY)}") + b"and more")
        assert status_of(read(opened)) in (201, 400)
    assert target.count() - before in (0, 1)
    serves(target)


def test_who_closes_its_half_may_send_once_more_and_is_told(target: Target) -> None:
    response_id, before = str(uuid.uuid4()), target.count()
    sent = request(f"Content-Length: {len(BODY)}", line=f"PUT {API}/{response_id} HTTP/1.1")
    with connection(target.address) as opened:
        opened.sendall(sent)
        opened.shutdown(socket.SHUT_WR)
        assert status_of(read(opened)) in (CUT, 201)
    assert target.put(BODY, response_id=response_id).status_code in (200, 201)
    assert target.count() == before + 1
    serves(target)
