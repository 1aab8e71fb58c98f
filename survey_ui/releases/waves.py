"""Which survey, wave and release an address names."""

from __future__ import annotations

from collections.abc import Mapping

from survey_api import NotFound, Release, Store, Survey, Wave


def find_wave(surveys: Mapping[str, Survey], survey_id: str, wave_id: str) -> tuple[Survey, Wave]:
    """The survey and its wave. Raises NotFound."""
    survey = surveys.get(survey_id)
    if survey is None:
        raise NotFound(f"There is no survey '{survey_id}'.")
    return survey, survey.wave(wave_id)


async def newest_release(store: Store, survey: Survey, wave: Wave) -> Release:
    """The newest release of a wave. Raises NotFound when none has been made."""
    release = await store.latest_release(survey.id, wave.id)
    if release is None:
        raise NotFound(f"No release of {wave.title} has been made yet.")
    return release
