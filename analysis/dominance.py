"""How much of a row one team sent in: a home that knows its own answers could work out the rest."""

from __future__ import annotations

from analysis.rows import Rows


def largest_team(rows: Rows, cluster: str | None, of: str) -> int:
    """How many responses came from the team that sent in most; 0 where nobody named one.

    cluster: the column that tells teams apart. of: the variable measured; only those count who
    answered it.
    """
    if cluster is None or cluster not in rows.columns:
        return 0
    parts = (of, f"{of}.kind", f"{of}.sentiment")
    answered = next((name for name in parts if name in rows.columns), None)
    if answered is not None:
        rows = rows.where(rows.numbers(answered) > 0)
    return int(rows.tally(cluster)[1:].max(initial=0))
