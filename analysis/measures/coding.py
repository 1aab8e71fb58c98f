"""What human coding says of the programs: how well coders agree, and how near each scorer comes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from analysis.agreement import LEAST_KAPPA, coded_twice, sentiment_pairs, theme_pairs
from analysis.codebook import Codebook, VariableKind
from analysis.corrected import LEAST_CODED, hand_feelings
from analysis.dominance import largest_team
from analysis.measures.feelings import SCORED
from analysis.measures.group import Group, variable_of
from analysis.measures.themes import (
    ITEM_END,
    NO_THEME,
    NO_THEME_TITLE,
    Accord,
    accord_of,
    kappa_cell,
    with_none,
)
from analysis.microdata import Microdata
from analysis.rows import AT, Rows
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import (
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

ENOUGH = "enough to publish"
PEOPLE = "people"
SCORER_TITLES = {
    "program": "The trained program",
    "textblob": "TextBlob, for comparison",
    PEOPLE: "People who read the texts",
}


class CodedGroup(Group, frozen=True, eq=False, kw_only=True):
    """Sentiment, or one theme, as two people coded it."""

    accord: Accord
    coded: int
    twice: int
    cannot_tell: int | None = None  # None: a theme is either there or not


class ScorerGroup(Group, frozen=True, eq=False, kw_only=True):
    """A scorer: what each of them says of the texts that all of them read, a column each."""

    texts: pl.DataFrame
    team: int  # how many of them the team wrote that wrote most


def agreement_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """How many texts people read, how many of them twice, and how well two agree."""
    return (
        Column(id="coded", title="Coded by hand", unit="responses"),
        Column(id="checked", title="Share that a person checked", unit="%"),
        Column(id="twice", title="Coded by two people", unit="responses"),
        Column(id="cannot_tell", title="Left out: one could not tell", unit="responses"),
        Column(id="kappa", title="Agreement (Cohen's kappa)", unit="kappa"),
        Column(id="verdict", title=f"Agreement of {LEAST_KAPPA} or more", unit="words"),
    )


def agreement_groups(
    microdata: Microdata, rows: Rows, spec: TableSpec, key: Key
) -> Sequence[CodedGroup]:
    """One row for sentiment, one for each theme, one for texts with none of them.

    Texts of all items count together. `of` is one of the variables of themes, for their titles.
    """
    titles = variable_of(spec, microdata.codebook).codes
    looked_at = [
        rows.numbers(variable.name) > 0
        for variable in microdata.codebook.variables
        if variable.kind is VariableKind.MULTIPLE and variable.name.endswith(ITEM_END)
    ]
    read = rows.where(np.logical_or.reduce(looked_at))
    codings = microdata.codings.filter(
        pl.col("response_id").is_in(read.frame(["id"])["id"].implode())
    )
    feelings, coded = sentiment_pairs(codings), codings["response_id"].n_unique()
    twice = coded_twice(codings)["response_id"].n_unique()
    themed = with_none(codings, [*titles])
    sentiment = CodedGroup(
        code="sentiment", title="Sentiment", key=key, rows=read, coded=coded, twice=twice,
        accord=accord_of(feelings), cannot_tell=feelings.left_out,
    )  # fmt: skip
    themes = [
        CodedGroup(
            code=code, title=title, key=key, rows=read, coded=coded, twice=twice,
            accord=accord_of(theme_pairs(themed, code)),
        )
        for code, title in {**titles, NO_THEME: NO_THEME_TITLE}.items()
    ]  # fmt: skip
    return [sentiment, *themes]


def agreement(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """How well two people agree on sentiment or on a theme."""
    assert isinstance(group, CodedGroup)
    base = only("texts", ["read"])
    coded, twice, left = (only("texts", [n]) for n in ("coded", "coded twice", "cannot tell"))
    counts = {base: group.rows.height, coded: group.coded, twice: group.twice}
    sums = [Sum(base, (coded,), None), Sum(coded, (twice,), None)]
    cannot_tell: RawCell = FigureCell(None)
    if group.cannot_tell is not None:
        counts[left] = group.cannot_tell
        cannot_tell = CountCell(left)
    cells = (
        CountCell(coded),
        ShareCell(coded, base),
        CountCell(twice),
        cannot_tell,
        kappa_cell(group.accord, group.twice),
        WordCell(group.accord.against or ENOUGH),
    )
    return Measured(base, counts, cells, tuple(sums))


def scorer_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """Each sentiment's share, then how often it is what people say, and complaints it finds."""
    shares = (Column(id=code, title=title, unit="%") for code, title in SCORED.items())
    return (
        *shares,
        Column(id="same", title="Same as people", unit="share"),
        Column(id="complaints", title="Complaints it finds", unit="share"),
    )


