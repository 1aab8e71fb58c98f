"""Contact: how somebody wants to be reached, what about, and when it is safe."""

from __future__ import annotations

from datetime import date
from enum import Enum

from survey_api.record import Record

LONGEST_WHERE = 200  # characters of a phone number or an e-mail address
LONGEST_WHEN = 300  # characters of when it is safe


class Means(Enum):
    """The way to reach somebody."""

    PHONE = "phone"
    EMAIL = "email"


class About(Enum):
    """What they want to be reached about."""

    ANSWERS = "answers"  # ask them more
    WORRY = "worry"  # a worry about a child
    RESULTS = "results"  # what comes of the survey


class Contact(Record, kw_only=True):
    """How to reach one person. Nothing in it leads to answers unless they wanted it to."""

    survey: str
    means: Means
    where: str  # the number or the address, as it was typed
    about: tuple[About, ...]
    when: str  # when it is safe, in their words; '' where nothing was said
    left_on: date  # to the day only, so that no clock ties it to a response
    reference: str = ""  # of their answers, only if they ticked it


class ContactProblems(Record, kw_only=True):
    """What has to be put right, by field of the form: 'means', 'where', 'about', 'when'."""

    fields: dict[str, str]
