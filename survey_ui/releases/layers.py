"""The pieces every chart is laid out with: rows of words, a scale, grid lines, standards."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import altair as alt

from analysis import Cell, ReferenceLine, Row
from survey_ui.releases.figures import HIDDEN, is_shown, say_cell, say_figure, say_hours
from survey_ui.releases.palette import GRID, INK, QUIET, STANDARD

Layer: TypeAlias = alt.Chart | alt.LayerChart
Datum: TypeAlias = dict[str, Any]
Align: TypeAlias = Literal["left", "center", "right"]
Drawing: TypeAlias = alt.LayerChart | alt.FacetChart | alt.ConcatChart

LINE = 18  # height of one line of words, in pixels
TEXT, SMALL = 15, 13
_TICKS = (1 / 60, 5 / 60, 0.25, 0.5, 1, 2, 4, 8, 24, 72, 168, 336, 720)


class Room(NamedTuple):
    """How the width of a chart is shared out, in pixels. `words` 0: words stand above the bars."""

    total: int
    words: int
    plot: int

    @property
    def narrow(self) -> bool:
        """Whether the words of a row stand above its mark and not beside it."""
        return not self.words


class Label(NamedTuple):
    """The words of one row: what it is, how large its base, and its figure."""

    name: list[str]
    note: list[str]
    figure: list[str]
    shown: bool

    @property
    def words_height(self) -> int:
        """Height of name and note, in pixels."""
        return (len(self.name) + len(self.note)) * LINE


class Rows(NamedTuple):
    """Where the rows of a chart stand: the middle of each mark and the top of its words."""

    labels: tuple[Label, ...]
    marks: tuple[float, ...]
    tops: tuple[float, ...]
    height: int

    def y(self) -> alt.Y:
        """The vertical place of a mark, given as `y` in its data."""
        return alt.Y("y:Q", scale=alt.Scale(domain=[self.height, 0], nice=False), axis=None)


def chart_of(values: Sequence[Datum]) -> alt.Chart:
    """A chart of these values, to be given its mark."""
    return alt.Chart(alt.Data(values=list(values)))


def layered(
    layers: Sequence[Layer], width: float, height: float, title: alt.TitleParams | None = None
) -> alt.LayerChart:
    """The layers over each other, the first at the back."""
    # Filled in afterwards: given to the constructor, each layer is copied three times with its
    # data, to find what they have in common.
    chart = alt.LayerChart(width=width, height=height, title=title or alt.Undefined)
    chart.layer = list(layers)
    return chart


def side_by_side(panels: Sequence[Drawing], columns: int, spacing: int) -> alt.ConcatChart:
    """The panels in so many columns."""
    chart = alt.ConcatChart(columns=columns, spacing=spacing)
    chart.concat = list(panels)  # as the layers above
    return chart


def room_for(width: int, figures: int = 150) -> Room:
    """Share out `width` pixels: beside each other from 700 on, above each other below.

    `figures` is what the figures at the right take.
    """
    if width < 700:
        return Room(width, 0, width)
    words = round(width * 0.3)
    return Room(width, words, width - words - figures)


def wrapped(text: str, pixels: float, size: int = TEXT) -> list[str]:
    """The text in lines that fit `pixels`, by the average width of our letters."""
    return textwrap.wrap(text, max(10, int(pixels / (size * 0.53)))) or [""]


def text_width(text: str, size: int = TEXT) -> float:
    """About how wide the text is, in pixels."""
    return len(text) * size * 0.53


def label_row(row: Row, cell: Cell, unit: str, room: Room, *, more: str = "") -> Label:
    """The words of a row of a table, whose mark shows `cell`; `more` joins its note."""
    base = f"{say_cell(row.base, 'responses')} responses" if row.base.value is not None else ""
    note = ", ".join(part for part in (base, more, row.flag) if part)
    figure = _figure_lines(cell, unit, room)
    side = max(text_width(line) for line in figure) * 1.1 + 12
    pixels = room.total - side if room.narrow else room.words - 16
    return Label(
        name=wrapped(row.title, pixels),
        note=wrapped(note, room.total if room.narrow else pixels, SMALL) if note else [],
        figure=figure,
        shown=is_shown(cell),
    )


def _figure_lines(cell: Cell, unit: str, room: Room) -> list[str]:
    """The figure and its interval; '[c] hidden' where there is none."""
    if not is_shown(cell):
        return [HIDDEN.get(cell.symbol, cell.symbol or "[x] not available")]
    figure = say_figure(cell, unit)
    if text_width(figure) <= 138:
        return [figure]
    first, _, interval = figure.partition(" (")
    return [first] if room.narrow or not interval else [first, f"({interval}"]


def lay_rows(labels: Sequence[Label], room: Room, mark: int) -> Rows:
    """Each row as tall as its words and its mark, of `mark` pixels, need."""
    marks, tops = [], []
    top = 0.0
    for label in labels:
        words = max(label.words_height, len(label.figure) * LINE)
        tall = max(words, mark) + 16
        if room.narrow:
            tall = words + (mark + 22 if label.shown else 14)
        marks.append(top + (words + 5 + mark / 2 if room.narrow else tall / 2))
        tops.append(top if room.narrow else top + (tall - label.words_height) / 2)
        top += tall
    return Rows(tuple(labels), tuple(marks), tuple(tops), round(top))


def words_layers(rows: Rows, room: Room) -> list[Layer]:
    """The words of all rows: names, notes and figures."""
    left = -room.words
    names, notes = [], []
    for label, top in zip(rows.labels, rows.tops, strict=True):
        names.append({"y": top, "text": label.name})
        notes.append({"y": top + len(label.name) * LINE, "text": label.note or [""]})
    layers = [
        _words(names, rows, left, color=INK, fontSize=TEXT),
        _words(notes, rows, left, color=QUIET, fontSize=SMALL),
    ]
    side: Datum = {"align": "right"} if room.narrow else {}
    x = room.total if room.narrow else room.plot + 12
    strong: Datum = {"color": INK, "fontWeight": 600}
    for shown, look in ((True, strong), (False, {"color": QUIET})):
        data = [
            {"y": _figure_top(rows, at, room), "text": label.figure}
            for at, label in enumerate(rows.labels)
            if label.shown is shown
        ]
        layers.append(_words(data, rows, x, fontSize=TEXT, **side, **look))
    return layers


def _figure_top(rows: Rows, at: int, room: Room) -> float:
    tall = len(rows.labels[at].figure) * LINE
    return rows.tops[at] if room.narrow else rows.marks[at] - tall / 2 + 1


def _words(data: list[Datum], rows: Rows, x: float, **look: Any) -> Layer:
    style: Datum = {"align": "left", "baseline": "top", "lineHeight": LINE} | look
    mark = chart_of(data).mark_text(**style)
    words: Layer = mark.encode(x=alt.XValue(x), y=rows.y(), text=alt.Text("text:N"))
    return words


def share_scale(largest: float) -> alt.Scale:
    """Per cent from 0 to 100, or to 50 or 25 where all figures are small."""
    return alt.Scale(domain=[0, next(t for t in (25, 50, 100, largest) if largest <= t)])


def share_axis(scale: alt.Scale) -> list[float]:
    """Grid lines for a share: every 5, 10 or 25 per cent."""
    top = float(scale.to_dict()["domain"][1])
    step = 5 if top <= 25 else 10 if top <= 50 else 25
    return [float(line) for line in range(0, int(top) + 1, step)]


def time_scale(values: Sequence[float], room: Room) -> tuple[alt.Scale, list[float]]:
    """A scale for hours with its grid lines; stretched for short waits where the range is wide."""
    positive = [value for value in values if value > 0] or [1.0]
    low, high = min(positive), max(positive)
    if high / low <= 24:
        ticks = _spread([0.0, *(_even_hours(high * 1.05))], [0.0, high * 1.05], room, log=False)
        return alt.Scale(domain=[0, high * 1.05], clamp=True), ticks
    domain = [max(low / 1.4, 1 / 60), high * 1.15]
    ticks = [tick for tick in _TICKS if domain[0] <= tick <= domain[1]]
    return alt.Scale(type="log", domain=domain, clamp=True), _spread(ticks, domain, room, log=True)


def _even_hours(high: float) -> list[float]:
    steps = (5 / 60, 0.25, 0.5, 1, 2, 4, 6, 12, 24, 48, 72, 168, 336)
    step = next((s for s in steps if high / s <= 6), steps[-1])
    return [step * place for place in range(1, int(high / step) + 1)]


def _spread(ticks: list[float], domain: list[float], room: Room, *, log: bool) -> list[float]:
    """Leave out grid lines whose words would run into each other."""
    kept: list[float] = []
    places: list[float] = []
    for tick in ticks:
        place = _place(tick, domain, log=log) * room.plot
        if not places or place - places[-1] >= 58:
            kept.append(tick)
            places.append(place)
    return kept


def _place(value: float, domain: list[float], *, log: bool) -> float:
    if log:
        return math.log(value / domain[0]) / math.log(domain[1] / domain[0])
    return (value - domain[0]) / (domain[1] - domain[0])


def grid_layers(
    scale: alt.Scale, ticks: Sequence[float], unit: str, height: int, rows: Rows | None = None
) -> list[Layer]:
    """Grid lines with their words underneath; where `rows` are given, only beside their marks."""
    data = [{"at": tick, "text": _tick(tick, unit)} for tick in ticks]
    x = alt.X("at:Q", scale=scale, axis=None)
    layers = _rules(ticks, scale, height, rows, color=GRID, strokeWidth=1)
    style: Datum = {"baseline": "top", "dy": 6, "color": QUIET, "fontSize": SMALL}
    parts: list[tuple[Align, list[Datum]]] = [
        ("left", data[:1]),
        ("center", data[1:-1]),
        ("right", data[-1:]),
    ]
    for align, part in parts:
        if part:
            mark = chart_of(part)
            words = mark.mark_text(align=_align(align, part, scale), **style)
            layers.append(words.encode(x=x, y=alt.YValue(height), text=alt.Text("text:N")))
    return layers


def _rules(
    values: Sequence[float], scale: alt.Scale, height: int, rows: Rows | None, **look: Any
) -> list[Layer]:
    """Upright lines over the whole height, or pieces of them beside the marks of `rows`."""
    x = alt.X("at:Q", scale=scale, axis=None)
    if rows is None:
        rule = chart_of([{"at": value} for value in values]).mark_rule(**look)
        return [rule.encode(x=x, y=alt.YValue(0), y2=alt.Y2Value(height))]
    pieces = [
        {"at": value, "y": mark - 15, "end": mark + 15} for value in values for mark in rows.marks
    ]
    rule = chart_of(pieces).mark_rule(**look)
    return [rule.encode(x=x, y=rows.y(), y2=alt.Y2("end:Q"))]


def _align(wanted: Align, part: list[Datum], scale: alt.Scale) -> Align:
    """Words at the very ends of the scale stay inside it; others are centred on their line."""
    low, high = scale.to_dict()["domain"]
    at_end = part[0]["at"] in (low, high)
    return wanted if at_end else "center"


def _tick(value: float, unit: str) -> str:
    if unit == "hours":
        return say_hours(value) if value else "0"
    return f"{value:,.0f}" + ("%" if unit == "%" else "")


def standard_layers(
    lines: Sequence[ReferenceLine], scale: alt.Scale, height: int, rows: Rows | None = None
) -> list[Layer]:
    """Published standards as dashed lines, each named above the plot, one line of words each."""
    layers: list[Layer] = []
    look: Datum = {"color": STANDARD, "strokeDash": [5, 3], "strokeWidth": 2}
    ordered = sorted(lines, key=lambda line: line.value)
    for place, line in enumerate(ordered):
        rise = -LINE * (len(ordered) - place) + 2
        base = chart_of([{"at": line.value, "text": line.title}])
        x = alt.X("at:Q", scale=scale, axis=None)
        layers += _rules([line.value], scale, height, rows, **look)
        rule = base.mark_rule(**look)
        layers.append(rule.encode(x=x, y=alt.YValue(rise + LINE - 4), y2=alt.Y2Value(0)))
        right = _is_right(line.value, scale)
        words = base.mark_text(
            align="right" if right else "left",
            baseline="top",
            dx=2 if right else -2,
            color=STANDARD,
            fontSize=SMALL,
            fontWeight=600,
        )
        layers.append(words.encode(x=x, y=alt.YValue(rise - 2), text=alt.Text("text:N")))
    return layers


def _is_right(value: float, scale: alt.Scale) -> bool:
    said = scale.to_dict()
    domain = said["domain"]
    return _place(max(value, domain[0]), domain, log=said.get("type") == "log") > 0.5
