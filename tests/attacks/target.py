"""A server in a process of its own, and the ways to throw things at it."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.running import ROOT, environ, free_port, wait_for

PLANTED = "unmistakable otter"  # stands in every text that is sent
SURVEY = "/s/missing_children"
API = "/api/v1/surveys/missing_children/responses"
FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')
_TITLE = re.compile(r"<title>(.*?)</title>", re.S)


class Target:
    """A running server: its address, its store, its log, and how to write to it."""

    def __init__(self, address: str, store: Path, log: Path, process: subprocess.Popen[bytes]):
        self.address, self.store, self.log, self.process = address, store, log, process
        self.accepted = 0  # what a test stored on purpose
        self.client = httpx.Client(base_url=address, timeout=30)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """What a stranger's browser gets."""
        return httpx.get(self.address + path, timeout=30, **more)

    def ask(self, method: str, path: str) -> httpx.Response:
        """What any method gets."""
        return httpx.request(method, self.address + path, timeout=30)

    def put(self, body: bytes | dict[str, Any], *, response_id: str = "") -> httpx.Response:
        """A whole body, or the answers of one, sent through the API."""
        where = f"{API}/{response_id or uuid.uuid4()}"
        if isinstance(body, dict):
            sent = {"language": "en", "mode": "web", "answers": body}
            return self.client.put(where, json=sent)
        return self.client.put(where, content=body, headers={"content-type": "application/json"})

    def count(self) -> int:
        """How many responses are on disk."""
        with closing(sqlite3.connect(self.store)) as opened:
            ((number,),) = opened.execute("SELECT count(*) FROM responses").fetchall()
        return int(number)


class Person:
    """A respondent with a draft, past the gates and the questions that decide the route."""

    def __init__(self, target: Target) -> None:
        self.client = httpx.Client(base_url=target.address, timeout=30)
        self.token = token_of(self.client.get(f"{SURVEY}/safe_now").text)
        for page, fields in (
            ("begin", {"safe_now": "no", "ok_18": "yes"}),
            ("role", {"role": "P"}),
            ("reported", {"reported": "me"}),
            ("when", {"when": "last_month"}),
        ):
            assert self.send(page, fields).status_code == 303

    def send(self, page: str, fields: dict[str, Any]) -> httpx.Response:
        """A form with its token."""
        return self.client.post(f"{SURVEY}/{page}", data={"_csrf_token": self.token, **fields})

    def post(self, page: str, body: bytes, content_type: str = FORM) -> httpx.Response:
        """A body as it is, with the token beside it."""
        headers = {"content-type": content_type, "x-csrftoken": self.token}
        return self.client.post(f"{SURVEY}/{page}", content=body, headers=headers)


def token_of(page: str) -> str:
    """The token of the form on a page."""
    found = _TOKEN.search(page)
    assert found
    return found[1]


def title(page: httpx.Response) -> str:
    """What a browser shows in its tab."""
    found = _TITLE.search(page.text)
    assert found
    return " ".join(found[1].split())


def fields_named(reply: httpx.Response) -> set[str]:
    """The fields a problem names. It must be a problem."""
    assert reply.status_code == 400
    assert reply.headers["content-type"].startswith("application/problem+json")
    return {error["field"] for error in reply.json()["errors"]}


@contextmanager
def running(store: Path, *words: str, **more: str) -> Iterator[Target]:
    """`survey serve` over this store until the end of the block; `more`: of its environment."""
    port = free_port()
    address, log = f"http://127.0.0.1:{port}", store.with_suffix(".log")
    command = [sys.executable, "-m", "survey_ui", "serve", "--port", str(port), *words]
    with (
        log.open("wb") as file,
        subprocess.Popen(
            command, cwd=ROOT, env=environ(store, **more), stdout=file, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            wait_for(address, process)
            target = Target(address, store, log, process)
            with target.client:
                yield target
        finally:
            process.send_signal(signal.SIGTERM)
