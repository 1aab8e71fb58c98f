"""The `survey` command: each verb reads its options, makes one call and says what came of it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

import survey_api
from analysis import AnalysisError
from survey_api import Settings, Survey, SurveyError, london_day
from survey_api.app import utc_now
from survey_ui import demo as demo_store
from survey_ui.console import counting, progress, say, say_json
from survey_ui.serve import serve_forever, work_until_stopped

T = TypeVar("T")

ANALYSIS_EXIT = 7


class _Verbs(click.Group):
    """Turns the product's errors into one line and an exit code; never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SurveyError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
        except AnalysisError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(ANALYSIS_EXIT)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="family-experience-survey")
def main() -> None:
    """Collect families' experience of reporting a missing child, and publish safe tables of it.

    Settings come from the environment (SURVEY_STORE, SURVEY_SURVEYS, SURVEY_SECRET, SURVEY_HTTPS,
    SURVEY_EXIT_URL); --store names another store for one call.

    Exit codes: 0 done, 1 our defect, 2 bad input, 3 broken survey folder, 4 store unavailable,
    5 not found, 6 refused, 7 the analysis cannot be made.
    """


def _with_store(command: Callable[..., T]) -> Callable[..., T]:
    """Adds --store, and hands the command `settings` for it."""

    @click.option("--store", metavar="URL", help="Store to use, e.g. sqlite:///survey.db.")
    @wraps(command)
    def wrapped(*, store: str | None, **options: Any) -> T:
        settings = Settings.from_env()
        if store:
            settings = msgspec.structs.replace(settings, store=store)
        return command(settings=settings, **options)

    return wrapped


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def _survey(settings: Settings, survey_id: str | None) -> Survey:
    """The survey asked for, or the only one there is."""
    surveys = survey_api.load_surveys(settings.surveys)
    if survey_id is None and len(surveys) == 1:
        return next(iter(surveys.values()))
    if survey_id not in surveys:
        raise survey_api.NotFound(f"Name one of the surveys with --survey: {', '.join(surveys)}.")
    return surveys[survey_id]


_survey_option = click.option("--survey", "survey_id", metavar="ID", help="Which survey.")
_port_option = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535)
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@_json_option
def check(folder: Path | None, as_json: bool) -> None:
    """Check a folder of surveys: dead ends, dangling conditions, missing wording, reused ids."""
    surveys = survey_api.load_surveys(folder or Settings.from_env().surveys)
    findings = [f for survey in surveys.values() for f in survey_api.check_survey(survey)]
    for survey in surveys.values():
        survey_api.load_plan(survey)
    if as_json:
        say_json({"surveys": list(surveys), "findings": findings})
        return
    for finding in findings:
        say(f"{finding.path}: {finding.message}")
    say(f"{len(surveys)} survey checked, nothing wrong that would stop it.")


@main.command()
@_with_store
def migrate(settings: Settings) -> None:
    """Bring the store up to the tables this version needs; making it if it is not there."""
    applied = _run(survey_api.migrate(settings.store))
    say("\n".join(f"Applied {name}" for name in applied) or "Nothing to do: it is up to date.")


@main.command()
@_with_store
@click.option("--host", default="127.0.0.1", show_default=True)
@_port_option
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help="Server processes.",
)
@click.option("--with-worker", is_flag=True, help="Score texts and make interim releases too.")
def serve(settings: Settings, host: str, port: int, workers: int, with_worker: bool) -> None:
    """Serve the pages and the JSON API."""
    serve_forever(settings, host=host, port=port, workers=workers, with_worker=with_worker)


@main.command()
@_with_store
@click.option("--once", is_flag=True, help="Score what waits, then stop.")
def worker(settings: Settings, once: bool) -> None:
    """Score texts as they come in, make the daily interim release and purge what is due."""

    async def work() -> None:
        async with survey_api.open_store(settings.store) as store:
            if not once:
                await work_until_stopped(store, survey_api.load_surveys(settings.surveys))
                return
            with progress() as bar:
                scored = await demo_store.score_all(store, utc_now(), bar)
            say(f"Scored the texts of {scored} responses.")

    _run(work())


