"""Which helplines nobody has rung for too long."""

from __future__ import annotations

from datetime import date, timedelta

from survey_api.questionnaire.reference import Helpline
from survey_api.questionnaire.survey import Survey

CHECKED_FOR = timedelta(days=90)  # a number that was right may have been given up by then


def stale_helplines(survey: Survey, today: date) -> tuple[Helpline, ...]:
    """The helplines last checked more than 90 days before `today`, in the order of the file."""
    lines = survey.programme.helplines
    return tuple(line for line in lines if today - line.checked_on > CHECKED_FOR)


def helplines_note(survey: Survey, today: date) -> str:
    """What operators are told about them; '' while every one was checked lately."""
    stale = stale_helplines(survey, today)
    if not stale:
        return ""
    named = ", ".join(f"{line.name} ({line.checked_on.isoformat()})" for line in stale)
    return (
        f"Helplines not checked for more than {CHECKED_FOR.days} days: {named}. Ring each, open "
        "its link, and set its `checked_on` in survey.toml."
    )
