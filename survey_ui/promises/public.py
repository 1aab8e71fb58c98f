"""You said, we did: what changes because of a survey, for everybody, as a page and as a feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.response import Template

from survey_api import Settings, Survey, Wave, Wording
from survey_api.app import GivenStore
from survey_api.promises import PublicPromise, show_promises
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.promises.feed import write_feed
from survey_ui.promises.same import SameTemplate, unless_same
from survey_ui.promises.showing import Speaker
from survey_ui.respond.frame import render_survey

ATOM = "application/atom+xml; charset=utf-8"


class ShownWave(NamedTuple):
    """A wave with what changes because of it."""

    wave: Wave
    entries: int


@get("/you-said/{survey_id:str}")
async def get_you_said(survey: Survey, wording: Wording, store: GivenStore) -> Template:
    """The waves of a survey that something is said of, newest first."""
    say = translations(wording.language).gettext
    shown, changed = [], []
    for wave in sorted(survey.programme.waves, key=lambda one: one.opens, reverse=True):
        if found := await show_promises(store, survey, wave):
            shown.append(ShownWave(wave, len(found)))
            changed.append(_changed(found))
    page = render_survey(
        "promises/index.html",
        survey,
        wording,
        kind=SameTemplate,
        title=say("You said, we did"),
        back=links.start(survey.id),
        survey_title=wording.title,
        waves=shown,
    )
    return _dated(page, max(filter(None, changed), default=None))


@get("/you-said/{survey_id:str}/{wave_id:str}")
async def get_said(survey: Survey, wave_id: str, wording: Wording, store: GivenStore) -> Template:
    """What people said in a wave, what was promised, and how it went."""
    wave = survey.wave(wave_id)
    found = await show_promises(store, survey, wave)
    speaker = Speaker(wording.language, survey)
    page = render_survey(
        "promises/page.html",
        survey,
        wording,
        kind=SameTemplate,
        title=translations(wording.language).gettext("You said, we did"),
        back=links.you_said(survey.id),
        wave=wave,
        entries=[speaker.promise(one) for one in found],
    )
    return _dated(page, _changed(found))


@get("/you-said/{survey_id:str}/{wave_id:str}/feed.xml")
async def get_feed(
    request: Request[Any, Any, Any],
    survey: Survey,
    wave_id: str,
    store: GivenStore,
    settings: Settings,
) -> Response[Any]:
    """The same as an Atom feed, in English."""
    wave = survey.wave(wave_id)
    found = await show_promises(store, survey, wave)
    content = write_feed(survey, wave, found, settings.address)
    # Programs may keep it, and ask each time: a figure that is withdrawn is gone at once.
    headers = {"Cache-Control": "no-cache", "Content-Language": "en"}
    return unless_same(request, content, ATOM, _changed(found), headers)


def _changed(found: tuple[PublicPromise, ...]) -> datetime | None:
    return max((one.changed_at for one in found), default=None)


def _dated(page: Template, changed: datetime | None) -> Template:
    if isinstance(page, SameTemplate):
        page.changed = changed
    return page
