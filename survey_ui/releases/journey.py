"""The journey: one row a step, from minutes to weeks on one scale, with its standards."""

from __future__ import annotations

import altair as alt

from analysis import Cell, Row, SummaryTable
from survey_ui.releases.figures import is_shown, say_cell, say_hours, value_columns
from survey_ui.releases.layers import (
    SMALL,
    Datum,
    Drawing,
    Label,
    Layer,
    Room,
    Rows,
    chart_of,
    grid_layers,
    label_row,
    lay_rows,
    layered,
    room_for,
    time_scale,
    words_layers,
)
from survey_ui.releases.palette import STANDARD
from survey_ui.releases.waits import all_hours, mark_medians, mark_reach

_MARK = 40  # a row's mark, with the name of its standard above it
_BESIDE = {"never": "never", "still_waiting": "still waiting", "overtaken": "child back first"}


def draw_journey(table: SummaryTable, width: int) -> Drawing:
    """A row a step: the median with its interval, rings at longer waits, its standards dashed."""
    room = room_for(width, figures=200)
    places = value_columns(table, "hours")
    labels = [_label(table, row, places[0], room) for row in table.rows]
    rows = lay_rows(labels, room, _MARK)
    scale, ticks = time_scale(all_hours(table, places), room)
    layers = grid_layers(scale, ticks, "hours", rows.height, rows if room.narrow else None)
    layers += _standards(table, scale, rows)
    layers += mark_reach(table, places, scale, rows)
    layers += mark_medians(table, places, scale, rows)
    layers += words_layers(rows, room)
    return layered(layers, width=room.plot, height=rows.height)


def _label(table: SummaryTable, row: Row, place: int, room: Room) -> Label:
    """The words of a row; who never got there and who still waits stand beside every median."""
    said = [
        f"{words} {say_cell(row.cells[at], '%')}"
        for at, column in enumerate(table.columns)
        if (words := _BESIDE.get(column.id)) and _is_worth_saying(row.cells[at])
    ]
    return label_row(row, row.cells[place], "hours", room, more=", ".join(said))


def _is_worth_saying(cell: Cell) -> bool:
    """A share of 0 that is known needs no words."""
    return not is_shown(cell) or bool(cell.value)


def _standards(table: SummaryTable, scale: alt.Scale, rows: Rows) -> list[Layer]:
    """The standards of each row as dashed marks across it, the time above each."""
    marks = dict(zip((row.code for row in table.rows), rows.marks, strict=True))
    data: list[Datum] = [
        {"at": line.value, "y": marks[line.row] - 14, "end": marks[line.row] + 16,
         "text": say_hours(line.value)}
        for line in table.reference_lines
        if line.row in marks
    ]  # fmt: skip
    x = alt.X("at:Q", scale=scale, axis=None)
    base = chart_of(data)
    rule = base.mark_rule(color=STANDARD, strokeDash=[5, 3], strokeWidth=2)
    words = base.mark_text(baseline="bottom", color=STANDARD, fontSize=SMALL, fontWeight=600)
    return [
        rule.encode(x=x, y=rows.y(), y2=alt.Y2("end:Q")),
        words.encode(x=x, y=rows.y(), text=alt.Text("text:N")),
    ]
