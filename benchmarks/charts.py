"""The figures of docs/benchmarks.md as charts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import altair as alt

from benchmarks.load import Rate
from benchmarks.releases import ReleaseTime
from survey_ui.releases.layers import Drawing
from survey_ui.releases.palette import GROUPS, QUIET
from survey_ui.releases.svg import write_svg

_WIDTH, _HEIGHT = 560, 300
_COLOURS = list(GROUPS[:3])
_LOG = alt.Scale(type="log")


def draw_releases(times: list[ReleaseTime], folder: Path) -> str:
    """Write releases.svg; the line of the page that shows it."""
    values = [
        {"responses": time.responses, "seconds": spent.seconds, "what": what}
        for time in times
        for what, spent in (("release", time.release), ("export", time.export))
    ]
    told = "Seconds of a release and of an export, by the number of responses"
    chart = _lines(
        values,
        x=alt.X("responses:Q", title="responses", scale=_LOG, axis=_axis(3, 6)),
        y=alt.Y("seconds:Q", title="seconds", scale=_LOG, axis=_axis(-1, 2)),
        what=["release", "export"],
    )
    return _write(chart, told, "releases", folder)


def draw_journey(turned: Mapping[int, Rate], folder: Path) -> str:
    """Write journey.svg; the line of the page that shows it."""
    values = [
        {"clients": f"{clients}", "ms": ms, "what": what}
        for clients, rate in turned.items()
        for what, ms in (("p50", rate.p50_ms), ("p95", rate.p95_ms), ("p99", rate.p99_ms))
    ]
    told = "Milliseconds of a reply on the journey, by the number of clients"
    chart = _lines(
        values,
        x=alt.X("clients:O", title="clients", sort=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("ms:Q", title="milliseconds", scale=_LOG, axis=_axis(-1, 2)),
        what=["p50", "p95", "p99"],
    )
    return _write(alt.layer(chart, *_goal(50, "goal for p99")), told, "journey", folder)


def draw_memory(looks: Sequence[tuple[float, float, float]], folder: Path) -> str:
    """Write memory.svg from minutes and the MB of server and worker; the line that shows it."""
    values = [
        {"minute": minute, "mb": held, "what": what}
        for minute, *both in looks
        for what, held in zip(("server", "worker"), both, strict=True)
    ]
    told = "Megabytes that a server and a worker hold, minute by minute"
    chart = _lines(
        values,
        x=alt.X("minute:Q", title="minutes", axis=alt.Axis(tickMinStep=5)),
        y=alt.Y("mb:Q", title="MB"),
        what=["server", "worker"],
        points=False,
    )
    return _write(chart, told, "memory", folder)


def _goal(at: float, said: str) -> Sequence[alt.Chart]:
    """A line across, and what it is."""
    base = alt.Chart(alt.InlineData(values=[{"at": at, "said": said}])).encode(y="at:Q")
    words = base.mark_text(align="left", dx=4, dy=-7, color=QUIET).encode(
        text="said:N", x=alt.value(0)
    )
    return base.mark_rule(strokeDash=[6, 4], color=QUIET), words


def _axis(first: int, last: int) -> alt.Axis:
    """Powers of ten."""
    return alt.Axis(values=[10.0**power for power in range(first, last + 1)], format=",~")


def _lines(
    values: list[dict[str, object]], *, x: alt.X, y: alt.Y, what: list[str], points: bool = True
) -> alt.Chart:
    colour = alt.Color(
        "what:N", sort=what, legend=alt.Legend(title=None), scale=alt.Scale(range=_COLOURS)
    )
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=values), width=_WIDTH, height=_HEIGHT)
        .mark_line(point=alt.OverlayMarkDef(size=60) if points else False, strokeWidth=2.5)
        .encode(x=x, y=y, color=colour)
    )
    return drawn


def _write(chart: alt.Chart | Drawing, told: str, name: str, folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    heading = alt.TitleParams(text=told, anchor="start")
    drawn = write_svg(chart, told, "The numbers stand in the table below.", name, heading)
    (folder / f"{name}.svg").write_text(drawn, encoding="utf-8")
    return f"![{told}](benchmarks/{name}.svg)\n"
