"""The verb that says how fieldwork stands."""

from __future__ import annotations

from pathlib import Path

import click

import survey_api
from survey_api import Breakdown, Coverage, Monitor, Settings, london_day
from survey_api.clock import utc_now
from survey_ui.cli.frame import (
    find_survey,
    json_option,
    main,
    private_file,
    run,
    survey_option,
    with_store,
)
from survey_ui.console import say, say_json
from survey_ui.releases.coverage_file import write_coverage
from survey_ui.releases.day_chart import say_day, say_pace
from survey_ui.releases.figures import say_figure
from survey_ui.releases.monitor import made_up
from survey_ui.releases.prospects import (
    say_accounted,
    say_count,
    say_range,
    say_ratio,
    say_ratio_interval,
)


@main.command()
@with_store
@survey_option
@click.argument("wave", required=False)
@click.option("--csv", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write a CSV.")
@json_option
def monitor(
    settings: Settings, survey_id: str | None, wave: str | None, out: Path | None, as_json: bool
) -> None:
    """Say how the fieldwork of a WAVE stands, by default the open one.

    Groups that nobody of has answered come first, then quotas, then who has answered beside who
    there is, and where people stop. Groups are told from the newest release, rounded and protected;
    the total is that of the end of yesterday. Quotas warn: no answer is ever refused by one.
    """
    survey = find_survey(settings, survey_id)

    async def read() -> Monitor:
        now = utc_now()
        wave_id = wave or survey.latest_wave(london_day(now)).id
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            return await survey_api.read_monitor(store, survey, wave_id, now)

    found = run(read())
    if out is not None:
        with private_file(out) as file:
            file.write(write_coverage(found).encode())
    if as_json:
        say_json(found)
        return
    _say_monitor(found)
    if out is not None:
        say(f"Wrote {out}.")


def _say_monitor(found: Monitor) -> None:
    if note := made_up(found):
        say(note)
    say(f"Responses by the end of yesterday: about {found.responses:,}. {say_pace(found.days)}")
    if found.coverage is None:
        say(f"Groups are told from the first release with at least {found.least} responses.")
        return
    _say_coverage(found.coverage)


def _say_coverage(coverage: Coverage) -> None:
    release = coverage.release
    say(
        f"Groups are told from release {release.id}, up to {say_day(coverage.cut)}, to the "
        f"nearest {coverage.rounding}."
    )
    say(f"Teams whose link was used: {say_accounted(coverage.teams)}")
    for one in coverage.breakdowns:
        if one.not_reached:
            say(f"Nobody yet, {one.title}: {', '.join(group.title for group in one.not_reached)}")
    for quota in coverage.quotas:
        expected = f", expected {say_range(quota.expected)}" if quota.expected else ""
        say(
            f"Quota {quota.said}: {quota.group} {say_count(quota)} of {quota.wanted} by "
            f"{say_day(quota.due)}{expected}"
        )
    for one in coverage.breakdowns:
        _say_breakdown(one)
    for stops in coverage.stops:
        hidden = f"{stops.hidden} hidden" if stops.hidden else ""
        shown = [f"{title} {number:,.0f}" for title, number in stops.shown]
        say(f"{stops.title}: {', '.join(filter(None, [*shown, hidden])) or 'nobody'}")


def _say_breakdown(one: Breakdown) -> None:
    beside = f"; population: {one.counts}, {one.source} ({one.mark})" if one.source else ""
    say(f"{one.title} (shares of {one.among}{beside})")
    for group in one.groups:
        line = f"  {group.title[:40]:42}{say_count(group):>8}  {say_figure(group.share, '%'):16}"
        if group.population is not None:
            line += f" of {group.population:4.1f}%  {say_ratio(group.ratio):>4}"
            line += f" ({interval})" if (interval := say_ratio_interval(group.ratio)) else ""
        if group.rate is not None:
            line += f"  rate {say_range(group.rate, '%')} of {group.invited:,} persons"
        say(line.rstrip())
