"""Run charts: a figure month after month, with the band in which ordinary months lie."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from analysis import Cell, Row, SummaryTable
from survey_ui.releases.figures import is_shown, say_number
from survey_ui.releases.layers import (
    LINE,
    SMALL,
    Datum,
    Drawing,
    Layer,
    Room,
    chart_of,
    layered,
    share_axis,
    share_scale,
    time_scale,
    wrapped,
)
from survey_ui.releases.palette import GRID, INK, MAIN, MIDDLE, PALE, PAPER, QUIET, STANDARD

_LEFT, _TOP, _HEIGHT, _BELOW = 52, 22, 230, 48
_ORDINARY = ("", "none called", "too few points")


def draw_run(table: SummaryTable, width: int) -> Drawing:
    """Points joined by a line, the band of ordinary variation, and dated events by number.

    From the first month with a figure to the last; the events' numbers are explained underneath.
    """
    columns = {column.id: i for i, column in enumerate(table.columns)}
    place = columns[table.run]
    unit, rows = table.columns[place].unit, _told(table, place)
    plot = width - _LEFT - 8
    step = plot / max(1, len(rows))
    points = _points(rows, place, columns["change"], step)
    limits = [rows[0].cells[columns[one]] for one in ("low_limit", "middle", "high_limit")]
    scale, ticks = _scale(points, limits, unit, Room(width, 0, _HEIGHT))
    y = alt.Y("at:Q", scale=scale, axis=None)
    layers = _grid(ticks, y, unit, plot) + _band(limits, scale, plot)
    marks, key = _events(table, rows, step, width)
    layers += marks + _line(points, y) + _months(rows, step) + _key(key)
    height = _TOP + _HEIGHT + _BELOW + len(key) * LINE
    return layered(layers, width=plot, height=height)


def _told(table: SummaryTable, place: int) -> list[Row]:
    """The rows from the first with a figure to the last."""
    rows = [row for row in table.rows if row.code]
    shown = [i for i, row in enumerate(rows) if is_shown(row.cells[place])]
    return rows[shown[0] : shown[-1] + 1] if shown else rows


def _points(rows: Sequence[Row], place: int, change: int, step: float) -> list[Datum]:
    return [
        {
            "x": (i + 0.5) * step,
            "at": row.cells[place].value,
            "changed": row.cells[change].text not in _ORDINARY,
            "run": sum(not is_shown(r.cells[place]) for r in rows[:i]),  # a gap breaks the line
        }
        for i, row in enumerate(rows)
        if is_shown(row.cells[place])
    ]


def _scale(
    points: list[Datum], limits: Sequence[Cell], unit: str, room: Room
) -> tuple[alt.Scale, list[float]]:
    ends = [d["at"] for d in points] + [c.value for c in limits if c.value is not None]
    if unit == "%":
        scale = share_scale(max(ends, default=100.0))
        ticks = share_axis(scale)
    else:
        scale, ticks = time_scale(ends, room)
    drawn = scale.to_dict() | {"range": [_TOP + _HEIGHT, _TOP]}
    return alt.Scale.from_dict(drawn), ticks


def _grid(ticks: Sequence[float], y: alt.Y, unit: str, plot: float) -> list[Layer]:
    data = [{"at": tick, "text": say_number(tick, unit) if tick else "0"} for tick in ticks]
    base = chart_of(data)
    words = base.mark_text(align="right", dx=-8, fontSize=SMALL, color=QUIET)
    return [
        base.mark_rule(color=GRID).encode(x=alt.XValue(0), x2=alt.X2Value(plot), y=y),
        words.encode(x=alt.XValue(0), y=y, text=alt.Text("text:N")),
    ]


def _band(limits: Sequence[Cell], scale: alt.Scale, plot: float) -> list[Layer]:
    """Nothing where there are too few months."""
    low, middle, high = (cell.value for cell in limits)
    if low is None or middle is None or high is None:
        return []
    base = chart_of([{"low": low, "middle": middle, "high": high}])
    x, x2 = alt.XValue(0), alt.X2Value(plot)
    area = base.mark_rect(color=PALE, opacity=0.6)
    line = base.mark_rule(color=MIDDLE, strokeWidth=1.5)
    return [
        area.encode(x=x, x2=x2, y=alt.Y("low:Q", scale=scale, axis=None), y2=alt.Y2("high:Q")),
        line.encode(x=x, x2=x2, y=alt.Y("middle:Q", scale=scale, axis=None)),
    ]


def _events(
    table: SummaryTable, rows: Sequence[Row], step: float, width: int
) -> tuple[list[Layer], list[str]]:
    """A dashed line before the month of each event with its number, and the words of the key."""
    order = [row.code for row in rows]
    layers: list[Layer] = []
    key: list[str] = []
    inside = [event for event in table.events if event.code in order]
    together: dict[str, list[int]] = {}
    for number, event in enumerate(inside, 1):
        together.setdefault(event.code, []).append(number)
        key += wrapped(f"{number}  {event.title}", width - 4, SMALL)
    for code, numbers in together.items():
        at = order.index(code) * step
        base = chart_of([{"text": ", ".join(map(str, numbers))}])
        rule = base.mark_rule(color=STANDARD, strokeDash=[5, 3], strokeWidth=2)
        ends = {"y": alt.YValue(_TOP), "y2": alt.Y2Value(_TOP + _HEIGHT)}
        layers.append(rule.encode(x=alt.XValue(at), **ends))
        words = base.mark_text(baseline="top", color=STANDARD, fontSize=SMALL, fontWeight=600)
        layers.append(words.encode(x=alt.XValue(at), y=alt.YValue(4), text=alt.Text("text:N")))
    return layers, key


def _key(lines: Sequence[str]) -> list[Layer]:
    if not lines:
        return []
    words = chart_of([{"text": list(lines)}]).mark_text(
        align="left", baseline="top", color=STANDARD, fontSize=SMALL, lineHeight=LINE
    )
    top = _TOP + _HEIGHT + _BELOW
    return [words.encode(x=alt.XValue(-_LEFT), y=alt.YValue(top), text=alt.Text("text:N"))]


def _line(points: list[Datum], y: alt.Y) -> list[Layer]:
    x = alt.X("x:Q", scale=None, axis=None)
    line = chart_of(points).mark_line(color=MAIN, strokeWidth=2.5)
    layers: list[Layer] = [line.encode(x=x, y=y, detail=alt.Detail("run:N"))]
    for changed in (False, True):
        point = chart_of([d for d in points if d["changed"] is changed]).mark_point(
            shape="circle",
            size=110,
            fill=INK if changed else PAPER,
            stroke=INK if changed else MAIN,
            strokeWidth=2.5,
            opacity=1,
        )
        layers.append(point.encode(x=x, y=y))
    return layers


def _months(rows: Sequence[Row], step: float) -> list[Layer]:
    """The months below, as many as fit: the month in three letters over its year."""
    every = max(1, round(48 / step + 0.49))
    data = [
        {
            "x": (i + 0.5) * step,
            "text": [word if word.isdigit() else word[:3] for word in row.title.split()[:2]],
        }
        for i, row in enumerate(rows)
        if i % every == 0
    ]
    words = chart_of(data).mark_text(
        baseline="top", dy=8, fontSize=SMALL, color=QUIET, lineHeight=16
    )
    x = alt.X("x:Q", scale=None, axis=None)
    return [words.encode(x=x, y=alt.YValue(_TOP + _HEIGHT), text=alt.Text("text:N"))]
