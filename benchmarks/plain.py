"""What the same submissions cost without us: only read, or stored with one commit for each.

`python -m benchmarks.plain read|commit PORT FILE` serves them as `survey serve` would be served.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
import msgspec
import uvicorn
from litestar import Litestar, put
from litestar.datastructures import State

from survey_api.collecting import calm_collector


class Body(msgspec.Struct):
    """A submission as it is sent, its answers read no further."""

    language: str
    mode: str
    answers: dict[str, Any]


@put("/api/v1/surveys/{survey:str}/responses/{number:str}", status_code=201)
async def only_read(data: Body, survey: str, number: str) -> dict[str, str]:
    """Decoded and let go."""
    return {"reference": number}


@put("/api/v1/surveys/{survey:str}/responses/{number:str}", status_code=201)
async def one_commit(data: Body, survey: str, number: str, state: State) -> dict[str, str]:
    """Decoded and stored, synced by a commit of its own, and nothing checked."""
    # Without the lock, many requests would share a commit by chance: three times as many a second.
    async with state.alone:
        await state.db.execute(
            "INSERT INTO answers VALUES (?, ?)", (number, msgspec.json.encode(data.answers))
        )
        await state.db.commit()
    return {"reference": number}


@asynccontextmanager
async def _database(app: Litestar) -> AsyncIterator[None]:
    app.state.alone = asyncio.Lock()
    async with aiosqlite.connect(sys.argv[3]) as app.state.db:
        for line in ("journal_mode = WAL", "synchronous = FULL"):
            await app.state.db.execute(f"PRAGMA {line}")
        await app.state.db.execute("CREATE TABLE answers (id TEXT PRIMARY KEY, body TEXT)")
        yield


def main() -> None:
    """Serve one of the two."""
    handler = only_read if sys.argv[1] == "read" else one_commit
    app = Litestar([handler], lifespan=[_database], openapi_config=None, logging_config=None)
    calm_collector()
    uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
