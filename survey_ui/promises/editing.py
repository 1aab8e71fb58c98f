"""The team's pages: promises are started from actions, written, agreed to, taken down."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import BadInput, Conflict, Survey
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_api.promises import (
    PromiseProblems,
    TypedPromise,
    agree_promise,
    change_promise,
    published_release,
    start_promise,
    take_promise_down,
)
from survey_ui import links
from survey_ui.promises.desk import GivenDesk, promise_page, typed_of
from survey_ui.promises.files import list_files
from survey_ui.releases.frame import render, simulated_notice
from survey_ui.releases.waves import find_wave
from survey_ui.respond.forms import Form, read_form

_LIST = "/releases/{survey_id:str}/{wave_id:str}/promises"
_ONE = _LIST + "/{promise_id:str}"
_MOST = 2**31 - 1  # a number of a version that a store can look for


@get(_LIST, opt={"right": Right.READ_RELEASES})
async def show_promises_page(
    survey_id: str, wave_id: str, account: Account, store: GivenStore, surveys: dict[str, Survey]
) -> Template:
    """The promises of a wave, and the actions of its published release to start more from."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    files = await store.list_promises(survey.id, wave.id)
    release = await published_release(store, survey, wave)
    started = {file.versions[0].told.finding for file in files}
    return render(
        "promises/list.html",
        title=f"You said, we did: {wave.title}",
        account=account,
        survey=survey,
        wave=wave,
        release=release,
        simulated=simulated_notice(release.summary) if release else "",
        files=list_files(files),
        actions=[(one, one.issue in started, str(uuid4())) for one in release.actions]
        if release
        else [],
    )


@post(_LIST, status_code=303, opt={"right": Right.SIGN_OFF})
async def post_start(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Redirect:
    """Start a promise from an action of the published release that was read."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    form = await read_form(request)
    release = await published_release(store, survey, wave)
    if release is None or release.summary.id != _field(form, "release"):
        raise Conflict("Another release is published since you opened the page. Read that first.")
    started = await start_promise(
        store,
        release,
        account,
        issue=_field(form, "issue"),
        promise_id=_field(form, "id"),
        now=now,
    )
    return Redirect(links.promise(survey.id, wave.id, started), status_code=303)


@get(_ONE, opt={"right": Right.READ_RELEASES})
async def show_promise_page(desk: GivenDesk) -> Template:
    """One promise: its words, its figures, who agrees, and everything it said before."""
    return await promise_page(desk, typed_of(desk.file.newest.told))


@post(_ONE, status_code=200, opt={"right": Right.SIGN_OFF})
async def post_promise(
    request: Request[Any, Any, Any], desk: GivenDesk, now: datetime
) -> Template | Redirect:
    """Keep what was typed; or say kindly what to put right, or that somebody was quicker."""
    form = await read_form(request)
    typed = TypedPromise(**{name: _field(form, name) for name in TypedPromise.__struct_fields__})
    number = _number(form)
    try:
        found = await change_promise(
            desk.store, desk.survey, desk.file, desk.account, number=number, typed=typed, now=now
        )
    except Conflict:
        return await promise_page(await desk.again(), typed, stale=True, status=409)
    if isinstance(found, PromiseProblems):
        return await promise_page(desk, typed, found.fields, number=number, status=400)
    return Redirect(desk.link, status_code=303)


@post(_ONE + "/agree", status_code=200, opt={"right": Right.SIGN_OFF})
async def post_agree(
    request: Request[Any, Any, Any], desk: GivenDesk, now: datetime
) -> Template | Redirect:
    """Agree that the public reads the newest version."""
    number = _number(await read_form(request))
    try:
        await agree_promise(desk.store, desk.file, desk.account, number=number, now=now)
    except BadInput as mistake:
        typed = typed_of(desk.file.newest.told)
        return await promise_page(desk, typed, {"agree": str(mistake)}, status=400)
    return Redirect(desk.link, status_code=303)


@post(_ONE + "/down", status_code=200, opt={"right": Right.SIGN_OFF})
async def post_down(
    request: Request[Any, Any, Any], desk: GivenDesk, now: datetime
) -> Template | Redirect:
    """Take the promise off the public page."""
    form = await read_form(request)
    why, number = _field(form, "why"), _number(form)
    try:
        await take_promise_down(
            desk.store, desk.file, desk.account, number=number, reason=why, now=now
        )
    except BadInput as mistake:
        typed = typed_of(desk.file.newest.told)
        return await promise_page(desk, typed, {"why": str(mistake)}, why=why, status=400)
    return Redirect(desk.link, status_code=303)


def _field(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")


def _number(form: Form) -> int:
    """The version the form was filled from; 0, which none has, for what is no number."""
    text = _field(form, "number")
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < 12 else 0
