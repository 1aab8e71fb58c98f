"""Another child, or another time: for people who see many go missing, without retyping."""

from __future__ import annotations

from datetime import datetime

from litestar import post
from litestar.response import Redirect

from survey_api import Draft, Refused, Settings, Survey, begin_another
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.respond.frame import go_to
from survey_ui.respond.gates import resume_link
from survey_ui.respond.session import remember


@post("/s/{survey_id:str}/another")
async def post_another(
    survey: Survey,
    draft_id: str,
    draft: Draft | None,
    store: GivenStore,
    settings: Settings,
    now: datetime,
) -> Redirect:
    """On to the next episode, with what need not be said again; the one before stays as sent."""
    if draft is not None:
        return go_to(resume_link(survey, draft))
    sent = await store.get_response(draft_id) if draft_id else None
    if sent is None or sent.instrument.survey != survey.id:
        return go_to(links.start(survey.id))
    try:
        following = await begin_another(store, survey, sent, now)
    except Refused:
        return go_to(links.done(survey.id))
    onward = go_to(resume_link(survey, following))
    onward.cookies.append(remember(survey, following, settings))
    return onward
