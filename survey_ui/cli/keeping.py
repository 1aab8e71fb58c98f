"""Verbs that erase, tell people what is held about them, and change the keys."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

import survey_api
from survey_api import Settings, audit
from survey_api.clock import utc_now
from survey_api.contacts import forget_contacts
from survey_ui.cli.frame import (
    choose_survey,
    contacts_of,
    json_option,
    main,
    private_file,
    run,
    survey_option,
    who_types,
    with_store,
)
from survey_ui.console import say, say_json


@main.command()
@with_store
@survey_option
@click.option("--dry-run", is_flag=True, help="Count what is due, erase nothing.")
@json_option
def purge(settings: Settings, survey_id: str | None, dry_run: bool, as_json: bool) -> None:
    """Erase what is past the days that survey.toml names for each kind, and ended sessions.

    The audit log is one for all surveys: it loses what is past the longest of their days.
    """
    surveys = survey_api.load_surveys(settings.surveys)
    survey = choose_survey(surveys, survey_id)

    async def erase() -> tuple[survey_api.Purged, int]:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            now = utc_now()
            purged = await survey_api.purge_expired(
                store, contacts_of(settings), survey, now, by=who_types(), dry_run=dry_run
            )
            return purged, await survey_api.cut_audit_log(
                store, surveys, now, by=who_types(), dry_run=dry_run
            )

    purged, entries = run(erase())
    if as_json:
        say_json(msgspec.structs.asdict(purged) | {"audit_entries": entries})
        return
    done = "Due" if dry_run else "Erased"
    say(f"{done}: {purged.said}, {entries:,} entries of the audit log.")


@main.command()
@with_store
@click.argument("reference")
@click.option("--reason", required=True, help="Why, e.g. 'asked for it by letter of 3 May'.")
@json_option
def erase(settings: Settings, reference: str, reason: str, as_json: bool) -> None:
    """Erase the response with this REFERENCE everywhere, in backups of the store too.

    Its key is destroyed, then the response is deleted with its scores, codings and quotes,
    and any contact left with the reference. Releases made before keep their protected numbers.
    Erasing twice does no harm.
    """
    if not reason.strip():
        raise survey_api.BadInput("Say why with --reason.")

    async def work() -> survey_api.Erasure:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            now, plain = utc_now(), survey_api.plain_reference(reference)
            await forget_contacts(
                contacts_of(settings), store, plain, now, by=who_types(), mark=store.mark_of(plain)
            )
            return await survey_api.erase_response(
                store, reference, now, by=who_types(), why=reason
            )

    done = run(work())
    if as_json:
        say_json({"erased": done, "reason": reason.strip()})
    elif done is survey_api.Erasure.BEFORE:
        say("It had been erased already. Nothing of it is held.")
    else:
        say("Erased, with its key. Releases made before keep their protected numbers.")


@main.command("subject-access")
@with_store
@click.argument("reference")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def subject_access(settings: Settings, reference: str, out: Path) -> None:
    """Write everything held about the response with this REFERENCE, for whoever gave it.

    A page to read, or JSON where the name of the file ends in .json. Only its owner may read it.
    """
    from survey_ui.respond import Copy, copy_of, held_json, held_page  # pages: slow to import

    surveys = survey_api.load_surveys(settings.surveys)

    async def read() -> Copy:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            found = await survey_api.read_held(store, reference, utc_now(), by=who_types())
            return await copy_of(found, contacts_of(settings))

    held = run(read())
    as_json = out.suffix.lower() == ".json"
    content = held_json(held) if as_json else held_page(held, surveys, utc_now())
    with private_file(out) as file:
        file.write(content)
    say(f"Wrote {out}. It holds what one person told us: hand it to them and delete it here.")


@main.command("rotate-keys")
@with_store
def rotate_keys(settings: Settings) -> None:
    """Put a new master key in use and wrap every response's key anew under it.

    A key kept in a file is made and replaced by itself. One in SURVEY_KEY: put the new one before
    it, run this, then take the old one out. The survey may be in use. Killed, run it again.
    """

    async def rotate() -> survey_api.Rotated:
        rotated = await survey_api.rotate_keys(settings.store, settings.sealing)
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            others = await contacts_of(settings).rotate()
            event = audit.Event(
                who=who_types(),
                what="rotated the keys",
                which=f"{rotated.keys} keys of responses, {others} of contacts",
            )
            await audit.record(store, event, utc_now())
        return rotated

    rotated = run(rotate())
    say(f"{rotated.keys:,} keys are under the new master key now.")
    if not rotated.old_gone:
        say("The old one is no longer needed: take it out of SURVEY_KEY.")
