"""What all verbs of the `survey` command share: the group, its errors, options and settings."""

from __future__ import annotations

import asyncio
import getpass
import os
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click
import msgspec

import survey_api
from analysis import AnalysisError
from survey_api import Settings, Survey, SurveyError, audit
from survey_api.collecting import calm_collector

T = TypeVar("T")

ANALYSIS_EXIT, DIFFERS_EXIT, TOUCHED_EXIT, DAMAGED_EXIT = 7, 8, 9, 10


# The verbs of each room, in the order in which `survey --help` lists them. A room adds its verbs
# when it is imported, which is when one is asked for: charts and pages take seconds to import.
ROOMS = {
    "running": ("check", "migrate", "copy-store", "serve", "worker"),
    "trying": ("demo",),
    "posters": ("poster",),
    "papers": ("paper",),
    "keying": ("keying-sheet", "double-key"),
    "reaching": ("codes",),
    "inviting": ("invite", "remind"),
    "importing": ("import",),
    "forms": ("xlsform", "import-odk"),
    "monitoring": ("monitor",),
    "releasing": ("release", "releases", "explain", "microdata", "export"),
    "packing": ("pack",),
    "scoring": ("evaluate-sentiment", "train-sentiment"),
    "triage": ("evaluate-triage", "train-triage"),
    "themes": ("train-themes",),
    "coding": ("code-sample", "rescore"),
    "accounts": (
        "add-user", "reset-password", "close-user", "link-user", "remove-second-factor",
    ),
    "keeping": ("purge", "erase", "subject-access", "rotate-keys"),
    "auditing": ("audit",),
    "backing_up": ("backup", "restore-drill"),
}  # fmt: skip


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
        return [verb for verbs in ROOMS.values() for verb in verbs]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for room, verbs in ROOMS.items():
            if cmd_name in verbs:
                import_module(f"survey_ui.cli.{room}")
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="family-experience-survey")
def main() -> None:
    """Collect families' experience of reporting a missing child, and publish safe tables of it.

    Settings come from the environment (SURVEY_STORE, SURVEY_SURVEYS, SURVEY_MODELS, SURVEY_SECRET,
    SURVEY_KEY, SURVEY_KEY_FILE, SURVEY_KEYS, SURVEY_HTTPS, SURVEY_EXIT_URL); --store names another
    store for one call.

    Exit codes: 0 done, 1 our defect, 2 bad input, 3 broken survey folder, 4 store unavailable,
    5 not found, 6 refused, 7 the analysis cannot be made, 8 a release made again differs,
    9 somebody touched the audit log, 10 a backup is not as it was written.
    """


def all_verbs() -> dict[str, click.Command]:
    """Every verb by its name, in the order in which they are listed. Imports all rooms."""
    for room in ROOMS:
        import_module(f"survey_ui.cli.{room}")
    return {verb: main.commands[verb] for verbs in ROOMS.values() for verb in verbs}


def with_store(command: Callable[..., T]) -> Callable[..., T]:
    """Adds --store, and hands the command `settings` for it."""

    @click.option("--store", metavar="URL", help="Store to use, e.g. sqlite:///survey.db.")
    @wraps(command)
    def wrapped(*, store: str | None, **options: Any) -> T:
        settings = Settings.from_env()
        if store:
            settings = msgspec.structs.replace(settings, store=store)
        return command(settings=settings, **options)

    return wrapped


def run(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine comes to, on a loop of its own."""
    calm_collector()
    return asyncio.run(work)


def who_types() -> str:
    """Who is at the command line, for the audit log: it has no accounts, the machine has."""
    try:
        return f"command line ({getpass.getuser()})"
    except (KeyError, OSError):  # a container without names
        return "command line"


async def note_reading(store: survey_api.Store, survey: str, wave: str, now: datetime) -> None:
    """Write into the audit log that people's coded texts are read to train a program with."""
    event = audit.Event(who=who_types(), what="read coded texts", which=f"{survey} {wave}")
    await audit.record(store, event, now)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner may read, there under its name once it is whole.

    Raises BadInput if it cannot be written; what stood there before is kept then.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)  # so that one made with other rights does not keep them
        try:
            with os.fdopen(
                os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                yield file
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise survey_api.BadInput(f"{path} cannot be written: {reason}.") from error


def write_out(path: Path, content: bytes) -> None:
    """A file that anybody may read. Raises BadInput if it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise survey_api.BadInput(f"{path} cannot be written: {reason}.") from error


def contacts_of(settings: Settings) -> survey_api.ContactsAt:
    """Where this installation keeps contacts."""
    return survey_api.contacts_at(settings.store, settings.contacts, settings.contact_sealing)


def find_survey(settings: Settings, survey_id: str | None) -> Survey:
    """The survey asked for, or the only one there is."""
    return choose_survey(survey_api.load_surveys(settings.surveys), survey_id)


def choose_survey(surveys: Mapping[str, Survey], survey_id: str | None) -> Survey:
    """The same, where they are read already."""
    if survey_id is None and len(surveys) == 1:
        return next(iter(surveys.values()))
    if survey_id is None or survey_id not in surveys:
        raise survey_api.NotFound(f"Name one of the surveys with --survey: {', '.join(surveys)}.")
    return surveys[survey_id]


survey_option = click.option("--survey", "survey_id", metavar="ID", help="Which survey.")
port_option = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
