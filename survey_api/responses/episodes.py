"""One person who tells of several children, or of several times: a response for each.

What they said of themselves and where they work goes along. All of one person's responses carry
the same team, so that what one person says of many children counts as one place's word.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

import msgspec

from survey_api.errors import Refused
from survey_api.questionnaire import (
    Answers,
    Page,
    Questionnaire,
    Survey,
    asked_pages,
    holds,
    london_day,
)
from survey_api.responses.model import Draft, Response
from survey_api.responses.store import ResponseStore
from survey_api.sealing import spell

_ALONE = "OWN-"  # how the code of somebody begins who came by no home's or team's link


def may_tell_another(survey: Survey, response: Response, now: datetime) -> bool:
    """Whether whoever sent this is asked for another episode: their role, and a wave is open."""
    who = _is_asked(survey.questionnaire, response.answers)
    return who and survey.open_wave(london_day(now)) is not None


async def begin_another(
    store: ResponseStore, survey: Survey, response: Response, now: datetime
) -> Draft:
    """Get a new draft, stored, that keeps what `response` said and need not be said again.

    It is the next response of the same instrument and team, under an id of its own. Raises Refused
    for somebody who is not asked, or when no wave is open.
    """
    wave = survey.open_wave(london_day(now))
    if wave is None or not may_tell_another(survey, response, now):
        raise Refused("There is nothing more to tell here. Nothing was stored.")
    keep = survey.questionnaire.another.keep
    answers: Answers = {id_: response.answers[id_] for id_ in keep if id_ in response.answers}
    version = survey.questionnaire.version
    draft = Draft(
        id=str(uuid.uuid4()),
        instrument=msgspec.structs.replace(response.instrument, questionnaire_version=version),
        wave=wave.id,
        answers=answers,
        page=_said_so_far(survey.questionnaire, answers),
        begun_at=now,
        saved_at=now,
        team=response.team,
    )
    await store.save_draft(draft)
    return draft


def own_team(questionnaire: Questionnaire, draft: Draft) -> str:
    """A code that stands for this person alone, '' if they are not asked for another episode.

    Made from the draft's id, so that sending it twice gives the same.
    """
    if not _is_asked(questionnaire, draft.answers):
        return ""
    number = int.from_bytes(hashlib.blake2b(draft.id.encode(), digest_size=5).digest(), "big")
    return _ALONE + spell(number, 2).replace("-", "")


def _is_asked(questionnaire: Questionnaire, answers: Answers) -> bool:
    conditions = questionnaire.conditions_by_id
    return any(holds(conditions[name], answers) for name in questionnaire.another.when)


def _said_so_far(questionnaire: Questionnaire, answers: Answers) -> str:
    """The id of the last page before the first that has something to answer still."""

    def is_said(page: Page) -> bool:
        return all(item.id in answers for item in page.items)

    said = ""
    for page in asked_pages(questionnaire, answers):
        if not is_said(page):
            break
        said = page.id
    return said
