"""Verbs that make accounts, look after them and close them."""

from __future__ import annotations

import os
import sys

import click

import survey_api
from survey_api import Settings, access
from survey_api.clock import utc_now
from survey_ui.cli.frame import main, run, who_types, with_store
from survey_ui.console import say


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
