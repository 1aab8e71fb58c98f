from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from analysis import (
    BadMicrodata,
    BadTableSpec,
    Codebook,
    DisclosurePolicy,
    Microdata,
    ReferenceLine,
    Stage,
    TableSpec,
    Variable,
    VariableKind,
    build_tables,
    expected_columns,
)
from tests.analysis.builders import CODEBOOK, CONTEXT, a_microdata, a_spec
from tests.present import present

POLICY = DisclosurePolicy()
LINES = (
    ReferenceLine(title="Immediate", value=0.25, source="Met"),
    ReferenceLine(title="Significant", value=1.0, source="Met"),
)
VISIT = a_spec(
    topic="delays", measure="delay_summary", of="attended", chart="curves", reference_lines=LINES
)
JOURNEY = a_spec(
    id="journey",
    topic="delays",
    measure="journey",
    chart="journey",
    stages=(
        Stage(code="D4", title="Officer", of="attended", reference_lines=LINES),
        Stage(code="D9", title="Missing", of="attended"),
    ),
)


def one(microdata, spec):
    return build_tables(microdata, [spec], POLICY, CONTEXT).tables[0]


def cells(table, code=""):
    row = next(row for row in table.rows if row.code == code)
    return dict(zip([column.id for column in table.columns], row.cells, strict=True))


def of_kinds(rows, team=None):
    """Microdata with these waits alone: (kind, lower, upper) each."""
    variables = [present(CODEBOOK.variable(name)) for name in ("attended", "role")]
    if team is not None:
        variables.append(Variable(name="team", kind=VariableKind.CLUSTER, label="Team"))
    book = Codebook(variables=tuple(variables))
    kind, lower, upper = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {
        "id": [f"r{i}" for i in range(len(rows))],
        "attended.kind": list(kind),
        "attended.lower": list(lower),
        "attended.upper": list(upper),
        "role": ["PKCSX"[i % 5] for i in range(len(rows))],
    } | ({} if team is None else {"team": team})
    frame = pl.DataFrame(columns, schema=expected_columns(book))
    return Microdata(frame, a_microdata(1, 1).remarks.clear(), book)


def test_the_table_says_which_estimator_the_shape_of_the_answers_asked_for():
    ranged = of_kinds([("observed", 1.0, 2.0)] * 40)
    exact = of_kinds([("observed", 1.0 + i / 60, 1.0 + i / 60) for i in range(40)])
    overtaken = of_kinds([("observed", 1.0, 1.0)] * 40 + [("overtaken", 2.0, None)] * 10)

    def said(microdata):
        return " ".join(one(microdata, VISIT).notes)

    assert "Turnbull" in said(ranged)
    assert "Kaplan-Meier" not in said(ranged)
    assert "Kaplan-Meier" in said(exact)
    assert "Aalen-Johansen" not in said(exact)
    assert "Aalen-Johansen" in said(overtaken)


def test_never_is_in_the_shares_and_the_curve_and_not_in_a_quantile():
    waits = [("observed", 0.5 + i / 60, 0.5 + i / 60) for i in range(60)]
    few = one(of_kinds(waits), VISIT)
    table = one(of_kinds(waits + [("never", None, None)] * 60), VISIT)
    assert cells(table)["median"].value == cells(few)["median"].value
    assert cells(table)["p90"].value == cells(few)["p90"].value
    assert cells(table)["never"].value == 50
    assert cells(table)["within_1"].value == round(cells(few)["within_1"].value / 2)
    assert table.curves[0].share[-1] == pytest.approx(0.5, abs=0.05)
    assert "leaving out never" in table.columns[0].title


def test_the_curve_the_shares_within_and_the_childs_return_are_of_the_same_people():
    table = one(a_microdata(3000, 4), VISIT)
    curve, found = table.curves[0], cells(table)
    at_hour = np.interp(1.0, curve.hours, curve.share)
    assert 100 * (1 - at_hour) == pytest.approx(found["within_1"].value, abs=2.5)
    assert 100 * curve.overtaken[-1] == pytest.approx(found["overtaken"].value, abs=3)
    assert list(curve.overtaken) == sorted(curve.overtaken)


def test_a_curve_that_would_give_a_hidden_count_away_is_not_drawn():
    waits = [("observed", 1.0 + i / 60, 1.0 + i / 60) for i in range(40)]
    table = one(of_kinds(waits + [("overtaken", 1.2, None)] * 3), VISIT)
    assert cells(table)["overtaken"].symbol == "[c]"
    assert table.curves == ()


def test_when_the_curve_does_not_get_there_the_bound_is_what_enough_people_have_waited():
    waits: list[tuple[str, float, float | None]] = [("observed", 1.0, 1.0)] * 20
    waits += [("still_waiting", 2.0 + i, None) for i in range(40)]
    median = cells(one(of_kinds(waits), VISIT))["median"]
    assert (median.at_least, median.lower, median.upper) == (True, None, None)
    assert median.value == 12.0  # half of the sixty waited 12 hours or more; nobody's own 41


def test_how_waits_were_told_is_published_beside_them():
    waits = [("observed", 0.5, 0.5)] * 20 + [("observed", 37 / 60, 37 / 60)] * 20
    waits += [("observed", 1.0, 2.0)] * 40
    found = cells(one(of_kinds(waits), VISIT))
    assert (found["ranged"].value, found["round"].value) == (50, 50)
    by_role = one(
        of_kinds(waits), a_spec(id="by", measure="delay_summary", of="attended", by="role")
    )
    assert {"ranged", "round", "left_out"}.isdisjoint(column.id for column in by_role.columns)


