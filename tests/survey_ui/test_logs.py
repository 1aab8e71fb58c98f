"""The log of a real server: a line of JSON for each request, and nothing that anybody wrote."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.attacks.target import PLANTED, SURVEY, Person, Target, running
from tests.running import ROOT, environ

AGENT = "an unmistakable browser"
FROM = "203.0.113.77"
NUMBER = re.compile(r"[0-9a-f]{16}")


def lines(target: Target) -> list[dict[str, Any]]:
    """What was logged; each line must be JSON. The first is the one that a person reads."""
    first, *rest = target.log.read_text().splitlines()
    assert first.startswith("Serving on ")
    return [json.loads(line) for line in rest]


def requests(target: Target) -> list[dict[str, Any]]:
    return [line for line in lines(target) if line["event"] == "request"]


def test_a_line_for_each_request_and_nothing_anybody_wrote(tmp_path: Path) -> None:
    with running(tmp_path / "survey.db", "--with-worker") as target:
        person = Person(target)
        person.client.headers.update(
            {"user-agent": AGENT, "x-forwarded-for": FROM, "forwarded": f"for={FROM}",
             "x-request-id": PLANTED, "referer": f"http://x/{PLANTED}"}
        )  # fmt: skip
        with closing(person.client) as client:
            told = [
                person.send("better", {"better": PLANTED}),
                person.send("role", {"role": PLANTED}),  # refused, and shown again
                client.get(f"{SURVEY}/check?{PLANTED}"),
                client.get(f"/{PLANTED}/{PLANTED}"),
                client.get(f"/s/{PLANTED}"),
                client.post(f"{SURVEY}/erase", data={"reference": PLANTED}),
                client.request(PLANTED[:4].upper(), "/"),
            ]
        sent = str(uuid.uuid4())
        told += [
            target.put({"better": PLANTED}, response_id=sent),
            target.put({"better": PLANTED, PLANTED: PLANTED}),
            target.put(PLANTED.encode()),
        ]
        with closing(sqlite3.connect(target.store)) as opened:
            hidden = [
                *opened.execute("SELECT id FROM drafts"),
                *opened.execute("SELECT id FROM responses"),
                *opened.execute("SELECT reference FROM responses"),
            ]
    # Once it has ended: a line is written when its reply is out.
    logged, said = requests(target), target.log.read_text()
    assert len(hidden) == 3
    secrets = [PLANTED, "unmistakable", AGENT, FROM, "127.0.0.1", *(row[0] for row in hidden)]
    _, rest = said.split("\n", 1)  # the first names where it serves
    assert not [one for one in secrets if one in rest]
    by_number = {line["request"]: line for line in logged}
    assert len(by_number) == len(logged)
    for reply in told:
        if "x-request-id" not in reply.headers:  # refused by the protocol, before any route
            assert reply.status_code == 400
            continue
        line = by_number[reply.headers["x-request-id"]]
        assert NUMBER.fullmatch(line["request"])
        assert line["status"] == reply.status_code
        assert line.keys() == {
            "event", "level", "logger", "at", "request", "method", "route", "status", "ms"
        }  # fmt: skip
        assert 0 <= line["ms"] < 60_000
    routes = {line["route"] for line in logged}
    assert {"/s/{survey_id}/{page_id}", "/s/{survey_id}/check", "none"} <= routes


def test_what_goes_wrong_carries_the_number_of_its_request(tmp_path: Path) -> None:
    path = tmp_path / "survey.db"
    with running(path) as target:
        path.rename(tmp_path / "elsewhere")
        reply = target.put({"better": PLANTED})
        assert reply.status_code == 503
    found = lines(target)
    (wrong,) = (line for line in found if line["level"] == "error")
    assert wrong["event"].startswith("store unavailable")
    assert wrong["request"] == reply.headers["x-request-id"]


def test_an_error_is_told_by_its_kind_and_place_alone() -> None:
    program = f"""
import logging
from survey_ui.logs import log_as_json
log_as_json()
said = {PLANTED!r}
try:
    int(said)
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
logging.getLogger("httpx").info("asked %s", said)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    (line,) = map(json.loads, done.stderr.splitlines())
    assert line["error"].startswith("ValueError\n")
    assert PLANTED not in done.stderr


def test_a_worker_logs_in_the_same_way(tmp_path: Path) -> None:
    path, log = tmp_path / "survey.db", tmp_path / "log"
    with running(path) as target:
        assert target.put({"better": PLANTED}).status_code == 201
    command = [sys.executable, "-m", "survey_ui", "worker"]
    with (
        log.open("wb") as file,
        subprocess.Popen(command, cwd=ROOT, env=environ(path), stderr=file) as worker,
    ):
        until = time.monotonic() + 60
        while "scored 1 texts" not in log.read_text() and time.monotonic() < until:
            time.sleep(0.1)
        worker.terminate()
    said = [json.loads(line) for line in log.read_text().splitlines()]
    assert "scored 1 texts" in {line["event"] for line in said}
    assert {line["logger"] for line in said} == {"survey_api.worker"}
    assert not [line for line in said if "request" in line]
    assert PLANTED not in log.read_text()
