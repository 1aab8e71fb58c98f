"""The figures an operator watches, read in one place for metrics, health and the operator page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from survey_api.audit import AuditStore, Wanted
from survey_api.health.store import HealthStore
from survey_api.questionnaire import Survey
from survey_api.record import Record
from survey_api.safeguarding import SafeguardingStore, load_duty, read_lateness

# What the audit log says of them; the command line writes it there.
BACKUP, DRILL = "made a backup", "tried a restore"
DRILL_WRONG, DRILL_RIGHT = "not as it was", "as it was"
_KEYS = "survey_keys-"  # a backup of keys alone brings no answer back
_LOOKED_AT = 20  # entries; of a night there are two

SCORING_LIMIT = timedelta(minutes=15)
COMMIT_LIMIT = timedelta(milliseconds=250)
BACKUP_LIMIT = timedelta(hours=26)  # every night, and two hours for a late start
DRILL_LIMIT = timedelta(days=35)  # every month
_MOST = 0.99  # of commits


class Watched(Enum):
    """What has a bound, by the name it has in metrics."""

    SCORING = "scoring"
    SCREENING = "screening"
    TRIAGE = "triage"
    COMMIT = "commit"
    BACKUP = "backup"
    DRILL = "drill"


class Figures(Record, kw_only=True):
    """How an installation stands. Counts and lengths of time: anybody might know them."""

    unscored: int  # texts
    scoring_lag: timedelta  # how long the oldest that nothing has scored has waited
    unscreened: int  # responses
    screening_lag: timedelta
    screening_limit: timedelta
    overdue: int  # safeguarding concerns past a limit
    commit: timedelta | None  # 99 of 100 of this server's newest writes were quicker; None: none
    backup_age: timedelta | None  # None: there was none
    drill_age: timedelta | None
    drill_wrong: bool  # the last drill found something that was not as it was written

    @property
    def out_of_bounds(self) -> frozenset[Watched]:
        """What somebody should see to."""
        found = {
            Watched.SCORING: self.scoring_lag > SCORING_LIMIT,
            Watched.SCREENING: self.screening_lag > self.screening_limit,
            Watched.TRIAGE: self.overdue > 0,
            Watched.COMMIT: self.commit is not None and self.commit > COMMIT_LIMIT,
            Watched.BACKUP: self.backup_age is None or self.backup_age > BACKUP_LIMIT,
            Watched.DRILL: (
                self.drill_wrong or self.drill_age is None or self.drill_age > DRILL_LIMIT
            ),
        }
        return frozenset(watched for watched, out in found.items() if out)


class WatchedStore(HealthStore, SafeguardingStore, AuditStore, Protocol):
    """A store that has all of it."""


async def read_figures(store: WatchedStore, surveys: Iterable[Survey], now: datetime) -> Figures:
    """The figures of this moment. Raises StoreUnavailable."""
    surveys = list(surveys)
    scoring = await store.count_unscored()
    late = await read_lateness(store, surveys, now)
    limits = [load_duty(survey).limits.screened_minutes for survey in surveys]
    quicker = store.commits.quicker(_MOST)
    backups = await store.find_entries(Wanted(what=BACKUP), _LOOKED_AT)
    backup = next((one for one in backups if not one.which.startswith(_KEYS)), None)
    drill = next(iter(await store.find_entries(Wanted(what=DRILL), 1)), None)
    return Figures(
        unscored=scoring.waiting,
        scoring_lag=_age(scoring.oldest_at, now) or timedelta(0),
        unscreened=late.unscreened,
        screening_lag=late.lag,
        screening_limit=timedelta(minutes=min(limits, default=1)),
        overdue=late.overdue,
        commit=None if quicker is None else timedelta(seconds=quicker),
        backup_age=_age(backup.at if backup else None, now),
        drill_age=_age(drill.at if drill else None, now),
        drill_wrong=drill is not None and drill.which.endswith(DRILL_WRONG),
    )


def _age(moment: datetime | None, now: datetime) -> timedelta | None:
    """Not below zero, should the clock have been put back."""
    return None if moment is None else max(now - moment, timedelta(0))
