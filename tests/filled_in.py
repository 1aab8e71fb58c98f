"""Answers as somebody gives them to a form of ODK or Kobo."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from survey_api import Survey, odk
from survey_api.questionnaire import Answers, ItemKind, TimeAnswer, TimeKind, unparse


def fields_told(survey: Survey, answers: Answers) -> dict[str, str]:
    """These answers as somebody gives them to a form: name of a field -> what is in it."""
    told = {}
    for item in survey.questionnaire.items.values():
        if item.id not in answers:
            continue
        names = odk.odk_fields(item)
        for field, texts in unparse(item, answers[item.id]).items():
            told[names[field]] = " ".join(texts) if item.kind is ItemKind.MULTIPLE else texts[0]
            if field.endswith("date") and field != item.id:
                day, month, year = map(int, texts[0].split("/"))
                told[names[field]] = date(year, month, day).isoformat()
            elif field.endswith("time") and field != item.id:
                told[names[field]] = f"{texts[0]}:00.000+00:00"
    return told


def with_clocks(answers: Answers) -> Answers:
    """The same, with two clock times for each wait that is exact: a form knows no other way.

    Minutes when the child came back are left out: neither a page nor a form asks for them.
    """
    return {
        id_: _on_the_clock(value) if isinstance(value, TimeAnswer) else value
        for id_, value in answers.items()
    }


def _on_the_clock(answer: TimeAnswer) -> TimeAnswer:
    if answer.kind is TimeKind.OVERTAKEN:
        return TimeAnswer(TimeKind.OVERTAKEN)
    if answer.kind is not TimeKind.EXACT or answer.clock_start or answer.told:
        return answer
    end = datetime.fromisoformat("2026-10-01T12:00+01:00")
    minutes = round(answer.lo_min or 0.0)
    start = datetime.fromtimestamp(end.timestamp() - minutes * 60, end.tzinfo)
    return msgspec.structs.replace(
        answer, lo_min=float(minutes), hi_min=float(minutes), clock_start=start, clock_end=end
    )
