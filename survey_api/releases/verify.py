"""verify_release: a release is made again from the same cut, and must come out the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import zip_longest

import msgspec

from analysis import Row, SummaryTable
from survey_api.errors import Refused
from survey_api.questionnaire import Survey
from survey_api.record import Record
from survey_api.releases.behind import Behind
from survey_api.releases.compose import Given, compose
from survey_api.releases.make import ReleasingStore, read_sources
from survey_api.releases.model import Release, ReleaseStatus
from survey_api.releases.plan import read_plan

FIRST_FEW = 10  # differences that are named
_CHANGED = {
    "code": "the program is another version",
    "survey": "the questionnaire, its wording or survey.toml changed",
    "tables": "tables.toml changed",
    "policy": "disclosure.toml, the policy, changed",
    "grid": "grid.toml changed",
    "actions": "actions.toml changed",
    "events": "events.toml changed",
    "population": "population.toml changed",
    "overview": "overview.toml changed",
    "scorer": "another scorer's scores are the most now",
    "comparison": "another scorer stands beside now",
    "themer": "another program's themes are the most now",
}


class Verified(Record, kw_only=True):
    """What making a release again came to.

    `differences`: where it differs, the first few, by table and cell; the numbers are not told, for
    two releases side by side could give somebody away. `reasons`: why that may be.
    """

    release: str
    same: bool
    differences: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


async def verify_release(store: ReleasingStore, survey: Survey, release: Release) -> Verified:
    """Make the release again from what had come by its cut, and compare byte by byte.

    Raises Refused for a release that was stored without what it takes, BadSurvey if its tables can
    no longer be made, StoreUnavailable if the store fails. Nothing is stored.
    """
    summary = release.summary
    standing = await store.read_behind(summary.survey, summary.wave)
    behind = standing.get(summary.id)
    if release.cut is None or behind is None:
        raise Refused(
            f"Release {summary.id} was made without keeping what it takes to make it again."
        )
    wave = survey.wave(summary.wave)
    plan = await asyncio.to_thread(read_plan, survey)
    sources = await read_sources(store, survey, wave, release.cut)
    given = Given(
        id=summary.id,
        interim=summary.status is ReleaseStatus.INTERIM,
        cut=release.cut,
        left_off=behind.left_off,
        overrules=sources.overrules,
        quotes=sources.quotes,
        earlier={one: standing[one] for one in behind.earlier},
        waves=sources.waves,
    )
    again, now_behind = await asyncio.to_thread(
        compose, survey, wave, plan, given, sources.microdata, sources.tally
    )
    again = _as_stored(again)
    if msgspec.json.encode(again) == msgspec.json.encode(release):
        return Verified(release=summary.id, same=True)
    found = list(_differences(release, again))
    return Verified(
        release=summary.id,
        same=False,
        differences=tuple(found[:FIRST_FEW]) + _more(len(found) - FIRST_FEW),
        reasons=_reasons(release, again, behind, now_behind),
    )


def _as_stored(release: Release) -> Release:
    """The release as it comes back from the store, where a number is read as a float."""
    return msgspec.json.decode(msgspec.json.encode(release), type=Release)


def _more(count: int) -> tuple[str, ...]:
    return (f"and in {count} more places",) if count > 0 else ()


def _reasons(
    release: Release, again: Release, behind: Behind, now_behind: Behind
) -> tuple[str, ...]:
    reasons = [
        f"{said} (then {release.versions.get(name)}, now {again.versions.get(name)})"
        for name, said in _CHANGED.items()
        if release.versions.get(name) != again.versions.get(name)
    ]
    if now_behind.responses < behind.responses:
        reasons.append(
            "responses were erased since; the release keeps the protected numbers it was made with"
        )
    elif now_behind.responses > behind.responses:
        reasons.append("responses from before the cut were stored after it")
    elif now_behind != behind:
        reasons.append("answers, scores or codes from before the cut are not what they were")
    return tuple(reasons) or ("not known: please report it",)


def _differences(then: Release, now: Release) -> Iterator[str]:
    """Where two releases differ, table by table, then part by part."""
    again = {table.id: table for table in now.tables}
    for table in then.tables:
        other = again.pop(table.id, None)
        if other is None:
            yield f"table {table.id}: it is no longer made"
        elif other != table:
            yield from _table_differences(table, other)
    yield from (f"table {name}: it was not there" for name in again)
    for part in then.__struct_fields__:
        if part != "tables" and getattr(then, part) != getattr(now, part):
            yield f"{part} of the release"


def _table_differences(then: SummaryTable, now: SummaryTable) -> Iterator[str]:
    columns = [column.id for column in then.columns]
    if columns != [column.id for column in now.columns]:
        yield f"table {then.id}: its columns"
    elif [row.code for row in then.rows] != [row.code for row in now.rows]:
        yield f"table {then.id}: its rows"
    else:
        for old, new in zip(then.rows, now.rows, strict=True):
            yield from _row_differences(then.id, old, new, columns)
    for part in then.__struct_fields__:
        if part not in ("rows", "columns") and getattr(then, part) != getattr(now, part):
            yield f"table {then.id}: its {part.replace('_', ' ')}"


def _row_differences(table: str, then: Row, now: Row, columns: list[str]) -> Iterator[str]:
    name = then.code or "All"
    if then.base != now.base:
        yield f"table {table}, cell {name}:base"
    for column, old, new in zip_longest(columns, then.cells, now.cells):
        if old != new:
            yield f"table {table}, cell {name}:{column}"
    if (then.title, then.flag) != (now.title, now.flag):
        yield f"table {table}, row {name}: its title or flag"
