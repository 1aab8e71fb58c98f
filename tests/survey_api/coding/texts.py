"""Responses with texts that were scored, ready to be drawn and coded."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from survey_api.coding import Coding, draw_sample
from survey_api.releases import Store
from survey_api.responses import Response
from tests.storage.stored import NOW, SURVEY, WAVE, a_response, a_score

CODEBOOK = ("waiting", "manner", "informed")


def a_spoken(number: int, words: str = "", **changes: Any) -> Response:
    """A response with one text; its id depends on the number alone."""
    id_ = str(uuid.UUID(int=number + 1, version=4))
    texts = {"better": words or f"Nobody rang us back, number {number}."}
    return a_response(id=id_, texts=texts, to_score=("better",), **changes)


async def keep(store: Store, *responses: Response, sentiment: str = "negative") -> None:
    """Store responses and a score for each of their texts."""
    await asyncio.gather(*(store.add_response(response) for response in responses))
    await store.record_scores([a_score(r, sentiment=sentiment) for r in responses], NOW)


async def sampled(
    store: Store, words: Sequence[str] = ("", "", ""), *, overlap: int = 0, **changes: Any
) -> None:
    """A store with these texts, all of them in the sample."""
    await keep(store, *(a_spoken(n, text, **changes) for n, text in enumerate(words)))
    await draw_sample(store, SURVEY, WAVE, texts=len(words), overlap=overlap, now=NOW)


def a_coding(**changes: Any) -> Coding:
    values: dict[str, Any] = {
        "response_id": a_spoken(0).id,
        "item_id": "better",
        "coder": "amira",
        "settles": False,
        "sentiment": "negative",
        "themes": ("informed",),
        "simulated": False,
        "coded_at": NOW,
    }
    return Coding(**(values | changes))


async def codings(store: Store, until: datetime = NOW) -> list[Coding]:
    return list(await store.read_codings(SURVEY, WAVE, until))
