"""TimedEngine: any Engine, with a note of how long its writes took."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from survey_api.storage.engine import Engine, Row, Statement, Work
from survey_api.timings import Timings

T = TypeVar("T")


class TimedEngine:
    """An Engine around another one, so that no engine has to measure itself."""

    def __init__(self, engine: Engine, commits: Timings) -> None:
        self._engine = engine
        self._commits = commits

    async def read(self, statement: Statement) -> list[Row]:
        """As the engine does."""
        return await self._engine.read(statement)

    async def transaction(self, work: Callable[[], Work[T]], alone: Sequence[str] = ()) -> T:
        """As the engine does; noted with all that its caller waited, if it was stored."""
        began = time.perf_counter()
        value = await self._engine.transaction(work, alone)
        self._commits.add(time.perf_counter() - began)
        return value

    async def erase_traces(self) -> None:
        """As the engine does."""
        await self._engine.erase_traces()

    async def close(self) -> None:
        """As the engine does."""
        await self._engine.close()
