"""/metrics, read as Prometheus reads it."""

from __future__ import annotations

import math
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient
from prometheus_client.parser import text_string_to_metric_families

from survey_api import Settings
from survey_api.app import create_api
from survey_api.audit import Event, record
from survey_api.health import BACKUP, DRILL, DRILL_RIGHT
from tests.attacks.target import PLANTED, Person, running
from tests.survey_api.endpoints.conftest import NOW
from tests.survey_api.safeguarding.told import HOUR, URGENT, tell

TOKEN = "a token for the monitoring alone"
BEARER = {"authorization": f"Bearer {TOKEN}"}
ROUTE = "/api/v1/surveys/{survey_id}/responses/{response_id}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", metrics_token=TOKEN)


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(text: str, name: str, **labels: str) -> float:
    return samples(text)[name, frozenset(labels.items())]


async def read(client: AsyncTestClient[Any]) -> str:
    reply = await client.get("/metrics", headers=BEARER)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    return reply.text


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}"])
async def test_nobody_reads_them_without_the_token(client, sent) -> None:
    reply = await client.get("/metrics", headers={"authorization": sent} if sent else {})
    assert reply.status_code == 401
    assert "survey_" not in reply.text
    assert TOKEN not in reply.text


@pytest.mark.parametrize("sent", ["Bearer", "Bearer ", f"Bearer {TOKEN}"])
async def test_where_no_token_is_set_none_opens(tmp_path, sent) -> None:
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}")
    async with AsyncTestClient(create_api(settings, clock=lambda: NOW)) as client:
        assert (await client.get("/metrics", headers={"authorization": sent})).status_code == 401


async def test_the_token_opens_nothing_else(client) -> None:
    reply = await client.get("/api/v1/releases/missing_children/2026-27", headers=BEARER)
    assert reply.status_code == 401


async def test_requests_are_counted_by_the_template_of_their_address(client, address) -> None:
    for _ in range(3):
        sent = {"language": "en", "mode": "web", "answers": {"better": PLANTED}}
        assert (await client.put(address(), json=sent)).status_code == 201
    await client.get(f"/{uuid.uuid4()}/{PLANTED}?{PLANTED}")
    await client.request("BREW", "/health")
    text = await read(client)
    asked = {"method": "PUT", "route": ROUTE, "status": "201"}
    assert value(text, "survey_request_seconds_count", **asked) == 3
    assert value(text, "survey_request_seconds_bucket", **asked, le="+Inf") == 3
    assert value(text, "survey_request_seconds_sum", **asked) > 0
    strange = {"method": "GET", "route": "none", "status": "404"}
    assert value(text, "survey_request_seconds_count", **strange) == 1
    assert "BREW" not in text
    assert PLANTED not in text
    assert value(text, "survey_commit_seconds_count") >= 3
    assert value(text, "survey_unscored_texts") == 3


async def test_routes_are_all_that_can_make_the_metrics_grow(client) -> None:
    await read(client)  # so that both readings have been counted themselves
    for _ in range(2):
        before = len(samples(await read(client)))
        for _ in range(20):
            await client.get(f"/api/v1/surveys/{uuid.uuid4()}")
            await client.get(f"/{uuid.uuid4()}")
    assert len(samples(await read(client))) == before


async def test_what_an_operator_watches_is_in_them(client, store) -> None:
    text = await read(client)
    assert value(text, "survey_ready") == 1
    assert value(text, "survey_backup_age_seconds") == math.inf
    assert value(text, "survey_out_of_bounds", figure="backup") == 1
    await record(store, Event(who="night", what=BACKUP, which="survey-1.db"), NOW - HOUR)
    await record(store, Event(who="night", what=DRILL, which=f"x: {DRILL_RIGHT}"), NOW - 2 * HOUR)
    await tell(store, URGENT, now=NOW - HOUR)
    text = await read(client)
    assert value(text, "survey_backup_age_seconds") == 3600
    assert value(text, "survey_restore_drill_age_seconds") == 7200
    assert value(text, "survey_restore_drill_wrong") == 0
    assert value(text, "survey_scoring_lag_seconds") == 3600
    assert value(text, "survey_unscreened_responses") == 1
    assert value(text, "survey_screening_lag_seconds") == 3600
    assert value(text, "survey_overdue_concerns") == 0
    out = {
        dict(labels)["figure"]
        for (name, labels), number in samples(text).items()
        if name == "survey_out_of_bounds" and number
    }
    assert out == {"scoring", "screening"}


def test_a_real_server_tells_of_times_when_its_store_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "survey.db"
    with running(path, SURVEY_METRICS_TOKEN=TOKEN) as target:
        with closing(Person(target).client) as client:
            assert client.cookies
        with closing(sqlite3.connect(path)) as opened:
            drafts = [row[0] for row in opened.execute("SELECT id FROM drafts")]
        path.rename(tmp_path / "elsewhere")
        text = target.get("/metrics", headers=BEARER).text
        assert value(text, "survey_ready") == 0
        page = {"method": "POST", "route": "/s/{survey_id}/{page_id}", "status": "303"}
        assert value(text, "survey_request_seconds_count", **page) >= 3
        assert drafts
        assert not [one for one in [*drafts, PLANTED, "missing_children"] if one in text]
