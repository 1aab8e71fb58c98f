"""Published tables, for programs of people who may read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.openapi.datastructures import ResponseSpec

from survey_api.access import Right
from survey_api.audit import Event, record
from survey_api.endpoints.given import GivenAccount, GivenNow, GivenStore, GivenSurveys
from survey_api.endpoints.kept_copies import unless_kept
from survey_api.endpoints.problems import refusals
from survey_api.endpoints.surveys import pick_survey
from survey_api.record import Record
from survey_api.releases import (
    GridRow,
    PublishedTable,
    Recommendation,
    ReleaseSummary,
    Standing,
    find_standing,
    newest_release,
    published_table,
)


class TableTitle(Record, kw_only=True):
    """One table of a release."""

    id: str
    title: str
    topic: str


class ReleaseView(Record, kw_only=True):
    """A release without its tables' figures. `cut`: what had come by then is in it.

    `sign_off`: a release is a draft, not for the public, unless it is "published".
    """

    release: ReleaseSummary
    sign_off: Standing
    cut: datetime
    versions: dict[str, str]
    notes: tuple[str, ...]
    tables: tuple[TableTitle, ...]
    grid: tuple[GridRow, ...]
    recommendations: tuple[Recommendation, ...]


@get(
    "/releases/{survey_id:str}/{wave_id:str}",
    summary="Read what a release holds",
    responses={
        200: ResponseSpec(ReleaseView, description="The release, with its ETag"),
        **refusals(400, 401, 403, 404, 503),
    },
    opt={"right": Right.READ_RELEASES},
)
async def get_release(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    store: GivenStore,
    surveys: GivenSurveys,
) -> Response[Any]:
    """The newest release of a wave: versions, notes, titles of its tables, evidence grid.

    With the ETag of a copy in If-None-Match: 304 while that is still the newest.
    """
    survey = pick_survey(surveys, survey_id)
    release = await newest_release(store, survey, survey.wave(wave_id))
    tables = tuple(TableTitle(id=t.id, title=t.title, topic=t.topic) for t in release.tables)
    view = ReleaseView(
        release=release.summary,
        sign_off=await find_standing(store, release.summary.id),
        cut=release.cut or release.summary.made_at,
        versions=release.versions,
        notes=release.notes,
        tables=tables,
        grid=release.grid,
        recommendations=release.recommendations,
    )
    return unless_kept(request, view)


@get(
    "/releases/{survey_id:str}/{wave_id:str}/{table_id:str}",
    summary="Read a table",
    responses={
        200: ResponseSpec(PublishedTable, description="The table, with its ETag"),
        **refusals(400, 401, 403, 404, 503),
    },
    opt={"right": Right.READ_RELEASES},
)
async def get_table(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    table_id: str,
    account: GivenAccount,
    store: GivenStore,
    surveys: GivenSurveys,
    now: GivenNow,
) -> Response[Any]:
    """One table of the newest release of a wave, as protected and frozen when it was made.

    With the ETag of a copy in If-None-Match: 304 while that is still the newest.
    """
    survey = pick_survey(surveys, survey_id)
    release = await newest_release(store, survey, survey.wave(wave_id))
    standing = await find_standing(store, release.summary.id)
    event = Event(
        who=account.name, what="downloaded a table", which=f"{release.summary.id} {table_id}"
    )
    table = published_table(release, release.table(table_id), standing)
    await record(store, event, now)
    return unless_kept(request, table)
