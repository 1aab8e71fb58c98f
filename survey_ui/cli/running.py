"""Verbs that check, set up and run the product."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

import survey_api
from survey_api import Settings, campaigns, safeguarding
from survey_api.clock import utc_now
from survey_api.mailing import read_mailer
from survey_ui import demo as demo_store
from survey_ui.cli.burden_table import show_burden
from survey_ui.cli.frame import (
    contacts_of,
    find_survey,
    json_option,
    main,
    port_option,
    run,
    survey_option,
    with_store,
)
from survey_ui.console import progress, say, say_json


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--burden", is_flag=True, help="Say how much it asks of people, and hold it to its limits."
)
@json_option
def check(folder: Path | None, burden: bool, as_json: bool) -> None:
    """Check a folder of surveys: dead ends, dangling conditions, missing wording, reused ids."""
    surveys = survey_api.load_surveys(folder or Settings.from_env().surveys)
    findings = [f for survey in surveys.values() for f in survey_api.check_survey(survey)]
    for survey in surveys.values():
        survey_api.check_monitor(survey, survey_api.load_plan(survey))
        safeguarding.load_duty(survey)
        campaigns.load_campaigns(survey)
    asked = {id_: survey_api.measure_burden(one) for id_, one in surveys.items() if burden}
    if as_json:
        say_json({"surveys": list(surveys), "findings": findings, "burden": asked})
        return
    for id_, found in asked.items():
        show_burden(found)
        survey_api.hold_to_limits(surveys[id_], found)
    for survey in surveys.values():
        if note := survey_api.helplines_note(survey, survey_api.london_day(utc_now())):
            click.echo(note, err=True)
    for finding in findings:
        say(f"{finding.path}: {finding.message}")
    say(f"{len(surveys)} survey checked, nothing wrong that would stop it.")


@main.command()
@with_store
def migrate(settings: Settings) -> None:
    """Bring the store up to the tables this version needs; making it if it is not there."""
    applied = run(survey_api.migrate(settings.store, settings.sealing))
    say("\n".join(f"Applied {name}" for name in applied) or "Nothing to do: it is up to date.")


@main.command("copy-store")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@json_option
def copy_store(source: str, target: str, as_json: bool) -> None:
    """Copy a store to another address, from or to SQLite or PostgreSQL, and compare every table.

    FROM may also be a key store or contacts, which lie apart and are copied one by one. What is
    sealed stays sealed. Stop all servers and workers first; TO must be empty.
    """
    copied = run(survey_api.copy_store(source, target))
    if as_json:
        say_json({"tables": copied})
        return
    for one in copied:
        say(f"{one.table:20} {one.rows:>12,} rows  {one.checksum[:16]}")
    say(f"Copied {sum(one.rows for one in copied):,} rows; every table is the same as it was.")


@main.command()
@with_store
@click.option("--host", default="127.0.0.1", show_default=True)
@port_option
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help="Server processes.",
)
@click.option(
    "--with-worker", is_flag=True, help="Screen and score texts and make interim releases too."
)
def serve(settings: Settings, host: str, port: int, workers: int, with_worker: bool) -> None:
    """Serve the pages and the JSON API."""
    from survey_ui.serve import serve_forever  # pages and charts take seconds to import

    serve_forever(settings, host=host, port=port, workers=workers, with_worker=with_worker)


@main.command()
@with_store
@click.option("--once", is_flag=True, help="Screen and score what waits, then stop.")
def worker(settings: Settings, once: bool) -> None:
    """Screen and score what comes in, alarm the duty lead, make interim releases and purge."""
    scorer = survey_api.text_scorer(settings.models)
    mailer = read_mailer(settings.smtp, settings.smtp_from, settings.address)
    contacts = contacts_of(settings)

    async def work() -> None:
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            surveys = survey_api.load_surveys(settings.surveys)
            await survey_api.check_anonymity(store, surveys)
            if not once:
                from survey_ui.serve import work_until_stopped

                await work_until_stopped(store, surveys, contacts, scorer, mailer)
                return
            with progress() as bar:
                await demo_store.screen_all(store, surveys, utc_now(), bar)
                scored = await demo_store.score_all(store, utc_now(), bar, scorer)
            say(f"Scored the texts of {scored} responses.")

    run(work())


@main.command()
@with_store
@survey_option
@click.option("--responses", default=1200, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option("--seed", default=1, show_default=True, help="The same seed, the same responses.")
@click.option("--all-waves", is_flag=True, help="Fill and release the waves before it too.")
@click.option("--serve", "then_serve", is_flag=True, help="Serve the demo afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@port_option
def demo(
    settings: Settings,
    survey_id: str | None,
    responses: int,
    seed: int,
    all_waves: bool,
    then_serve: bool,
    host: str,
    port: int,
) -> None:
    """Fill a store with simulated responses, score and release them."""
    survey = find_survey(settings, survey_id)

    async def fill() -> tuple[survey_api.Release, str]:
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            await survey_api.check_anonymity(store, {survey.id: survey})
            with progress() as bar:
                now = utc_now()
                release = await demo_store.fill_demo(
                    store,
                    survey,
                    responses=responses,
                    seed=seed,
                    now=now,
                    progress=bar,
                    scorer=survey_api.text_scorer(settings.models),
                    all_waves=all_waves,
                )
            return release, await demo_store.demo_account(store, settings, now)

    release, password = run(fill())
    say(demo_store.what_to_look_at(release.summary, password, f"http://{host}:{port}"))
    if then_serve:
        # Whoever tries the demo is let in by its password alone.
        from survey_ui.serve import serve_forever

        trying = msgspec.structs.replace(settings, second_factor=False)
        serve_forever(trying, host=host, port=port, workers=1, with_worker=True)