def test_groups_are_compared_where_they_are_large_enough_and_no_cause_is_claimed():
    spec = a_spec(topic="delays", measure="delay_summary", of="attended", by="role")
    rng = np.random.default_rng(1)
    waits = [("observed", hour, hour) for hour in rng.exponential(1, 200).round(2)]
    notes = " ".join(one(of_kinds(waits), spec).notes)
    assert "Log-rank test between the groups shown with at least 30 responses: p = 0." in notes
    assert "not why" in notes
    assert "caused by" not in notes
    few = " ".join(one(of_kinds(waits[:100]), spec).notes)
    assert "Groups are not compared" in few


def test_teams_that_tell_of_several_waits_widen_the_interval_and_are_named_so():
    rng = np.random.default_rng(2)
    hours = np.exp(np.repeat(rng.normal(0, 1, 30), 4) + rng.normal(0, 0.4, 120)).round(2)
    waits = [("observed", hour, hour) for hour in hours]
    plain = one(of_kinds(waits), VISIT)
    teams = one(of_kinds(waits, [f"T{i // 4}" for i in range(120)]), VISIT)
    (one_,), (other,) = ([cells(t)["median"]] for t in (plain, teams))
    assert one_.value == other.value
    assert other.upper - other.lower > 1.3 * (one_.upper - one_.lower)
    assert "Design effect" in " ".join(teams.notes)
    assert "m = 4.0" in " ".join(teams.notes)
    spec = a_spec(id="by", measure="delay_summary", of="attended", by="role")
    assert one(of_kinds(waits, [f"T{i // 4}" for i in range(120)]), spec).rows


def test_the_journey_has_a_row_for_each_delay_with_its_own_standards():
    microdata = a_microdata(3000, 4)
    table, visit = one(microdata, JOURNEY), one(microdata, VISIT)
    assert [row.code for row in table.rows] == ["D4", "D9"]
    found, expected = cells(table, "D4"), cells(visit)
    for column in ("median", "p75", "p90", "never", "still_waiting", "overtaken"):
        assert found[column] == expected[column]
    assert found["within"] == expected["within_0.25"]
    assert found["within_longer"] == expected["within_1"]
    assert found["standard"].text == "15 minutes; 1 hour"
    other = cells(table, "D9")
    assert (other["standard"].text, other["within"].symbol) == ("none published", "[z]")


def test_without_stages_the_journey_takes_the_delays_that_variables_are_evidence_of():
    spec = a_spec(id="journey", topic="delays", measure="journey")
    assert [(r.code, r.title) for r in one(a_microdata(300, 4), spec).rows] == [("D4", "Visit")]


def test_the_journey_hides_what_the_table_of_the_delay_hides():
    waits = [("observed", 1.0 + i / 60, 1.0 + i / 60) for i in range(40)]
    microdata = of_kinds(waits + [("never", None, None)] * 3 + [("overtaken", 1.0, None)] * 12)
    tables = build_tables(microdata, [VISIT, JOURNEY], POLICY, CONTEXT).tables
    found, expected = cells(tables[1], "D4"), cells(tables[0])
    assert found["never"].symbol == expected["never"].symbol == "[c]"
    assert {k for k in ("still_waiting", "overtaken") if expected[k].symbol} == {
        k for k in ("still_waiting", "overtaken") if found[k].symbol
    }


def test_a_stage_that_is_no_delay_is_refused():
    spec = a_spec(id="j", measure="journey", stages=(Stage(code="D4", title="No", of="role"),))
    with pytest.raises(BadTableSpec, match="`stages` 'role' is of kind category"):
        one(a_microdata(20, 1), spec)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("observed", 1.0, 1.0)],
        [("observed", 1.0, None)],
        [("still_waiting", 2.0, None)] * 40,
        [("still_waiting", None, None)] * 40,
        [("overtaken", 2.0, None)] * 40,
        [("overtaken", None, None)] * 40,
        [("never", None, None)] * 40,
        [("dont_know", None, None)] * 40,
        [("observed", 0.0, 0.0)] * 40,
        [("observed", 1e12, 1e300)] * 40,
        [("observed", 0.0, None)] * 20 + [("observed", 0.0, 1e300)] * 20,
        [(None, None, None)] * 40,
    ],
    ids=["nobody", "one", "one open", "all waiting", "no start", "all overtaken",
         "overtaken whenever", "never", "don't know", "at once", "huge", "open", "no answer"],
)  # fmt: skip
@pytest.mark.parametrize("by", ["", "role"])
def test_whatever_was_told_there_is_a_number_or_an_honest_symbol(rows, by):
    specs: list[TableSpec] = [
        a_spec(id="v", measure="delay_summary", of="attended", by=by, reference_lines=LINES,
               chart="curves", topic="delays"),
        JOURNEY,
    ]  # fmt: skip
    for table in build_tables(of_kinds(rows), specs, POLICY, CONTEXT).tables:
        for row in table.rows:
            for cell in row.cells:
                assert cell.symbol or cell.text or np.isfinite(present(cell.value))


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (-1.0, 2.0, "not hours of 0 or more"),
        (3.0, 2.0, "is below"),
        (float("nan"), 2.0, "not hours of 0 or more"),
        (1.0, float("inf"), "not hours of 0 or more"),
        (None, 2.0, "is empty where the delay was observed"),
    ],
)
def test_times_that_cannot_be_are_refused_by_name(lower, upper, said):
    with pytest.raises(BadMicrodata, match=said):
        of_kinds([("observed", lower, upper)])
