"""The release that pages and programs read: the newest of its wave."""

from __future__ import annotations

from survey_api.errors import NotFound
from survey_api.questionnaire import Survey, Wave
from survey_api.releases.model import Release
from survey_api.releases.store import ReleaseStore


async def newest_release(store: ReleaseStore, survey: Survey, wave: Wave) -> Release:
    """The newest release of a wave. Raises NotFound when none has been made."""
    release = await store.latest_release(survey.id, wave.id)
    if release is None:
        raise NotFound(f"No release of {wave.title} has been made yet.")
    return release
