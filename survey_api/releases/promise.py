"""Promise: what will change because of a finding, who does it, by when, and how it went."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from enum import Enum

from survey_api.access import Organisation
from survey_api.record import Record

OWNERS = ("MOPAC", "Met", "council", "joint")


class PromiseState(Enum):
    """How far a promise has come."""

    PROMISED = "promised"
    UNDER_WAY = "under way"
    DONE = "done"
    NOT_DONE = "not done"


class Promise(Record, kw_only=True):
    """What never changes of a promise: where it comes from, and the figure that is watched.

    `wave`: in which people said it. `release`: the published release it was started from. `table`,
    `column`, `row`: where the figure stands in a release; row '' is the row of everybody.
    """

    id: str  # a UUID
    survey: str
    wave: str
    release: str
    measure: str  # the figure in words
    table: str
    column: str
    row: str = ""
    started_at: datetime


class Told(Record, kw_only=True):
    """What one version of a promise says. What is '' or None is still to be written.

    `after`: the id of the release that the figure is held against; '' while there is none.
    """

    finding: str
    change: str = ""
    owner: str = ""  # one of OWNERS
    due: dt.date | None = None
    state: PromiseState = PromiseState.PROMISED
    reason: str = ""
    after: str = ""


class PromiseVersion(Record, kw_only=True):
    """What was told from some moment on. Versions count from 1 and are all kept."""

    promise: str
    number: int
    told: Told
    account: str
    saved_at: datetime


class PromiseWord(Record, kw_only=True):
    """A publisher agrees that a version is shown to the public, or takes the promise down.

    `organisation`: of the account at that moment. `reason`: why it is taken down; the public
    reads it.
    """

    promise: str
    number: int
    account: str
    organisation: Organisation
    agrees: bool
    reason: str = ""
    said_at: datetime


class PromiseFile(Record, kw_only=True):
    """Everything that is kept of one promise, oldest first."""

    promise: Promise
    versions: tuple[PromiseVersion, ...]
    words: tuple[PromiseWord, ...] = ()

    @property
    def newest(self) -> PromiseVersion:
        """The version that an edit goes on from."""
        return self.versions[-1]

    def version(self, number: int) -> PromiseVersion:
        """The version of this number."""
        return self.versions[number - 1]
