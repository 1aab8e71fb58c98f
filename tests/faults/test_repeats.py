"""The same response sent many times at once over HTTP, and another body under its id."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from typing import Any

import httpx
import msgspec
import pytest

from survey_api.app import create_api
from tests.faults.works import ANSWERS, ONE_RESPONSE, rows_of

pytestmark = pytest.mark.slow

API = "/api/v1/surveys/missing_children/responses"
AT_ONCE = 50


def a_body(**changes: str) -> dict[str, object]:
    return {"language": "en", "mode": "web", "answers": ANSWERS | changes}


async def test_fifty_identical_sends_at_once_store_one_and_get_one_receipt(home, soak):
    api: Any = create_api(msgspec.structs.replace(home, pace=0))
    async with (
        api.lifespan(),
        httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://test") as client,
    ):
        for _ in range(200 if soak else 2):
            response_id = str(uuid.uuid4())
            where = f"{API}/{response_id}"
            sends = [client.put(where, json=a_body()) for _ in range(AT_ONCE)]
            replies = await asyncio.gather(*sends)
            assert Counter(reply.status_code for reply in replies) == {201: 1, 200: AT_ONCE - 1}
            assert len({reply.content.replace(b'"new":true', b'"new":false')
                        for reply in replies}) == 1  # fmt: skip
            other = await asyncio.gather(
                *(client.put(where, json=a_body(better="Other.")) for _ in range(5))
            )
            assert [reply.status_code for reply in other] == [409] * 5
            assert rows_of(home, response_id) == ONE_RESPONSE
