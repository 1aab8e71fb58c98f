"""The machine of the database is lost: its standby takes over, and has all that was told."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from survey_api import Settings
from tests.faults.test_server_restarted import CLIENTS, send_more, sending
from tests.postgres import PostgresServer
from tests.survey_ui.test_processes import serving, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def pair() -> Iterator[list[PostgresServer]]:
    """The first is in use; whichever are here at the end are removed."""
    servers = [PostgresServer()]
    yield servers
    for server in servers:
        server.remove()


def test_all_that_was_told_is_on_the_server_that_takes_over(
    tmp_path: Path, pair: list[PostgresServer], soak: bool
) -> None:
    first = pair[0]
    alone = msgspec.structs.replace(first.settings(tmp_path), pace=0)
    pair.append(second := PostgresServer(source=first))
    home = either(alone, first, second)
    with serving(home) as address, sending(address) as senders:
        send_more(senders, 2000 if soak else 100)
        first.stop(signal.SIGKILL)
        assert httpx.get(f"{address}/health/ready", timeout=60).status_code == 503
        second.promote()
        wait_until(lambda: httpx.get(f"{address}/health/ready", timeout=60).status_code == 200)
        send_more(senders, 2000 if soak else 100)
    assert [sender.odd for sender in senders] == [[]] * CLIENTS
    assert sum(sender.refused for sender in senders) > 0
    told = {key: value for sender in senders for key, value in sender.told.items()}
    name = alone.store.rpartition("/")[2]
    assert dict(map(tuple, second.ask(name, "SELECT id, reference FROM responses"))) == told


def either(alone: Settings, first: PostgresServer, second: PostgresServer) -> Settings:
    """The same databases, on whichever of the two takes what is written."""
    one, both = f"127.0.0.1:{first.port}", f"127.0.0.1:{first.port},127.0.0.1:{second.port}"

    def named(url: str) -> str:
        return f"{url.replace(one, both)}?target_session_attrs=read-write"

    return msgspec.structs.replace(alone, store=named(alone.store), keys=named(alone.keys))
