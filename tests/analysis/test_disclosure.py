"""Tables of counts against an attacker who knows all that is shown exactly."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    REMARK_COLUMNS,
    BadTableSpec,
    Codebook,
    CodeGroup,
    DisclosurePolicy,
    Microdata,
    Variable,
    VariableKind,
    build_tables,
)
from tests.analysis.attacker import ranges
from tests.analysis.builders import CONTEXT, a_microdata, a_spec, all_specs

POLICY = DisclosurePolicy()


def crossed(counts):
    """Microdata of a two-way table: counts[row][column] responses each."""
    rows = {f"row_{i}": f"Row {i}" for i in range(len(counts))}
    columns = {f"column_{j}": f"Column {j}" for j in range(len(counts[0]))}
    book = Codebook(
        variables=(
            Variable(name="row", kind=VariableKind.CATEGORY, label="Row", codes=rows),
            Variable(name="column", kind=VariableKind.CATEGORY, label="Column", codes=columns),
        )
    )
    pairs = [
        (f"row_{i}", f"column_{j}")
        for i, line in enumerate(counts)
        for j, n in enumerate(line)
        for _ in range(n)
    ]
    frame = pl.DataFrame(
        {
            "id": [str(i) for i in range(len(pairs))],
            "row": [row for row, _ in pairs],
            "column": [column for _, column in pairs],
        },
        schema={"id": pl.String, "row": pl.String, "column": pl.String},
    )
    return Microdata(frame, pl.DataFrame(schema=REMARK_COLUMNS), book)


def publish(counts, *more):
    specs = [a_spec(id="share", of="column", by="row"), *more]
    return build_tables(crossed(counts), specs, POLICY, CONTEXT).tables


def attack(counts, table):
    """Every hidden number of a two-way table with the range the attacker finds."""
    shown: dict[Any, int] = {}
    hidden: list[Any] = []
    sums: list[Any] = []
    lines = {f"row_{i}": line for i, line in enumerate(counts)}
    width = range(len(counts[0]))
    lines[""] = [sum(line[j] for line in counts) for j in width]
    columns = [int(column.id.removeprefix("column_")) for column in table.columns]
    published = [row.code for row in table.rows]
    for row in table.rows:
        numbers: dict[Any, Any] = {("base", row.code): (sum(lines[row.code]), row.base)}
        for j, cell in zip(columns, row.cells, strict=True):
            numbers[j, row.code] = (lines[row.code][j], cell)
        for name, (value, cell) in numbers.items():
            if cell.symbol == "[c]":
                hidden.append(name)
            else:
                shown[name] = value
        sums.append((("base", row.code), [(j, row.code) for j in columns], 0))
    for column in ("base", *columns):
        sums.append(((column, ""), [(column, code) for code in published if code], 0))
    return ranges(shown, hidden, sums)


tables_of_counts = st.integers(2, 7).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=width, max_size=width),
        min_size=2,
        max_size=8,
    )
)


@settings(max_examples=150, deadline=None)
@given(tables_of_counts)
def test_no_hidden_count_can_be_pinned_down(counts):
    (table,) = publish(counts)
    for name, (least, most) in attack(counts, table).items():
        assert most - least >= 5 - 1e-6, (name, least, most)


@settings(max_examples=60, deadline=None)
@given(tables_of_counts)
def test_small_bases_and_small_counts_are_never_shown(counts):
    (table,) = publish(counts)
    for row in table.rows:
        line = [sum(column) for column in zip(*counts, strict=True)]
        if row.code:
            line = counts[int(row.code.removeprefix("row_"))]
        if sum(line) == 0:
            assert row.base.value == 0
        elif sum(line) < 10:
            assert {cell.symbol for cell in (row.base, *row.cells)} == {"[c]"}
        elif row.base.symbol != "[c]":
            assert row.base.value == 5 * round(sum(line) / 5)
        for column, cell in zip(table.columns, row.cells, strict=True):
            n = line[int(column.id.removeprefix("column_"))]
            if 1 <= n <= 4:
                assert cell.symbol == "[c]"
            elif cell.symbol == "":
                assert sum(line) >= 10
                assert cell.value == round(100 * n / sum(line))


def test_two_replies_that_add_up_hide_each_other():
    # 97 of 100 said the first: 100% less that share would give the other three away.
    (table,) = publish([[97, 3], [60, 60]])
    assert [cell.symbol for cell in table.rows[0].cells] == ["[c]", "[c]"]


def test_a_share_of_one_reply_is_hidden_when_few_did_not_give_it():
    microdata = a_microdata(60, seed=1)
    ticks = [["wait_24"]] * 57 + [["other_area"]] * 3
    frame = microdata.frame.with_columns(wrong_info=pl.Series(ticks))
    spec = a_spec(measure="ticked_share", of="wrong_info")
    (table,) = build_tables(
        Microdata(frame, microdata.remarks, microdata.codebook), [spec], POLICY, CONTEXT
    ).tables
    by_code = dict(zip([c.id for c in table.columns], table.rows[0].cells, strict=True))
    assert by_code["wait_24"].symbol == "[c]"
    assert by_code["other_area"].symbol == "[c]"
    assert by_code["not_missing"].value == 0


def test_a_grouped_table_does_not_undo_the_one_beside_it():
    """Top = column 0 + column 1: shown beside one of them it would give the other away."""
    counts = [[2, 14, 20, 30], [25, 30, 35, 40]]
    groups = (
        CodeGroup(id="top", title="Top", codes=("column_0", "column_1")),
        CodeGroup(id="rest", title="Rest", codes=("column_2", "column_3")),
    )
    grouped = a_spec(id="two", measure="rating_share", of="column", by="row", groups=groups)
    tables = publish(counts, grouped)
    shown: dict[Any, int] = {}
    hidden: list[Any] = []
    lines = {**{f"row_{i}": line for i, line in enumerate(counts)}}
    lines[""] = [sum(column) for column in zip(*counts, strict=True)]
    for table in tables:
        for row in table.rows:
            line = lines[row.code]
            values = dict(zip("0123", line, strict=True))
            values |= {"top": line[0] + line[1], "rest": line[2] + line[3]}
            shown[row.code, "base"] = sum(line)
            for column, cell in zip(table.columns, row.cells, strict=True):
                name = column.id.removeprefix("column_")
                if cell.symbol:
                    hidden.append((row.code, name))
                else:
                    shown[row.code, name] = values[name]
    sums: list[Any] = []
    for code in lines:
        sums.append(((code, "base"), [(code, j) for j in "0123"], 0))
        sums.append(((code, "top"), [(code, "0"), (code, "1")], 0))
        sums.append(((code, "rest"), [(code, "2"), (code, "3")], 0))
    for name in (*"0123", "top", "rest"):
        sums.append((("", name), [("row_0", name), ("row_1", name)], 0))
    found = ranges(shown, hidden, sums)
    assert ("row_0", "0") in found
    assert all(most - least >= 5 - 1e-6 for least, most in found.values())


@pytest.mark.parametrize("n", [0, 1, 9, 12, 60, 400])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_count_hidden_in_one_table_is_hidden_in_every_other(n, seed):
    tables = build_tables(a_microdata(n, seed), all_specs(), POLICY, CONTEXT).tables
    totals = [
        table.rows[-1].cells
        for table in tables
        if table.id in ("overall_role", "overall_area", "overall_all") and table.rows
    ]
    widths = Counter(len(cells) for cells in totals)
    if widths[6] == 3:  # no column was left out in any of them
        assert totals[0] == totals[1] == totals[2]


def test_figures_of_rows_under_the_threshold_are_hidden_whatever_they_are():
    counts = dict(a_microdata(90, seed=4, skew=0.4).frame["area"].value_counts().iter_rows())
    tables = build_tables(a_microdata(90, seed=4, skew=0.4), all_specs(), POLICY, CONTEXT).tables
    assert any(n and n < 10 for n in counts.values())
    for table in tables:
        if table.by != "area":
            continue
        for row in table.rows:
            if row.code and counts.get(row.code, 0) < 10:
                assert {cell.symbol for cell in (row.base, *row.cells)} == {"[c]"}
                assert row.title not in [curve.title for curve in table.curves]


def test_a_coarser_variable_does_not_give_a_finer_one_away():
    """Seven boroughs in two areas: an area's total less its shown boroughs is a hidden one."""
    sizes = {"a1": 3, "a2": 40, "a3": 50, "b1": 12, "b2": 30, "b3": 60, "b4": 70}
    book = Codebook(
        variables=tuple(
            Variable(name=name, kind=VariableKind.CATEGORY, label=name, codes=codes)
            for name, codes in (
                ("borough", {code: code for code in sizes}),
                ("area", {"a": "a", "b": "b"}),
            )
        )
    )
    boroughs = [code for code, n in sizes.items() for _ in range(n)]
    frame = pl.DataFrame(
        {
            "id": [str(i) for i in range(len(boroughs))],
            "borough": boroughs,
            "area": [code[0] for code in boroughs],
        }
    )
    microdata = Microdata(frame, pl.DataFrame(schema=REMARK_COLUMNS), book)
    specs = [a_spec(id=name, measure="count", by=name) for name in ("borough", "area")]
    tables = build_tables(microdata, specs, POLICY, CONTEXT).tables
    numbers = sizes | {"a": 93, "b": 172, "": 265}
    rows = {row.code: row for table in tables for row in table.rows}
    hidden = [code for code, row in rows.items() if row.base.symbol]
    shown = {code: numbers[code] for code in rows if code not in hidden}
    sums = [
        ("a", ["a1", "a2", "a3"], 0),
        ("b", ["b1", "b2", "b3", "b4"], 0),
        ("", ["a", "b"], 0),
        ("", list(sizes), 0),
    ]
    found = ranges(shown, hidden, sums)
    assert "a1" in found
    assert all(most - least >= 5 - 1e-6 for least, most in found.values())


