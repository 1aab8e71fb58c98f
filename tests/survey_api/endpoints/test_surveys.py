"""The surveys and their instrument, and what the API says when something is off."""

from __future__ import annotations

from datetime import timedelta

from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api.safeguarding import screen_next
from tests.survey_api.endpoints.conftest import NOW
from tests.survey_api.safeguarding.told import SURVEYS, URGENT, tell


async def test_the_list_names_the_open_wave(client: AsyncTestClient[Litestar]) -> None:
    reply = await client.get("/api/v1/surveys")
    (survey,) = reply.json()["surveys"]
    assert survey["id"] == "missing_children"
    assert survey["open_wave"] == "2026-27"


async def test_the_instrument_says_all_a_caller_needs(client: AsyncTestClient[Litestar]) -> None:
    instrument = (await client.get("/api/v1/surveys/missing_children")).json()
    items = {item["id"]: item for page in instrument["pages"] for item in page["items"]}
    conditions = {condition["id"] for condition in instrument["conditions"]}
    assert {item["kind"] for item in items.values()} == {
        "single",
        "multiple",
        "text",
        "time",
        "moment",
    }
    assert all(item["options"] for item in items.values() if item["kind"] in {"single", "multiple"})
    assert all(option["label"] for item in items.values() for option in item["options"])
    named = {name for page in instrument["pages"] for group in page["when"] for name in group}
    assert named <= conditions
    assert "{" not in "".join(item["question"] + item["hint"] for item in items.values())


async def test_an_unknown_survey_or_language(client: AsyncTestClient[Litestar]) -> None:
    for where in ("/api/v1/surveys/nothing", "/api/v1/surveys/missing_children?language=tlh"):
        reply = await client.get(where)
        assert reply.status_code == 404
        assert reply.headers["content-type"].startswith("application/problem+json")


async def test_an_unknown_address_and_method(client: AsyncTestClient[Litestar]) -> None:
    assert (await client.get("/api/v1/nothing")).status_code == 404
    reply = await client.post("/api/v1/surveys")
    assert reply.status_code == 405
    assert reply.headers["content-type"].startswith("application/problem+json")


async def test_releases_are_for_people_who_signed_in(client: AsyncTestClient[Litestar]) -> None:
    reply = await client.get("/api/v1/releases/missing_children/2026-27")
    assert reply.status_code == 401


async def test_health_tells_the_truth(client: AsyncTestClient[Litestar]) -> None:
    assert (await client.get("/health")).json() == {
        "status": "ok",
        "overdue": 0,
        "unscreened": 0,
        "notes": [],
    }


async def test_health_says_how_many_are_late_and_nothing_else(client, store) -> None:
    await tell(store, URGENT, now=NOW - timedelta(hours=2))
    behind = (await client.get("/health")).json()
    assert behind == {"status": "degraded", "overdue": 0, "unscreened": 1, "notes": []}
    await screen_next(store, SURVEYS, NOW, 10)
    late = (await client.get("/health")).json()
    assert late == {"status": "degraded", "overdue": 1, "unscreened": 0, "notes": []}
