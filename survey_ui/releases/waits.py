"""Charts of waits: medians with the longer waits beside them, and curves of who was answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import altair as alt

from analysis import Cell, Curve, ReferenceLine, Row, SummaryTable
from survey_ui.releases.describe import CURVES_TOGETHER
from survey_ui.releases.figures import is_shown, say_cell, value_columns
from survey_ui.releases.layers import (
    LINE,
    SMALL,
    TEXT,
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
    side_by_side,
    standard_layers,
    time_scale,
    words_layers,
    wrapped,
)
from survey_ui.releases.palette import DASHES, GRID, GROUPS, INK, MAIN, MIDDLE, PALE, PAPER, QUIET

_MARK = 18
_LEFT = 44  # room for the per cents left of a curve
_SMALL_HEIGHT = 150
_HAPPENED, _BACK_FIRST = "It had happened", "The child was back first"

Shape: TypeAlias = Literal["linear", "step-after"]


def draw_intervals(table: SummaryTable, width: int) -> Drawing:
    """A row a group: the median with its interval, then rings where longer waits end."""
    room = room_for(width, figures=200)
    places = value_columns(table, "hours")
    labels = [_wait_label(table, row, places[0], room) for row in table.rows]
    rows = lay_rows(labels, room, _MARK)
    scale, ticks = time_scale(all_hours(table, places), room)
    only = rows if room.narrow else None
    layers = grid_layers(scale, ticks, "hours", rows.height, only)
    layers += standard_layers(table.reference_lines, scale, rows.height, only)
    layers += mark_reach(table, places, scale, rows)
    layers += mark_medians(table, places, scale, rows)
    layers += words_layers(rows, room)
    return layered(layers, width=room.plot, height=rows.height)


def _wait_label(table: SummaryTable, row: Row, place: int, room: Room) -> Label:
    """The words of a row; what never happened stands beside every median."""
    never = next((i for i, c in enumerate(table.columns) if c.id.startswith("never")), None)
    said = "" if never is None else f"never: {say_cell(row.cells[never], '%')}"
    return label_row(row, row.cells[place], "hours", room, more=said)


def all_hours(table: SummaryTable, places: Sequence[int]) -> list[float]:
    """All hours that a chart of waits has to have room for, standards included."""
    cells = [row.cells[p] for row in table.rows for p in places if is_shown(row.cells[p])]
    ends = [end for c in cells for end in (c.value, c.lower, c.upper) if end is not None]
    return ends + [line.value for line in table.reference_lines]


def mark_reach(
    table: SummaryTable, places: Sequence[int], scale: alt.Scale, rows: Rows
) -> list[Layer]:
    """A line from the median to the longest wait given, and a ring on each of those waits."""
    lines: list[Datum] = []
    rings: list[Datum] = []
    for y, row in zip(rows.marks, table.rows, strict=True):
        shown = [row.cells[p].value for p in places if is_shown(row.cells[p])]
        if len(shown) > 1:
            lines.append({"y": y, "low": shown[0], "high": shown[-1]})
        rings += [
            {"y": y, "at": row.cells[p].value, "more": row.cells[p].at_least}
            for p in places[1:]
            if is_shown(row.cells[p])
        ]
    x = alt.X("low:Q", scale=scale, axis=None)
    line = chart_of(lines).mark_rule(color=QUIET, strokeWidth=2)
    return [
        line.encode(x=x, x2=alt.X2("high:Q"), y=rows.y()),
        *_points(rings, scale, rows, hollow=True),
    ]


def mark_medians(
    table: SummaryTable, places: Sequence[int], scale: alt.Scale, rows: Rows
) -> list[Layer]:
    """A dot on each median, in a box as wide as its interval; pale where the base is small."""
    cells = [(y, row, row.cells[places[0]]) for y, row in zip(rows.marks, table.rows, strict=True)]
    known = [
        {"y": y, "low": c.lower, "high": c.upper}
        for y, _, c in cells
        if is_shown(c) and None not in _ends(c)
    ]
    x = alt.X("low:Q", scale=scale, axis=None)
    band = chart_of(known).mark_bar(
        size=_MARK - 4, orient="horizontal", color=PALE, stroke=MAIN, strokeWidth=1
    )
    dots = [
        {"y": y, "at": c.value, "more": c.at_least, "low": bool(row.flag)}
        for y, row, c in cells
        if is_shown(c)
    ]
    return [
        band.encode(x=x, x2=alt.X2("high:Q"), y=rows.y()),
        *_points(dots, scale, rows, hollow=False),
    ]


def _ends(cell: Cell) -> tuple[float | None, float | None, float | None]:
    return cell.value, cell.lower, cell.upper


def _points(data: list[Datum], scale: alt.Scale, rows: Rows, *, hollow: bool) -> list[Layer]:
    """Dots, or arrow heads where the wait is at least that long."""
    layers: list[Layer] = []
    for more, shape in ((False, "circle"), (True, "triangle-right")):
        for low in (False, True):
            mine = [d for d in data if d["more"] is more and d.get("low", False) is low]
            point = chart_of(mine).mark_point(
                shape=shape,
                size=70 if hollow else 170,
                fill=PAPER if hollow or low else MAIN,
                stroke=QUIET if hollow else MAIN,
                strokeWidth=2.5,
                opacity=1,
            )
            x = alt.X("at:Q", scale=scale, axis=None)
            layers.append(point.encode(x=x, y=rows.y()))
    return layers


def draw_curves(table: SummaryTable, width: int) -> Drawing:
    """Share for whom it had happened as time goes by: together while few, else side by side."""
    curves = tuple(curve for curve in table.curves if curve.hours)
    total = _total_curve(table, curves)
    wide = width >= 700
    if len(curves) <= CURVES_TOGETHER:
        bare = len(curves) == 1 and not total.overtaken
        words = 48 if bare else 170 if wide else 104
        room = Room(width, words, width - words - _LEFT)
        return _curves_together(table, curves, total, room, 340 if wide else 300)
    columns, gap = (3, 36) if wide else (2, 14)
    room = Room(0, 0, (width - gap * (columns - 1)) // columns - _LEFT)
    others = [curve for curve in curves if curve is not total]
    panels = [_curve_beside(table, curve, total, room) for curve in others]
    return side_by_side(panels, columns=columns, spacing=gap)


def _total_curve(table: SummaryTable, curves: Sequence[Curve]) -> Curve:
    """The curve of everybody together, or the first where there is none."""
    totals = {row.title for row in table.rows if not row.code}
    return next((curve for curve in curves if curve.title in totals), curves[0])


def _curves_together(
    table: SummaryTable, curves: Sequence[Curve], total: Curve, room: Room, height: int
) -> Drawing:
    scale, layers = _frame(table, room, height)
    layers += standard_layers(table.reference_lines, scale, height)
    others = [curve for curve in curves if curve is not total]
    colours = [INK, *(GROUPS[place % len(GROUPS)] for place in range(len(others)))]
    drawn = list(zip((total, *others), colours, DASHES, strict=False))
    for curve, colour, dash in drawn:
        layers += _curve(curve, scale, colour, dash, band=True)
    ends = [(curve.title, 1 - curve.share[-1], colour) for curve, colour, _ in drawn]
    if total.overtaken:
        back = _back_first(total)
        layers += _curve(back, scale, MIDDLE, DASHES[2], band=False)
        ends[0] = (_HAPPENED, ends[0][1], INK) if len(ends) == 1 else ends[0]
        ends.append((back.title, 1 - back.share[-1], QUIET))
    layers += _curve_names(ends, room, height)
    if _has_space(room):
        layers += _axis_name("Share of people", 12)
    return layered(layers, width=room.plot, height=height)


def _back_first(curve: Curve) -> Curve:
    """The share whose child came back first, as a curve of its own."""
    return Curve(
        title=_BACK_FIRST,
        hours=curve.hours,
        share=tuple(1 - share for share in curve.overtaken),
        lower=(),
        upper=(),
    )


def _curve_beside(table: SummaryTable, curve: Curve, total: Curve, room: Room) -> Drawing:
    """One group in its own small panel, with everybody together in grey behind it.

    The standards are lines without words here: they are named under the chart.
    """
    scale, layers = _frame(table, room, _SMALL_HEIGHT)
    bare = [ReferenceLine(title="", value=line.value, source="") for line in table.reference_lines]
    for line in bare:
        layers += standard_layers([line], scale, _SMALL_HEIGHT)
    layers += _curve(total, scale, MIDDLE, DASHES[0], band=False)
    layers += _curve(curve, scale, MAIN, DASHES[0], band=True)
    lines = wrapped(curve.title, room.plot + _LEFT)
    title = alt.TitleParams(lines, anchor="start", frame="bounds", fontSize=TEXT, offset=8)
    return layered(layers, width=room.plot, height=_SMALL_HEIGHT, title=title)


def _frame(table: SummaryTable, room: Room, height: int) -> tuple[alt.Scale, list[Layer]]:
    """The scale of hours and the grid, the same for all panels of a table."""
    hours = [hour for curve in table.curves for hour in curve.hours if hour > 0]
    standards = [line.value for line in table.reference_lines]
    scale, ticks = time_scale(_without_instants(hours, standards) + standards, room)
    return scale, grid_layers(scale, ticks, "hours", height) + _share_grid(height, room)


def _without_instants(hours: list[float], standards: list[float]) -> list[float]:
    """Leave out the first instants: nothing shorter than a quarter of the shortest standard."""
    floor = min(standards, default=0.0) / 4
    return [hour for hour in hours if hour >= floor] or hours


def _share_scale() -> alt.Scale:
    return alt.Scale(domain=[0, 1], clamp=True)


def _share_grid(height: int, room: Room) -> list[Layer]:
    values = (0, 0.25, 0.5, 0.75, 1) if height > 200 else (0, 0.5, 1)
    data = [{"at": v, "text": f"{round(v * 100)}%"} for v in values]
    y = alt.Y("at:Q", scale=_share_scale(), axis=None)
    base = chart_of(data)
    rule = base.mark_rule(color=GRID).encode(y=y, x=alt.XValue(0), x2=alt.X2Value(room.plot))
    words = base.mark_text(align="right", fontSize=SMALL, color=QUIET)
    return [rule, words.encode(y=y, x=alt.XValue(-6), text=alt.Text("text:N"))]


def _has_space(room: Room) -> bool:
    """Whether words fit inside the plot beside the lines of standards."""
    return room.plot >= 400


def _axis_name(words: str, y: int) -> list[Layer]:
    """What the per cents are of: up on the left, where no curve has come to yet."""
    mark = chart_of([{"text": words}]).mark_text(align="left", fontSize=SMALL, color=QUIET)
    return [mark.encode(x=alt.XValue(6), y=alt.YValue(y), text=alt.Text("text:N"))]


def _curve(
    curve: Curve, scale: alt.Scale, colour: str, dash: tuple[int, ...], *, band: bool
) -> list[Layer]:
    """A step line, and the range it may lie in as a pale band."""
    data = _steps(curve, float(scale.to_dict()["domain"][0]))
    x = alt.X("hour:Q", scale=scale, axis=None)
    base = chart_of(data)
    shape: Shape = "linear" if curve.sloped else "step-after"
    line = base.mark_line(
        interpolate=shape, color=colour, strokeWidth=2.5, strokeDash=list(dash), clip=True
    ).encode(x=x, y=alt.Y("share:Q", scale=_share_scale(), axis=None))
    if not band or not curve.lower or not curve.upper:
        return [line]
    area = base.mark_area(interpolate=shape, color=colour, opacity=0.13, clip=True)
    y = alt.Y("low:Q", scale=_share_scale(), axis=None)
    return [area.encode(x=x, y=y, y2=alt.Y2("high:Q")), line]


def _steps(curve: Curve, start: float) -> list[Datum]:
    """Points from the left edge on: the share for whom it had happened, and its limits."""
    known = bool(curve.lower) and bool(curve.upper)
    lows, highs = (curve.lower, curve.upper) if known else (curve.share, curve.share)
    points = list(zip(curve.hours, curve.share, lows, highs, strict=True))
    after = [point for point in points if point[0] > start]
    before = [point for point in points if point[0] <= start] or [(0.0, 1.0, 1.0, 1.0)]
    hour, *first = before[-1]
    if curve.sloped and after:
        gone = (start - hour) / (after[0][0] - hour)
        first = [a + gone * (b - a) for a, b in zip(first, after[0][1:], strict=True)]
    kept = [(start, *first), *after]
    return [{"hour": h, "share": 1 - s, "low": 1 - hi, "high": 1 - lo} for h, s, lo, hi in kept]


def _curve_names(named: Sequence[tuple[str, float, str]], room: Room, height: int) -> list[Layer]:
    """The name of each curve at the right edge, level with its end, none over another."""
    names = [wrapped(title, room.words - 12, SMALL + 1) for title, _, _ in named]
    wanted = [(1 - end) * height for _, end, _ in named]
    places = _apart(wanted, [len(lines) * LINE + 4 for lines in names], height)
    layers: list[Layer] = []
    for (_, _, colour), lines, y in zip(named, names, places, strict=True):
        words = chart_of([{"text": lines}]).mark_text(
            align="left",
            baseline="middle",
            lineHeight=LINE,
            color=colour,
            fontSize=SMALL + 1,
            fontWeight=600,
            dy=-(len(lines) - 1) * LINE / 2,
        )
        x = alt.XValue(room.plot + 10)
        layers.append(words.encode(x=x, y=alt.YValue(y), text=alt.Text("text:N")))
    return layers


def _apart(wanted: Sequence[float], heights: Sequence[float], limit: float) -> list[float]:
    """Middles near the wanted ones, in the same order, that do not overlap."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    places = [0.0] * len(wanted)
    floor = float("-inf")
    for at in order:
        places[at] = max(wanted[at], floor + heights[at] / 2)
        floor = places[at] + heights[at] / 2
    ceiling = limit + 10.0
    for at in reversed(order):
        places[at] = min(places[at], ceiling - heights[at] / 2)
        ceiling = places[at] - heights[at] / 2
    return places
