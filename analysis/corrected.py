"""Shares of what a program saw in all texts, corrected by what people saw in some of them.

The program reads everything and errs; people read a random sample of it. Its share plus the mean
difference in the sample is right on average however much the program errs; the better it is, the
narrower the interval.

Sources: the difference estimator of survey sampling (Särndal, Swensson and Wretman 1992, Model
Assisted Survey Sampling, section 6.3); prediction-powered inference (Angelopoulos, Bates,
Fannjiang, Jordan and Zrnic 2023, Science 382). Interval: Wilson's on the effective number of texts
(Korn and Graubard 1998; Dean and Pagano 2015).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.errors import NotEstimable
from analysis.estimate import Estimate, wilson
from analysis.microdata import SENTIMENTS

LEAST_CODED = 50  # texts coded by hand before a share is corrected: fewer say too little

FEELINGS = tuple(code for code in SENTIMENTS if code != "not_scored")

Shares = NDArray[np.float64]


def corrected_share(model: Shares, hand: Shares) -> Estimate:
    """Percentage of all texts that are of a kind, with its 95% interval; its base is all texts.

    model: 1 where the program says so, else 0, for every text. hand: what people say of the same
    texts, NaN where nobody looked; 0.5 where two people differ. The coded texts must be a random
    sample of all. With every text coded this is the share people give, with Wilson's interval.
    Raises NotEstimable with fewer than 50 coded texts.
    """
    if model.shape != hand.shape:
        raise NotEstimable("The program's codes and people's are not of the same texts.")
    coded = ~np.isnan(hand)
    texts, n = len(model), int(coded.sum())
    if n < LEAST_CODED:
        raise NotEstimable(f"A share is corrected from {LEAST_CODED} coded texts on, not {n}.")
    missed = hand[coded] - model[coded]
    # The order of sums: with every text coded the program's share goes out to the last digit.
    value = float(missed.mean() + model.mean()) if n < texts else float(hand.mean())
    value = min(1.0, max(0.0, value))
    known = (float(hand[coded].sum()) + 2) / (n + 4)  # for the variance: never 0 or 1
    spread = known * (1 - known)
    variance = spread / texts + (1 / n - 1 / texts) * _spread_of_misses(missed)
    lower, upper = wilson(value, spread / variance)
    return Estimate(value=100 * value, lower=100 * lower, upper=100 * upper, base=texts, unit="%")


def _spread_of_misses(missed: Shares) -> float:
    """Variance of one text's difference, with half a miss on either side, and two texts, added.

    So it is not 0 where the sample happens to hold no miss. Source: Agresti and Min 2005.
    """
    n = len(missed) + 2
    return float((np.square(missed).sum() + 1) / n - (missed.sum() / n) ** 2)


def hand_feelings(codings: pl.DataFrame, item: str) -> pl.DataFrame:
    """What people say of the feeling of the texts of an item: `id` and a share for each feeling.

    codings: as analysis.CODING_COLUMNS. A settled code stands for all; else a text is shared among
    its coders. Texts whose coders could not tell are not there.
    """
    feelings = [(pl.col("sentiment") == feeling).alias(feeling) for feeling in FEELINGS]
    told = _speaking(codings, item).filter(pl.col("sentiment").is_in(list(FEELINGS)))
    return _by_text(told, feelings)


def hand_themes(codings: pl.DataFrame, item: str, themes: list[str]) -> pl.DataFrame:
    """What people say of the themes of the texts of an item: `id` and a share for each theme."""
    seen = pl.col("themes")
    columns = [seen.list.contains(theme).fill_null(False).alias(theme) for theme in themes]
    return _by_text(_speaking(codings, item), columns)


def _speaking(codings: pl.DataFrame, item: str) -> pl.DataFrame:
    """The codings that speak for their texts: what was settled, else what each coder said."""
    of_item = codings.filter(pl.col("item") == item)
    return of_item.filter(pl.col("settles") | ~pl.col("settles").any().over("response_id"))


def _by_text(speaking: pl.DataFrame, columns: list[pl.Expr]) -> pl.DataFrame:
    return (
        speaking.select(pl.col("response_id").alias("id"), *columns)
        .group_by("id", maintain_order=True)
        .agg(pl.all().cast(pl.Float64).mean())
    )
