"""Verbs that keep accounts, and erase what is due."""

from __future__ import annotations

import os
import sys

import click

import survey_api
from survey_api import Settings
from survey_api.app import utc_now
from survey_ui.cli.frame import (
    find_survey,
    json_option,
    main,
    run,
    survey_option,
    with_store,
)
from survey_ui.console import say, say_json


@main.command("add-user")
@with_store
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in survey_api.Role]),
    default=survey_api.Role.ANALYST.value,
    show_default=True,
)
@click.option(
    "--organisation",
    type=click.Choice([one.value for one in survey_api.Organisation], case_sensitive=False),
    default=survey_api.Organisation.OTHER.value,
    show_default=True,
)
def add_user(settings: Settings, name: str, role: str, organisation: str) -> None:
    """Make a local account. The password is asked for, or read from SURVEY_PASSWORD or a pipe.

    What each role may do is in docs/reference/roles.md.
    """
    password = _password()

    async def add() -> None:
        async with survey_api.open_store(settings.store) as store:
            await survey_api.add_account(
                store, name, password, survey_api.Role(role), organisation, utc_now()
            )

    run(add())
    say(f"{name} can sign in now.")


@main.command()
@with_store
@survey_option
@click.option("--dry-run", is_flag=True, help="Count what is due, erase nothing.")
@json_option
def purge(settings: Settings, survey_id: str | None, dry_run: bool, as_json: bool) -> None:
    """Erase drafts and verbatims that are past their date, and ended sessions."""
    survey = find_survey(settings, survey_id)

    async def erase() -> survey_api.Purged:
        async with survey_api.open_store(settings.store, create=False) as store:
            return await survey_api.purge_expired(store, survey, utc_now(), dry_run=dry_run)

    purged = run(erase())
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
