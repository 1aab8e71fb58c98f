"""A real mail server on this machine, which keeps what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Inbox:
    """Letters in the order in which they came: to whom, and as they were sent."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (its name for us)
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@contextmanager
def receiving(port: int) -> Iterator[Inbox]:
    """The server, listening on this port."""
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
