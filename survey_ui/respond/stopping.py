"""The link at the end of each invitation: no more messages, with one press, without signing in."""

from __future__ import annotations

from litestar import get, post
from litestar.response import Template

from survey_api import NotFound, Survey
from survey_api.app import GivenAddresses
from survey_api.campaigns import stop_by_token
from survey_ui.phrases import translations
from survey_ui.respond.frame import render


@get("/stop/{token:str}")
async def get_stop(surveys: dict[str, Survey], language: str, token: str) -> Template:
    """The button. Opening the page does nothing: programs open links before people do."""
    return _show(surveys, language, token, done=False)


@post("/stop/{token:str}", status_code=200)
async def post_stop(
    surveys: dict[str, Survey], language: str, token: str, addresses: GivenAddresses
) -> Template:
    """Never write to this address again. Mail programs press it too, without a form of ours.

    Raises NotFound for a link that is none of ours.
    """
    if not await stop_by_token(addresses, token):
        raise NotFound("There is no such page.")
    return _show(surveys, language, token, done=True)


def _show(surveys: dict[str, Survey], language: str, token: str, *, done: bool) -> Template:
    say = translations(language).gettext
    asking = say("Stop messages from this survey")
    return render(
        "public/stop.html",
        language,
        surveys.values(),
        title=say("We will not write to you again") if done else asking,
        token=token,
        done=done,
        languages=[],  # nothing stands in the form that another language could be told in
    )
