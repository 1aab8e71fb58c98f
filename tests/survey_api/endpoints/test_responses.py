"""What a program that sends responses can rely on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Store

Address = Callable[[], str]

PARENT: dict[str, Any] = {
    "role": "P",
    "reported": "me",
    "when": "last_month",
    "borough": "hackney",
    "t_contact": {"kind": "approx", "lo_min": 30, "hi_min": 30},
    "channel": "call_999",
    "wrong_info": ["wait_24h"],
    "attended": {"kind": "still_waiting", "lo_min": None, "hi_min": None},
    "t_update": {"kind": "band", "lo_min": 60, "hi_min": 240},
    "overall": "poor",
    "better": "Ring us back when you say you will.",
}


def body(answers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"language": "en", "mode": "web", "answers": answers, **changes}


async def put(client: AsyncTestClient[Litestar], where: str, sent: Any) -> Any:
    return await client.put(where, json=sent)


async def stored(store: Store) -> int:
    return int((await store.count_fieldwork("missing_children", "2026-27")).responses)


async def test_new_then_the_same_then_another(
    client: AsyncTestClient[Litestar], store: Store, address: Address
) -> None:
    where = address()
    first = await put(client, where, body(PARENT))
    again = await put(client, where, body(PARENT))
    other = await put(client, where, body({**PARENT, "overall": "good"}))
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["reference"] == again.json()["reference"]
    assert other.headers["content-type"].startswith("application/problem+json")
    assert await stored(store) == 1


@pytest.mark.asvs("2.3.4")
async def test_fifty_identical_sends_at_once_store_one(
    client: AsyncTestClient[Litestar], store: Store, address: Address
) -> None:
    where = address()
    replies = await asyncio.gather(*(put(client, where, body(PARENT)) for _ in range(50)))
    assert sorted(reply.status_code for reply in replies) == [200] * 49 + [201]
    assert len({reply.json()["reference"] for reply in replies}) == 1
    assert await stored(store) == 1


async def test_a_response_may_be_one_text(
    client: AsyncTestClient[Litestar], address: Address
) -> None:
    reply = await put(client, address(), body({"better": "Answer the phone."}))
    assert reply.status_code == 201


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"role": "P", "no_such_item": "x"}, "no_such_item"),
        ({"role": "Q"}, "role"),
        ({"role": ["P"]}, "role"),
        ({"role": 7}, "role"),
        ({**PARENT, "wrong_info": ["wait_24h", "no_such_code"]}, "wrong_info"),
        ({**PARENT, "wrong_info": "wait_24h"}, "wrong_info"),
        ({**PARENT, "better": {"text": "x"}}, "better"),
        ({**PARENT, "better": "x" * 1_000_000}, "better"),
        ({**PARENT, "better": "NUL \x00 inside"}, "better"),
        ({**PARENT, "t_contact": {"kind": "exact", "lo_min": 90, "hi_min": 30}}, "t_contact"),
        ({**PARENT, "t_contact": {"kind": "exact", "lo_min": -5, "hi_min": -5}}, "t_contact"),
        ({**PARENT, "t_contact": {"kind": "soon"}}, "t_contact"),
        ({**PARENT, "t_contact": {"kind": "never", "lo_min": 3, "hi_min": 4}}, "t_contact"),
        ({**PARENT, "t_contact": {"kind": "exact", "lo_min": 5, "hi_min": 5, "x": 1}}, "t_contact"),
        ({**PARENT, "channel": "online", "t_answer": "min_1_5"}, "t_answer"),
        ({"role": "L", "overall": "good"}, "overall"),
        ({"safe_now": "yes"}, "safe_now"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.asvs("2.2.1", "2.2.2", "2.3.3", "16.5.3")
async def test_what_is_wrong_is_named_and_nothing_is_stored(
    client: AsyncTestClient[Litestar],
    store: Store,
    address: Address,
    answers: dict[str, Any],
    field: str,
) -> None:
    reply = await put(client, address(), body(answers))
    assert reply.status_code == 400
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert f"answers.{field}" in {error["field"] for error in reply.json()["errors"]}
    assert await stored(store) == 0


async def test_every_wrong_field_is_named_at_once(
    client: AsyncTestClient[Litestar], address: Address
) -> None:
    wrong = {**PARENT, "overall": "dreadful", "wrong_info": ["x"], "nonsense": 1}
    reply = await put(client, address(), body(wrong))
    named = {error["field"] for error in reply.json()["errors"]}
    assert {"answers.overall", "answers.wrong_info", "answers.nonsense"} <= named


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b"[]",
        b'{"language": "en"}',
        b'{"language": "en", "mode": "web", "answers": {}, "extra": 1}',
        b'{"language": "en", "mode": "web", "answers": []}',
        b'{"language": "xx", "mode": "web", "answers": {"better": "x"}}',
        b'{"language": "en", "mode": "pigeon", "answers": {"better": "x"}}',
        b'{"language": "en", "mode": "web", "answers": {"better": "\xff"}}',
    ],
)
@pytest.mark.asvs("1.5.2")
async def test_a_body_that_cannot_be_read(
    client: AsyncTestClient[Litestar], store: Store, address: Address, sent: bytes
) -> None:
    headers = {"content-type": "application/json"}
    reply = await client.put(address(), content=sent, headers=headers)
    assert reply.status_code == 400
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert reply.json()["detail"]
    assert await stored(store) == 0


@pytest.mark.asvs("1.1.1", "1.2.4")
async def test_text_comes_back_to_the_letter(
    client: AsyncTestClient[Litestar], store: Store, address: Address
) -> None:
    text = "‏مرحبا 👩‍👧 \t zero​width\nline ﷽ ' OR 1=1 -- %41 &amp; \\u0041 {0} %s"
    reply = await put(client, address(), body({"better": text}))
    assert reply.status_code == 201
    claimed = await store.claim_unscored(
        now=datetime(2026, 11, 22, 4, tzinfo=UTC), lease=timedelta(minutes=1), limit=10
    )
    assert [verbatim.text for verbatim in claimed] == [text]


@pytest.mark.parametrize("response_id", ["1", "not-a-uuid", "%00"])
async def test_an_id_that_is_no_uuid(
    client: AsyncTestClient[Litestar], store: Store, response_id: str
) -> None:
    where = f"/api/v1/surveys/missing_children/responses/{response_id}"
    reply = await put(client, where, body(PARENT))
    assert reply.status_code == 400
    assert await stored(store) == 0


async def test_an_unknown_survey_is_not_found(client: AsyncTestClient[Litestar]) -> None:
    where = "/api/v1/surveys/nothing/responses/2f1b7a0e-2f0d-4a58-9a44-111111111111"
    reply = await put(client, where, body(PARENT))
    assert reply.status_code == 404
    assert json.loads(reply.content)["type"] == "not-found"


async def test_a_team_may_be_named_and_is_part_of_the_body(
    client: AsyncTestClient[Litestar], store: Store, address: Address
) -> None:
    where = address()
    first = await put(client, where, body(PARENT, team="k7q2"))
    again = await put(client, where, body(PARENT, team="K7Q2"))
    other = await put(client, where, body(PARENT))
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    found = [r async for r, _ in store.read_responses("missing_children", "2026-27")]
    assert [response.team for response in found] == ["K7Q2"]


async def test_who_helped_is_part_of_the_body(
    client: AsyncTestClient[Litestar], store: Store, address: Address
) -> None:
    where = address()
    sent = body(PARENT, mode="telephone", helped="interpreter")
    assert (await put(client, where, sent)).status_code == 201
    assert (await put(client, where, sent)).status_code == 200
    assert (await put(client, where, body(PARENT, mode="telephone"))).status_code == 409
    found = [response async for response, _ in store.read_responses("missing_children", "2026-27")]
    assert [response.instrument.helped for response in found] == ["interpreter"]


@pytest.mark.parametrize("helped", ["nobody", "<script>", 7, None])
async def test_a_helper_that_is_none_is_named_and_nothing_stored(
    client: AsyncTestClient[Litestar], store: Store, address: Address, helped: object
) -> None:
    reply = await put(client, address(), body(PARENT, helped=helped))
    assert reply.status_code == 400
    assert [error["field"] for error in reply.json()["errors"]] == ["helped"]
    found = [response async for response, _ in store.read_responses("missing_children", "2026-27")]
    assert found == []


@pytest.mark.parametrize("team", ["A", "two words", "<script>", "X" * 13, 7, None, ["K7Q2"]])
async def test_a_team_that_is_none_is_named_and_nothing_stored(
    client: AsyncTestClient[Litestar], store: Store, address: Address, team: object
) -> None:
    reply = await put(client, address(), body(PARENT, team=team))
    assert reply.status_code == 400
    assert [error["field"] for error in reply.json()["errors"]] == ["team"]
    assert await stored(store) == 0


async def test_the_team_is_documented(client: AsyncTestClient[Litestar]) -> None:
    schema = (await client.get("/schema/openapi.json")).json()
    (path,) = [p for p in schema["paths"] if p.endswith("/responses/{response_id}")]
    body_schema = schema["paths"][path]["put"]["requestBody"]["content"]["application/json"]
    assert "never published" in body_schema["schema"]["properties"]["team"]["description"]
