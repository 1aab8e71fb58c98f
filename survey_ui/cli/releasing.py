"""Verbs that make releases and hand out what they are made of."""

from __future__ import annotations

from pathlib import Path

import click

import survey_api
from survey_api import Settings, audit, london_day
from survey_api.clock import utc_now
from survey_ui import waiting
from survey_ui.cli.frame import (
    DIFFERS_EXIT,
    find_survey,
    json_option,
    main,
    private_file,
    run,
    survey_option,
    who_types,
    with_store,
)
from survey_ui.console import progress, say, say_json


@main.command()
@with_store
@survey_option
@click.argument("wave", required=False)
@click.option("--interim", is_flag=True, help="A look before the wave has closed.")
@click.option("--verify", metavar="RELEASE", help="Make this one again and compare; store nothing.")
@json_option
@click.pass_context
def release(
    context: click.Context,
    settings: Settings,
    survey_id: str | None,
    wave: str | None,
    interim: bool,
    verify: str | None,
    as_json: bool,
) -> None:
    """Make the protected tables of a WAVE, by default the open one, and freeze them.

    While the wave is open the release is interim, whether --interim is given or not. With --verify
    a release is made again from the same cut: exit code 0 if it comes out the same, 8 if not.
    """
    if verify:
        found = run(_verify(settings, verify))
        _say_verified(found, as_json=as_json)
        context.exit(0 if found.same else DIFFERS_EXIT)
    survey = find_survey(settings, survey_id)
    scorer = survey_api.text_scorer(settings.models)

    async def make() -> survey_api.Release:
        now = utc_now()
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            with progress() as bar:
                await waiting.score_all(store, now, bar, scorer)
            wave_id = wave or survey.latest_wave(london_day(now)).id
            still_open = survey.wave(wave_id).closes >= london_day(now)
            return await survey_api.make_release(
                store, survey, wave_id, now=now, interim=interim or still_open, by=who_types()
            )

    made = run(make())
    if as_json:
        say_json(made.summary)
        return
    say(f"Release {made.summary.id} ({made.summary.status.value}): {len(made.tables)} tables.")
    for note in made.notes:
        say(f"  {note}")


async def _verify(settings: Settings, release_id: str) -> survey_api.Verified:
    async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
        stored = await _find_release(store, release_id)
        survey = find_survey(settings, stored.summary.survey)
        return await survey_api.verify_release(store, survey, stored)


async def _find_release(store: survey_api.Store, release_id: str) -> survey_api.Release:
    found = await store.get_release(release_id)
    if found is None:
        raise survey_api.NotFound(f"There is no release '{release_id}'.")
    return found


def _say_verified(found: survey_api.Verified, *, as_json: bool) -> None:
    if as_json:
        say_json(found)
        return
    if found.same:
        say(f"{found.release}, made again: the same, byte for byte.")
        return
    say(f"{found.release}, made again, is not the same. It differs in:")
    for line in found.differences:
        say(f"  {line}")
    say("Why that may be:")
    for line in found.reasons:
        say(f"  {line}")


@main.command()
@with_store
@json_option
def releases(settings: Settings, as_json: bool) -> None:
    """List the releases, newest first, and whether each may be published."""

    async def read() -> list[tuple[survey_api.ReleaseSummary, survey_api.Standing]]:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            return [
                (one, await survey_api.find_standing(store, one.id))
                for one in await store.list_releases()
            ]

    found = run(read())
    if as_json:
        say_json([{"release": one, "sign_off": standing} for one, standing in found])
        return
    for one, standing in found:
        made = f"{one.made_at:%Y-%m-%d}"
        say(f"{one.id}  {one.status.value}, made {made}, {one.responses:,} responses: "
            f"{standing.value}")  # fmt: skip


@main.command()
@with_store
@click.argument("release_id", metavar="RELEASE")
@click.argument("table")
@click.argument("cell")
@json_option
def explain(settings: Settings, release_id: str, table: str, cell: str, as_json: bool) -> None:
    """Say where a published number comes from and how many responses stand behind it.

    CELL is row:column, e.g. P:positive; the row All is everybody.
    """
    from survey_ui.releases import explain_cell

    async def find() -> survey_api.Provenance:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            stored = await _find_release(store, release_id)
        return survey_api.provenance(stored, *survey_api.find_cell(stored, table, cell))

    found = run(find())
    if as_json:
        say_json(found)
        return
    for line in explain_cell(found):
        say(line)


@main.command()
@with_store
@survey_option
@click.argument("wave", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def microdata(settings: Settings, survey_id: str | None, wave: str | None, out: Path) -> None:
    """Write one row per response (no verbatims) and the codebook, for an analyst. NOT protected."""
    survey = find_survey(settings, survey_id)

    async def write() -> list[Path]:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            now = utc_now()
            wave_id = wave or survey.latest_wave(london_day(now)).id
            which = f"{survey.id} {survey.wave(wave_id).id}"
            event = audit.Event(who=who_types(), what="exported microdata", which=which)
            await audit.record(store, event, now)
            found = await survey_api.read_microdata(store, survey, wave_id)
        described = survey.wave(wave_id)
        plain = survey_api.write_microdata(found, out)
        return [*plain, *survey_api.write_labelled(found, out, survey, described)]

    for path in run(write()):
        say(str(path))


@main.command()
@with_store
@survey_option
@click.argument("wave", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@json_option
def export(
    settings: Settings, survey_id: str | None, wave: str | None, out: Path, as_json: bool
) -> None:
    """Write a WAVE's responses to one CSV, answers in words, a row each. NOT protected.

    No verbatims, ids or teams are in it. Any number of responses takes the same memory. Says how
    many rows were written, and the checksum that sha256sum gives.
    """
    survey = find_survey(settings, survey_id)

    async def write() -> survey_api.Exported:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            now = utc_now()
            described = survey.wave(wave or survey.latest_wave(london_day(now)).id)
            which = f"{survey.id} {described.id}"
            event = audit.Event(who=who_types(), what="exported responses", which=which)
            await audit.record(store, event, now)
            with private_file(out) as file:
                return await survey_api.export_responses(store, survey, described.id, now, file)

    done = run(write())
    if as_json:
        say_json(done)
        return
    left_out = f" {done.left_out:,} could not be read." if done.left_out else ""
    say(f"Wrote {done.rows:,} rows of {done.columns} columns to {out}.{left_out}")
    say(f"sha256 {done.sha256}")
