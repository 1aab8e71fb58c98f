"""Charts of differences and run charts: what they draw, and what they must not."""

from __future__ import annotations

import re

import pytest

from analysis import Cell, Column, Dated, Row, SummaryTable
from survey_ui.releases.charts import NARROW, WIDE, draw_chart
from tests.present import present


def a_table(rows, columns, **changes) -> SummaryTable:
    fields = {
        "id": "t", "title": "A table", "topic": "fairness", "measure": "gap", "by": "", "unit": "%",
        "source": "Source", "base_note": "Everyone.", "notes": (), "method": "Counted.",
        "columns": columns, "rows": rows, "row_title": "Group",
    }  # fmt: skip
    return SummaryTable(**{**fields, **changes})


def a_gap(code, title, value=None, low=None, high=None, verdict="", symbol="") -> Row:
    cell = Cell(value=value, lower=low, upper=high, symbol=symbol)
    return Row(code=code, title=title, base=Cell(value=100), cells=(cell, Cell(text=verdict)))


POINTS = (
    Column(id="difference", title="Difference", unit="points"),
    Column(id="verdict", title="Verdict", unit="verdict"),
)
GAPS = a_table(
    (
        a_gap("a", "Group A", 12, 5, 19, "Stands out"),
        a_gap("b", "Group B", -4, -13, 6, "No clear difference"),
        a_gap("c", "Group C", symbol="[c]"),
        a_gap("", "All", symbol="[z]"),
    ),
    POINTS,
    chart="differences",
)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_difference_chart_says_each_gap_and_hides_what_is_hidden(width):
    svg = draw_chart(GAPS, width)
    assert "+12\u00a0points" in svg
    assert "\u22124\u00a0points" in svg
    assert "[c] hidden" in svg
    assert "no difference" in svg
    assert ">All<" not in svg  # everybody is compared with nobody


MONTHS = [f"2026-{month:02}" for month in range(1, 11)]


def a_month(code, value, change="none called", symbol="") -> Row:
    limits = (Cell(value=40.0), Cell(value=30.0), Cell(value=50.0))
    cells = (Cell(value=value, symbol=symbol), *limits, Cell(text=change))
    return Row(code=code, title=f"Month{code[-2:]} 2026", base=Cell(value=50), cells=cells)


RUN = a_table(
    tuple(
        a_month(code, 40 + i % 2, symbol="[c]" if i in (0, 5) else "")
        for i, code in enumerate(MONTHS)
    ),
    (
        Column(id="good", title="Good", unit="%"),
        Column(id="middle", title="Middle line", unit="%"),
        Column(id="low_limit", title="Lower limit", unit="%"),
        Column(id="high_limit", title="Upper limit", unit="%"),
        Column(id="change", title="Change", unit="verdict"),
    ),
    chart="run",
    run="good",
    events=(
        Dated(code="2026-03", title="Something in March"),
        Dated(code="2026-01", title="Before the first figure"),
    ),
)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_run_chart_numbers_its_events_and_begins_with_the_first_figure(width):
    svg = draw_chart(RUN, width)
    words = re.sub(r"<[^>]+>", " ", svg)
    assert "1  Something in March" in words or "1 Something in March" in words
    assert "Before the first figure" not in words
    assert "Mon" in words
    drawn = present(re.search(r'width="([\d.]+)"', svg))[1]
    assert float(drawn) <= width + 12


def test_a_hidden_month_breaks_the_line():
    lines = re.findall(r'<path d="M[^"A]*L[^"A]*" stroke="[^"]*"', draw_chart(RUN, WIDE))
    assert len(lines) == 2
