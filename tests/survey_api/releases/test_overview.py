"""The overview says what the tables say, and how sure they are."""

from __future__ import annotations

from typing import Any

import pytest

from analysis import Cell, Column, Row, SummaryTable
from survey_api.releases import Release, ReleaseStatus, ReleaseSummary, load_overview, make_overview
from survey_api.releases.overview import FigureSpec, HeadlineSpec, OverviewSpec, ProblemSpec
from tests.survey_api.releases.builders import SUBMITTED, the_survey


def a_table(id: str, **cells: Cell) -> SummaryTable:
    """A table of one row, with these columns."""
    return SummaryTable(
        id=id,
        title=id,
        topic="advice",
        measure="share",
        by="",
        unit="%",
        source="Tests",
        base_note="Everyone.",
        notes=(),
        method="Counted.",
        columns=tuple(Column(id=name, title=name.title(), unit="%") for name in cells),
        rows=(Row(code="", title="All", base=Cell(value=100), cells=tuple(cells.values())),),
        row_title="Group",
        evidence=("F1",),
    )


def a_release(*tables: SummaryTable) -> Release:
    summary = ReleaseSummary(
        id="r-1",
        survey="s",
        wave="w",
        status=ReleaseStatus.FINAL,
        made_at=SUBMITTED,
        responses=100,
        simulated=0,
    )
    return Release(summary=summary, versions={}, notes=(), tables=tables)


def share(value: float, lower: float, upper: float) -> Cell:
    return Cell(value=value, lower=lower, upper=upper)


def problem(id: str, column: str = "", **more: Any) -> ProblemSpec:
    figure = FigureSpec(table="t", column=column or id)
    return ProblemSpec(id=id, title=id, words=f"say {id}", figure=figure, **more)


def ranked(*problems: ProblemSpec, **cells: Cell):
    overview = make_overview(OverviewSpec(problems=problems), a_release(a_table("t", **cells)))
    return overview


def test_problems_are_in_the_order_of_the_lower_end_of_their_range():
    overview = ranked(
        problem("often"),
        problem("rare"),
        problem("unsure"),
        often=share(40, 35, 45),
        rare=share(5, 3, 9),
        unsure=share(60, 20, 90),  # larger, but on a handful of answers
    )
    assert [p.id for p in overview.priorities] == ["often", "unsure", "rare"]


def test_what_cannot_be_told_apart_is_on_one_level():
    overview = ranked(
        problem("first"),
        problem("close"),
        problem("wide"),
        problem("below"),
        first=share(50, 45, 55),
        close=share(46, 41, 51),
        wide=share(40, 25, 57),
        below=share(10, 8, 13),
    )
    assert [(p.id, p.level) for p in overview.priorities] == [
        ("first", 1),
        ("close", 1),
        ("wide", 1),
        ("below", 2),
    ]


def test_the_share_of_everybody_else_has_its_range_turned_too():
    (found,) = ranked(problem("late", "in_time", turned=True), in_time=share(30, 22, 41)).priorities
    assert (found.figure.value, found.figure.lower, found.figure.upper) == (70, 59, 78)


@pytest.mark.parametrize("symbol", ["[c]", "[u]", "[z]"])
def test_what_is_hidden_is_listed_as_too_few_answers_to_say(symbol):
    overview = ranked(
        problem("known"), problem("hidden"), known=share(5, 3, 9), hidden=Cell(symbol=symbol)
    )
    assert [p.id for p in overview.priorities] == ["known"]
    assert [(p.id, p.level, p.figure.symbol) for p in overview.too_few] == [("hidden", 0, symbol)]
    assert overview.too_few[0].figure.value is None


def test_a_figure_that_the_release_does_not_have_is_not_made_up():
    overview = ranked(problem("gone"), here=share(5, 3, 9))
    assert [(p.id, p.figure.symbol) for p in overview.too_few] == [("gone", "[x]")]


def test_evidence_is_the_tables_unless_the_problem_names_its_own():
    overview = ranked(
        problem("one"), problem("two", evidence=("F3",)), one=share(9, 8, 10), two=share(5, 3, 9)
    )
    assert [p.evidence for p in overview.priorities] == [("F1",), ("F3",)]


def test_a_headline_brings_what_must_be_read_beside_it():
    spec = HeadlineSpec(
        id="wait",
        title="until an officer came",
        figure=FigureSpec(table="t", column="median"),
        beside=("never", "gone"),
    )
    table = a_table("t", median=Cell(value=2.5, at_least=True), never=share(12, 8, 17))
    (headline,) = make_overview(OverviewSpec(headlines=(spec,)), a_release(table)).headlines
    assert (headline.figure.value, headline.figure.at_least, headline.figure.base) == (
        2.5,
        True,
        100,
    )
    assert [figure.value for figure in headline.beside] == [12, None]
    assert headline.base_note == "Everyone."


def test_the_overview_of_the_survey_that_ships_has_all_its_figures(release):
    spec = load_overview(the_survey())
    overview = make_overview(spec, release)
    assert len(overview.headlines) == 5
    assert len(overview.priorities) + len(overview.too_few) == len(spec.problems)
    figures = [h.figure for h in overview.headlines]
    figures += [f for h in overview.headlines for f in h.beside]
    figures += [p.figure for p in (*overview.priorities, *overview.too_few)]
    assert [f for f in figures if f.symbol == "[x]"] == []


def test_every_figure_of_the_overview_is_a_published_cell(release):
    overview = make_overview(load_overview(the_survey()), release)
    for priority in overview.priorities:
        published = {
            value
            for row in release.table(priority.table).rows
            for cell in row.cells
            if cell.value is not None
            for value in (cell.value, 100 - cell.value)
        }
        assert priority.figure.value in published


def test_the_wait_for_an_officer_never_stands_without_those_nobody_came_to():
    (officer,) = [h for h in load_overview(the_survey()).headlines if h.id == "officer"]
    assert {"never", "still_waiting"} <= set(officer.beside)
