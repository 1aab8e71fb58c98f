"""Published tables, for programs of people who may read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, get

from analysis import SummaryTable
from survey_api.access import SESSION_COOKIE, AccountStore, Role, find_session
from survey_api.endpoints.given import GivenNow, GivenStore, GivenSurveys
from survey_api.endpoints.surveys import pick_survey
from survey_api.errors import NotFound, NotSignedIn, Refused
from survey_api.questionnaire import Survey
from survey_api.record import Record
from survey_api.releases import Release, ReleaseStore, ReleaseSummary


class TableTitle(Record, kw_only=True):
    """One table of a release."""

    id: str
    title: str
    topic: str


class ReleaseView(Record, kw_only=True):
    """A release without its tables' figures."""

    release: ReleaseSummary
    versions: dict[str, str]
    notes: tuple[str, ...]
    tables: tuple[TableTitle, ...]


async def check_reader(request: Request[Any, Any, Any], store: AccountStore, now: datetime) -> None:
    """Return for an analyst. Raises NotSignedIn without a live session, Refused for others."""
    token = request.cookies.get(SESSION_COOKIE, "")
    account = await find_session(store, token, now) if token else None
    if account is None:
        raise NotSignedIn("Sign in to read releases.")
    if account.role is not Role.ANALYST:
        raise Refused("Your account is for the fieldwork monitor only.")


@get("/releases/{survey_id:str}/{wave_id:str}", summary="Read what a release holds")
async def get_release(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    store: GivenStore,
    surveys: GivenSurveys,
    now: GivenNow,
) -> ReleaseView:
    """The newest release of a wave: its versions, notes and the titles of its tables."""
    await check_reader(request, store, now)
    release = await newest(store, pick_survey(surveys, survey_id), wave_id)
    tables = tuple(TableTitle(id=t.id, title=t.title, topic=t.topic) for t in release.tables)
    return ReleaseView(
        release=release.summary, versions=release.versions, notes=release.notes, tables=tables
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
) -> SummaryTable:
    """One table of the newest release of a wave, as protected and frozen when it was made."""
    await check_reader(request, store, now)
    release = await newest(store, pick_survey(surveys, survey_id), wave_id)
    return release.table(table_id)


async def newest(store: ReleaseStore, survey: Survey, wave_id: str) -> Release:
    """The newest release of a wave. Raises NotFound if there is none yet."""
    release = await store.latest_release(survey.id, survey.wave(wave_id).id)
    if release is None:
        raise NotFound(f"No release has been made of wave '{wave_id}' yet.")
    return release
