"""Soft checks: what may be a slip of memory or of the finger. They ask, and never block.

The child coming back before an officer came is an ordinary thing and is not asked about.
"""

from __future__ import annotations

from datetime import datetime

from survey_api.questionnaire.model import Item, Page
from survey_api.questionnaire.moments import Moment, read_moment
from survey_api.questionnaire.survey import Survey
from survey_api.questionnaire.values import (
    Answers,
    AnswerValue,
    Mistake,
    Problem,
    TimeAnswer,
    as_problem,
)

LONG_WAIT_MIN = 30 * 24 * 60.0

LONG_WAIT = Mistake("This is more than 30 days. Is that right?")
OUT_OF_ORDER = Mistake("This comes before something you told us happened earlier. Is that right?")


def soft_checks(survey: Survey, page: Page, answers: Answers) -> tuple[Problem, ...]:
    """What to ask "is that right?" about on this page. answers: the page's own included."""
    found = ((item, _doubt(item, answers)) for item in page.items)
    return tuple(as_problem(item.id, doubt) for item, doubt in found if doubt is not None)


def _doubt(item: Item, answers: Answers) -> Mistake | None:
    value = answers.get(item.id)
    if isinstance(value, TimeAnswer) and _about(value) > LONG_WAIT_MIN:
        return LONG_WAIT
    earlier = answers.get(item.follows or item.clock_start)
    if value is None or earlier is None:
        return None
    latest, earliest = _latest_start(value), _earliest_end(earlier)
    before = latest is not None and earliest is not None and latest < earliest
    return OUT_OF_ORDER if before else None


def _about(value: TimeAnswer) -> float:
    """The minutes told: the middle of the range a rough number stands for."""
    low = value.lo_min or 0.0
    return low if value.hi_min is None else (low + value.hi_min) / 2


def _latest_start(value: AnswerValue) -> datetime | None:
    """The latest this can have begun, as far as it is known."""
    if isinstance(value, TimeAnswer):
        return value.clock_start
    moment = read_moment(value) if isinstance(value, str) else None
    return moment.interval[1] if isinstance(moment, Moment) else None


def _earliest_end(value: AnswerValue) -> datetime | None:
    """The earliest this can have been over, as far as it is known."""
    if isinstance(value, TimeAnswer):
        return value.clock_end
    moment = read_moment(value) if isinstance(value, str) else None
    return moment.interval[0] if isinstance(moment, Moment) else None
