from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from analysis.dominance import largest_team
from analysis.linking import derived_sums
from analysis.rows import Columns, Rows
from analysis.unprotected import Sum, only

FRAME = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d", "e", "f"],
        "area": pl.Series(
            ["north", None, "south", "north", "south", "north"],
            dtype=pl.Enum(["south", "east", "north"]),
        ),
        "ticks": [["x", "y"], None, ["x"], [], ["y", "x"], ["z"]],
        "team": ["t9", "t1", None, "t9", "t1", "t1"],
        "unsure": [True, None, False, True, None, False],
    }
)


def everyone():
    return Rows(Columns(FRAME))


@pytest.mark.parametrize("name", ["area", "team", "unsure"])
def test_values_are_counted_as_polars_counts_them(name):
    counted = dict(FRAME[name].drop_nulls().value_counts().iter_rows())
    assert everyone().counts(name) == counted
    assert everyone().tally(name)[0] == FRAME[name].null_count()


def test_codes_stand_as_in_the_codebook_and_text_by_its_letters():
    columns = Columns(FRAME)
    assert columns.numbered("area").values == ("south", "east", "north")
    assert columns.numbered("area").numbers.tolist() == [3, 0, 1, 3, 1, 3]
    assert columns.numbered("team").values == ("t1", "t9")


def test_of_ticks_any_one_counts_in_whatever_order_they_were_made():
    rows, ticks = everyone(), Columns(FRAME).numbered("ticks")
    assert sorted(map(sorted, ticks.values)) == [[], ["x"], ["x", "y"], ["x", "y"], ["z"]]
    for wanted in (["x"], ["y", "z"], ["nothing"]):
        has_one = [t is not None and bool({*t} & {*wanted}) for t in FRAME["ticks"].to_list()]
        assert rows.among("ticks", wanted).height == sum(has_one)


def test_rows_of_rows_are_rows_of_the_microdata_in_their_order():
    north = everyone().among("area", ["north"])
    assert north.frame(["id"])["id"].to_list() == ["a", "d", "f"]
    assert north.where(np.array([False, True, True])).frame(["id"])["id"].to_list() == ["d", "f"]
    assert north.at.to_list() == [0, 3, 5]
    parts = {team: rows.frame(["id"])["id"].to_list() for team, rows in north.split("team").items()}
    assert parts == {"t1": ["f"], "t9": ["a", "d"]}
    assert north.nobody.height == north.nobody.tally("area").sum() == 0


def test_a_split_leaves_nobody_out():
    parts = everyone().split("area")
    assert list(parts) == [None, "south", "north"]
    ids = {code: rows.frame(["id"])["id"].to_list() for code, rows in parts.items()}
    assert ids == {None: ["b"], "south": ["c", "e"], "north": ["a", "d", "f"]}


@pytest.mark.parametrize("values", [100, 200, 40_000])
def test_however_many_values_there_are_each_has_a_number_of_its_own(values):
    frame = pl.DataFrame({"id": [f"{i}" for i in range(values)]})
    assert len(np.unique(Columns(frame).numbered("id").numbers)) == values


def test_what_was_found_is_not_looked_for_again():
    columns, looked = Columns(FRAME), []
    for _ in range(2):
        columns.once(("key", "of"), lambda: looked.append(1))
    assert looked == [1]


def test_the_largest_team_is_that_of_those_who_answered():
    assert largest_team(everyone(), "team", "") == 3
    assert largest_team(everyone(), "team", "area") == 2
    assert largest_team(everyone().nobody, "team", "area") == 0
    assert largest_team(everyone(), None, "area") == largest_team(everyone(), "home", "area") == 0


def test_one_variable_follows_from_another_however_late_that_is_seen():
    def sums(boroughs, regions):
        frame = pl.DataFrame({"borough": boroughs, "region": regions})
        tallies = [Rows(Columns(frame)).counts(name) for name in ("borough", "region")]
        named = zip(("borough", "region"), tallies, strict=True)
        counts = {only(name, [c]): n for name, tally in named for c, n in tally.items()}
        return derived_sums(Columns(frame), counts, ["borough", "region"])[1]

    boroughs, regions = ["b1", "b2", "b3"] * 1000, ["north", "north", "south"] * 1000
    north = Sum(only("region", ["north"]), (only("borough", ["b1"]), only("borough", ["b2"])), 0)
    assert north in sums(boroughs, regions)
    regions[-1] = "north"  # b3 lies in both: seen in the last row only
    assert not [one for one in sums(boroughs, regions) if len(one.parts) > 1]
