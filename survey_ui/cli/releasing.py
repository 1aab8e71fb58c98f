"""Verbs that make releases and hand out what they are made of."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

import survey_api
from survey_api import Settings, london_day
from survey_api.app import utc_now
from survey_ui import demo as demo_store
from survey_ui.cli.frame import (
    find_survey,
    json_option,
    main,
    run,
    survey_option,
    with_store,
)
from survey_ui.console import progress, say, say_json


@main.command()
@with_store
@survey_option
@click.argument("wave", required=False)
@click.option("--interim", is_flag=True, help="A look before the wave has closed.")
@json_option
def release(
    settings: Settings, survey_id: str | None, wave: str | None, interim: bool, as_json: bool
) -> None:
    """Make the protected tables of a WAVE, by default the open one, and freeze them.

    While the wave is open the release is interim, whether --interim is given or not.
    """
    survey = find_survey(settings, survey_id)

    async def make() -> survey_api.Release:
        now = utc_now()
        async with survey_api.open_store(settings.store) as store:
            with progress() as bar:
                await demo_store.score_all(store, now, bar)
            wave_id = wave or survey.latest_wave(london_day(now)).id
            still_open = survey.wave(wave_id).closes >= london_day(now)
            return await survey_api.make_release(
                store, survey, wave_id, now=now, interim=interim or still_open
            )

    made = run(make())
    if as_json:
        say_json(made.summary)
        return
    say(f"Release {made.summary.id} ({made.summary.status.value}): {len(made.tables)} tables.")
    for note in made.notes:
        say(f"  {note}")


@main.command()
@with_store
@click.argument("release_id", metavar="RELEASE")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def bundle(settings: Settings, release_id: str, out: Path) -> None:
    """Write a release into a folder: each table as CSV, JSON and chart, and a page to read."""
    from survey_ui.releases import write_bundle  # charts take seconds to import

    async def write() -> int:
        async with survey_api.open_store(settings.store, create=False) as store:
            found = await store.get_release(release_id)
        if found is None:
            raise survey_api.NotFound(f"There is no release '{release_id}'.")
        return len(await asyncio.to_thread(write_bundle, found, out))

    say(f"Wrote {run(write())} files to {out}.")


@main.command()
@with_store
@survey_option
@click.argument("wave", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def microdata(settings: Settings, survey_id: str | None, wave: str | None, out: Path) -> None:
    """Write one row per response (no verbatims) and the codebook, for an analyst. NOT protected."""
    survey = find_survey(settings, survey_id)

    async def write() -> list[Path]:
        async with survey_api.open_store(settings.store, create=False) as store:
            wave_id = wave or survey.latest_wave(london_day(utc_now())).id
            found = await survey_api.read_microdata(store, survey, wave_id)
        return survey_api.write_microdata(found, out)

    for path in run(write()):
        say(str(path))
