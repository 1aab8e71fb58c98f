"""The journey and the curves of waits, as they are drawn."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from msgspec import structs

from analysis import Cell, Column, ReferenceLine
from survey_ui.releases.charts import NARROW, WIDE, draw_chart
from survey_ui.releases.describe import describe_table, reading_hint
from survey_ui.releases.palette import STANDARD
from tests.survey_ui.releases.samples import HIDDEN, a_curve_table, a_row, a_table, n

SVG = "{http://www.w3.org/2000/svg}"


def words_of(svg):
    return [" ".join(e.itertext()) for e in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def a_journey():
    columns = (
        Column(id="median", title="Median wait, leaving out never", unit="hours"),
        Column(id="p75", title="Three in four", unit="hours"),
        Column(id="p90", title="Nine in ten", unit="hours"),
        Column(id="never", title="It never happened", unit="%"),
        Column(id="still_waiting", title="Still waiting", unit="%"),
        Column(id="standard", title="Published standard", unit="words"),
    )
    none, both = Cell(text="none published"), Cell(text="15 minutes; 1 hour")
    many = n(360, at_least=True)
    rows = (
        a_row("D2", "D2 To speaking to a person", 1765, n(0.02, 0.01, 0.03), n(0.1), n(0.4),
              n(5, 4, 6), n(0, 0, 0), none),
        a_row("D4", "D4 To an officer coming", 1865, n(2.5, 2.2, 3), n(6), n(16), n(9, 8, 11),
              n(1, 1, 2), both),
        a_row("D8", "D8 To the return interview", 1650, n(66, 63, 70), n(180), many,
              n(17, 15, 19), HIDDEN, Cell(text="72 hours")),
        a_row("D10", "D10 To a meeting", 10, *[HIDDEN] * 6),
    )  # fmt: skip
    lines = tuple(
        ReferenceLine(title=title, value=value, source="Met", row=row)
        for title, value, row in (("15 min", 0.25, "D4"), ("1 h", 1.0, "D4"), ("72 h", 72.0, "D8"))
    )
    return a_table(
        "journey", title="The journey, 2026-27", topic="delays", measure="journey", unit="hours",
        columns=columns, rows=rows, chart="journey", reference_lines=lines, by="",
    )  # fmt: skip


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_journey_has_a_row_for_each_step_and_its_standards_in_their_row_alone(width):
    svg = draw_chart(a_journey(), width)
    words = " ".join(words_of(svg))
    for said in ("D2 To speaking", "D4 To an officer", "D8 To the return", "D10 To a meeting"):
        assert said in words
    assert "never 9%" in words
    assert "still waiting [c]" in words
    assert "[c] hidden" in words
    lines = [e for e in ElementTree.fromstring(svg).iter() if e.get("stroke") == STANDARD]
    assert len(lines) == 3
    assert float(ElementTree.fromstring(svg).get("width", "0")) <= width * 1.08


def test_the_journey_is_told_in_words_too():
    table = a_journey()
    said = describe_table(table)
    assert said.startswith("Chart of the waits of each step. The journey, 2026-27.")
    assert "highest D8 To the return interview 66" in said
    assert "7 figures are hidden" in said  # words such as "none published" are no figures
    assert "Dashed: published standard" in reading_hint(table)


def with_returns():
    plain = a_curve_table(1)
    (curve,) = plain.curves
    overtaken = tuple(round(0.01 * place, 2) for place in range(len(curve.hours)))
    return structs.replace(plain, curves=(structs.replace(curve, overtaken=overtaken),))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_childs_return_is_a_line_of_its_own_with_its_name(width):
    words = " ".join(words_of(draw_chart(with_returns(), width)))
    assert "It had happened" in words
    assert "The child" in words
    assert "It had happened" not in " ".join(words_of(draw_chart(a_curve_table(1), width)))
    assert "child was back first" in reading_hint(with_returns())
    assert "child" not in reading_hint(a_curve_table(1))


def test_a_curve_of_answers_rises():
    def first_line(table):
        root = ElementTree.fromstring(draw_chart(table, WIDE))
        paths = [e for e in root.iter(f"{SVG}path") if e.get("stroke-width") == "2.5"]
        numbers = paths[0].get("d", "").replace("M", "").split("L")
        return [float(point.split(",")[1]) for point in numbers]

    heights = first_line(a_curve_table(1))
    assert heights == sorted(heights, reverse=True)  # up is less in an SVG
    plain = a_curve_table(1)
    sloped = structs.replace(plain, curves=(structs.replace(plain.curves[0], sloped=True),))
    even = first_line(sloped)
    assert even == sorted(even, reverse=True)
    assert len(even) < len(heights)  # steps take two points each
