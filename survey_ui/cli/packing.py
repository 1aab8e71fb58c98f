"""The verb that writes the evidence pack."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

import survey_api
from survey_api import Settings, audit
from survey_api.clock import utc_now
from survey_ui.cli.frame import main, run, who_types, with_store
from survey_ui.console import say

if TYPE_CHECKING:
    from survey_ui.pack import Written


@main.command()
@with_store
@click.argument("release_id", metavar="RELEASE")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def pack(settings: Settings, release_id: str, out: Path) -> None:
    """Write the evidence pack of a release into a folder.

    A page to read, a PDF, workbooks, "you said, we did", and each table as CSV, JSON and chart.
    A release that is not signed off is marked as a draft everywhere and has no page for the public.
    """
    from survey_ui.pack import write_pack  # charts take seconds to import

    async def write() -> Written:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            found = await store.get_release(release_id)
            if found is None:
                raise survey_api.NotFound(f"There is no release '{release_id}'.")
            standing = await survey_api.find_standing(store, release_id)
            event = audit.Event(who=who_types(), what="exported a pack", which=release_id)
            await audit.record(store, event, utc_now())
        surveys = survey_api.load_surveys(settings.surveys)
        survey = surveys.get(found.summary.survey)
        if survey is None:
            raise survey_api.NotFound(f"There is no survey '{found.summary.survey}'.")
        return await asyncio.to_thread(write_pack, found, survey, out, standing)

    written = run(write())
    if written.left_out:
        click.echo(written.left_out, err=True)
    say(f"Wrote {len(written.paths)} files to {out}.")
