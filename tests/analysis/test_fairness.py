from __future__ import annotations

import polars as pl
import pytest

from analysis import (
    BadTableSpec,
    Codebook,
    CodeGroup,
    DisclosurePolicy,
    Microdata,
    ShareOf,
    Split,
    Variable,
    VariableKind,
    build_tables,
    expected_columns,
)
from analysis.comparisons import difference
from analysis.microdata import REMARK_COLUMNS
from tests.analysis.builders import CONTEXT, a_spec
from tests.present import bounds

MONTHS = {f"2026-{month:02}": f"Month {month}" for month in range(1, 13)}
CODEBOOK = Codebook(
    variables=(
        Variable(name="group", kind=VariableKind.CATEGORY, label="Group",
                 codes={"a": "Group A", "b": "Group B", "c": "Group C"}),
        Variable(name="age", kind=VariableKind.CATEGORY, label="Age",
                 codes={"young": "Young", "old": "Old"}),
        Variable(name="month", kind=VariableKind.CATEGORY, label="Month", codes=MONTHS),
        Variable(name="overall", kind=VariableKind.CATEGORY, label="Overall",
                 codes={"good": "Good", "poor": "Poor", "dont_know": "Don't know"}),
        Variable(name="worst", kind=VariableKind.MULTIPLE, label="Worst",
                 codes={"wait": "Waiting", "news": "News"}),
    )
)  # fmt: skip
GOOD = CodeGroup(id="good", title="Good", codes=("good",))


def a_frame(rows: list[tuple[str | None, str, str, str | None]]) -> Microdata:
    """group, age, month, overall; each several times."""
    columns = {
        "id": [f"r{i}" for i in range(len(rows))],
        "group": [row[0] for row in rows],
        "age": [row[1] for row in rows],
        "month": [row[2] for row in rows],
        "overall": [row[3] for row in rows],
        "worst": [["wait"] if i % 4 else ["news"] for i in range(len(rows))],
    }
    frame = pl.DataFrame(columns, schema=expected_columns(CODEBOOK))
    return Microdata(frame, pl.DataFrame(schema=REMARK_COLUMNS), CODEBOOK)


def people(group: str | None, good: int, poor: int, age: str = "old", month: str = "2026-01"):
    return [(group, age, month, "good")] * good + [(group, age, month, "poor")] * poor


def one(microdata, **fields):
    spec = a_spec(**fields)
    (table,) = build_tables(microdata, [spec], DisclosurePolicy(), CONTEXT).tables
    return table


def cells(table, code):
    row = next(row for row in table.rows if row.code == code)
    return dict(zip([column.id for column in table.columns], row.cells, strict=True))


def a_gap(microdata, **fields):
    return one(microdata, **{"measure": "gap", "of": "overall", "across": "group",
                             "groups": (GOOD,), **fields})  # fmt: skip


THREE = a_frame(people("a", 80, 20) + people("b", 60, 60) + people("c", 100, 100))


def test_each_group_stands_beside_everybody_else():
    found = cells(a_gap(THREE), "a")
    assert found["share"].value == 80
    assert found["rest"].value == 50
    exact = difference(80, 100, 160, 320)
    assert found["difference"].value == round(exact.value)
    lower, upper = bounds(exact)
    assert bounds(found["difference"]) == (round(lower), round(upper))
    assert found["verdict"].text == "Stands out"


def test_the_row_of_everybody_is_compared_with_nobody():
    found = cells(a_gap(THREE), "")
    assert found["share"].value == 57
    assert found["rest"].symbol == found["difference"].symbol == "[z]"


def test_a_group_under_thirty_is_not_compared_but_shown():
    few = a_frame(people("a", 14, 14) + people("b", 60, 60) + people("c", 100, 100))
    found = cells(a_gap(few), "a")
    assert found["share"].value == 50
    assert found["difference"].symbol == "[u]"
    assert found["verdict"].text == "Too few to compare"


def test_a_difference_that_alone_would_stand_out_does_not_among_several():
    # a against the rest: p about .03; b and c make three comparisons of it.
    close = a_frame(people("a", 62, 38) + people("b", 50, 50) + people("c", 50, 50))
    assert cells(a_gap(close), "a")["verdict"].text == "No clear difference"
    two = a_frame(people("a", 62, 38) + people(None, 50, 50) + people(None, 50, 50))
    assert cells(a_gap(two), "a")["verdict"].text == "Stands out"


def test_a_hidden_count_hides_the_difference_and_what_is_said_of_it():
    small = a_frame(people("a", 2, 40) + people("b", 60, 60) + people("c", 100, 100))
    found = cells(a_gap(small), "a")
    assert found["share"].symbol == "[c]"
    assert found["difference"].symbol == "[c]"
    assert (found["verdict"].symbol, found["verdict"].text) == ("[c]", "")


