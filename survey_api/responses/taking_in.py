"""What importing any file takes: its errors told plainly, its rows submitted many at once."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from survey_api.errors import BadInput

Row = TypeVar("Row")
Outcome = TypeVar("Outcome")

CONFLICTING = "it was imported before with other answers, or has been erased"
_TOGETHER = 64  # rows submitted at once, so that they share a commit


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """What goes wrong while a file is read is told as BadInput."""
    try:
        yield
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}.") from error
    except OSError as error:
        raise BadInput(f"Cannot read {path}: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text. Save it as 'CSV UTF-8'.") from error
    except csv.Error as error:
        raise BadInput(f"{path} is not a well-formed CSV file: {error}.") from error


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
