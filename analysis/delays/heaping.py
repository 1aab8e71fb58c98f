"""How waits were told: as one number, and whether that was a round one."""

from __future__ import annotations

import polars as pl
from msgspec import Struct

_HAIR = 1e-6
# A range on offer, 8 to 24 hours, that is as wide as "about 16 hours": it is taken for the former.
_BAND_ALIKE = (480.0, 1440.0)


class Told(Struct, frozen=True):
    """How many of the waits that ended were told how.

    `ranges`: known as a range, "about two hours" included. `numbers`: told as one number, exact or
    "about". `round`: of these, round ones: whole 5 minutes under an hour, half hours up to six
    hours, whole hours above.
    """

    observed: int
    ranges: int
    numbers: int
    round: int


def count_told(frame: pl.DataFrame, variable: str) -> Told:
    """How the observed waits of a DELAY variable were told.

    "About" is known by its width: 10 minutes either way under an hour, a quarter up to six hours, a
    half above. Under 10 minutes it cannot be told from a range on offer, and is left out.
    """
    kind, lower, upper = (pl.col(f"{variable}.{part}") for part in ("kind", "lower", "upper"))
    start, end = lower * 60, upper.fill_null(float("inf")) * 60
    middle, width = (start + end) / 2, end - start
    usual = (
        pl.when(middle < 60 - _HAIR)
        .then(20.0)
        .when(middle <= 360 + _HAIR)
        .then(middle / 2)
        .otherwise(middle)
    )
    band = ((start - _BAND_ALIKE[0]).abs() < _HAIR) & ((end - _BAND_ALIKE[1]).abs() < _HAIR)
    about = (start > _HAIR) & ((width - usual).abs() < 1e-3) & ~band
    exact = lower == upper
    unit = pl.when(middle < 60 - _HAIR).then(5.0).when(middle <= 360 + _HAIR).then(30.0)
    off = middle % unit.otherwise(60.0)
    is_round = (off < 1e-3) | (unit.otherwise(60.0) - off < 1e-3)
    number = exact | about
    found = (
        frame.lazy()
        .filter((kind == "observed") & lower.is_not_null())
        .select(
            observed=pl.len(),
            ranges=(upper.is_not_null() & (upper > lower)).sum(),
            numbers=number.fill_null(value=False).sum(),
            round=(number & is_round & (middle > 0)).fill_null(value=False).sum(),
        )
        .collect()
    )
    return Told(*(int(value) for value in found.row(0)))