def test_age_stands_beside_the_comparison():
    aged = a_frame(
        people("a", 60, 40, "young") + people("a", 20, 30) + people("b", 50, 50)
        + people("b", 25, 25, "young")
    )  # fmt: skip
    table = a_gap(aged, beside=(ShareOf(id="young", title="Young", of="age", codes=("young",)),))
    assert cells(table, "a")["young"].value == 67
    assert cells(table, "b")["young"].value == 33


def test_the_weighted_share_stands_beside_with_what_it_costs():
    aged = a_frame(people("a", 90, 10, "young") + people("a", 20, 80) + people("b", 50, 50))
    table = a_gap(aged, margins={"age": {"young": 0.5, "old": 0.5}})
    found = cells(table, "a")
    # Young (100 of 300) weigh 1.5, old 0.75: (90 * 1.5 + 20 * .75) / (100 * 1.5 + 100 * .75).
    assert found["share"].value == 55
    assert found["raked"].value == 67
    assert found["deff"].value == pytest.approx(1.1)
    assert found["effective"].value == 180
    assert "not a correction" in table.method
    assert "raked" not in cells(a_gap(aged), "a")


def test_nobody_and_one_group_are_no_error():
    nobody = a_gap(a_frame([]), margins={"age": {"young": 0.5, "old": 0.5}})
    assert [row.code for row in nobody.rows] == [""]
    alone = a_gap(a_frame(people("a", 30, 30)))
    assert [row.code for row in alone.rows] == [""]


def test_before_and_after_a_dated_event():
    microdata = a_frame(people("a", 30, 70, month="2026-02") + people("b", 80, 20, month="2026-06"))
    table = one(
        microdata, measure="before_after", of="overall", across="month", groups=(GOOD,),
        splits=(Split(id="spring", title="Spring", code="2026-04"),
                Split(id="autumn", title="Autumn", code="2026-10")),
    )  # fmt: skip
    found = cells(table, "spring")
    assert (found["after"].value, found["before"].value) == (80, 30)
    assert found["difference"].value == 50
    assert found["verdict"].text == "Stands out"
    late = next(row for row in table.rows if row.code == "autumn")
    assert late.base.value == 0
    assert "not the effect of the event" in table.method


def test_the_parts_of_a_score_have_their_own_bases():
    items = (
        ShareOf(id="whole", title="Overall", of="overall", codes=("good",)),
        ShareOf(id="news", title="News", of="worst", codes=("news",)),
    )
    table = one(THREE, measure="part_shares", across="group", items=items)
    assert [column.title for column in table.columns] == ["All", "Group A", "Group B", "Group C"]
    assert [cell.value for cell in next(r for r in table.rows if r.code == "whole").cells] == [
        57, 80, 50, 50,
    ]  # fmt: skip
    assert cells(table, "news")["all"].value == 25


def test_two_sides_of_one_step():
    item = ShareOf(id="news", title="News", of="overall", codes=("poor",), against="worst",
                   against_codes=("news",))  # fmt: skip
    table = one(THREE, measure="two_sides", items=(item,))
    assert [cell.value for cell in table.rows[0].cells] == [43, 25, 420]


def test_months_in_a_row_get_limits_and_a_rule_calls_the_change():
    rows = []
    for month in MONTHS:
        good = 80 if month == "2026-12" else 30 + 4 * (int(month[-2:]) % 2)
        rows += people("a", good, 100 - good, month=month)
    table = one(a_frame(rows), measure="share", of="overall", by="month", run="good", chart="run")
    last, first = cells(table, "2026-12"), cells(table, "2026-01")
    assert last["change"].text == "above the limits"
    assert first["change"].text == "none called"
    assert first["low_limit"].value < 34 < first["high_limit"].value
    assert cells(table, "")["change"].symbol == "[z]"
    assert "A change is called only" in table.method


def test_three_months_call_nothing():
    rows = [row for month in list(MONTHS)[:3] for row in people("a", 50, 50, month=month)]
    table = one(a_frame(rows), measure="share", of="overall", by="month", run="good", chart="run")
    assert cells(table, "2026-01")["middle"].symbol == "[z]"
    assert cells(table, "2026-01")["change"].text == "too few points"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"measure": "gap", "of": "overall", "groups": (GOOD,)}, "needs `across`"),
        ({"measure": "part_shares", "across": "group"}, "needs `items`"),
        ({"measure": "gap", "of": "overall", "across": "worst", "groups": (GOOD,)}, "not category"),
        (
            {"measure": "two_sides",
             "items": (ShareOf(id="x", title="X", of="overall", codes=("fine",)),)},
            "unknown code 'fine'",
        ),
    ],
    ids=["no groups to compare", "no items", "a wrong kind", "an unknown code"],
)  # fmt: skip
def test_a_comparison_of_what_is_not_there_is_refused(fields, said):
    with pytest.raises(BadTableSpec, match=said):
        one(THREE, **fields)
