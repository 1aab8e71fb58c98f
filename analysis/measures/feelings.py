"""How people felt: shares of negative, neutral, positive and mixed texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from msgspec.structs import replace

from analysis.codebook import Codebook
from analysis.corrected import LEAST_CODED, Shares, corrected_share, hand_feelings
from analysis.dominance import largest_team
from analysis.measures.group import Group
from analysis.measures.remarks import remarks_of
from analysis.microdata import Microdata
from analysis.rows import AT, Columns, Rows
from analysis.sentiment import STEP_TITLES, sentiment_card
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import (
    EVERYONE,
    CountCell,
    FigureCell,
    Key,
    Measured,
    RawCell,
    ShareCell,
    Sum,
    WordCell,
    both,
    only,
)

SCORED = {"negative": "Negative", "neutral": "Neutral", "positive": "Positive", "mixed": "Mixed"}
HOW_COLUMN = Column(id="how", title="How it was checked", unit="words")
# Of everybody only: in each group they would be small numbers that take others with them.
UNSURE_COLUMN = Column(id="unsure", title="Program unsure", unit="responses")
NOT_SCORED_COLUMN = Column(id="not_scored", title="Not scored", unit="responses")

CORRECTED = "corrected by people"
UNCHECKED = "model only, unchecked"
CORRECTED_NOTE = (
    "Corrected by people: the program's share of all texts, moved by the mean difference from what "
    "people saw in a random sample of them (prediction-powered estimate), with its 95% interval. "
    "[u] where people saw it in fewer than 5 texts of the sample."
)


def sentiment_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share of each sentiment and how it was checked; of all, what the program left open."""
    shares = (*step_columns(spec, codebook), HOW_COLUMN)
    return shares if spec.by else (*shares, UNSURE_COLUMN, NOT_SCORED_COLUMN)


def step_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share of each sentiment."""
    return tuple(Column(id=code, title=title, unit="%") for code, title in SCORED.items())


class StepGroup(Group, frozen=True, eq=False, kw_only=True):
    """A step of the journey: how many responses speak of it with which feeling."""

    tally: dict[str, int]
    team: int  # how many of them came from the team that sent in most


def sentiment_share(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Sentiment of one text item: shares among those whose text was scored.

    With 50 or more of them coded by hand, each is the program's share corrected by people's.
    """
    column = f"{spec.of}.sentiment"
    tally = group.rows.counts(column)
    measured = _shares(tally, column)
    shares, how = _checked(measured, group.rows, spec.of)
    note = CORRECTED_NOTE if how == CORRECTED else unchecked_note()
    notes = (note,) if measured.counts[measured.base] else ()
    cells: tuple[RawCell, ...] = (*shares, WordCell(how))
    if spec.by:
        within = Sum(EVERYONE, (measured.base,), None)
        sums = (*measured.sums, within)
        return Measured(measured.base, measured.counts, cells, sums, notes=notes)
    unsure, left_out = only(f"{spec.of}.unsure", ["unsure"]), only(column, ["not_scored"])
    counts = {
        **measured.counts,
        unsure: group.rows.counts(f"{spec.of}.unsure").get(True, 0),
        left_out: tally.get("not_scored", 0),
    }
    sums = (
        *measured.sums,
        Sum(EVERYONE, (measured.base, left_out), None),
        Sum(measured.base, (unsure,), None),
    )
    cells = (*cells, CountCell(unsure), CountCell(left_out))
    return Measured(measured.base, counts, cells, sums, notes=notes)


def _hand_feelings(columns: Columns, item: str) -> dict[str, Shares]:
    """What people saw in the texts of an item: a share for each response, NaN where nobody looked.

    By feeling; empty where nobody looked at any.
    """
    if columns.codings is None:
        return {}
    hand = hand_feelings(columns.codings, item)
    if hand.is_empty():
        return {}
    beside = columns.frame.select("id").join(hand, on="id", how="left", maintain_order="left")
    return {feeling: beside[feeling].to_numpy() for feeling in SCORED}


