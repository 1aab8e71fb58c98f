"""The charts of a pack: each drawn once, then used on the page, on paper and as a file."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple

from markupsafe import Markup

from survey_ui.pack.contents import Pack, ShownTable
from survey_ui.releases.charts import NARROW, WIDE, draw_chart

_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

_TALLEST = 1.75  # height over width; above that, letters on A4 get smaller than 6 points


class Picture(NamedTuple):
    """A chart for a desk and for a phone."""

    wide: str
    narrow: str


def draw_pictures(pack: Pack) -> dict[str, Picture]:
    """Table id -> chart, for every chart that a part shows."""
    return {
        shown.table.id: Picture(draw_chart(shown.whole, WIDE), draw_chart(shown.whole, NARROW))
        for part in pack.parts
        for shown in part.tables
        if shown.drawn
    }


def draw_files(pack: Pack) -> dict[str, str]:
    """Table id -> chart that can stand alone, in somebody's slides, for every table with one."""
    charts = {
        one.table.id: draw_chart(one.table, WIDE, standing=pack.notice or one.table.base_note)
        for one, _ in pack.numbered()
    }
    return {table_id: chart for table_id, chart in charts.items() if chart}


def on_screen(shown: ShownTable, picture: Picture) -> Markup:
    """The chart in a page: the reader's window decides which of the two is seen."""
    return Markup(
        '<figure class="pack-figure"><div class="pack-figure__wide">{}</div>'
        '<div class="pack-figure__narrow">{}</div>{}</figure>'
    ).format(Markup(picture.wide), Markup(picture.narrow), _caption(shown))


def on_paper(shown: ShownTable, picture: Picture) -> Markup:
    """The chart as one figure with its description, as a tagged PDF wants it.

    A chart too tall to be read on one page is named instead.
    """
    view = _VIEW.search(picture.wide)
    if view and float(view[2]) / float(view[1]) > _TALLEST:
        return Markup('<p class="pack-quiet">The chart is too tall for paper: see {}.</p>').format(
            f"charts/{shown.table.id}.svg"
        )
    roomy = _VIEW.sub(_with_room, picture.wide, count=1)
    address = "data:image/svg+xml;base64," + base64.b64encode(roomy.encode()).decode()
    return Markup('<figure class="pack-figure"><img src="{}" alt="{}">{}</figure>').format(
        address, shown.description, _caption(shown)
    )


def _with_room(view: re.Match[str]) -> str:
    """The words at its right end have room even in the widest of the fonts we name."""
    return f'viewBox="0 0 {round(float(view[1]) * 1.05)} {view[2]}"'


def _caption(shown: ShownTable) -> Markup:
    if not shown.hint:
        return Markup("")
    return Markup('<figcaption class="pack-quiet">{}</figcaption>').format(shown.hint)
