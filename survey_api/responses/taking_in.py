"""Rows of a file taken in many at once, so that they share a commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import TypeVar

Row = TypeVar("Row")
Outcome = TypeVar("Outcome")

CONFLICTING = "it was imported before with other answers, or has been erased"
_TOGETHER = 64


async def take_in(
    rows: Iterable[Row], id_of: Callable[[Row], str], submit: Callable[[Row], Awaitable[Outcome]]
) -> AsyncIterator[tuple[Row, Outcome]]:
    """Submit every row; get each with what became of it, in the order of the file.

    Rows of one id are never on their way at once, so that the first of them is the one that stands.
    """
    for batch in _batches(rows, id_of):
        outcomes = await asyncio.gather(*(submit(row) for row in batch))
        for told in zip(batch, outcomes, strict=True):
            yield told


def _batches(rows: Iterable[Row], id_of: Callable[[Row], str]) -> Iterator[list[Row]]:
    batch: dict[str, Row] = {}
    for row in rows:
        if len(batch) == _TOGETHER or id_of(row) in batch:
            yield [*batch.values()]
            batch = {}
        batch[id_of(row)] = row
    if batch:
        yield [*batch.values()]
