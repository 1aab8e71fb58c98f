"""Ours beside a server that only reads and one that commits one by one, in turn within a minute.

`python -m benchmarks.paired` prints the section alone.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.load import Rate, plain_server, server
from benchmarks.respond import folder_for, journey, submissions

ROUNDS = 3
CLIENTS = 32
_EACH = 1500  # requests of one part of a round
_HEAD = "| What | a second | p50 ms | p99 ms | failed |\n|---|---|---|---|---|"


def paired_section(folder: Path) -> str:
    """Submissions against both references, and the journey at 1, 8 and 64 clients."""
    return asyncio.run(_measured(folder))


async def _measured(folder: Path) -> str:
    under = folder_for("paired", folder)
    with (
        server(under / "survey.db") as ours,
        plain_server("read", under / "read.db") as read,
        plain_server("commit", under / "commit.db") as commit,
    ):
        ports = {"only read": read, "one commit each": commit, "ours": ours}
        rounds = [await _round(ports) for _ in range(1 + ROUNDS)][1:]  # the first warms up
        turned = {clients: await journey(ours, 2000, clients) for clients in (1, 8, 64)}
    rows = [_row(name, [each[name] for each in rounds]) for name in ports]
    shares = [
        f"{median(r['ours'].per_second / r[name].per_second for r in rounds):.2f} of {name}"
        for name in ("only read", "one commit each")
    ]
    pages = [_row(f"journey, {clients} clients", [rate]) for clients, rate in turned.items()]
    return f"""## Submitting, beside the plain ways

{ROUNDS} rounds in turn at {CLIENTS} clients, medians. Only read: the body is decoded and let go.
One commit each: nothing is checked, each row has a commit of its own. Ours is
{" and ".join(shares)}.

{_HEAD}
{chr(10).join(rows)}

## Turning pages

A page saved (303) and the next one shown, in turn; a second's replies, half of them pages turned.

{_HEAD}
{chr(10).join(pages)}
"""


async def _round(ports: dict[str, int]) -> dict[str, Rate]:
    return {name: await submissions(port, _EACH, CLIENTS) for name, port in ports.items()}


def _row(name: str, rates: list[Rate]) -> str:
    seen = [median(getattr(rate, key) for rate in rates) for key in ("per_second", "p50_ms")]
    slowest, failed = median(rate.p99_ms for rate in rates), sum(rate.failed for rate in rates)
    return f"| {name} | {seen[0]:,.0f} | {seen[1]:.1f} | {slowest:.1f} | {failed} |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        sys.stdout.write(paired_section(Path(name)))
