"""Charts of shares and counts: bars with their intervals, ranked reasons, parts of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from analysis import Cell, Row, SummaryTable
from survey_ui.releases.figures import is_shown, say_cell, value_columns
from survey_ui.releases.layers import (
    LINE,
    SMALL,
    TEXT,
    Datum,
    Drawing,
    Layer,
    Room,
    Rows,
    chart_of,
    grid_layers,
    label_row,
    lay_rows,
    layered,
    room_for,
    share_axis,
    share_scale,
    side_by_side,
    text_width,
    words_layers,
    wrapped,
)
from survey_ui.releases.palette import INK, MAIN, PALE, PAPER, ink_on, part_colours

_BAR = 16
_STACK = 26


class Panel(NamedTuple):
    """Rows drawn together on one scale, with a heading where there are several panels."""

    heading: str
    rows: tuple[Row, ...]  # one cell each


def draw_bars(table: SummaryTable, width: int, *, ranked: bool = False) -> Drawing:
    """One panel a measure; a row a group, its bar and the interval around its end."""
    panels = _panels(table, ranked=ranked)
    wide = width >= 700 and len(panels) > 1
    room = room_for((width - 40) // 2 if wide else width)
    shown = [cell for panel in panels for row in panel.rows for cell in row.cells if is_shown(cell)]
    largest = max((cell.upper or cell.value or 0.0 for cell in shown), default=0.0)
    drawn = [_bar_panel(panel, table.unit, largest, room, ranked=ranked) for panel in panels]
    if len(drawn) == 1:
        return drawn[0]
    return side_by_side(drawn, columns=2 if wide else 1, spacing=40)


def _panels(table: SummaryTable, *, ranked: bool) -> list[Panel]:
    places = value_columns(table) or tuple(range(len(table.columns)))
    if len(table.rows) == 1 and len(places) > 1:
        only = table.rows[0]
        titled = [
            Row(code=table.columns[p].id, title=table.columns[p].title, base=Cell(),
                cells=(only.cells[p],), flag=only.flag)
            for p in places
        ]  # fmt: skip
        return [Panel("", _ranked(titled))]
    panels = []
    for place in places:
        rows = [_with_cell(row, place) for row in table.rows]
        heading = table.columns[place].title if len(places) > 1 else ""
        panels.append(Panel(heading, _ranked(rows) if ranked else tuple(rows)))
    return panels


def _with_cell(row: Row, place: int) -> Row:
    return Row(
        code=row.code, title=row.title, base=row.base, cells=(row.cells[place],), flag=row.flag
    )


def _ranked(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Largest first, hidden ones last in the order they came."""
    return tuple(sorted(rows, key=lambda row: -_rank(row)))


def _rank(row: Row) -> float:
    cell = row.cells[0]
    return cell.value if is_shown(cell) and cell.value is not None else -1.0


def _bar_panel(panel: Panel, unit: str, largest: float, room: Room, *, ranked: bool) -> Drawing:
    labels = [label_row(row, row.cells[0], unit, room) for row in panel.rows]
    rows = lay_rows(labels, room, _BAR)
    scale, ticks = _scale(unit, largest)
    layers = grid_layers(scale, ticks, unit, rows.height, rows if room.narrow else None)
    data = [
        _datum(y, row) for y, row in zip(rows.marks, panel.rows, strict=True)
        if is_shown(row.cells[0])
    ]  # fmt: skip
    draw = _lollipops if ranked or unit == "polarity" else _bars
    layers += draw(data, scale, rows)
    layers += _intervals(data, scale, rows) + words_layers(rows, room)
    return _titled(layers, panel.heading, room, rows.height)


