from __future__ import annotations

import polars as pl
import pytest

from analysis import (
    BadTableSpec,
    Context,
    DisclosurePolicy,
    Microdata,
    ReferenceLine,
    build_tables,
    delay_quantile,
    read_delays,
    turnbull,
)
from tests.analysis.builders import CODEBOOK, CONTEXT, TOP_TWO, a_microdata, a_spec, all_specs

POLICY = DisclosurePolicy()


def one(microdata, spec, context=CONTEXT):
    (table,) = build_tables(microdata, [spec], POLICY, context).tables
    return table


def cells(table, code=""):
    row = next(row for row in table.rows if row.code == code)
    return dict(zip([column.id for column in table.columns], row.cells, strict=True))


def percent(flags):
    return round(100 * flags.mean())


def test_a_table_says_what_it_is_and_where_it_comes_from():
    table = one(
        a_microdata(400, 2),
        a_spec(of="overall", by="role", where={"area": ("area_0", "area_1")}, notes=("Read on.",)),
    )
    assert table.title == "A table, 2026-27"
    assert table.source == "Family Experience Survey, 2026-27"
    assert table.row_title == "Role"
    expected = "Everyone who answered the question (Area: Area 0 or Area 1)."
    assert table.base_note == expected
    assert "Wilson" in table.method
    assert table.notes[0] == "Read on."
    assert [row.title for row in table.rows][-1] == "All"


def test_simulated_responses_are_marked_first():
    context = Context(wave="2026-27", source="Source", simulated=True)
    table = one(a_microdata(100, 2), a_spec(of="overall"), context)
    assert "simulated" in table.notes[0]


def test_shares_are_of_those_who_answered_and_leave_excluded_codes_out():
    microdata = a_microdata(2000, 3, skew=0.1)
    overall = microdata.frame["overall"].drop_nulls()
    counted = overall.filter(overall != "dont_know")
    found = cells(one(microdata, a_spec(of="overall", exclude=("dont_know",))))
    assert list(found) == ["very_good", "good", "neither", "poor", "very_poor"]
    assert found["poor"].value == percent(counted == "poor")
    assert found["poor"].lower < found["poor"].value < found["poor"].upper


def test_top_two_and_bottom_two():
    microdata = a_microdata(2000, 3, skew=0.1)
    overall = microdata.frame["overall"].drop_nulls()
    spec = a_spec(measure="rating_share", of="overall", groups=TOP_TWO)
    found = cells(one(microdata, spec))
    assert found["positive"].value == percent(overall.is_in(["very_good", "good"]))
    assert found["negative"].value == percent(overall.is_in(["poor", "very_poor"]))


def test_a_tick_counts_once_a_person_however_many_of_its_group_were_ticked():
    microdata = a_microdata(2000, 3)
    answered = microdata.frame["wrong_info"].drop_nulls()
    either = answered.list.contains("not_missing") | answered.list.contains("other_area")
    group = type(TOP_TWO[0])(id="passed", title="Passed", codes=("not_missing", "other_area"))
    spec = a_spec(measure="group_share", of="wrong_info", groups=(group,))
    assert cells(one(microdata, spec))["passed"].value == percent(either)


def test_a_delay_table_gives_the_curves_figures_and_the_shares_beside_them():
    microdata = a_microdata(3000, 4)
    hour = ReferenceLine(title="Significant", value=1.0, source="Met")
    spec = a_spec(
        topic="delays",
        measure="delay_summary",
        of="attended",
        chart="curves",
        reference_lines=(hour,),
    )
    table = one(microdata, spec)
    found = cells(table)
    kinds = microdata.frame["attended.kind"]
    due = kinds.is_in(["observed", "still_waiting", "overtaken", "never"])
    never = int((kinds == "never").sum()) / int(due.sum())
    delays = read_delays(microdata.frame, "attended")  # two in three told as a range
    assert found["median"].value == POLICY.rounded_hours(
        delay_quantile(turnbull(delays), 0.5).value
    )
    assert found["median"].lower <= found["median"].value <= found["median"].upper
    assert found["never"].value == round(100 * never)
    waiting = turnbull(delays, competing=True).at(1.0)[0]
    assert found["within_1"].value == round(100 * (1 - never) * (1 - waiting))
    assert found["left_out"].value % 5 == 0
    drawn = table.curves[0]
    assert (drawn.hours[0], drawn.share[0]) == (0.0, 1.0)
    assert list(drawn.share) == sorted(drawn.share, reverse=True)
    assert list(drawn.hours) == sorted(set(drawn.hours))