def test_flags_follow_the_base():
    (table,) = publish([[10, 15], [20, 25], [40, 45]])
    assert [row.flag for row in table.rows] == [
        "very small, do not compare",
        "indicative",
        "",
        "",
    ]


def test_nobody_is_no_small_group():
    assert [POLICY.flag(base) for base in (0, 1, 29, 30, 49, 50)] == [
        "",
        "very small, do not compare",
        "very small, do not compare",
        "indicative",
        "indicative",
        "",
    ]


def test_counts_are_rounded_to_five_and_hours_to_two_figures():
    assert [POLICY.rounded_count(n) for n in (0, 5, 7, 8, 12, 13, 1002)] == [
        0,
        5,
        5,
        10,
        10,
        15,
        1000,
    ]
    assert [POLICY.rounded_hours(h) for h in (0.0, 0.256, 1.04, 26.4, 131.0)] == [
        0.0,
        0.26,
        1.0,
        26.0,
        130.0,
    ]


def test_a_quantile_needs_answers_on_both_sides():
    microdata = a_microdata(24, seed=3)
    spec = a_spec(topic="delays", measure="delay_summary", of="attended")
    (table,) = build_tables(microdata, [spec], POLICY, CONTEXT).tables
    cells = dict(zip([c.id for c in table.columns], table.rows[0].cells, strict=True))
    assert cells["median"].value is not None
    assert cells["p90"].symbol == "[u]"


