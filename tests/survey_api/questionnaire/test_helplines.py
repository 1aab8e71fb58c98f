"""Operators are told of numbers nobody has rung for three months."""

from __future__ import annotations

from datetime import timedelta

from survey_api import Settings, helplines_note, load_surveys


def test_a_helpline_is_named_on_its_91st_day():
    survey = load_surveys(Settings().surveys)["missing_children"]
    oldest = min(line.checked_on for line in survey.programme.helplines)
    assert helplines_note(survey, oldest + timedelta(days=90)) == ""
    note = helplines_note(survey, oldest + timedelta(days=91))
    assert "Childline" in note
    assert oldest.isoformat() in note
