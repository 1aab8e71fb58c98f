"""Published tables, for programs of people who may read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, get

from survey_api.access import SESSION_COOKIE, AccountStore, Right, require, require_account
from survey_api.endpoints.given import GivenNow, GivenStore, GivenSurveys
from survey_api.endpoints.surveys import pick_survey
from survey_api.record import Record
from survey_api.releases import (
    GridRow,
    PublishedTable,
    Recommendation,
    ReleaseSummary,
    newest_release,
    published_table,
)


class TableTitle(Record, kw_only=True):
    """One table of a release."""

    id: str
    title: str
    topic: str


class ReleaseView(Record, kw_only=True):
    """A release without its tables' figures. `cut`: what had come by then is in it."""

    release: ReleaseSummary
    cut: datetime
    versions: dict[str, str]
    notes: tuple[str, ...]
    tables: tuple[TableTitle, ...]
    grid: tuple[GridRow, ...]
    recommendations: tuple[Recommendation, ...]


async def find_reader(request: Request[Any, Any, Any], store: AccountStore, now: datetime) -> None:
    """Return for somebody who may read releases. Raises NotSignedIn, or Refused for others."""
    token = request.cookies.get(SESSION_COOKIE, "")
    require(await require_account(store, token, now), Right.READ_RELEASES)


@get("/releases/{survey_id:str}/{wave_id:str}", summary="Read what a release holds")
async def get_release(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    store: GivenStore,
    surveys: GivenSurveys,
    now: GivenNow,
) -> ReleaseView:
    """The newest release of a wave: versions, notes, titles of its tables, evidence grid."""
    await find_reader(request, store, now)
    survey = pick_survey(surveys, survey_id)
    release = await newest_release(store, survey, survey.wave(wave_id))
    tables = tuple(TableTitle(id=t.id, title=t.title, topic=t.topic) for t in release.tables)
    return ReleaseView(
        release=release.summary,
        cut=release.cut or release.summary.made_at,
        versions=release.versions,
        notes=release.notes,
        tables=tables,
        grid=release.grid,
        recommendations=release.recommendations,
    )


@get("/releases/{survey_id:str}/{wave_id:str}/{table_id:str}", summary="Read a table")
async def get_table(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    table_id: str,
    store: GivenStore,
    surveys: GivenSurveys,
    now: GivenNow,
) -> PublishedTable:
    """One table of the newest release of a wave, as protected and frozen when it was made."""
    await find_reader(request, store, now)
    survey = pick_survey(surveys, survey_id)
    release = await newest_release(store, survey, survey.wave(wave_id))
    return published_table(release, release.table(table_id))
