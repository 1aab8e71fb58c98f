"""Releases: the frozen, protected tables of one wave."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from analysis import SummaryTable
from survey_api.errors import NotFound
from survey_api.record import Record


class ReleaseStatus(Enum):
    """Interim while the wave is open, final once it has closed."""

    INTERIM = "interim"
    FINAL = "final"


class ReleaseSummary(Record, kw_only=True):
    """What the list of releases shows."""

    id: str
    survey: str
    wave: str
    status: ReleaseStatus
    made_at: datetime
    responses: int  # rounded like every published count
    simulated: int  # rounded like every published count; 0 when none is


class Release(Record, kw_only=True):
    """Tables + policy + versions. Immutable once stored."""

    summary: ReleaseSummary
    versions: dict[str, str]  # questionnaire, policy, scorer, code, microdata cut
    notes: tuple[str, ...]
    tables: tuple[SummaryTable, ...]

    def table(self, table_id: str) -> SummaryTable:
        """The table with this id. Raises NotFound."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise NotFound(f"There is no table '{table_id}' in release {self.summary.id}.")
