"""The page of the audit log: who did what, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from litestar import get
from litestar.response import Template

from survey_api import LONDON, audit, london_day
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.releases.frame import render

_SHOWN = 100  # entries on a page
_LARGEST = 2**62


class Day(NamedTuple):
    """The entries of one day of London, newest first."""

    day: date
    entries: tuple[tuple[str, audit.Entry], ...]  # with the time of day


class Asked(NamedTuple):
    """What stands in the form; '' for whatever is not asked for. `day`: 2026-11-25."""

    day: str
    who: str
    what: str
    problem: str = ""


@get("/audit", opt={"right": Right.READ_AUDIT})
async def show_audit(
    account: Account,
    store: GivenStore,
    day: str = "",
    who: str = "",
    what: str = "",
    below: str = "",
) -> Template:
    """Who did what, newest first, with filters by day, account and kind."""
    asked = Asked(day.strip()[:20], who.strip()[:100], what.strip()[:100])
    try:
        only = date.fromisoformat(asked.day) if asked.day else None
        first, last = _bounds(only)
    except (ValueError, OverflowError):
        asked = asked._replace(problem="Write the day like 2026-11-25.")
        first = last = None
    wanted = audit.Wanted(
        since=first, before=last, who=asked.who, what=asked.what, below=_number(below)
    )
    found = [] if asked.problem else await store.find_entries(wanted, _SHOWN + 1)
    return render(
        "releases/audit.html",
        title="Audit log",
        status=400 if asked.problem else 200,
        account=account,
        asked=asked,
        whats=await store.list_whats(),
        days=_by_day(found[:_SHOWN]),
        older=_older(asked, found),
    )


def _bounds(day: date | None) -> tuple[datetime | None, datetime | None]:
    """The first moment of a day of London, and the first of the next."""
    if day is None:
        return None, None
    start = datetime(day.year, day.month, day.day, tzinfo=LONDON)
    after = day + timedelta(days=1)
    return start, datetime(after.year, after.month, after.day, tzinfo=LONDON)


def _number(text: str) -> int | None:
    plain = text.isascii() and text.isdigit() and len(text) < 20
    return min(int(text), _LARGEST) if plain else None


def _older(asked: Asked, found: Sequence[audit.Entry]) -> str:
    """Where to read on; '' where there is nothing older."""
    if len(found) <= _SHOWN:
        return ""
    below = str(found[_SHOWN - 1].number)
    return links.audit(day=asked.day, who=asked.who, what=asked.what, below=below)


def _by_day(entries: Sequence[audit.Entry]) -> list[Day]:
    return [
        Day(day, tuple((f"{one.at.astimezone(LONDON):%H:%M:%S}", one) for one in some))
        for day, some in groupby(entries, key=lambda one: london_day(one.at))
    ]
