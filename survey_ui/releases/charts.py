"""SummaryTable → SVG: what the strategy team looks at, drawn on the server."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict

import altair as alt
import msgspec
from altair.utils.schemapi import debug_mode

from analysis import SummaryTable
from survey_ui.releases.bars import draw_bars, draw_stacked
from survey_ui.releases.comparing import draw_differences
from survey_ui.releases.describe import describe_table, nothing_to_draw
from survey_ui.releases.journey import draw_journey
from survey_ui.releases.layers import Drawing, wrapped
from survey_ui.releases.palette import QUIET
from survey_ui.releases.running import draw_run
from survey_ui.releases.svg import write_svg
from survey_ui.releases.waits import draw_curves, draw_intervals

WIDE, NARROW = 840, 312  # pixels: beside the filters on a desk, and a phone of 375


def draw_chart(table: SummaryTable, width: int, *, standing: str = "") -> str:
    """The chart of a table as SVG text; '' where there is nothing to draw or no chart is meant.

    `standing` is what the chart must carry when it stands alone, e.g. in somebody's slides:
    then its title, `standing` and its source are drawn into it.
    """
    if not table.chart or nothing_to_draw(table):
        return ""
    with debug_mode(False):  # no look at the schema: tests have one at every kind of chart
        chart = _drawn(table, width)
        heading = _heading(table, width, standing) if standing else None
        name = f"chart-{table.id}-{width}{'-alone' if standing else ''}"
        return write_svg(chart, table.title, describe_table(table), name, heading)


def _drawn(table: SummaryTable, width: int) -> Drawing:
    match table.chart:
        case "curves" if any(curve.hours for curve in table.curves):
            return draw_curves(table, width)
        case "curves" | "intervals":
            return draw_intervals(table, width)
        case "journey":
            return draw_journey(table, width)
        case "differences":
            return draw_differences(table, width)
        case "run":
            return draw_run(table, width)
        case "stacked":
            return draw_stacked(table, width)
        case kind:
            return draw_bars(table, width, ranked=kind == "ranked")


def _heading(table: SummaryTable, width: int, standing: str) -> alt.TitleParams:
    return alt.TitleParams(
        wrapped(table.title, width, 18),
        subtitle=[line for text in (standing, table.source) for line in wrapped(text, width, 13)],
        anchor="start",
        frame="bounds",
        offset=24,
        fontSize=18,
        subtitleFontSize=13,
        subtitleColor=QUIET,
        subtitlePadding=8,
    )


class ChartCache:
    """Charts already drawn. A release never changes, so neither do its charts."""

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._drawn: OrderedDict[tuple[str, bytes, int, str], str] = OrderedDict()

    async def chart(
        self, release: str, table: SummaryTable, width: int, *, standing: str = ""
    ) -> str:
        """What draw_chart gives, drawn in a thread the first time and remembered.

        The table itself is part of the key, so one whose rows were filtered has its own chart.
        """
        digest = hashlib.blake2b(msgspec.msgpack.encode(table), digest_size=16).digest()
        key = (release, digest, width, standing)
        if key not in self._drawn:
            self._drawn[key] = await asyncio.to_thread(draw_chart, table, width, standing=standing)
            while len(self._drawn) > self._size:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(key)
        return self._drawn[key]
