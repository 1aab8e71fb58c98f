"""A concern: a response that a person should read soon, and what people did about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from survey_api.questionnaire import AnswerValue
from survey_api.record import Record

NOT_BACK = "not_back"  # the kind of an answer that says the child is not back yet


class ItemReason(Record, kw_only=True):
    """Why one answer was flagged. `spans`: where in its text; no word of it is kept here.

    `translated`: it was seen in what a person put the text into English as, and `spans` are there.
    """

    item_id: str
    kind: str
    spans: tuple[tuple[int, int], ...] = ()
    translated: bool = False


def tells_more(reasons: Iterable[ItemReason], before: Iterable[ItemReason]) -> bool:
    """Whether what was put into English gives a reason that did not stand before."""
    known = {(reason.item_id, reason.kind) for reason in before if reason.translated}
    return any(
        (reason.item_id, reason.kind) not in known for reason in reasons if reason.translated
    )


class Concern(Record, kw_only=True):
    """A response that was flagged. Its clock began when it was received."""

    response_id: str
    reference: str
    survey: str
    wave: str
    received_at: datetime
    flagged_at: datetime
    urgent: bool
    reasons: tuple[ItemReason, ...]
    screen: str  # name and version of what flagged it
    simulated: bool  # made up for a demonstration


class Acted(Record, kw_only=True):
    """Something done about a concern; every one is kept. `what`: one of WHATS.

    All is done by people but what was FOUND: a text was put into English, and the screen saw more.
    """

    response_id: str
    what: str
    who: str
    at: datetime
    note: str = ""  # the reason for reading, what was said, how it ended
    service: str = ""  # referred: MASH or EDT
    borough: str = ""  # referred: whose
    outcome: str = ""  # closed: a code of the survey's outcomes


TAKEN, READ, REFERRED, NOTED, CLOSED, FOUND = WHATS = (
    "taken", "read", "referred", "noted", "closed", "found",
)  # fmt: skip


class State(Enum):
    """Where a concern stands, worked out from what was done and never stored."""

    RECEIVED = "received"  # nobody has looked at it
    OPENED = "opened"
    REFERRED = "referred"
    CLOSED = "closed"


class Case(Record, kw_only=True):
    """A concern with all that was done about it, oldest first."""

    concern: Concern
    acted: tuple[Acted, ...] = ()

    @property
    def opened_at(self) -> datetime | None:
        """When somebody first took it or read it."""
        return next((each.at for each in self.acted if each.what != FOUND), None)

    @property
    def owner(self) -> str:
        """Who took it last; '' while nobody has."""
        return next((each.who for each in reversed(self.acted) if each.what == TAKEN), "")

    @property
    def closed_at(self) -> datetime | None:
        """When it was closed; None where it is open, was taken up again or tells more since."""
        turns = [each for each in self.acted if each.what in (TAKEN, CLOSED, FOUND)]
        last = turns[-1] if turns else None
        return last.at if last is not None and last.what == CLOSED else None

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.closed_at is not None:
            return State.CLOSED
        if any(each.what == REFERRED for each in self.acted):
            return State.REFERRED
        return State.RECEIVED if self.opened_at is None else State.OPENED


class Written(Record, kw_only=True):
    """What was written as one answer. `english`: what a person put it into English as, if any."""

    item_id: str
    language: str
    text: str
    english: str = ""


class Unscreened(Record, kw_only=True):
    """A response to be screened."""

    response_id: str
    reference: str
    survey: str
    wave: str
    received_at: datetime
    simulated: bool
    answers: dict[str, AnswerValue]
    texts: tuple[Written, ...]


class Screened(Record, kw_only=True):
    """A response that was screened, with the concern it raised, if any."""

    response_id: str
    concern: Concern | None


class Screening(Record, kw_only=True):
    """How far screening is behind: responses that wait, and when the oldest came."""

    waiting: int
    oldest_at: datetime | None
