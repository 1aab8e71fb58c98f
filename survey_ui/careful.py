"""The door of the server process: how long a request may take to come, and how long its head is."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle


class CarefulProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, which waits for ever and takes a head of any length.

    A request that has not come whole in time is answered with 408, a head that grows too long with
    431; then the connection is closed. Nobody else waits for either.
    """

    patience: ClassVar[float] = 60  # seconds for a whole request; a phone on a weak line needs ten
    longest_head: ClassVar[int] = 64 * 1024  # bytes; a browser sends one or two thousand

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head = 0
        self._in_head = False
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: a request is awaited."""
        super().connection_made(transport)
        self._await_request()

    def data_received(self, data: bytes) -> None:
        """A piece of a request; of a head that is too long no more is read."""
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > self.longest_head:
                self._refuse(b"431 Request Header Fields Too Large")

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._head, self._in_head = 0, True
        self._await_request()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._stop_waiting()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Somebody has gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_request(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(self.patience, self._refuse, b"408 Request Timeout")

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()

    def _refuse(self, status: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._may_speak():
            head = b"HTTP/1.1 " + status
            self.transport.write(head + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()

    def _may_speak(self) -> bool:
        """Whether no other reply is under way, and none to this request was given."""
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request
        if cycle is None:
            return True
        return cycle.response_complete if self._in_head else not cycle.response_started
