"""How people felt: shares of negative, neutral, positive and mixed texts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analysis.codebook import Codebook
from analysis.measures.group import Group
from analysis.microdata import Microdata
from analysis.sentiment import STEP_TITLES
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import EVERYONE, CountCell, Key, Measured, ShareCell, Sum, both, only

SCORED = {"negative": "Negative", "neutral": "Neutral", "positive": "Positive", "mixed": "Mixed"}
# Of everybody only: in each group it would be a small number that takes others with it.
NOT_SCORED_COLUMN = Column(id="not_scored", title="Not scored", unit="responses")


def sentiment_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share of each sentiment among scored texts; of all, how many texts were not scored."""
    shares = step_columns(spec, codebook)
    return shares if spec.by else (*shares, NOT_SCORED_COLUMN)


def step_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share of each sentiment."""
    return tuple(Column(id=code, title=title, unit="%") for code, title in SCORED.items())


def sentiment_share(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Sentiment of one text item: shares among those whose text was scored."""
    column = f"{spec.of}.sentiment"
    measured = _shares(group.frame[column], column)
    if spec.by:
        within = Sum(EVERYONE, (measured.base,), None)
        return Measured(measured.base, measured.counts, measured.cells, (*measured.sums, within))
    left_out = only(column, ["not_scored"])
    counts = {**measured.counts, left_out: int((group.frame[column] == "not_scored").sum())}
    sums = (*measured.sums, Sum(EVERYONE, (measured.base, left_out), None))
    return Measured(measured.base, counts, (*measured.cells, CountCell(left_out)), sums)


def step_groups(
    microdata: Microdata, frame: pl.DataFrame, spec: TableSpec, key: Key
) -> Sequence[Group]:
    """One group for each step of the journey: the responses that say something about it.

    A response counts once a step: mixed when its sentences about it point both ways.
    """
    bad, good = (pl.col("sentiment").is_in([pole, "mixed"]).any() for pole in _POLES)
    by_step = (
        microdata.remarks.filter(
            pl.col("response_id").is_in(frame["id"].implode())
            & pl.col("sentiment").is_in(list(SCORED))
        )
        .group_by("step", "response_id")
        .agg(bad=bad, good=good)
        .select("step", sentiment=_sentiment_of(pl.col("bad"), pl.col("good")))
    )
    return [
        Group(step, title, both(key, only("step", [step])), by_step.filter(pl.col("step") == step))
        for step, title in STEP_TITLES.items()
    ]


_POLES = ("negative", "positive")


def _sentiment_of(bad: pl.Expr, good: pl.Expr) -> pl.Expr:
    return (
        pl.when(bad & good)
        .then(pl.lit("mixed"))
        .when(bad)
        .then(pl.lit("negative"))
        .when(good)
        .then(pl.lit("positive"))
        .otherwise(pl.lit("neutral"))
    )


def sentiment_by_step(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Sentiment of what was said about one step, one count a response."""
    return _shares(group.frame["sentiment"], "step_sentiment")


def _shares(sentiments: pl.Series, variable: str) -> Measured:
    tally = dict(sentiments.drop_nulls().value_counts().iter_rows())
    base = only(variable, SCORED)
    counts: dict[Key, int] = {only(variable, [code]): tally.get(code, 0) for code in SCORED}
    sums = (Sum(base, tuple(counts)),)
    cells = tuple(ShareCell(key, base) for key in counts)
    counts[base] = sum(counts.values())
    return Measured(base, counts, cells, sums)
