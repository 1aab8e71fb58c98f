"""Responses a day as a chart: a column a day, and the week's pace as a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from survey_api import Day
from survey_ui.releases.charts import NARROW
from survey_ui.releases.layers import SMALL, chart_of, layered
from survey_ui.releases.palette import GRID, INK, MAIN, QUIET, STANDARD
from survey_ui.releases.svg import write_svg

_WIDE = 1110  # pixels: the whole page; nothing stands beside this chart
_WEEK = 7


def draw_both(days: Sequence[Day]) -> dict[str, str]:
    """The chart of responses a day for a desk and for a phone; none when there are no days."""
    if not days:
        return {}
    return {"wide": draw_days(days, _WIDE), "narrow": draw_days(days, NARROW)}


def draw_days(days: Sequence[Day], width: int) -> str:
    """Responses a day as SVG text. The line is the mean of the last seven days."""
    plot, height = width - 44, 200
    data = [{"day": one.day.isoformat(), "responses": one.responses} for one in days]
    x = alt.X("day:O", axis=_day_axis(days, plot), scale=alt.Scale(padding=0.05))
    y = alt.Y("responses:Q", axis=_count_axis(), scale=alt.Scale(domainMin=0, nice=4))
    bars = chart_of(data).mark_bar(color=MAIN, width={"band": 0.8}).encode(x=x, y=y)
    pace = [
        {"day": one.day.isoformat(), "responses": mean}
        for one, mean in zip(days, week_means(days), strict=True)
        if mean is not None
    ]
    line = chart_of(pace).mark_line(color=STANDARD, strokeWidth=3).encode(x=x, y=y)
    words = (
        f"Column chart of responses a day, rounded, from {say_day(days[0].day)} to "
        f"{say_day(days[-1].day)}. In all: about {days[-1].total}. {say_pace(days)}"
    )
    chart = layered([bars, line] if pace else [bars], plot, height)
    return write_svg(chart, "Responses a day", words, f"chart-days-{width}")


def week_means(days: Sequence[Day]) -> list[float | None]:
    """For each day the mean of it and the six before; None where there are not as many."""
    means: list[float | None] = []
    for place, one in enumerate(days):
        if place + 1 < _WEEK:
            means.append(None)
            continue
        before = days[place - _WEEK].total if place >= _WEEK else 0
        means.append((one.total - before) / _WEEK)
    return means


def say_pace(days: Sequence[Day]) -> str:
    """How many came in the last seven days and in the seven before, in a sentence."""
    if len(days) <= 2 * _WEEK:
        return ""
    now, before, earlier = (days[-1 - back * _WEEK].total for back in range(3))
    return f"Last seven days: about {now - before}; the seven before: about {before - earlier}."


def _day_axis(days: Sequence[Day], plot: int) -> alt.Axis:
    room = max(1, plot // 70)
    step = -(-len(days) // room)
    shown = [one.day.isoformat() for one in days[::step]]
    look: dict[str, Any] = {"labelColor": QUIET, "labelFontSize": SMALL, "domainColor": INK}
    return alt.Axis(
        title=None,
        values=shown,
        ticks=False,
        labelAngle=0,
        labelPadding=8,
        labelExpr="timeFormat(toDate(datum.value), '%-d %b')",
        labelFlush=True,
        **look,
    )


def _count_axis() -> alt.Axis:
    return alt.Axis(
        title=None,
        tickCount=4,
        format="d",
        labelColor=QUIET,
        labelFontSize=SMALL,
        gridColor=GRID,
        domain=False,
        ticks=False,
    )


def say_day(day: date) -> str:
    """A day as people write it, e.g. '3 December 2026'."""
    return f"{day.day} {day:%B %Y}"


def say_short_day(day: date) -> str:
    """A day where there is little room, e.g. '3 Dec 2026'."""
    return f"{day.day} {day:%b %Y}"
