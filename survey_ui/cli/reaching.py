"""Verbs that reach people: single-use codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

import survey_api
from survey_api import Settings, campaigns
from survey_api.clock import utc_now
from survey_ui import links
from survey_ui.cli.frame import (
    find_survey,
    json_option,
    main,
    private_file,
    run,
    survey_option,
    who_types,
    with_store,
)
from survey_ui.console import say, say_json

campaign_option = click.option(
    "--campaign", required=True, metavar="NAME", help="A campaign of campaigns.toml."
)


@main.group()
def codes() -> None:
    """Make and count codes that work once each."""


@codes.command("make")
@with_store
@survey_option
@campaign_option
@click.option("--count", type=int, required=True, help="How many codes to make.")
@click.option("--team", default="", help="Code of the home, school or unit they are for.")
@click.option("--address", default="", help="Where people reach the pages; else SURVEY_ADDRESS.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def make(
    settings: Settings,
    survey_id: str | None,
    campaign: str,
    count: int,
    team: str,
    address: str,
    out: Path,
) -> None:
    """Make codes that work once each, and write them into a CSV file.

    The store keeps what stands for each code, made with a key that lies elsewhere: the file is the
    only list. Which answers were sent with a code is kept nowhere.
    """
    survey = find_survey(settings, survey_id)
    named = campaigns.load_campaigns(survey).campaign(campaign)

    async def work() -> Sequence[str]:
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            return await campaigns.make_codes(
                store, survey, named.id, count, utc_now(), by=who_types(), team=team
            )

    with private_file(out) as file:  # not under its name before the store has the codes
        made = run(work())
        file.write(_as_csv(made, (address or settings.address).rstrip("/"), links.code(survey.id)))
    say(f"Wrote {len(made):,} codes to {out}. It is the only list: nobody can make it again.")
    if survey.programme.codes.use is survey_api.CodeUse.NONE:
        say("Nobody is asked for a code yet: say so in survey.toml, [codes].")


@codes.command("count")
@with_store
@survey_option
@json_option
def count_made(settings: Settings, survey_id: str | None, as_json: bool) -> None:
    """Say how many codes each campaign has, and how many are used; never which."""
    survey = find_survey(settings, survey_id)

    async def work() -> Sequence[campaigns.CodeCount]:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            return await campaigns.count_codes(store, survey)

    counted = run(work())
    if as_json:
        say_json([msgspec.structs.asdict(each) for each in counted])
        return
    for each in counted:
        say(f"{each.campaign}: {each.made:,} codes, {each.used:,} used.")
    if not counted:
        say("There are no codes.")


def _as_csv(made: Sequence[str], address: str, path: str) -> bytes:
    """Each code, and the link that fills it in: behind the #, which no server is told."""
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(["code", "link"])
    written.writerows((each.replace("-", " "), f"{address}{path}#{each}") for each in made)
    return text.getvalue().encode()
