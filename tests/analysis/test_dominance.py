"""What one home, school or unit fills is hidden, whatever the table measures."""

from __future__ import annotations

import polars as pl
import pytest

from analysis import (
    Codebook,
    DisclosurePolicy,
    Microdata,
    ShareOf,
    Split,
    Variable,
    VariableKind,
    build_tables,
)
from tests.analysis.builders import CONTEXT, a_spec
from tests.analysis.coded import CODEBOOK, a_coded_microdata
from tests.analysis.people import TWO, microdata_of

STRICT, LAX = DisclosurePolicy(), DisclosurePolicy(dominance_share=1.0)
WELL = ShareOf(id="well", title="Well", of="rating", codes=("good",))
GAP = a_spec(measure="gap", of="rating", across="area", groups=TWO[:1])
SPLIT = a_spec(
    measure="before_after", of="rating", across="area", groups=TWO[:1],
    splits=(Split(id="then", title="Then", code="b"),),
)  # fmt: skip
PARTS = a_spec(measure="part_shares", across="area", items=(WELL,))


def shown(microdata, spec, policy):
    """(row, column) -> whether its figure is shown."""
    (table,) = build_tables(microdata, [spec], policy, CONTEXT).tables
    return {
        (row.code, column.id): not cell.symbol
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def in_areas(a_team):
    """60 people in each of three areas; so many of area a come from one home."""
    answers = ["good"] * 30 + ["poor"] * 30
    everyone = [("P", area, answer, None) for area in "abc" for answer in answers]
    mixed = [*range(0, 60, 2), *range(1, 60, 2)]  # the home's answers are of both kinds
    teams: list[str | None] = [None] * 180
    for place in mixed[:a_team]:
        teams[place] = "home 7"
    return microdata_of(everyone, teams)


@pytest.mark.parametrize(
    ("spec", "theirs"),
    [(GAP, ("a", "share")), (SPLIT, ("then", "before")), (PARTS, ("well", "a"))],
    ids=["gap", "before and after", "parts"],
)
def test_a_side_or_a_column_that_one_team_fills_is_hidden(spec, theirs):
    assert shown(in_areas(30), spec, STRICT)[theirs]  # half is not more than half
    assert not shown(in_areas(31), spec, STRICT)[theirs]
    assert shown(in_areas(31), spec, LAX)[theirs]


def test_in_a_gap_the_difference_goes_with_it():
    found = shown(in_areas(40), GAP, STRICT)
    assert not any(found["a", column] for column in ("share", "difference", "verdict"))
    assert found["", "share"]


TEAM = Variable(name="team", kind=VariableKind.CLUSTER, label="Team", codes={})
BOOK = Codebook(variables=(*CODEBOOK.variables, TEAM))
CODED = a_coded_microdata(900, 4, 200, 120)
THEMES = a_spec(measure="theme_share", of="better_themes")
ACROSS = a_spec(measure="theme_across", of="better_themes", across="group")
SCORERS = a_spec(measure="sentiment_scorers", of="better")
STEPS = a_spec(measure="sentiment_by_step")
WORDS = {"how", "kappa", "step"}


def written(teams: pl.Expr) -> Microdata:
    frame = CODED.frame.with_columns(team=teams)
    return Microdata(frame, CODED.remarks, BOOK, CODED.codings)


def by_team(who: pl.Expr, share: float) -> pl.Expr:
    """That share of those picked come from one home, all others from nowhere in particular."""
    drawn = pl.int_range(pl.len()).over(who) % 20 < 20 * share
    return pl.when(who & drawn).then(pl.lit("home 7")).otherwise(pl.lit(None, pl.String))


EVERYBODY = pl.lit(value=True) & pl.col("id").is_not_null()
FAMILIES = pl.col("group") == "families"
OF_UPDATES = pl.col("id").is_in(
    CODED.remarks.filter(pl.col("step") == "updates")["response_id"].to_list()
)


@pytest.mark.parametrize(
    ("spec", "who", "theirs", "others"),
    [
        (THEMES, EVERYBODY, ("waiting", "share"), None),
        (ACROSS, FAMILIES, ("waiting", "families"), ("waiting", "professionals")),
        (SCORERS, EVERYBODY, ("program", "negative"), None),
        (STEPS, OF_UPDATES, ("updates", "neutral"), ("reporting", "neutral")),
    ],
    ids=["themes", "themes across", "scorers", "steps"],
)
def test_what_was_written_by_one_team_is_hidden(spec, who, theirs, others):
    some, most = written(by_team(who, 0.45)), written(by_team(who, 0.6))
    assert shown(some, spec, STRICT)[theirs]
    found = shown(most, spec, STRICT)
    assert not found[theirs]
    assert shown(most, spec, LAX)[theirs]
    assert others is None or found[others]
