"""Bytes no browser sends, on a bare connection: refused, nothing stored, nobody else held up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
import uvicorn
from litestar import Litestar, post

from survey_ui.careful import CarefulProtocol
from tests.attacks.target import API, PLANTED, SURVEY, Person, Target, title

WHERE = f"{API}/0b8e1c52-6f0f-4a39-9d0b-3f6c9a1e7d24"
BODY = f'{{"language":"en","mode":"web","answers":{{"better":"{PLANTED}"}}}}'.encode()
LENGTH = f"Content-Length: {len(BODY)}"
NOT_FOUND, TOO_LARGE, BAD, HEAD_TOO_LARGE, TIMEOUT = 404, 413, 400, 431, 408
CUT = 0  # no reply: whoever sent it had gone


def request(*headers: str, line: str = f"PUT {WHERE} HTTP/1.1", body: bytes = BODY) -> bytes:
    """A request as bytes, whose last header closes the connection."""
    lines = (line, "Host: x", *headers, "Connection: close", "", "")
    return "\r\n".join(lines).encode("latin-1") + body


@contextmanager
def connection(address: str) -> Iterator[socket.socket]:
    """A bare connection; what never answers fails a test instead of hanging it."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as opened:
        yield opened


def status(address: str, *pieces: bytes, ends: bool = False) -> int:
    """The status of the reply to these bytes, or CUT. ends: nothing more will come."""
    with connection(address) as opened:
        try:
            for piece in pieces:
                opened.sendall(piece)
            if ends:
                opened.shutdown(socket.SHUT_WR)
            return status_of(read(opened))
        except ConnectionError:  # it was closed while there was more to send
            return status_of(read(opened))


def read(opened: socket.socket) -> bytes:
    """Everything until the server closes."""
    got = b""
    try:
        while piece := opened.recv(65536):
            got += piece
    except ConnectionError:
        pass
    return got


def status_of(reply: bytes) -> int:
    return int(reply.split(b" ", 2)[1]) if reply else CUT


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        (request("Content-Length: 9999"), CUT),  # more was promised than came
        (request("Content-Length: 9"), BAD),
        (request("Content-Length: -1"), BAD),
        (request("Content-Length: many"), BAD),
        (request("Content-Length: 0x30"), BAD),
        (request(f"Content-Length: {'9' * 40}"), BAD),
        (request("Content-Length: 999999999999"), TOO_LARGE),
        (request("Content-Length: 5", LENGTH), BAD),
        (request(LENGTH, "Transfer-Encoding: chunked"), BAD),  # which of the two?
        (request("Transfer-Encoding: chunked", body=b"zz\r\n" + BODY), BAD),
        (request("Transfer-Encoding: chunked", body=b"ff\r\n" + BODY), CUT),
        (request("Transfer-Encoding: chunked", body=b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
                 b"200000\r\n" + b"x" * 0x200000 + b"\r\n0\r\n\r\n"), TOO_LARGE),
        (request("Transfer-Encoding: gzip"), BAD),
        (request("X-A: a\0b", LENGTH), BAD),
        (request("X-A: a\r b", LENGTH), BAD),
        (request("X A: b", LENGTH), BAD),
        (request(LENGTH, line=f"BREW {WHERE} HTTP/1.1"), BAD),
        (request(LENGTH, line=f"PUT {WHERE} HTTP/9.9"), BAD),
        (request(LENGTH, line=f"PUT {WHERE}/\0 HTTP/1.1"), BAD),
        (request(line=f"GET {SURVEY}/\xff HTTP/1.1", body=b""), BAD),
        (request("Upgrade: websocket", "Sec-WebSocket-Version: 13",
                 line="GET /nope HTTP/1.1", body=b""), NOT_FOUND),
        (b"\x16\x03\x01\x02\x00\x01\x00" * 50, BAD),  # TLS, to a port that speaks none
        (request(f"X-A: {'a' * 1_000_000}", LENGTH), HEAD_TOO_LARGE),
        (request(*["X-A: a"] * 100_000, LENGTH), HEAD_TOO_LARGE),
        (request(f"Cookie: session={'a' * 10_000_000}", LENGTH), HEAD_TOO_LARGE),
        (request(LENGTH, line=f"PUT {WHERE}{'a' * 1_000_000} HTTP/1.1"), HEAD_TOO_LARGE),
    ],
    ids=lambda value: repr(value)[:70] if isinstance(value, bytes) else "",
)  # fmt: skip
def test_bytes_that_are_no_request_of_ours(target: Target, sent: bytes, wanted: int) -> None:
    assert status(target.address, sent, ends=wanted == CUT) == wanted