def test_pairs_that_would_single_children_out_are_refused():
    policy = DisclosurePolicy(forbidden_pairs=(("role", "area"),))
    with pytest.raises(BadTableSpec, match="role may not be crossed with area"):
        build_tables(
            a_microdata(50, 1), [a_spec(of="overall", by="area", where={"role": ("P",)})],
            policy, CONTEXT,
        )  # fmt: skip


def test_the_same_microdata_gives_the_same_tables():
    made = [build_tables(a_microdata(150, 5), all_specs(), POLICY, CONTEXT) for _ in range(2)]
    assert made[0] == made[1]


def test_the_order_of_rows_changes_nothing():
    microdata = a_microdata(150, 6)
    shuffled = Microdata(
        microdata.frame.sample(fraction=1, shuffle=True, seed=1),
        microdata.remarks,
        microdata.codebook,
    )
    assert build_tables(microdata, all_specs(), POLICY, CONTEXT) == build_tables(
        shuffled, all_specs(), POLICY, CONTEXT
    )


def test_no_exact_count_leaves_the_building():
    for table in build_tables(a_microdata(333, 8), all_specs(), POLICY, CONTEXT).tables:
        units = [column.unit for column in table.columns]
        for row in table.rows:
            numbers = [row.base.value]
            numbers += [c.value for c, u in zip(row.cells, units, strict=True) if u == "responses"]
            assert all(value is None or value % 5 == 0 for value in numbers)
            shares = [c.value for c, u in zip(row.cells, units, strict=True) if u == "%"]
            assert all(value is None or float(value).is_integer() for value in shares)
        for curve in table.curves:
            assert np.allclose(np.round(curve.share, 2), curve.share)
