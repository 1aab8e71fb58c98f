"""The page where two people sign a release off, or object to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import (
    BadInput,
    Conflict,
    Release,
    SignOff,
    Survey,
    Wave,
    newest_release,
    sign_off,
    standing_of,
    waits_for,
)
from survey_api.access import SIDES, Account, Right
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.releases.frame import draft_notice, render, say_side, simulated_notice
from survey_ui.releases.waves import find_wave

AGREE, OBJECT = "agree", "object"  # what the two buttons send


class Typed(NamedTuple):
    """What was typed into the form that was sent back, and what is wrong with it."""

    reason: str = ""
    problem: str = ""


@get("/releases/{survey_id:str}/{wave_id:str}/sign-off", opt={"right": Right.READ_RELEASES})
async def show_sign_off(
    survey_id: str, wave_id: str, account: Account, store: GivenStore, surveys: dict[str, Survey]
) -> Template:
    """Who agrees that the newest release is published, who objects, and whose word is awaited."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    release = await newest_release(store, survey, wave)
    words = await store.list_sign_offs(release.summary.id)
    return _page(survey, wave, release, words, account, Typed())


@post(
    "/releases/{survey_id:str}/{wave_id:str}/sign-off",
    status_code=200,
    opt={"right": Right.SIGN_OFF},
)
async def post_sign_off(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Template | Redirect:
    """Keep what a publisher says of the release they read; or say kindly what to put right."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    release = await newest_release(store, survey, wave)
    form = await request.form()
    said = {name: str(form.get(name, "")) for name in ("release", "say", "reason")}
    if said["release"] != release.summary.id:
        raise Conflict("A newer release was made since you opened the page. Read that one first.")
    if said["say"] not in (AGREE, OBJECT):
        raise BadInput("Go back, and press one of the two buttons.")
    try:
        await sign_off(
            store, release, account, agrees=said["say"] == AGREE, reason=said["reason"], now=now
        )
    except BadInput as mistake:
        words = await store.list_sign_offs(release.summary.id)
        typed = Typed(said["reason"], str(mistake))
        return _page(survey, wave, release, words, account, typed)
    return Redirect(links.sign_off(survey.id, wave.id), status_code=303)


def _page(
    survey: Survey,
    wave: Wave,
    release: Release,
    words: Sequence[SignOff],
    account: Account,
    typed: Typed,
) -> Template:
    standing = standing_of(words)
    return render(
        "releases/sign_off.html",
        title=f"Sign-off: {wave.title}",
        status=400 if typed.problem else 200,
        account=account,
        survey=survey,
        wave=wave,
        release=release,
        simulated=simulated_notice(release.summary),
        standing=standing.value,
        draft=draft_notice(standing),
        here=True,
        missing=[say_side(side) for side in waits_for(words)],
        side=say_side(account.organisation),
        words=list(reversed(words)),
        may_sign=account.may(Right.SIGN_OFF) and account.organisation in SIDES,
        typed=typed,
        agree=AGREE,
        object=OBJECT,
    )
