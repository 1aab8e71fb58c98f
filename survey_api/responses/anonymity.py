"""What was promised to the first who answered holds for everybody after."""

from __future__ import annotations

from collections.abc import Mapping

from survey_api.errors import Refused
from survey_api.questionnaire import Survey
from survey_api.responses.store import ResponseStore


async def check_anonymity(store: ResponseStore, surveys: Mapping[str, Survey]) -> None:
    """Raises Refused if a survey's `anonymous` was changed after its first response."""
    for survey in surveys.values():
        promised = await store.get_anonymity(survey.id)
        if promised not in (None, survey.programme.anonymous):
            raise Refused(
                f"The survey '{survey.id}' had anonymous = {str(promised).lower()} when its first "
                "response came, and survey.toml says otherwise now. Nothing was stored. Put it "
                "back, or give the changed survey another id."
            )
