"""Releases: the frozen, protected tables of one wave, and what is published beside them."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from enum import Enum

from analysis import SummaryTable
from survey_api.access import Organisation
from survey_api.errors import NotFound
from survey_api.record import Record

STRENGTHS = ("strong", "some", "weak", "none")  # of evidence; the strongest first


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


class Figure(Record, kw_only=True):
    """A published figure with its interval and base; `symbol` stands in place of a hidden one.

    `table`, `column`, `row`: where it stands in the release; row '' is the total.
    """

    title: str
    unit: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    at_least: bool = False
    symbol: str = ""
    base: float | None = None
    flag: str = ""
    table: str = ""
    column: str = ""
    row: str = ""


class GridMeasure(Record, kw_only=True):
    """One published figure that bears on a finding or recommendation, and how far it carries.

    `strength`: of this measure alone, one of STRENGTHS. `lacks`: what keeps it from being strong,
    a sentence each. `groups`: groups of people that it is published for, those left out that are
    hidden. `words`: it is read from people's own words. `agreement`: how well two people who
    coded the same texts agree (kappa), None where that is not known.
    """

    title: str
    figure: Figure
    strength: str
    lacks: tuple[str, ...] = ()
    groups: int = 0
    words: bool = False
    agreement: float | None = None


class GridRow(Record, kw_only=True):
    """A finding or recommendation x measures x strength x what is missing.

    `strength` is what holds: the rule's, `computed`, unless an account (`overruled_by`) put its
    own in its place, with a reason. `rule`: in words, which rule gave it.
    """

    code: str
    title: str
    kind: str  # 'finding' or 'recommendation'
    measures: tuple[GridMeasure, ...]
    strength: str
    computed: str
    rule: str
    missing: tuple[str, ...]
    overruled_by: str = ""
    overruled_at: datetime | None = None
    reason: str = ""


class Overrule(Record, kw_only=True):
    """Somebody put their own strength of evidence in place of the rule's, and said why.

    An empty `strength` gives the code back to the rule. Every one is kept; the newest holds.
    """

    code: str
    strength: str
    reason: str
    account: str
    made_at: datetime


class SignOff(Record, kw_only=True):
    """What one publisher said of one release. Every word is kept; the latest of each holds.

    `organisation`: of the account at that moment. `reason`: '' where they agree and say no more.
    """

    release: str
    account: str
    organisation: Organisation
    agrees: bool
    reason: str
    signed_at: datetime


class Standing(Enum):
    """Where a release stands between its making and the public."""

    WAITING = "waiting"
    PUBLISHED = "published"
    DISPUTED = "disputed"


class Quote(Record, kw_only=True):
    """People's own words, cleared by a second person to be shown.

    `theme`: its title. `dissents`: against what most said. `simulated`: made up, not a person's.
    """

    words: str
    theme: str
    step: str = ""  # of the journey
    role: str = ""  # of who wrote it, in words; '' where that could give somebody away
    dissents: bool = False
    simulated: bool = False


class Action(Record, kw_only=True):
    """One line of the action table: people write it, only its evidence is filled in.

    Empty `owner`, `change` and a `date` of None are to be written by the team. `measure`: what to
    watch, in words; `table` and `column` say where it stands. `evidence`: codes of findings and
    recommendations. `figures`: what the release publishes on it.
    """

    issue: str
    owner: str = ""  # MOPAC, Met, council or joint
    change: str = ""
    measure: str = ""
    table: str = ""
    column: str = ""
    date: dt.date | None = None
    evidence: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


class Recommendation(Record, kw_only=True):
    """One of the report's recommendations. Not `confirmed`: its text is awaited, and is empty."""

    code: str
    title: str
    text: str = ""
    confirmed: bool = False
    addressed_to: str = ""


class Event(Record, kw_only=True):
    """Something that happened and may show over time. `mark`: V verified, P partly, K not.

    `when`: the date in words, where the day is not known ("autumn 2023"); '' where it is.
    """

    date: dt.date
    title: str
    source: str
    mark: str
    when: str = ""


class Accounted(Record, kw_only=True):
    """What became of so many rows, and why. Rounded; `symbol` [c] in place of a small number."""

    what: str
    number: float | None
    reason: str = ""
    symbol: str = ""


class Release(Record, kw_only=True):
    """Tables + policy + versions. Immutable once stored.

    `cut`: everything that had come by then is in it, nothing later; None for releases made before
    cuts were kept. `grid`: how strong the evidence is. `events`: earliest first.
    """

    summary: ReleaseSummary
    versions: dict[str, str]  # questionnaire, policy, scorer, code, microdata cut
    notes: tuple[str, ...]
    tables: tuple[SummaryTable, ...]
    cut: datetime | None = None
    grid: tuple[GridRow, ...] = ()
    quotes: tuple[Quote, ...] = ()
    actions: tuple[Action, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    events: tuple[Event, ...] = ()
    accounting: tuple[Accounted, ...] = ()

    def table(self, table_id: str) -> SummaryTable:
        """The table with this id. Raises NotFound."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise NotFound(f"There is no table '{table_id}' in release {self.summary.id}.")
