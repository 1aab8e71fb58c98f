"""How much of a row one team sent in: a home that knows its own answers could work out the rest."""

from __future__ import annotations

import polars as pl


def largest_team(frame: pl.DataFrame, cluster: str | None, of: str) -> int:
    """How many responses came from the team that sent in most; 0 where nobody named one.

    cluster: the column that tells teams apart. of: the variable measured; only those count who
    answered it.
    """
    if cluster is None or cluster not in frame.columns:
        return 0
    answered = [c for c in (of, f"{of}.kind", f"{of}.sentiment") if c in frame.columns]
    if answered:
        frame = frame.filter(pl.col(answered[0]).is_not_null())
    teams = frame[cluster].drop_nulls()
    if teams.is_empty():
        return 0
    return int(teams.value_counts()["count"].max())  # type: ignore[arg-type]