def test_when_most_still_wait_the_median_is_not_reached():
    microdata = a_microdata(200, 4)
    frame = microdata.frame.with_columns(
        pl.lit("still_waiting").alias("attended.kind"),
        pl.lit(3.0).alias("attended.lower"),
        pl.lit(None, dtype=pl.Float64).alias("attended.upper"),
    )
    spec = a_spec(topic="delays", measure="delay_summary", of="attended")
    found = cells(one(Microdata(frame, microdata.remarks, CODEBOOK), spec))
    assert (found["median"].value, found["median"].at_least) == (3.0, True)
    assert found["still_waiting"].value == 100


def test_sentiment_is_shared_among_scored_texts():
    microdata = a_microdata(1000, 5)
    feelings = microdata.frame["better.sentiment"]
    scored = feelings.filter(feelings != "not_scored")
    found = cells(one(microdata, a_spec(measure="sentiment_share", of="better")))
    assert found["negative"].value == percent(scored == "negative")
    assert found["not_scored"].value == POLICY.rounded_count(int((feelings == "not_scored").sum()))


def test_a_person_counts_once_a_step_and_is_mixed_when_they_said_both():
    microdata = a_microdata(200, 5)
    said = {f"r{i}": ["negative", "positive" if i < 100 else "negative"] for i in range(200)}
    remarks = pl.DataFrame(
        [
            (response, "better", part, "updates", sentiment, 0.0, False)
            for response, sentiments in said.items()
            for part, sentiment in enumerate(sentiments, 1)
        ],
        schema=microdata.remarks.schema,
        orient="row",
    )
    table = one(Microdata(microdata.frame, remarks, CODEBOOK), a_spec(measure="sentiment_by_step"))
    found = cells(table, "updates")
    assert (found["mixed"].value, found["negative"].value) == (50, 50)
    assert next(row for row in table.rows if row.code == "updates").base.value == 200
    assert cells(table, "risk")["mixed"].symbol == "[z]"


def test_groups_that_nobody_belongs_to_are_named_instead_of_shown():
    table = one(a_microdata(300, 6), a_spec(measure="count", by="role", where={"role": ("P", "K")}))
    assert [row.code for row in table.rows] == ["P", "K", ""]
    microdata = a_microdata(300, 6)
    some = Microdata(microdata.frame.with_columns(role=pl.lit("P")), microdata.remarks, CODEBOOK)
    table = one(some, a_spec(measure="count", by="role"))
    assert [row.code for row in table.rows] == ["P", ""]
    expected = "No responses, so not shown: Carers, Home staff, Social workers, Others."
    assert expected in table.notes


def test_without_responses_every_table_still_stands():
    tables = build_tables(a_microdata(0, 1), all_specs(), POLICY, CONTEXT).tables
    assert [table.id for table in tables] == [spec.id for spec in all_specs()]
    numbers = [c.value for t in tables for r in t.rows for c in r.cells if c.value is not None]
    assert set(numbers) <= {0.0}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"measure": "mean"}, "no measure 'mean'"),
        ({"of": "mood"}, "`of` names no variable of the codebook"),
        ({"of": "attended"}, "`of` 'attended' is of kind delay, not category"),
        ({"of": "overall", "by": "better"}, "`by` 'better' is of kind sentiment"),
        ({"of": "overall", "where": {"role": ("Q",)}}, "`where` names the unknown code 'Q'"),
        ({"of": "overall", "exclude": ("fine",)}, "`exclude` names the unknown code 'fine'"),
        ({"of": "overall", "topic": "gossip"}, "no topic 'gossip'"),
        ({"of": "overall", "chart": "pie"}, "no chart 'pie'"),
        ({"of": "overall", "title": " "}, "it has no title"),
        ({"measure": "rating_share", "of": "overall"}, "needs `groups`"),
        ({"of": "overall", "groups": (TOP_TWO[0], TOP_TWO[0])}, "'good' is in two groups"),
        ({"measure": "count", "of": "overall"}, "takes no `of`"),
    ],
)
def test_a_table_that_asks_for_what_is_not_there_is_refused(fields, said):
    with pytest.raises(BadTableSpec, match="Table 'T1'") as caught:
        one(a_microdata(20, 1), a_spec(**fields))
    assert said in str(caught.value)


def test_all_mistakes_of_all_tables_are_told_at_once():
    specs = [a_spec(measure="mean"), a_spec(of="mood")]
    with pytest.raises(BadTableSpec) as caught:
        build_tables(a_microdata(20, 1), specs, POLICY, CONTEXT)
    assert len(str(caught.value).splitlines()) == 3  # the second also repeats the id
