from __future__ import annotations

import functools
from xml.etree import ElementTree

import pytest
from msgspec import structs

from analysis import Cell, Row, SummaryTable
from survey_ui.releases.charts import NARROW, WIDE, ChartCache
from survey_ui.releases.charts import draw_chart as draw_anew
from survey_ui.releases.describe import describe_table, nothing_to_draw
from survey_ui.releases.palette import GROUPS, MAIN, PALE, PAPER, STANDARD, contrast, part_colours
from tests.survey_ui.releases.samples import (
    HIDDEN,
    a_curve_table,
    a_delay_table,
    a_reason_table,
    a_row,
    a_stacked_table,
    a_table,
    n,
    tables,
)

draw_chart = functools.cache(draw_anew)  # the same table is looked at by several tests
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [table for table in tables() if table.chart and not nothing_to_draw(table)]


def words_of(svg: str) -> list[str]:
    """The words drawn in a chart, without its title and description."""
    return ["".join(e.itertext()) for e in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("table", DRAWN, ids=lambda table: table.id)
def test_every_chart_is_an_image_with_a_title_and_a_description(table: SummaryTable, width: int):
    root = ElementTree.fromstring(draw_chart(table, width))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert title.text == table.title
    assert description.text == describe_table(table)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert not [e for e in root.iter() if e is not root and e.get("role")]


@pytest.mark.parametrize("table", DRAWN, ids=lambda table: table.id)
def test_a_chart_keeps_to_its_width(table: SummaryTable):
    for width in (WIDE, NARROW):
        drawn = float(ElementTree.fromstring(draw_chart(table, width)).get("width", "0"))
        assert drawn <= width * 1.08


def test_a_hidden_figure_is_said_and_never_a_bar_of_nothing():
    shown = draw_chart(a_table("t", rows=(a_row("P", "Parents", 640, n(41, 37, 45)),)), WIDE)
    both = draw_chart(
        a_table(
            "t",
            rows=(a_row("P", "Parents", 640, n(41, 37, 45)), a_row("E", "Teachers", 10, HIDDEN)),
        ),
        WIDE,
    )
    assert "[c] hidden" in words_of(both)
    assert both.count(MAIN) == shown.count(MAIN) > 0


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_whatever_stands_behind_a_symbol_changes_nothing_that_is_drawn(width: int):
    """Should protection ever leave a number behind its symbol, no chart lets it out."""
    leak = Cell(symbol="[c]", value=98.5, lower=97, upper=99)
    for table in (a_table("t"), a_delay_table(), a_stacked_table(), a_reason_table()):
        leaking = structs.replace(
            table,
            rows=tuple(
                structs.replace(row, cells=tuple(leak if c == HIDDEN else c for c in row.cells))
                for row in table.rows
            ),
        )
        assert draw_chart(leaking, width) == draw_chart(table, width)
        assert describe_table(leaking) == describe_table(table)


def test_a_stacked_row_with_hidden_parts_shows_only_what_is_published():
    words = words_of(draw_chart(a_stacked_table(), WIDE))
    assert words.count("[c] hidden") == 2  # social workers and health staff
    assert "33%" in words


def test_rows_on_few_answers_look_different_and_say_so():
    table = a_table("t", rows=(a_row("S", "Social workers", 45, n(28), flag="indicative"),))
    svg = draw_chart(table, WIDE)
    assert PALE in svg
    assert MAIN not in svg.replace(f'stroke="{MAIN}"', "")
    assert any("indicative" in word for word in words_of(svg))


def test_reasons_in_columns_are_ranked_with_the_hidden_last():
    words = words_of(draw_chart(a_reason_table(), WIDE))
    order = [words.index(name) for name in ("Wanted to look first", "Did not trust the police")]
    assert order == sorted(order)
    assert words.index("Hard to do in my language") > order[-1]


def test_the_share_for_whom_it_never_happened_stands_beside_every_median():
    words = " ".join(words_of(draw_chart(a_delay_table(), NARROW)))
    assert "never: 12%" in words
    assert "never: [c]" in words
    assert "Immediate" in words or "15 min: immediate response" in words


def test_curves_are_named_where_they_end_and_standards_are_drawn():
    words = words_of(draw_chart(a_curve_table(), WIDE))
    assert {"All", "Parents and guardians", "Children's home staff"} <= set(words)
    assert "15 min: immediate response" in words


def test_many_curves_stand_side_by_side():
    words = words_of(draw_chart(a_curve_table(10), WIDE))
    assert "South East" in words
    assert words.count("0%") == 9  # one scale a panel, the total is in every panel


def test_a_chart_that_stands_alone_carries_its_title_its_warning_and_its_source():
    words = " ".join(words_of(draw_chart(a_table("t"), WIDE, standing="All are simulated.")))
    assert "Told something plainly wrong" in words
    assert "All are simulated." in words
    assert "interim release" in words


@pytest.mark.parametrize("rows", [(), (a_row("", "All", 10, HIDDEN),)])
def test_where_nothing_can_be_drawn_a_sentence_says_why(rows: tuple[Row, ...]):
    table = a_table("t", rows=rows)
    assert draw_chart(table, WIDE) == ""
    assert nothing_to_draw(table).endswith(".")


def test_the_description_says_highest_lowest_and_base():
    said = describe_table(a_table("t"))
    assert "highest Children's home and supported accommodation staff 52% (47 to 57)" in said
    assert "lowest Social workers 28% (17 to 42)" in said
    assert "Base: 1,315 responses." in said
    assert "1 figure is hidden" in said


def test_titles_with_markup_are_only_text():
    svg = draw_chart(a_table("t", title='<script>alert("1")</script> & more'), WIDE)
    assert "<script" not in svg
    assert (
        ElementTree.fromstring(svg).findtext(f"{SVG}title") == '<script>alert("1")</script> & more'
    )


async def test_a_chart_is_drawn_once_and_a_filtered_table_has_its_own():
    cache, table = ChartCache(size=2), a_table("t")
    one = await cache.chart("r", table, WIDE)
    assert await cache.chart("r", table, WIDE) is one
    fewer = structs.replace(table, rows=table.rows[:2])
    assert await cache.chart("r", fewer, WIDE) != one
    await cache.chart("r", table, NARROW)
    assert await cache.chart("r", table, WIDE) == one


def test_marks_are_seen_on_white_by_everyone():
    parts = part_colours(("very_good", "good", "neither", "poor", "very_poor"))
    for colour in (MAIN, STANDARD, *GROUPS, *parts):
        assert contrast(colour, PAPER) >= 3


def test_a_bound_that_is_not_reached_is_an_arrow_and_not_a_ring():
    rows = (a_row("P", "Parents", 100, n(2), n(6), Cell(value=24, at_least=True)),)
    columns = a_delay_table().columns[:3]
    with_arrow = draw_chart(structs.replace(a_delay_table(), columns=columns, rows=rows), WIDE)
    plain_rows = (a_row("P", "Parents", 100, n(2), n(6), n(24)),)
    plain = draw_chart(structs.replace(a_delay_table(), columns=columns, rows=plain_rows), WIDE)
    assert with_arrow != plain
