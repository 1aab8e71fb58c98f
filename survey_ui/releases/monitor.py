"""The fieldwork monitor: how many answer, day by day, and where they stop. Counts only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import altair as alt
from litestar import get
from litestar.response import Template

from survey_api import Fieldwork, Survey, fill, helplines_note, london_day
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_ui.releases.charts import NARROW
from survey_ui.releases.frame import render, simulated_notice
from survey_ui.releases.layers import SMALL, chart_of
from survey_ui.releases.palette import GRID, INK, MAIN, QUIET
from survey_ui.releases.svg import write_svg
from survey_ui.releases.waves import find_wave

_WIDE = 1110  # pixels: the whole page; nothing stands beside this chart


class BreakOff(NamedTuple):
    """A page where people stopped, and how many did."""

    page: str
    title: str
    drafts: int
    share: float  # of the page where most stopped, 0 to 100


@get("/fieldwork/{survey_id:str}/{wave_id:str}", opt={"right": Right.READ_FIELDWORK})
async def show_fieldwork(
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Template:
    """How the fieldwork of a wave stands."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    standing = await store.count_fieldwork(survey.id, wave.id)
    days = _every_day(standing.by_day)
    return render(
        "releases/fieldwork.html",
        title=f"Fieldwork: {wave.title}",
        account=account,
        survey=survey,
        wave=wave,
        standing=standing,
        to_check=helplines_note(survey, london_day(now)),
        simulated=simulated_notice(standing),
        days=tuple(reversed(days)),
        charts=await asyncio.to_thread(draw_both, days),
        break_offs=_break_offs(survey, standing),
    )


def _every_day(by_day: Sequence[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    """The days in order, with a zero for those between on which nobody answered."""
    counts = dict(by_day)
    if not counts:
        return ()
    first, last = min(counts), max(counts)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple((day, counts.get(day, 0)) for day in days)


def _break_offs(survey: Survey, standing: Fieldwork) -> tuple[BreakOff, ...]:
    wording = survey.wording("en")
    most = max(standing.break_off_pages.values(), default=0)
    found = []
    for page, drafts in sorted(standing.break_off_pages.items(), key=lambda item: -item[1]):
        words = wording.pages.get(page)
        item = wording.items.get(page)
        title = (words.title if words else "") or (item.question if item else "") or page
        said = fill(title, wording.pipes, {})
        found.append(BreakOff(page, said, drafts, 100 * drafts / most if most else 0.0))
    return tuple(found)


def draw_both(days: Sequence[tuple[date, int]]) -> dict[str, str]:
    """The chart of responses a day for a desk and for a phone; none when there are no days."""
    if not days:
        return {}
    return {"wide": draw_days(days, _WIDE), "narrow": draw_days(days, NARROW)}


def draw_days(days: Sequence[tuple[date, int]], width: int) -> str:
    """Responses a day as SVG text: a column a day."""
    plot, height = width - 44, 200
    data = [{"day": day.isoformat(), "responses": count} for day, count in days]
    most = max(days, key=lambda day: day[1])
    base = chart_of(data)
    bars = base.mark_bar(color=MAIN, width={"band": 0.8}).encode(
        x=alt.X("day:O", axis=_day_axis(days, plot), scale=alt.Scale(padding=0.05)),
        y=alt.Y("responses:Q", axis=_count_axis(), scale=alt.Scale(domainMin=0, nice=4)),
    )
    title = "Responses a day"
    words = (
        f"Column chart of responses a day, from {_say(days[0][0])} to {_say(days[-1][0])}. "
        f"Most on {_say(most[0])}: {most[1]}. In all: {sum(count for _, count in days)}."
    )
    chart = bars.properties(width=plot, height=height)
    return write_svg(chart, title, words, f"chart-days-{width}")


def _day_axis(days: Sequence[tuple[date, int]], plot: int) -> alt.Axis:
    room = max(1, plot // 70)
    step = -(-len(days) // room)
    shown = [day.isoformat() for day, _ in days[::step]]
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


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
