"""Which survey and wave an address names."""

from __future__ import annotations

from collections.abc import Mapping

from survey_api import NotFound, Survey, Wave


def find_wave(surveys: Mapping[str, Survey], survey_id: str, wave_id: str) -> tuple[Survey, Wave]:
    """The survey and its wave. Raises NotFound."""
    survey = surveys.get(survey_id)
    if survey is None:
        raise NotFound(f"There is no survey '{survey_id}'.")
    return survey, survey.wave(wave_id)