def test_no_control_character_in_a_cookie_is_read(target: Target) -> None:
    for value in ("\x01", "\xff\xfe", '"\\000"', "a\tb", "=;=;;=", "\x7f"):
        sent = request(
            f"Cookie: draft-missing_children={value}; session={value}; csrf={value}",
            line=f"GET {SURVEY}/check HTTP/1.1",
            body=b"",
        )
        assert status(target.address, sent) in (303, BAD)


def test_many_slow_ones_stop_nobody(target: Target, person: Person) -> None:
    half = request(LENGTH)[: -len(BODY) // 2]
    with ExitStack() as held:
        for number in range(200):
            slow = held.enter_context(connection(target.address))
            slow.sendall(half[: number % len(half) + 1])
        assert person.send("better", {"better": PLANTED}).status_code == 303
        assert target.put({"better": PLANTED}).status_code == 201
    target.accepted = 1


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("", b"better=x"), ("application/json; charset=utf-16", b"better=\xff"),
        ("multipart/form-data", b""), ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=" + "b" * 5000, b"--b"), ("text/html", BODY),
        ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx"),
        ("multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n--b--\r\n"),
    ],
    ids=lambda value: repr(value)[:50],
)  # fmt: skip
def test_a_form_that_is_none_changes_nothing(
    person: Person, content_type: str, body: bytes
) -> None:
    person.send("better", {"better": PLANTED})
    page = person.post("better", body, content_type)
    assert 400 <= page.status_code < 500
    assert title(page).startswith("We could not read what was sent")
    assert PLANTED in person.client.get(f"{SURVEY}/better").text


def test_of_a_field_sent_twice_the_first_counts(person: Person) -> None:
    body = f"better={PLANTED}&better=another&_csrf_token=x".encode()
    assert person.post("better", body).status_code == 303
    text = person.client.get(f"{SURVEY}/better").text
    assert PLANTED in text
    assert "another</textarea>" not in text
    twice = person.post("role", b"role=P&role=F")
    assert twice.status_code == 400
    assert title(twice).startswith("Error: ")


def test_pages_sent_again_or_out_of_turn_change_nothing_else(person: Person) -> None:
    for _ in range(3):
        assert person.send("better", {"better": PLANTED}).status_code == 303
    for page in ("role_other", "words_said"):
        assert person.send(page, {page: "not asked"}).status_code in (303, 404)
    check = person.client.get(f"{SURVEY}/check").text
    assert check.count(PLANTED) == 1
    assert "not asked" not in check


# --- what never comes: the same door, with less patience ------------------------------------


class Hurried(CarefulProtocol):
    patience = 0.2


@post("/")
async def _take(body: bytes) -> str:
    return str(len(body))


@pytest.fixture(scope="module")
def hurried() -> Iterator[str]:
    """A server that waits a fifth of a second for a request."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            Litestar([_take], openapi_config=None), http=Hurried, ws="none", log_level="error"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(
    "sent",
    [b"", b"P", b"POST / HTTP/1.1\r\nHost", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n12"],
)
def test_what_does_not_come_whole_is_not_awaited_for_ever(hurried: str, sent: bytes) -> None:
    assert status(hurried, sent) == TIMEOUT
    reply = httpx.post(hurried, content=b"123")
    assert (reply.status_code, reply.text) == (201, "3")


def test_a_request_that_came_in_pieces_is_answered_and_the_next_one_awaited(hurried: str) -> None:
    with connection(hurried) as opened:
        for piece in (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le", b"ngth: 3\r\n\r\n1", b"23"):
            opened.sendall(piece)
        opened.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n1")
        assert [int(part[:3]) for part in read(opened).split(b"HTTP/1.1 ")[1:]] == [201, TIMEOUT]
