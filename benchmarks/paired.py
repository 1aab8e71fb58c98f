"""Ours beside a server that only reads and one that commits one by one, in turn within a minute.

`python -m benchmarks.paired` prints the section alone.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.charts import draw_journey
from benchmarks.goals import at_least, at_most
from benchmarks.load import Rate, Served, plain_server, server
from benchmarks.respond import folder_for, journey, submissions

ROUNDS = 3
CLIENTS = 32
LONG = 300  # seconds of a journey
_EACH = 1500  # requests of one part of a round
_HEAD = (
    "| What | a second | p50 ms | p95 ms | p99 ms | failed | server CPU ms each |\n"
    "|---|---|---|---|---|---|---|"
)


def paired_section(folder: Path, pictures: Path, *, long: bool = False) -> str:
    """Submissions against both references, and the journey at 1, 8 and 64 clients.

    pictures: where the chart goes. long: five minutes of each journey, not some seconds.
    """
    return asyncio.run(_measured(folder, pictures, long=long))


async def _measured(folder: Path, pictures: Path, *, long: bool) -> str:
    under = folder_for("paired", folder)
    with (
        server(under / "survey.db") as ours,
        plain_server("read", under / "read.db") as read,
        plain_server("commit", under / "commit.db") as commit,
    ):
        servers = {"only read": read, "one commit each": commit, "ours": ours}
        rounds = [await _round(servers) for _ in range(1 + ROUNDS)][1:]  # the first warms up
        turned = {n: await journey(ours, 2000, n, seconds=LONG if long else 0) for n in (1, 8, 64)}
    rows = [_row(name, [each[name] for each in rounds]) for name in servers]
    beside = {
        name: median(r["ours"].per_second / r[name].per_second for r in rounds)
        for name in ("only read", "one commit each")
    }
    slowest = median(r["ours"].p99_ms for r in rounds)
    crowd = turned[64]
    pages = [_row(f"journey, {clients} clients", [rate]) for clients, rate in turned.items()]
    return f"""## Submitting, beside the plain ways

{ROUNDS} rounds in turn at {CLIENTS} clients, medians. Only read: the body is decoded and let go.
One commit each: nothing is checked, each row has a commit of its own. The goals: of only read
{at_least(beside["only read"], 0.65)}; of one commit each
{at_least(beside["one commit each"], 4)}; p99 {at_most(slowest, 25, " ms")}.

{_HEAD}
{chr(10).join(rows)}

## Turning pages

A page saved (303) and the next one shown, in turn; a second's replies, half of them pages turned.
Each for {"five minutes" if long else "some seconds (`make bench LONG=yes`: five minutes)"}.
The goals at 64 clients: pages turned a second {at_least(crowd.per_second / 2, 1500)}; p99
{at_most(crowd.p99_ms, 50, " ms")}.

{draw_journey(turned, pictures)}
{_HEAD}
{chr(10).join(pages)}
"""


async def _round(servers: dict[str, Served]) -> dict[str, Rate]:
    return {name: await submissions(each, _EACH, CLIENTS) for name, each in servers.items()}


def _row(name: str, rates: list[Rate]) -> str:
    def middle(key: str) -> float:
        return float(median(getattr(rate, key) for rate in rates))

    failed = sum(rate.failed for rate in rates)
    return (
        f"| {name} | {middle('per_second'):,.0f} | {middle('p50_ms'):.1f} | "
        f"{middle('p95_ms'):.1f} | {middle('p99_ms'):.1f} | {failed} | {middle('cpu_ms'):.2f} |"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        sys.stdout.write(paired_section(Path(name), Path(name)))
