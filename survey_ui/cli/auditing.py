"""Verbs about the audit log: is it whole, what stands in it, and its end to be kept elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

import survey_api
from survey_api import Settings
from survey_api.audit import (
    Anchor,
    AuditVerdict,
    Entry,
    Wanted,
    take_anchor,
    verify_log,
)
from survey_api.clock import utc_now
from survey_ui.cli.frame import TOUCHED_EXIT, json_option, main, run, with_store
from survey_ui.console import say, say_json

_anchors = msgspec.json.Decoder(Anchor)


@main.group()
def audit() -> None:
    """Read the log of who did what, and check that nobody touched it."""


@audit.command()
@with_store
@click.option(
    "--anchor",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of 'survey audit anchor': shows too if the end was cut off or all written anew.",
)
@json_option
@click.pass_context
def verify(context: click.Context, settings: Settings, anchor: Path | None, as_json: bool) -> None:
    """Name the first entry that was changed, removed or moved; exit code 9 if there is one."""
    kept = _read_anchor(anchor) if anchor else None

    async def look() -> AuditVerdict:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            return await verify_log(store, kept)

    found = run(look())
    if as_json:
        say_json(found)
    else:
        say(found.wrong or f"{found.entries:,} entries, every one as it was written.")
        if found.cut:
            say(f"{found.cut:,} before them were cut off when their time was up.")
    context.exit(TOUCHED_EXIT if found.wrong else 0)


@audit.command()
@with_store
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, in UTC.")
@click.option("--who", default="", help="Of this account alone.")
@click.option("--what", default="", help="Of this kind alone, e.g. 'opened a text'.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 100_000))
@json_option
def show(
    settings: Settings, since: datetime | None, who: str, what: str, limit: int, as_json: bool
) -> None:
    """List entries, newest first."""
    wanted = Wanted(since=since.replace(tzinfo=UTC) if since else None, who=who, what=what)

    async def find() -> Sequence[Entry]:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            return await store.find_entries(wanted, limit)

    found = run(find())
    if as_json:
        say_json(found)
        return
    for entry in found:
        why = f" ({entry.why})" if entry.why else ""
        said = f"{entry.who}: {entry.what} {entry.which}".rstrip()
        say(f"{entry.number:>6}  {entry.at:%Y-%m-%d %H:%M:%S}  {said}{why}")


@audit.command()
@with_store
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def anchor(settings: Settings, out: Path) -> None:
    """Write where the log ends into a file, to be kept where nobody at this machine can reach."""

    async def take() -> Anchor:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            return await take_anchor(store, utc_now())

    taken = run(take())
    try:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(taken)) + b"\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise survey_api.BadInput(f"{out} cannot be written: {reason}.") from error
    say(f"Wrote {out}: {taken.number:,} entries. Keep it away from this machine.")


def _read_anchor(path: Path) -> Anchor:
    try:
        return _anchors.decode(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise survey_api.BadInput(f"{path} cannot be read: {reason}.") from error
    except msgspec.DecodeError as error:
        raise survey_api.BadInput(f"{path} is no anchor: {error}.") from error
