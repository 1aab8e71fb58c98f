from __future__ import annotations

import pytest

from analysis import Cell
from survey_ui.releases.figures import say_cell, say_figure, say_hours, say_interval
from tests.survey_ui.releases.samples import n


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "0 min"),
        (0.25, "15 min"),
        (1, "1 h"),
        (1 + 1 / 3, "1 h 20 min"),
        (23.999, "24 h"),
        (72, "72 h"),
        (120, "5 days"),
        (132, "5.5 days"),
        (24000, "1000 days"),
    ],
)
def test_waits_are_said_as_people_say_them(hours: float, said: str):
    assert say_hours(hours).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("cell", "unit", "said"),
    [
        (n(42, 36, 48), "%", "42% (36 to 48)"),
        (n(42), "%", "42%"),
        (n(1315), "responses", "1,315"),
        (n(-0.12), "polarity", "\u22120.12"),
        (n(4, at_least=True), "hours", "at least 4 h"),
        (n(2, 1), "hours", "2 h (1 h or more)"),
        (Cell(symbol="[c]"), "%", "[c]"),
        (Cell(text="strong"), "verdict", "strong"),
        (Cell(), "%", "[x]"),
    ],
)
def test_a_figure_is_written_one_way(cell: Cell, unit: str, said: str):
    assert say_figure(cell, unit).replace("\u00a0", " ") == said


def test_a_symbol_has_no_interval():
    assert say_interval(Cell(symbol="[c]", lower=1, upper=2), "%") == ""
    assert say_cell(Cell(symbol="[c]", lower=1, upper=2), "%") == "[c]"
