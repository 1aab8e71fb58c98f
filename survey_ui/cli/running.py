"""Verbs that check, set up and run the product."""

from __future__ import annotations

from pathlib import Path

import click

import survey_api
from survey_api import Settings, campaigns, safeguarding
from survey_api.clock import utc_now
from survey_api.mailing import read_mailer
from survey_ui import waiting
from survey_ui.cli.burden_table import show_burden
from survey_ui.cli.frame import (
    contacts_of,
    json_option,
    main,
    port_option,
    run,
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
        findings += campaigns.check_letters(survey, campaigns.load_campaigns(survey))
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
                await waiting.screen_all(store, surveys, utc_now(), bar)
                scored = await waiting.score_all(store, utc_now(), bar, scorer)
            say(f"Scored the texts of {scored} responses.")

    run(work())