def scorer_groups(microdata: Microdata, rows: Rows, spec: TableSpec, key: Key) -> Sequence[Group]:
    """One row a scorer, and people where they agree on 50 texts or more: all on the same texts."""
    asked = f"{spec.of}.sentiment", f"{spec.of}_textblob.sentiment"
    frame = rows.frame(["id", *(name for name in asked if name in rows.columns)])
    frame = frame.with_columns(rows.at)
    labels = {"program": frame[f"{spec.of}.sentiment"].cast(pl.String).alias("program")}
    other = f"{spec.of}_textblob.sentiment"
    if other in frame.columns:
        labels["textblob"] = frame[other].cast(pl.String).alias("textblob")
    side_by_side = pl.DataFrame([frame["id"], frame[AT], *labels.values()])
    hand = hand_feelings(microdata.codings, spec.of)
    said = pl.coalesce(
        *(pl.when(pl.col(code) == 1).then(pl.lit(code)) for code in SCORED), pl.lit(None)
    )
    people = side_by_side.join(
        hand.select("id", said.cast(pl.String).alias(PEOPLE)), on="id", maintain_order="left"
    )
    same = [pl.col(name).is_in(list(SCORED)) for name in labels]
    judged = people.filter(*same, pl.col(PEOPLE).is_not_null())
    compared = judged if judged.height >= LEAST_CODED else side_by_side.filter(*same)
    team = largest_team(rows.those_at(compared[AT]), microdata.codebook.cluster, of="")
    return [
        ScorerGroup(code, title, key, rows, texts=compared, team=team)
        for code, title in SCORER_TITLES.items()
        if code in compared.columns
    ]


def scorer_shares(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """What one scorer says of the texts that all of them read."""
    if not isinstance(group, ScorerGroup):
        raise TypeError("Scorers are measured on the rows that they make themselves.")
    frame, column = group.texts, f"{spec.of}.{group.code}"
    base = only(f"{spec.of}.compared", ["compared"])
    tally = dict(frame[group.code].value_counts().iter_rows())
    counts: dict[Key, int] = {only(column, [code]): tally.get(code, 0) for code in SCORED}
    sums, cells = [Sum(base, tuple(counts))], [ShareCell(key, base) for key in counts]
    counts[base], teams = frame.height, {base: group.team}
    if PEOPLE not in frame.columns or group.code == PEOPLE:
        nothing: tuple[RawCell, ...] = (FigureCell(None), FigureCell(None))
        return Measured(base, counts, (*cells, *nothing), tuple(sums), teams=teams)
    said, people = frame[group.code], frame[PEOPLE]
    same, apart = (
        only(f"{column} beside people", ["same"]),
        only(f"{column} beside people", ["not"]),
    )
    complaints = only(f"{spec.of}.{PEOPLE}", ["negative"])
    found, missed = (
        both(complaints, only(column, ["negative"])),
        both(complaints, only(column, _REST)),
    )
    counts |= {
        same: int((said == people).sum()),
        apart: int((said != people).sum()),
        complaints: int((people == "negative").sum()),
        found: int(((people == "negative") & (said == "negative")).sum()),
        missed: int(((people == "negative") & (said != "negative")).sum()),
    }
    sums += [
        Sum(base, (same, apart)),
        Sum(complaints, (found, missed)),
        Sum(only(column, ["negative"]), (found,), None),
    ]
    teams[complaints] = largest_team(
        group.rows.those_at(frame.filter(pl.col(PEOPLE) == "negative")[AT]), codebook.cluster, of=""
    )
    both_cells = (ShareCell(same, base), ShareCell(found, complaints))
    return Measured(base, counts, (*cells, *both_cells), tuple(sums), teams=teams)


_REST = [code for code in SCORED if code != "negative"]
