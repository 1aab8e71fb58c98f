"""Charts of differences: each group against everybody else, around a line where there is none."""

from __future__ import annotations

import altair as alt

from analysis import SummaryTable
from survey_ui.releases.figures import is_shown, say_number, value_columns
from survey_ui.releases.layers import (
    SMALL,
    Align,
    Datum,
    Drawing,
    Layer,
    Rows,
    chart_of,
    label_row,
    lay_rows,
    layered,
    room_for,
    words_layers,
)
from survey_ui.releases.palette import GRID, INK, MAIN, PAPER, QUIET

_MARK = 18
_STANDS_OUT = "Stands out"


def draw_differences(table: SummaryTable, width: int) -> Drawing:
    """A row a group: how many points it lies above or below the others, with its interval."""
    (place,) = value_columns(table, "points")
    shown = [row for row in table.rows if row.code]
    room = room_for(width, figures=190)
    labels = [label_row(row, row.cells[place], "points", room) for row in shown]
    rows = lay_rows(labels, room, _MARK)
    verdict = next((i for i, column in enumerate(table.columns) if column.id == "verdict"), place)
    data: list[Datum] = [
        {"y": y, "at": cell.value, "low": cell.lower, "high": cell.upper,
         "out": row.cells[verdict].text == _STANDS_OUT}
        for y, row in zip(rows.marks, shown, strict=True)
        if is_shown(cell := row.cells[place])
    ]  # fmt: skip
    ends = [abs(d[end]) for d in data for end in ("at", "low", "high") if d[end] is not None]
    reach = next((t for t in (10, 20, 30, 50, 75) if max(ends, default=0) <= t), 100)
    scale = alt.Scale(domain=[-reach, reach])
    layers = (
        _grid(scale, reach, rows, narrow=room.narrow)
        + _marks(data, scale, rows)
        + words_layers(rows, room)
    )
    return layered(layers, width=room.plot, height=rows.height)


def _grid(scale: alt.Scale, reach: int, rows: Rows, *, narrow: bool) -> list[Layer]:
    """Lines at the ends, half way and at no difference, which is the darkest.

    Where words stand above the marks the lines are pieces beside the marks, and cross no word.
    """
    x = alt.X("at:Q", scale=scale, axis=None)
    layers: list[Layer] = []
    spans = [(y - 15, y + 15) for y in rows.marks] if narrow else [(0.0, float(rows.height))]
    for at in (-reach, -reach / 2, 0.0, reach / 2, reach):
        pieces = chart_of([{"at": at, "y": top, "end": end} for top, end in spans])
        rule = pieces.mark_rule(color=GRID if at else INK, strokeWidth=1 if at else 1.5)
        layers.append(rule.encode(x=x, y=rows.y(), y2=alt.Y2("end:Q")))
        if at in (-reach, 0, reach):
            said = say_number(at, "points") if at else "no difference"
            align: Align = "center" if not at else "right" if at > 0 else "left"
            words = chart_of([{"at": at, "text": said}]).mark_text(
                baseline="top", dy=6, fontSize=SMALL, color=QUIET, align=align
            )
            layers.append(words.encode(x=x, y=alt.YValue(rows.height), text=alt.Text("text:N")))
    return layers


def _marks(data: list[Datum], scale: alt.Scale, rows: Rows) -> list[Layer]:
    known = chart_of([d for d in data if d["low"] is not None and d["high"] is not None])
    low = alt.X("low:Q", scale=scale, axis=None)
    layers: list[Layer] = [
        known.mark_rule(color=INK, strokeWidth=2).encode(x=low, x2=alt.X2("high:Q"), y=rows.y())
    ]
    for out in (False, True):
        point = chart_of([d for d in data if d["out"] is out]).mark_point(
            shape="circle", size=150, fill=MAIN if out else PAPER, stroke=MAIN, strokeWidth=2.5,
            opacity=1,
        )  # fmt: skip
        x = alt.X("at:Q", scale=scale, axis=None)
        layers.append(point.encode(x=x, y=rows.y()))
    return layers
