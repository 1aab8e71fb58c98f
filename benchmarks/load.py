"""A server process of ours, and a client that keeps so many requests in the air."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct


class Rate(Struct, frozen=True, kw_only=True):
    """What came back: replies a second and how long they took, in milliseconds."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    failed: int
    cpu_ms: float  # of the server's processor time, each reply
    replies: int


class Request(Struct, frozen=True, kw_only=True):
    """One HTTP/1.1 request as it goes over the wire."""

    method: str
    path: str
    body: bytes = b""
    headers: str = ""

    def encode(self) -> bytes:
        """The bytes of the request."""
        head = (
            f"{self.method} {self.path} HTTP/1.1\r\nHost: localhost\r\n{self.headers}"
            f"Content-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode() + self.body


class Served(NamedTuple):
    """A server under measurement."""

    port: int
    pid: int

    @property
    def cpu_seconds(self) -> float:
        """The processor time it has had, all threads together."""
        told = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory_mb(self) -> float:
        """What it holds in memory now (RSS)."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def server(store: Path) -> AbstractContextManager[Served]:
    """`survey serve` over a SQLite store."""
    return server_of({"SURVEY_STORE": f"sqlite:///{store}"})


def server_of(settings: Mapping[str, str]) -> AbstractContextManager[Served]:
    """`survey serve` with these settings, on a free port."""
    port = _free_port()
    return _serving(
        ["survey_ui", "serve", "--port", str(port)], port, {**settings, "SURVEY_PACE": "0"}
    )


def plain_server(kind: str, file: Path) -> AbstractContextManager[Served]:
    """The reference of that kind, 'read' or 'commit' (benchmarks.plain)."""
    port = _free_port()
    return _serving(["benchmarks.plain", kind, str(port), str(file)], port, {})


@contextmanager
def worker(store: Path) -> Iterator[Served]:
    """`survey worker` over a store that is there; it listens on no port."""
    command = [sys.executable, "-m", "survey_ui", "worker", "--store", f"sqlite:///{store}"]
    nobody = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=nobody, stderr=nobody) as process:
        try:
            yield Served(0, process.pid)
        finally:
            process.terminate()


@contextmanager
def _serving(words: Sequence[str], port: int, environ: Mapping[str, str]) -> Iterator[Served]:
    command = [sys.executable, "-m", *words]
    given = {**os.environ, **environ}
    # Its log, a line a request, is written as everywhere, and read by nobody here.
    nobody = subprocess.DEVNULL
    with subprocess.Popen(command, env=given, stdout=nobody, stderr=nobody) as process:
        try:
            _wait_for(port)
            yield Served(port, process.pid)
        finally:
            process.terminate()


async def measure(
    served: Served,
    requests: Callable[[int], Request],
    *,
    total: int,
    clients: int,
    good: set[int],
    seconds: float = 0,
    pace: float = 0,
) -> Rate:
    """Send `total` requests over `clients` connections kept alive; `requests` makes the n-th.

    seconds: to go on for so long instead. pace: so many a second, not as fast as replies come.
    """
    numbers = _numbers(total, seconds)
    waits: list[float] = []
    failed = 0

    async def client() -> None:
        nonlocal failed
        async with _connection(served.port) as (reader, writer):
            for number in numbers:
                if pace:
                    await sleeping_until(started + number / pace)
                began = time.perf_counter()
                writer.write(requests(number).encode())
                status = await _read_reply(reader)
                waits.append(time.perf_counter() - began)
                failed += status not in good

    started = time.monotonic()
    began, worked = time.perf_counter(), served.cpu_seconds
    await asyncio.gather(*(client() for _ in range(clients)))
    took, worked = time.perf_counter() - began, served.cpu_seconds - worked
    waits.sort()
    return Rate(
        per_second=len(waits) / took,
        p50_ms=1000 * waits[len(waits) // 2],
        p95_ms=1000 * waits[int(len(waits) * 0.95)],
        p99_ms=1000 * waits[int(len(waits) * 0.99)],
        failed=failed,
        cpu_ms=1000 * worked / len(waits),
        replies=len(waits),
    )


async def sleeping_until(moment: float) -> None:
    """Wait for a moment of the monotonic clock; none that has passed."""
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


def _numbers(total: int, seconds: float) -> Iterator[int]:
    until = time.monotonic() + seconds
    for number in count():
        if time.monotonic() > until if seconds else number >= total:
            return
        yield number


@asynccontextmanager
async def _connection(
    port: int,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def _read_reply(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"content-length:" in head:
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    elif b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head[9:12])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")