def _scale(unit: str, largest: float) -> tuple[alt.Scale, list[float]]:
    if unit == "%":
        scale = share_scale(largest)
        return scale, share_axis(scale)
    if unit == "polarity":
        return alt.Scale(domain=[-1, 1]), [-1, -0.5, 0, 0.5, 1]
    step = next(s for s in (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10**4, 10**5, 10**9)
                if largest / s <= 5)  # fmt: skip
    top = step * max(1, -(-int(largest) // step))
    return alt.Scale(domain=[0, top]), [float(t) for t in range(0, top + 1, step)]


def _datum(y: float, row: Row) -> Datum:
    cell = row.cells[0]
    look = "low" if row.flag else "group" if row.code else "total"
    return {"y": y, "value": cell.value, "low": cell.lower, "high": cell.upper, "look": look}


def _bars(data: list[Datum], scale: alt.Scale, rows: Rows) -> list[Layer]:
    layers: list[Layer] = []
    looks = {"total": (INK, INK), "group": (MAIN, MAIN), "low": (PALE, MAIN)}
    for look, (fill, stroke) in looks.items():
        mine = chart_of([d for d in data if d["look"] == look])
        bar = mine.mark_bar(
            size=_BAR, orient="horizontal", color=fill, stroke=stroke, strokeWidth=1.5
        )
        layers.append(bar.encode(x=alt.X("value:Q", scale=scale, axis=None), y=rows.y()))
    return layers


def _lollipops(data: list[Datum], scale: alt.Scale, rows: Rows) -> list[Layer]:
    base = chart_of([d | {"zero": 0} for d in data])
    x = alt.X("value:Q", scale=scale, axis=None)
    stick = base.mark_rule(color=MAIN, strokeWidth=3)
    dot = base.mark_point(size=150, filled=True, opacity=1, strokeWidth=2.5)
    fill = alt.condition("datum.look == 'low'", alt.value(PAPER), alt.value(MAIN))
    return [
        stick.encode(x=alt.X("zero:Q", scale=scale, axis=None), x2=alt.X2("value:Q"), y=rows.y()),
        dot.encode(x=x, y=rows.y(), fill=fill, stroke=alt.StrokeValue(MAIN)),
    ]


def _intervals(data: list[Datum], scale: alt.Scale, rows: Rows) -> list[Layer]:
    """A thin dark line with a white edge, readable on the bar and beside it."""
    known = [d for d in data if d["low"] is not None and d["high"] is not None]
    base = chart_of(known)
    x = alt.X("low:Q", scale=scale, axis=None)
    layers: list[Layer] = []
    for colour, wide in ((PAPER, 5.0), (INK, 2.0)):
        rule = base.mark_rule(color=colour, strokeWidth=wide)
        layers.append(rule.encode(x=x, x2=alt.X2("high:Q"), y=rows.y()))
    return layers


def _titled(layers: list[Layer], heading: str, room: Room, height: int) -> Drawing:
    if not heading:
        return layered(layers, width=room.plot, height=height)
    title = alt.TitleParams(
        wrapped(heading, room.total, 16), anchor="start", frame="bounds", fontSize=16, offset=14
    )
    return layered(layers, width=room.plot, height=height, title=title)


def draw_stacked(table: SummaryTable, width: int) -> Drawing:
    """Parts of a whole, a row a group. A row with a hidden part is drawn only as far as it may."""
    places = value_columns(table, "%")
    columns = [table.columns[place] for place in places]
    cells = [[row.cells[place] for place in places] for row in table.rows]
    notes = [_stack_note(row) for row in cells]
    room = _stacked_room(width, any(notes))
    colours = part_colours(tuple(column.id for column in columns))
    labels = [
        label_row(row, Cell(), "%", room)._replace(figure=[note], shown=any(map(is_shown, parts)))
        for row, note, parts in zip(table.rows, notes, cells, strict=True)
    ]
    rows = lay_rows(labels, room, _STACK)
    parts = [
        part
        for y, row in zip(rows.marks, cells, strict=True)
        for part in _parts(y, row, colours, room)
    ]
    scale = alt.Scale(domain=[0, max([100.0, *(part["end"] for part in parts)])])
    layers = _segments(parts, scale, rows) + words_layers(rows, room)
    layers += _legend([column.title for column in columns], colours, room)
    return layered(layers, width=room.plot, height=rows.height)


def _stacked_room(width: int, hidden: bool) -> Room:
    room = room_for(width)
    side = 110 if hidden else 4
    return room if room.narrow else Room(width, room.words, width - room.words - side)


def _stack_note(cells: Sequence[Cell]) -> str:
    hidden = [cell.symbol for cell in cells if not is_shown(cell)]
    if not hidden:
        return ""
    return "[c] hidden" if "[c]" in hidden else hidden[0]


def _parts(y: float, cells: Sequence[Cell], colours: Sequence[str], room: Room) -> list[Datum]:
    """The shown parts, one behind the other; nothing is drawn for a hidden one.

    What comes after the last hidden part is set against the far end, where it always stands.
    """
    parts: list[Datum] = []
    end = 0.0
    last = max((at for at, cell in enumerate(cells) if not is_shown(cell)), default=-1)
    for at, (cell, colour) in enumerate(zip(cells, colours, strict=True)):
        if at == last:
            end = max(end, 100.0 - sum(after.value or 0.0 for after in cells[at + 1 :]))
        if not is_shown(cell) or not cell.value:
            continue
        start, end = end, end + cell.value
        fits = cell.value / 100 * room.plot >= 40
        text = say_cell(cell, "%") if fits else ""
        parts.append(
            {"y": y, "start": start, "end": end, "middle": (start + end) / 2, "text": text,
             "colour": colour, "ink": ink_on(colour)}
        )  # fmt: skip
    return parts


def _segments(parts: list[Datum], scale: alt.Scale, rows: Rows) -> list[Layer]:
    base = chart_of(parts)
    x = alt.X("start:Q", scale=scale, axis=None)
    colour = alt.Color("colour:N", scale=None, legend=None)
    bar = base.mark_bar(size=_STACK, orient="horizontal", stroke=PAPER, strokeWidth=1.5)
    text = base.mark_text(fontSize=SMALL + 1, fontWeight=600)
    return [
        bar.encode(x=x, x2=alt.X2("end:Q"), y=rows.y(), color=colour),
        text.encode(
            x=alt.X("middle:Q", scale=scale, axis=None),
            y=rows.y(),
            text=alt.Text("text:N"),
            color=alt.Color("ink:N", scale=None, legend=None),
        ),
    ]


def _legend(titles: Sequence[str], colours: Sequence[str], room: Room) -> list[Layer]:
    """Colour and words, above the first bar in the order of the parts."""
    places: list[tuple[float, int]] = []
    x, line = 0.0, 0
    for title in titles:
        need = text_width(title, TEXT) + 40
        if x and x + need > room.total:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += need
    layers: list[Layer] = []
    for (x, at), title, colour in zip(places, titles, colours, strict=True):
        y = -14 - (line - at) * (LINE + 6)
        base = chart_of([{"text": title}])
        left = x - room.words
        square = base.mark_point(shape="square", size=170, filled=True, opacity=1, color=colour)
        layers.append(square.encode(x=alt.XValue(left + 7), y=alt.YValue(y)))
        words = base.mark_text(align="left", baseline="middle", fontSize=TEXT, color=INK)
        layers.append(
            words.encode(x=alt.XValue(left + 21), y=alt.YValue(y), text=alt.Text("text:N"))
        )
    return layers
