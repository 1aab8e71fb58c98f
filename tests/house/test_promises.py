"""Promises that only the whole product can keep; docs/security-properties.md names these tests."""

from __future__ import annotations

import csv
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from tests.running import ROOT, environ, free_port, serving, survey, wait_for
from tests.survey_ui.respond.visitor import SURVEY, Visitor

PLANTED = "unmistakable otter"  # stands in every text that is sent below
AGENT = "unmistakable-browser/1.0"
NAMED = "unmistakable.person.example"
FORWARDED = "203.0.113.77"  # an address that is nobody's
API = "/api/v1/surveys/missing_children/responses"
WAVE = "missing_children/2026-27"
PASSWORD = "a long and quiet river"

# The server with everything it has to say switched on, access log and worker included.
TALKATIVE = """
import logging, sys, uvicorn
from survey_ui.app import create_app
logging.basicConfig(level=logging.INFO)
uvicorn.run(create_app(worker=True), port=int(sys.argv[1]), log_level="info")
"""


@contextmanager
def talking(store: Path, log: Path) -> Iterator[str]:
    """A server over this store that writes all it has to say into `log`; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [sys.executable, "-c", TALKATIVE, str(port)],
            cwd=ROOT,
            env=environ(store),
            stdout=file,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            wait_for(address, process)
            yield address
        finally:
            process.terminate()


def stored(folder: Path) -> bytes:
    """Every byte of every file of the store."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("survey.db*")))


async def answer_in_a_browser(client: httpx.AsyncClient) -> None:
    """A whole response with the planted text; too long at first, and once without its token."""
    visitor = Visitor(cast(Any, client))
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    await visitor.send({"better": PLANTED * 400})
    assert "govuk-error-summary" in visitor.page.text
    await client.post(f"{SURVEY}/better", data={"better": PLANTED})
    await visitor.go(f"{SURVEY}/better")
    await visitor.send({"better": PLANTED})
    await visitor.skip_to("check")
    await visitor.send()
    assert visitor.at == f"{SURVEY}/done"


async def send_to_the_api(client: httpx.AsyncClient) -> None:
    """A response, the same under a taken id, and bodies that are refused for several reasons."""
    id_ = uuid.uuid4()
    body = {"language": "en", "mode": "web", "answers": {"better": PLANTED}}
    wrong = [{"role": PLANTED}, {PLANTED: "x"}, {"better": [PLANTED]}, {"better": PLANTED * 400}]
    assert (await client.put(f"{API}/{id_}", json=body)).status_code == 201
    other = {**body, "answers": {"better": f"{PLANTED} again"}}
    assert (await client.put(f"{API}/{id_}", json=other)).status_code == 409
    for answers in wrong:
        reply = await client.put(f"{API}/{uuid.uuid4()}", json={**body, "answers": answers})
        assert reply.status_code == 400
    assert (await client.put(f"{API}/{uuid.uuid4()}", content=PLANTED)).status_code == 400


@pytest.mark.slow
async def test_no_answer_is_logged_and_nobodys_address_or_browser_is_stored(tmp_path: Path):
    log, store = tmp_path / "log", tmp_path / "survey.db"
    headers = {
        "User-Agent": AGENT,
        "X-Forwarded-For": FORWARDED,
        "Forwarded": f"for={FORWARDED}",
        "X-Real-IP": FORWARDED,
        "From": NAMED,
        "Referer": f"https://{NAMED}/",
    }
    with talking(store, log) as address:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as client:
            await answer_in_a_browser(client)
            await send_to_the_api(client)
            store.rename(tmp_path / "away")  # and what is said when the store fails
            body = {"language": "en", "mode": "web", "answers": {"better": PLANTED}}
            reply = await client.put(f"{API}/{uuid.uuid4()}", json=body)
            assert reply.status_code == 503
            (tmp_path / "away").rename(store)
    said = log.read_text()
    assert "PUT /api" in said  # it did talk
    assert PLANTED not in said
    kept = stored(tmp_path)
    with closing(sqlite3.connect(store)) as file:
        ((responses,),) = file.execute("SELECT count(*) FROM responses").fetchall()
        names = [
            column
            for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for _, column, *_ in file.execute(f"PRAGMA table_info({table})")
        ]
        of_responses = {column for _, column, *_ in file.execute("PRAGMA table_info(responses)")}
    assert responses == 2  # it did store
    for trace in (AGENT, "127.0.0.1", FORWARDED, NAMED, PLANTED):
        assert trace.encode() not in kept
    telling = re.compile(
        r"(^|_)(ip|agent|browser|host|address|email|phone|surname|first_name)(_|$)"
    )
    assert not [name for name in names if telling.search(name)]
    assert "name" not in of_responses


@pytest.mark.slow
def test_nobodys_words_reach_a_release_a_pack_or_a_page(tmp_path: Path):
    store, file, out = tmp_path / "survey.db", tmp_path / "feedback.csv", tmp_path / "pack"
    with file.open("w", newline="") as opened:
        rows = [("text",), *((f"The {PLANTED} was terrible, number {n}.",) for n in range(60))]
        csv.writer(opened).writerows(rows)
    done = survey(store, "import", str(file), "--map", "text=better")
    assert "60 accepted" in done.stdout, done.stderr
    release = re.findall(r"missing_children-2026-27-\w+", survey(store, "release").stdout)[0]
    assert survey(store, "pack", release, "--out", str(out)).returncode == 0
    written = [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    assert any(b"sentiment" in content for content in written)
    assert not [content for content in written if b"otter" in content]

    survey(store, "add-user", "amira", "--organisation", "MOPAC", piped=f"{PASSWORD}\n")
    with serving(store) as address, httpx.Client(base_url=address, timeout=60) as client:
        sign_in(client, "amira")
        tables = client.get(f"/api/v1/releases/{WAVE}").json()["tables"]
        paths = [f"/api/v1/releases/{WAVE}/{table['id']}" for table in tables]
        scored = [table["id"] for table in tables if table["topic"] == "sentiment"]
        paths += [f"/releases/{WAVE}/{table_id}" for table_id in scored]
        assert scored
        for path in ("/releases", f"/releases/{WAVE}", f"/fieldwork/{WAVE}", *paths):
            reply = client.get(path)
            assert reply.status_code == 200
            assert "otter" not in reply.text


def sign_in(client: httpx.Client, name: str) -> None:
    client.get("/sign-in")
    form = {"name": name, "password": PASSWORD, "next": "", "_csrf_token": client.cookies["csrf"]}
    assert client.post("/sign-in", data=form).status_code == 303


def test_an_operator_reads_no_table_through_the_api_either(tmp_path: Path):
    store = tmp_path / "survey.db"
    made = survey(store, "add-user", "olu", "--role", "operator", piped=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    with serving(store) as address, httpx.Client(base_url=address, timeout=60) as client:
        assert client.get(f"/api/v1/releases/{WAVE}").status_code == 401
        sign_in(client, "olu")
        for path in (f"/api/v1/releases/{WAVE}", f"/api/v1/releases/{WAVE}/who-role"):
            reply = client.get(path)
            assert reply.status_code == 403
            assert "may not read releases" in reply.json()["detail"]
