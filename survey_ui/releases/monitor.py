"""The fieldwork monitor: who answers beside who there is, quotas, the pace, where people stop."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from litestar import get
from litestar.response import Response, Template

from survey_api import (
    Monitor,
    Survey,
    audit,
    find_standing,
    helplines_note,
    london_day,
    read_monitor,
)
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_ui.releases.coverage_file import write_coverage
from survey_ui.releases.day_chart import draw_both, say_day, say_pace, say_short_day
from survey_ui.releases.downloads import MEDIA_TYPES
from survey_ui.releases.figures import say_cell, say_interval, say_number
from survey_ui.releases.frame import draft_notice, render
from survey_ui.releases.prospects import (
    say_accounted,
    say_count,
    say_expected,
    say_range,
    say_ratio,
    say_ratio_interval,
    say_verdict,
)
from survey_ui.releases.waves import find_wave

_SAYING: dict[str, Any] = {
    "say_cell": say_cell,
    "say_interval": say_interval,
    "say_number": say_number,
    "say_accounted": say_accounted,
    "say_count": say_count,
    "say_expected": say_expected,
    "say_range": say_range,
    "say_ratio": say_ratio,
    "say_ratio_interval": say_ratio_interval,
    "say_verdict": say_verdict,
    "say_day": say_day,
    "say_short_day": say_short_day,
}


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
    monitor = await read_monitor(store, survey, wave.id, now)
    coverage = monitor.coverage
    standing = await find_standing(store, coverage.release.id) if coverage else None
    return render(
        "releases/fieldwork.html",
        title=f"Fieldwork: {wave.title}",
        account=account,
        survey=survey,
        wave=wave,
        monitor=monitor,
        coverage=coverage,
        not_signed=draft_notice(standing) if standing else "",
        to_check=helplines_note(survey, london_day(now)),
        simulated=made_up(monitor),
        days=tuple(reversed(monitor.days)),
        pace=say_pace(monitor.days),
        charts=await asyncio.to_thread(draw_both, monitor.days),
        **_SAYING,
    )


@get("/fieldwork/{survey_id:str}/{wave_id:str}/coverage.csv", opt={"right": Right.READ_FIELDWORK})
async def get_coverage(
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Response[str]:
    """Who has answered beside who there is, and the quotas, for a spreadsheet."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    monitor = await read_monitor(store, survey, wave.id, now)
    event = audit.Event(
        who=account.name, what="downloaded the coverage", which=f"{survey.id} {wave.id}"
    )
    await audit.record(store, event, now)
    marked = "simulated-" if monitor.simulated else ""
    name = f"{marked}{survey.id}-{wave.id}-coverage.csv"
    return Response(
        write_coverage(monitor),
        media_type=MEDIA_TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def made_up(monitor: Monitor) -> str:
    """What must stand over it where simulated responses are in it; without an exact number."""
    if monitor.all_simulated:
        return "All responses are simulated. No real person gave them."
    if monitor.simulated:
        return "Some of the responses are simulated. No real person gave those."
    return ""
