"""How well two people agree who coded the same texts without seeing each other's codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from math import sqrt

import polars as pl
from msgspec import Struct

from analysis.errors import NotEstimable
from analysis.estimate import Z95, Estimate
from analysis.microdata import SENTIMENTS

LEAST_PAIRS = 30  # texts that two people coded before their agreement is told
LEAST_KAPPA = 0.6  # agreement from which on what was coded may be published (McHugh 2012: moderate)
FEELINGS = tuple(code for code in SENTIMENTS if code != "not_scored")  # else: cannot tell


class Pairs(Struct, frozen=True):
    """What two coders said of the same texts, in the same order. Codes: a feeling, or yes and no.

    `left_out`: texts both read that one of them could not tell, and which are in no pair.
    """

    one: tuple[str, ...]
    other: tuple[str, ...]
    left_out: int = 0


def cohen_kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> Estimate:
    """Agreement beyond chance of two coders, from -1 to 1, with its 95% interval.

    Source: Cohen 1960; large-sample variance of Fleiss, Cohen and Everitt 1969. Where they agree
    on every text that variance is 0, so the lower end comes from the exact (Clopper-Pearson) lower
    bound of the share agreed on.
    Raises NotEstimable with fewer than two texts, and where both gave all texts the same one code:
    then nothing could have been disagreed on.
    """
    if len(one) != len(other):
        raise NotEstimable("Two coders can be compared on the texts that both have coded only.")
    n = len(one)
    if n < 2:
        raise NotEstimable(f"Agreement needs at least two texts that both coded, not {n}.")
    cells = {pair: count / n for pair, count in Counter(zip(one, other, strict=True)).items()}
    rows, columns = _margins(cells, 0), _margins(cells, 1)
    chance = sum(share * columns.get(code, 0.0) for code, share in rows.items())
    if chance >= 1 - 1e-12:
        raise NotEstimable("Both coders gave every text the same code: there is nothing to tell.")
    agreed = sum(share for (a, b), share in cells.items() if a == b)
    kappa = (agreed - chance) / (1 - chance)
    if len(cells) == sum(a == b for a, b in cells):
        lowest = (0.025 ** (1 / n) - chance) / (1 - chance)
        return Estimate(value=1.0, lower=max(-1.0, lowest), upper=1.0, base=n, unit="kappa")
    half = Z95 * sqrt(_variance(cells, rows, columns, kappa, chance) / n)
    lower, upper = max(-1.0, kappa - half), min(1.0, kappa + half)
    return Estimate(value=kappa, lower=lower, upper=upper, base=n, unit="kappa")


def _margins(cells: dict[tuple[Hashable, Hashable], float], side: int) -> dict[Hashable, float]:
    margins: dict[Hashable, float] = {}
    for pair, share in cells.items():
        margins[pair[side]] = margins.get(pair[side], 0.0) + share
    return margins


def _variance(
    cells: dict[tuple[Hashable, Hashable], float],
    rows: dict[Hashable, float],
    columns: dict[Hashable, float],
    kappa: float,
    chance: float,
) -> float:
    """The variance times the number of texts: equation 13 of Fleiss, Cohen and Everitt."""
    apart = 1 - kappa
    same = sum(
        share * (1 - (rows[a] + columns[a]) * apart) ** 2
        for (a, b), share in cells.items()
        if a == b
    )
    differ = sum(
        share * (columns.get(a, 0.0) + rows.get(b, 0.0)) ** 2
        for (a, b), share in cells.items()
        if a != b
    )
    total = same + apart**2 * differ - (kappa - chance * apart) ** 2
    return max(total, 0.0) / (1 - chance) ** 2


def sentiment_pairs(codings: pl.DataFrame) -> Pairs:
    """What two people said of the feeling of each text that both coded, blind to each other.

    codings: one row per text and coder, as analysis.CODING_COLUMNS; codes that settle a difference
    do not count. Of three coders the first two by name are compared.
    """
    both = _codes_of_two(codings, pl.col("sentiment").cast(pl.String).fill_null(""))
    told = [(a, b) for a, b in both if a in FEELINGS and b in FEELINGS]
    return Pairs(tuple(a for a, _ in told), tuple(b for _, b in told), len(both) - len(told))


def theme_pairs(codings: pl.DataFrame, theme: str) -> Pairs:
    """Whether two people saw a theme in each text that both coded: 'yes' or 'no'."""
    seen = pl.col("themes").list.contains(theme).fill_null(False)
    both = _codes_of_two(codings, pl.when(seen).then(pl.lit("yes")).otherwise(pl.lit("no")))
    return Pairs(tuple(a for a, _ in both), tuple(b for _, b in both))


def coded_twice(codings: pl.DataFrame) -> pl.DataFrame:
    """The codings of texts that two people coded: those of the first two by name, in order."""
    blind = codings.filter(~pl.col("settles")).sort("response_id", "item", "coder")
    text = ["response_id", "item"]
    return blind.filter((pl.len().over(text) > 1) & (pl.int_range(pl.len()).over(text) < 2))


def _codes_of_two(codings: pl.DataFrame, code: pl.Expr) -> list[tuple[str, str]]:
    codes = coded_twice(codings).select(code.cast(pl.String()).alias("code"))["code"].to_list()
    return list(zip(codes[::2], codes[1::2], strict=True))
