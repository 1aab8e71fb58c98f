"""read_monitor: how the fieldwork of a wave stands, told so that nobody's answer shows.

Two sources only: totals of days that are over, rounded, and the newest release of the wave.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Protocol

from analysis import Cell, Codebook, DisclosurePolicy, SummaryTable
from survey_api.questionnaire import Survey, Wave, london_day
from survey_api.record import Record
from survey_api.releases.accounting import FLAGGED, NOT_SCORED, TEAMS
from survey_api.releases.codes import make_codebook
from survey_api.releases.coverage import Breakdown, break_down, counts_by, rule_of
from survey_api.releases.days import Day, finished_days
from survey_api.releases.model import Accounted, Release, ReleaseStatus, ReleaseSummary
from survey_api.releases.plan import DISCLOSURE, read_policy
from survey_api.releases.population import load_population
from survey_api.releases.quotas import QuotaStanding, quota_standings
from survey_api.releases.store import ReleaseStore
from survey_api.responses.store import ResponseStore

STOPS = ("asked_of", "section", "page")  # how break-offs are told, the coarsest first


class MonitoringStore(ResponseStore, ReleaseStore, Protocol):
    """What the monitor reads."""


class Stops(Record, kw_only=True):
    """Where people stopped, by who is asked the page, part or page; hidden ones are counted."""

    by: str
    title: str
    shown: tuple[tuple[str, float], ...]  # the most first
    hidden: int  # rows that are hidden


class Coverage(Record, kw_only=True):
    """What the newest release says of who answered, beside who there is.

    `more`: how many responses have to come, at least, before there is another interim release.
    `cut`: the day up to which answers are in it. `not_sent`: begun and not sent. `rounding`: what
    its counts are rounded to.
    """

    release: ReleaseSummary
    cut: date
    breakdowns: tuple[Breakdown, ...]
    quotas: tuple[QuotaStanding, ...]
    stops: tuple[Stops, ...]
    not_sent: Cell
    flagged: Accounted | None
    teams: Accounted | None
    not_scored: Accounted | None
    more: int
    rounding: int

    @property
    def interim(self) -> bool:
        """Whether the wave was open when the release was made."""
        return self.release.status is ReleaseStatus.INTERIM


class Monitor(Record, kw_only=True):
    """How the fieldwork of a wave stands. `coverage`: None while too few have answered.

    `step`: what totals are rounded to. `least`: how many responses it takes until groups are told.
    """

    survey: str
    wave: str
    days: tuple[Day, ...]
    step: int
    least: int
    coverage: Coverage | None = None
    simulated: bool = False  # some responses are made up
    all_simulated: bool = False

    @property
    def responses(self) -> int:
        """How many had come by the end of yesterday, rounded."""
        return self.days[-1].total if self.days else 0


async def read_monitor(
    store: MonitoringStore, survey: Survey, wave_id: str, now: datetime
) -> Monitor:
    """Get how the fieldwork of a wave stands.

    It changes once a day, and what it says of groups only with a new release. Raises NotFound for
    an unknown wave, BadSurvey if the rules in the survey's folder cannot be used, StoreUnavailable.
    """
    wave = survey.wave(wave_id)
    standing = await store.count_fieldwork(survey.id, wave.id)
    release = await store.latest_release(survey.id, wave.id)
    policy = await asyncio.to_thread(read_policy, survey.folder / DISCLOSURE)
    coverage = None
    if release is not None and release.summary.responses >= policy.interim_more:
        coverage = await asyncio.to_thread(cover, survey, wave, release, policy)
    return Monitor(
        survey=survey.id,
        wave=wave.id,
        days=finished_days(standing.by_day, now.date(), policy),
        step=policy.interim_rounding,
        least=policy.interim_more,
        coverage=coverage,
        simulated=standing.simulated > 0,
        all_simulated=0 < standing.responses <= standing.simulated,
    )


def cover(survey: Survey, wave: Wave, release: Release, policy: DisclosurePolicy) -> Coverage:
    """Get what a release says of who answered, beside who there is: nothing but what it says."""
    codebook, population = make_codebook(survey), load_population(survey)
    interim = release.summary.status is ReleaseStatus.INTERIM
    rule = rule_of(policy, interim=interim)
    named = dict.fromkeys(
        (*survey.programme.monitor, *(quota.variable for quota in survey.programme.quotas))
    )
    found = {
        variable: breakdown
        for variable in named
        if (breakdown := break_down(release, variable, codebook, population, rule))
    }
    made = london_day(release.cut or release.summary.made_at)
    accounted = {one.what: one for one in release.accounting}
    return Coverage(
        release=release.summary,
        cut=made,
        breakdowns=tuple(found[one] for one in survey.programme.monitor if one in found),
        quotas=_quotas(survey, wave, codebook, found, made),
        stops=tuple(_stops(by, table) for by in STOPS if (table := _counted(release, by))),
        not_sent=_not_sent(release),
        flagged=accounted.get(FLAGGED),
        teams=accounted.get(TEAMS),
        not_scored=accounted.get(NOT_SCORED),
        more=max(policy.interim_more, round(policy.interim_growth * release.summary.responses)),
        rounding=rule.rounding,
    )


def _quotas(
    survey: Survey, wave: Wave, codebook: Codebook, found: dict[str, Breakdown], cut: date
) -> tuple[QuotaStanding, ...]:
    groups = [(one.variable, group) for one in found.values() for group in one.groups]
    return quota_standings(survey, wave, codebook, groups, cut)


def _counted(release: Release, by: str) -> SummaryTable | None:
    return next((table for table in release.tables if counts_by(by, table)), None)


def _stops(by: str, table: SummaryTable) -> Stops:
    rows = [row for row in table.rows if row.code]
    shown = [(row.title, row.base.value) for row in rows if row.base.value is not None]
    return Stops(
        by=by,
        title=table.row_title,
        shown=tuple(sorted(shown, key=lambda row: -row[1])),
        hidden=len(rows) - len(shown),
    )


def _not_sent(release: Release) -> Cell:
    for by in STOPS:
        for row in table.rows if (table := _counted(release, by)) else ():
            if not row.code:
                return row.base
    return Cell(symbol="[x]")
