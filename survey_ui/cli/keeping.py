"""Verbs that keep accounts and keys, erase, and tell people what is held about them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import msgspec

import survey_api
from survey_api import Settings, access, audit
from survey_api.clock import utc_now
from survey_api.contacts import forget_contacts
from survey_ui.cli.frame import (
    contacts_of,
    find_survey,
    json_option,
    main,
    run,
    survey_option,
    who_types,
    with_store,
)
from survey_ui.console import say, say_json


@main.command("add-user")
@with_store
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in access.Role]),
    default=access.Role.ANALYST.value,
    show_default=True,
)
@click.option(
    "--organisation",
    type=click.Choice([one.value for one in access.Organisation], case_sensitive=False),
    default=access.Organisation.OTHER.value,
    show_default=True,
)
@click.option(
    "--no-password", is_flag=True, help="Sign in through an organisation alone; see link-user."
)
def add_user(
    settings: Settings, name: str, role: str, organisation: str, no_password: bool
) -> None:
    """Make a local account. The password is asked for, or read from SURVEY_PASSWORD or a pipe.

    What each role may do is in docs/reference/roles.md.
    """
    password = None if no_password else _password()

    async def add() -> None:
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            await access.add_account(
                store, name, password, access.Role(role), organisation, utc_now(),
                by=who_types(),
            )  # fmt: skip

    run(add())
    say(f"{name} can sign in once it is linked." if no_password else f"{name} can sign in now.")


@main.command("reset-password")
@with_store
@click.argument("name")
def reset_password(settings: Settings, name: str) -> None:
    """Give somebody a new password who lost theirs; it is read as by add-user.

    Make sure first that it is really them who ask. Every browser of theirs is signed out. They can
    change it on their account's page.
    """
    password = _password()

    async def reset() -> None:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            account = await _account(store, name)
            await access.reset_password(store, account, password, utc_now(), by=who_types())

    run(reset())
    say(f"{name} signs in with the new password now.")


@main.command("close-user")
@with_store
@click.argument("name")
def close_account(settings: Settings, name: str) -> None:
    """Close the account of somebody who left: nothing opens it, and they are signed out everywhere.

    Its name stays, with what stands in the log and what they signed off, and goes to nobody else.
    """

    async def close() -> None:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            await access.close_account(
                store, await _account(store, name), utc_now(), by=who_types()
            )

    run(close())
    say(f"{name} is closed.")


@main.command("link-user")
@with_store
@click.argument("name")
@click.argument("subject", required=False)
@click.option("--remove", is_flag=True, help="Unlink the account, and sign it out everywhere.")
def link_account(settings: Settings, name: str, subject: str | None, remove: bool) -> None:
    """Let an account be opened through the organisation that SURVEY_OIDC_ISSUER names.

    SUBJECT is the provider's own name for the person: they see it when they first try to sign in
    there. Make sure that it was really them who sent it.
    """
    if remove == (subject is not None):
        raise survey_api.BadInput("Give the SUBJECT to link, or --remove.")
    if not settings.oidc_issuer:
        raise survey_api.BadInput("Set SURVEY_OIDC_ISSUER first: which organisation?")

    async def link() -> bool:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            account = await _account(store, name)
            if subject is None:
                return await access.unlink_account(store, account, utc_now(), by=who_types())
            identity = access.Identity(issuer=settings.oidc_issuer, subject=subject)
            await access.link_account(store, account, identity, utc_now(), by=who_types())
            return True

    done = run(link())
    if not remove:
        say(f"{name} signs in through {settings.oidc_name} now.")
    else:
        say(f"{name} is linked no longer." if done else f"{name} was not linked.")


@main.command("remove-second-factor")
@with_store
@click.argument("name")
def remove_second_factor(settings: Settings, name: str) -> None:
    """Let somebody set up a second factor anew whose phone and recovery codes are lost.

    Make sure first that it is really them who ask. Every browser of theirs is signed out.
    """

    async def remove() -> bool:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            account = await _account(store, name)
            return await access.remove_second_factor(store, account, who_types(), utc_now())

    if not run(remove()):
        say(f"{name} has no second factor.")
        return
    say(f"{name} signs in by the password alone now, and sets up a second factor next.")


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
    survey = find_survey(settings, survey_id)

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
    write_private(out, content)
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


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read. Raises BadInput if it cannot be written."""
    try:
        path.unlink(missing_ok=True)  # so that one made with other rights does not keep them
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise survey_api.BadInput(f"{path} cannot be written: {reason}.") from error


async def _account(store: access.AccountStore, name: str) -> access.Account:
    account = await store.get_account(name.strip().casefold())
    if account is None:
        raise survey_api.NotFound(f"There is no account named '{name}'.")
    return account


def _password() -> str:
    if given := os.environ.get("SURVEY_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
