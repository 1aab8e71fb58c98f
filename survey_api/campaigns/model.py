"""Single-use codes as the store knows them: never the code, only what stands for it."""

from __future__ import annotations

from survey_api.record import Record


class NewCode(Record, kw_only=True):
    """A code that was made. `mark`: what stands for it."""

    mark: str
    survey: str
    campaign: str
    team: str  # the home, school or unit it was made for; '' for none


class KeptCode(Record, kw_only=True):
    """What is known of a code: for whom it was made, and whether answers were sent with it.

    When they were sent is not kept: on a quiet day that would lead to the response.
    """

    survey: str
    campaign: str
    team: str
    used: bool


class CodeCount(Record, kw_only=True):
    """How many codes a campaign has, and how many of them are used."""

    campaign: str
    made: int
    used: int
