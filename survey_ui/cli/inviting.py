"""Verbs that write to people: invitations and reminders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

import survey_api
from survey_api import Settings, campaigns
from survey_api.clock import utc_now
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
from survey_ui.cli.reaching import campaign_option
from survey_ui.console import say, say_json

_SAID = {
    "sent": "written to",
    "had_it": "not due: they had a letter",
    "answered": "not written to: their code is used",
    "bounced": "take no messages, and are erased",
    "not_now": "not written to now: run it again",
    "unsure": "begun without knowing how it ended: not tried again",
    "no_words": "not written to: no words or no way to send",
    "quiet": "not written to: it is night",
}
by_option = click.option(
    "--by",
    "way",
    type=click.Choice(["smtp", "notify"]),
    help="Through SURVEY_SMTP or GOV.UK Notify; else Notify where it has a key.",
)
dry_option = click.option("--dry-run", is_flag=True, help="Count, send and keep nothing.")


@main.command()
@with_store
@survey_option
@campaign_option
@click.option(
    "--addresses",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="CSV with a column 'address', and 'language' if need be.",
)
@click.option("--with-codes", is_flag=True, help="Give each new address a single-use code.")
@by_option
@dry_option
@json_option
def invite(
    settings: Settings,
    survey_id: str | None,
    campaign: str,
    file: Path,
    with_codes: bool,
    way: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Invite people by e-mail or text message, each address once.

    Killed or stopped at night, run it again with the same file: nobody gets the invitation twice.
    Addresses are kept sealed, apart from answers, until some days after the campaign has ended.
    """
    survey, making = _run_of(settings, survey_id, campaign, way)
    read = campaigns.read_addresses(_content(file), survey.programme.languages)

    async def work() -> campaigns.Invited:
        async with (
            survey_api.open_store(settings.store, settings.sealing) as store,
            contacts_of(settings).open_book() as book,
        ):
            given, by = read.addresses, who_types()
            return await campaigns.invite(
                book, store, making, given, by=by, with_codes=with_codes, dry_run=dry_run
            )

    done = run(work())
    if as_json:
        say_json(
            {"added": done.added, "known": done.known, "doubled": read.doubled}
            | {"wrong_lines": [number for number, _ in read.wrong]}
            | msgspec.structs.asdict(done.letters)
        )
    else:
        _say_invited(done, read, dry_run)


@main.command()
@with_store
@survey_option
@campaign_option
@by_option
@dry_option
@json_option
def remind(
    settings: Settings,
    survey_id: str | None,
    campaign: str,
    way: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Remind those whose last letter was long enough ago, as campaigns.toml says.

    Who answered is not known, so they are reminded too; only those whose own code is used are not.
    Run twice, it writes to nobody twice.
    """
    _, making = _run_of(settings, survey_id, campaign, way)

    async def work() -> campaigns.SentReport:
        async with (
            survey_api.open_store(settings.store, settings.sealing, create=False) as store,
            contacts_of(settings).open_book() as book,
        ):
            return await campaigns.remind(book, store, making, by=who_types(), dry_run=dry_run)

    letters = run(work())
    if as_json:
        say_json(msgspec.structs.asdict(letters))
    else:
        _say_letters(letters, dry_run)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise survey_api.BadInput(f"{file} cannot be read: {reason}.") from error


def _say_invited(done: campaigns.Invited, read: campaigns.ReadAddresses, dry_run: bool) -> None:
    for number, why in read.wrong:
        say(f"line {number}: {why}")
    told = "would be added" if dry_run else "added"
    say(f"{done.added:,} addresses {told}, {done.known:,} there already or stopped.")
    _say_letters(done.letters, dry_run, adding=done.added if dry_run else 0)


def _run_of(
    settings: Settings, survey_id: str | None, campaign: str, way: str | None
) -> tuple[survey_api.Survey, Any]:
    survey = find_survey(settings, survey_id)
    plan = campaigns.load_campaigns(survey)
    return survey, campaigns.Run(
        survey=survey,
        campaign=plan.campaign(campaign),
        sending=plan.sending,
        sender=_sender(settings, plan, way),
        address=settings.address.rstrip("/"),
        clock=utc_now,
    )


def _sender(settings: Settings, plan: campaigns.CampaignPlan, way: str | None) -> campaigns.Sender:
    """Through what letters go. Raises BadInput where the settings say nothing of it."""
    if way == "notify" or (way is None and settings.notify_key):
        from survey_api.campaigns.by_notify import NotifySender  # its client is slow to import

        return NotifySender(settings.notify_key, settings.notify_url, plan)
    mailer = survey_api.read_mailer(settings.smtp, settings.smtp_from, settings.address)
    if mailer is None:
        raise survey_api.BadInput("Set SURVEY_SMTP or SURVEY_NOTIFY_KEY: how are letters to go?")
    return campaigns.SmtpSender(mailer, plan)


def _say_letters(letters: campaigns.SentReport, dry_run: bool, adding: int = 0) -> None:
    counts = msgspec.structs.asdict(letters)
    counts["sent"] += adding
    for field, what in _SAID.items():
        if counts[field] or field == "sent":
            said = "would be written to" if dry_run and field == "sent" else what
            say(f"{counts[field]:,} {said}.")
