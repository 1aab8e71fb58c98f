"""Two servers and two workers over one PostgreSQL, as they run where one machine is outgrown."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from survey_api import Settings
from tests.kept import ask
from tests.postgres import postgres
from tests.running import ROOT, environ_of, free_port, wait_for

pytestmark = pytest.mark.slow

API = "api/v1/surveys/missing_children/responses"
PEOPLE = 120


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return msgspec.structs.replace(postgres().settings(tmp_path), pace=0)


def start(home: Settings, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "survey_ui", *words], cwd=ROOT, env=environ_of(home)
    )


@contextmanager
def running(home: Settings, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`survey ...` as long as it lasts; it must end well when it is told to."""
    with start(home, *words) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


@contextmanager
def serving(home: Settings) -> Iterator[str]:
    port = free_port()
    with running(home, "serve", "--port", str(port)) as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process)
        yield address


def survey(home: Settings, *words: str) -> Any:
    """What `survey ... --json` says."""
    done = subprocess.run(
        [sys.executable, "-m", "survey_ui", *words, "--json"],
        cwd=ROOT, env=environ_of(home), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def wait_until(told: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < until
        time.sleep(0.2)


def a_body(number: int, **changes: object) -> dict[str, object]:
    answers = {"role": "P", "reported": "me", "overall": "poor", "better": f"Ring back, {number}."}
    return {"language": "en", "mode": "web", "answers": answers | changes}


def send_everywhere(servers: list[str]) -> dict[str, str]:
    """Each response to all servers at once; the id and reference of each."""
    sent = {}
    with ThreadPoolExecutor(8) as threads, httpx.Client(timeout=30) as client:
        for number in range(PEOPLE):
            response_id, body = str(uuid.uuid4()), a_body(number)
            puts = [
                threads.submit(client.put, f"{server}/{API}/{response_id}", json=body)
                for server in servers
                for _ in range(2)
            ]
            replies = [put.result() for put in puts]
            assert sorted(reply.status_code for reply in replies) == [200, 200, 200, 201]
            (sent[response_id],) = {reply.json()["reference"] for reply in replies}
        other = client.put(f"{servers[0]}/{API}/{response_id}", json=a_body(0, better="Other."))
        assert other.status_code == 409
    return sent


def test_two_servers_and_two_workers_share_one_store(home: Settings) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(home)) for _ in range(2)]
        sent = send_everywhere(servers)
        for _ in range(2):
            stack.enter_context(running(home, "worker"))
        unscored = "SELECT count(*) FROM scoring_tasks WHERE done_at IS NULL"
        wait_until(lambda: ask(home.store, unscored) == [(0,)])
        wait_until(lambda: ask(home.store, "SELECT count(*) FROM releases") != [(0,)])
    assert dict(ask(home.store, "SELECT id, reference FROM responses")) == sent
    assert ask(home.store, "SELECT count(DISTINCT response_id) FROM scores") == [(PEOPLE,)]
    (release,) = survey(home, "releases")
    assert release["release"]["responses"] == PEOPLE


def test_a_release_is_made_at_the_command_line(home: Settings) -> None:
    with serving(home) as server:
        send_everywhere([server, server])
    made = survey(home, "release")
    assert made["responses"] == PEOPLE
    assert survey(home, "release", "--verify", made["id"])["same"]
    assert survey(home, "audit", "verify")["wrong"] == ""