def _checked(measured: Measured, rows: Rows, item: str) -> tuple[tuple[RawCell, ...], str]:
    """A cell for each sentiment, and how they were checked."""
    column, columns = f"{item}.sentiment", rows.columns
    hand = columns.once(("hand feelings", item), lambda: _hand_feelings(columns, item))
    scored = rows.among(column, SCORED)
    if not hand or np.count_nonzero(~np.isnan(scored.pick(hand["negative"]))) < LEAST_CODED:
        return measured.cells, UNCHECKED
    cells = []
    for feeling in SCORED:
        model = columns.numbered(column).among([feeling])[scored.numbers(column)]
        key = only(column, [feeling])
        cells.append(corrected_cell(model.astype(np.float64), scored.pick(hand[feeling]), key))
    return tuple(cells), CORRECTED


def corrected_cell(model: Shares, hand: Shares, key: Key, base: Key | None = None) -> FigureCell:
    """The corrected share; unreliable where people saw too few of the kind, or of all else.

    It is hidden where the program's own count is. base: as for FigureCell.
    """
    seen = hand[~np.isnan(hand)]
    side = int(min(seen.sum(), len(seen) - seen.sum()))
    return FigureCell(corrected_share(model, hand), needs=(key,), side=side, base=base)


def unchecked_note() -> str:
    """What to say of shares that nobody checked, with the held-out recall beside them."""
    return (
        f"Model only, unchecked: fewer than {LEAST_CODED} of these texts were coded by hand, so "
        f"the share is what the computer program says. {_recall()}"
    )


def _recall() -> str:
    """How many complaints the program finds by its model card, in words."""
    recall = sentiment_card().recall_complaints
    value, lower, upper = (round(100 * end) for end in (recall.value, recall.lower, recall.upper))
    return f"Of the complaints in texts it had not seen it found {value}% ({lower} to {upper})."


def step_groups(microdata: Microdata, rows: Rows, spec: TableSpec, key: Key) -> Sequence[StepGroup]:
    """One group for each step of the journey: the responses that say something about it.

    A response counts once a step: mixed when its sentences about it point both ways.
    """
    bad, good = (pl.col("sentiment").is_in([pole, "mixed"]).any() for pole in _POLES)
    told = (
        remarks_of(microdata, rows)
        .filter(pl.col("step").is_in(list(STEP_TITLES)) & pl.col("sentiment").is_in(list(SCORED)))
        .group_by("step", AT)
        .agg(bad=bad, good=good)
    )
    feeling = _sentiment_of(pl.col("bad"), pl.col("good"))
    tally = told.group_by("step", sentiment=feeling).len()
    counts: dict[str, dict[str, int]] = {}
    for step, sentiment, n in tally.iter_rows():
        counts.setdefault(step, {})[sentiment] = n
    speakers = {step: told.filter(pl.col("step") == step)[AT] for step in STEP_TITLES}
    cluster = microdata.codebook.cluster
    return [
        StepGroup(
            step,
            title,
            both(key, only("step", [step])),
            rows,
            tally=counts.get(step, {}),
            team=largest_team(rows.those_at(speakers[step]), cluster, of=""),
        )
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
    if not isinstance(group, StepGroup):
        raise TypeError("Steps are measured on the rows that they make themselves.")
    found = _shares(group.tally, "step_sentiment")
    return replace(found, teams={found.base: group.team})


def _shares(tally: Mapping[str, int], variable: str) -> Measured:
    base = only(variable, SCORED)
    counts: dict[Key, int] = {only(variable, [code]): tally.get(code, 0) for code in SCORED}
    sums = (Sum(base, tuple(counts)),)
    cells = tuple(ShareCell(key, base) for key in counts)
    counts[base] = sum(counts.values())
    return Measured(base, counts, cells, sums)
