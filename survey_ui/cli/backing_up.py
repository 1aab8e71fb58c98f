"""Verbs that make backups, and show that they can be restored."""

from __future__ import annotations

from pathlib import Path

import click

import survey_api
from survey_api import Settings, audit, backups, health
from survey_api.clock import utc_now
from survey_ui.cli.frame import DAMAGED_EXIT, json_option, main, run, who_types, with_store
from survey_ui.console import say, say_json


@main.command()
@with_store
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keys", is_flag=True, help="The keys instead, into a folder of their own.")
@json_option
def backup(settings: Settings, folder: Path, keys: bool, as_json: bool) -> None:
    """Copy the store and the contacts into FOLDER, while they are in use.

    Beside each copy a file says what it must hold. The keys are never in it: back them up with
    --keys, elsewhere, and keep no old ones. The master key is in neither.
    """
    now = utc_now()

    async def write() -> list[backups.Backup]:
        made = await backups.back_up(_kept(settings), folder, now, keys=keys)
        names = ", ".join(one.file for one in made)
        await _write_down(settings, health.BACKUP, names)
        return made

    made = run(write())
    if as_json:
        say_json(made)
        return
    for one in made:
        say(f"Wrote {folder / one.file}: {len(one.tables)} tables, {one.rows:,} rows.")


@main.command("restore-drill")
@with_store
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@click.pass_context
def restore_drill(context: click.Context, settings: Settings, path: Path, as_json: bool) -> None:
    """Restore the backup FILE into a folder that is gone afterwards, and compare everything.

    File, tables, audit log, and whether the keys of today open a sample of its texts. Exit code 10
    if anything is not as it was written. The store in use is not touched.
    """

    async def restore() -> backups.Drill:
        found = await backups.drill(path, settings.store, settings.sealing)
        told = health.DRILL_WRONG if found.wrong else health.DRILL_RIGHT
        await _write_down(settings, health.DRILL, f"{path.name}: {told}")
        return found

    found = run(restore())
    if as_json:
        say_json(found)
    else:
        for line in found.wrong or _said(found):
            say(line)
    context.exit(DAMAGED_EXIT if found.wrong else 0)


def _said(found: backups.Drill) -> list[str]:
    backup = found.backup
    lines = [
        f"{backup.file}, a {backup.kind} of {backup.made_at:%Y-%m-%d %H:%M} UTC, can be restored:",
        f"  {len(backup.tables)} tables, {backup.rows:,} rows, every one as it was written",
    ]
    if backup.anchor is not None:
        lines.append(f"  {found.entries:,} entries of the audit log, every one as it was written")
        erased = f"; {found.erased} were erased since" if found.erased else ""
        lines.append(f"  {found.opened} texts of a sample were opened{erased}")
    return lines


def _kept(settings: Settings) -> backups.Kept:
    return backups.Kept(
        store=settings.store,
        keys=settings.sealing,
        contacts=settings.contacts,
        contacts_keys=settings.contact_sealing,
    )


async def _write_down(settings: Settings, what: str, which: str) -> None:
    """Into the log of the store in use."""
    async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
        event = audit.Event(who=who_types(), what=what, which=which)
        await audit.record(store, event, utc_now())