@main.command()
@_with_store
@_survey_option
@click.option("--responses", default=1200, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option("--seed", default=1, show_default=True, help="The same seed, the same responses.")
@click.option("--serve", "then_serve", is_flag=True, help="Serve the demo afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@_port_option
def demo(
    settings: Settings,
    survey_id: str | None,
    responses: int,
    seed: int,
    then_serve: bool,
    host: str,
    port: int,
) -> None:
    """Fill a store with simulated responses, score and release them."""
    survey = _survey(settings, survey_id)

    async def fill() -> tuple[survey_api.Release, str]:
        async with survey_api.open_store(settings.store) as store:
            with progress() as bar:
                now = utc_now()
                release = await demo_store.fill_demo(
                    store, survey, responses=responses, seed=seed, now=now, progress=bar
                )
            return release, await demo_store.demo_account(store, settings, now)

    release, password = _run(fill())
    say(demo_store.what_to_look_at(release.summary, password, f"http://{host}:{port}"))
    if then_serve:
        serve_forever(settings, host=host, port=port, workers=1, with_worker=True)


@main.command("import")
@_with_store
@_survey_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "columns", multiple=True, metavar="COLUMN=ITEM", required=True)
@click.option("--set", "constants", multiple=True, metavar="ITEM=VALUE", help="For every row.")
@click.option("--id", "id_column", default="", metavar="COLUMN", help="Column that names a row.")
@click.option("--source", default="", help="Where it came from. [default: the file's name]")
@click.option("--wave", default="", help="Wave it belongs to. [default: the open one]")
@click.option("--language", default="en", show_default=True)
@_json_option
def import_(
    settings: Settings,
    survey_id: str | None,
    file: Path,
    columns: tuple[str, ...],
    constants: tuple[str, ...],
    id_column: str,
    source: str,
    wave: str,
    language: str,
    as_json: bool,
) -> None:
    """Bring in feedback collected elsewhere from a CSV FILE, through the same checks.

    Importing the same file again changes nothing. A single choice may be its code or its label,
    a multiple choice is separated by |, a time is a number of minutes or a kind such as 'never'.
    """
    survey = _survey(settings, survey_id)
    plan = survey_api.ImportPlan(
        columns=_pairs("--map", columns),
        constants=_pairs("--set", constants),
        id_column=id_column,
        source=source or file.stem,
        wave=wave,
        language=language,
    )

    async def bring_in() -> survey_api.ImportReport:
        async with survey_api.open_store(settings.store) as store:
            with counting("Importing rows") as count:
                return await survey_api.import_feedback(store, survey, plan, file, utc_now(), count)

    _tell_import(_run(bring_in()), as_json)


def _tell_import(report: survey_api.ImportReport, as_json: bool) -> None:
    if as_json:
        say_json(report)
        return
    for refusal in report.refused:
        say(f"line {refusal.line}: {'; '.join(refusal.reasons)}")
    say(
        f"{report.accepted} accepted, {report.already_there} already there, "
        f"{len(report.refused)} refused."
    )


@main.command()
@_with_store
@_survey_option
@click.argument("wave", required=False)
@click.option("--interim", is_flag=True, help="A look before the wave has closed.")
@_json_option
def release(
    settings: Settings, survey_id: str | None, wave: str | None, interim: bool, as_json: bool
) -> None:
    """Make the protected tables of a WAVE, by default the open one, and freeze them.

    While the wave is open the release is interim, whether --interim is given or not.
    """
    survey = _survey(settings, survey_id)

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

    made = _run(make())
    if as_json:
        say_json(made.summary)
        return
    say(f"Release {made.summary.id} ({made.summary.status.value}): {len(made.tables)} tables.")
    for note in made.notes:
        say(f"  {note}")


@main.command()
@_with_store
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

    say(f"Wrote {_run(write())} files to {out}.")


@main.command()
@_with_store
@_survey_option
@click.argument("wave", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def microdata(settings: Settings, survey_id: str | None, wave: str | None, out: Path) -> None:
    """Write one row per response (no verbatims) and the codebook, for an analyst. NOT protected."""
    survey = _survey(settings, survey_id)

    async def write() -> list[Path]:
        async with survey_api.open_store(settings.store, create=False) as store:
            wave_id = wave or survey.latest_wave(london_day(utc_now())).id
            found = await survey_api.read_microdata(store, survey, wave_id)
        return survey_api.write_microdata(found, out)

    for path in _run(write()):
        say(str(path))


@main.command("add-user")
@_with_store
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in survey_api.Role]),
    default=survey_api.Role.ANALYST.value,
    show_default=True,
)
@click.option("--organisation", default="", help="MOPAC, Met, ...")
def add_user(settings: Settings, name: str, role: str, organisation: str) -> None:
    """Make a local account. The password is asked for, or read from SURVEY_PASSWORD or a pipe."""
    password = _password()

    async def add() -> None:
        async with survey_api.open_store(settings.store) as store:
            await survey_api.add_account(
                store, name, password, survey_api.Role(role), organisation, utc_now()
            )

    _run(add())
    say(f"{name} can sign in now.")


@main.command()
@_with_store
@_survey_option
@click.option("--dry-run", is_flag=True, help="Count what is due, erase nothing.")
@_json_option
def purge(settings: Settings, survey_id: str | None, dry_run: bool, as_json: bool) -> None:
    """Erase drafts and verbatims that are past their date, and ended sessions."""
    survey = _survey(settings, survey_id)

    async def erase() -> survey_api.Purged:
        async with survey_api.open_store(settings.store, create=False) as store:
            return await survey_api.purge_expired(store, survey, utc_now(), dry_run=dry_run)

    purged = _run(erase())
    if as_json:
        say_json(purged)
        return
    done = "Due" if dry_run else "Erased"
    say(
        f"{done}: {purged.drafts} drafts, {purged.verbatims} verbatims, {purged.sessions} sessions."
    )


def _password() -> str:
    if given := os.environ.get("SURVEY_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        left, sign, right = text.rpartition("=") if option == "--map" else text.partition("=")
        if not (left and sign and right):
            raise survey_api.BadInput(f"{option} takes NAME=VALUE, not '{text}'.")
        if left in pairs:
            raise survey_api.BadInput(f"{option} is given twice for '{left}'.")
        pairs[left] = right
    return pairs
