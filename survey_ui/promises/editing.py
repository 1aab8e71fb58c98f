"""The team's pages: promises are started from actions, written, agreed to, taken down."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import (
    BadInput,
    Conflict,
    NotFound,
    Store,
    Survey,
    Wave,
)
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_api.promises import (
    PromiseFile,
    PromiseProblems,
    TypedPromise,
    agree_promise,
    change_promise,
    published_release,
    start_promise,
    take_promise_down,
)
from survey_ui import links
from survey_ui.promises.desk import Desk, promise_page, typed_of
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
async def show_promise_page(
    survey_id: str,
    wave_id: str,
    promise_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
) -> Template:
    """One promise: its words, its figures, who agrees, and everything it said before."""
    desk = await _desk(store, surveys, survey_id, wave_id, promise_id, account)
    return await promise_page(desk, typed_of(desk.file.newest.told))


@post(_ONE, status_code=200, opt={"right": Right.SIGN_OFF})
async def post_promise(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    promise_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Template | Redirect:
    """Keep what was typed; or say kindly what to put right, or that somebody was quicker."""
    desk = await _desk(store, surveys, survey_id, wave_id, promise_id, account)
    form = await read_form(request)
    typed = TypedPromise(**{name: _field(form, name) for name in TypedPromise.__struct_fields__})
    try:
        found = await change_promise(
            store, desk.survey, desk.file, account, number=_number(form), typed=typed, now=now
        )
    except Conflict:
        desk = await _desk(store, surveys, survey_id, wave_id, promise_id, account)
        return await promise_page(desk, typed, stale=True, status=409)
    if isinstance(found, PromiseProblems):
        return await promise_page(desk, typed, found.fields, number=_number(form), status=400)
    return Redirect(links.promise(survey_id, wave_id, desk.file.promise.id), status_code=303)


@post(_ONE + "/agree", status_code=200, opt={"right": Right.SIGN_OFF})
async def post_agree(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    promise_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Template | Redirect:
    """Agree that the public reads the newest version."""
    desk = await _desk(store, surveys, survey_id, wave_id, promise_id, account)
    number = _number(await read_form(request))
    try:
        await agree_promise(store, desk.file, account, number=number, now=now)
    except BadInput as mistake:
        typed = typed_of(desk.file.newest.told)
        return await promise_page(desk, typed, {"agree": str(mistake)}, status=400)
    return Redirect(links.promise(survey_id, wave_id, desk.file.promise.id), status_code=303)


@post(_ONE + "/down", status_code=200, opt={"right": Right.SIGN_OFF})
async def post_down(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    promise_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Template | Redirect:
    """Take the promise off the public page."""
    desk = await _desk(store, surveys, survey_id, wave_id, promise_id, account)
    form = await read_form(request)
    why = _field(form, "why")
    try:
        await take_promise_down(
            store, desk.file, account, number=_number(form), reason=why, now=now
        )
    except BadInput as mistake:
        typed = typed_of(desk.file.newest.told)
        return await promise_page(desk, typed, {"why": str(mistake)}, why=why, status=400)
    return Redirect(links.promise(survey_id, wave_id, desk.file.promise.id), status_code=303)


async def _desk(
    store: Store,
    surveys: dict[str, Survey],
    survey_id: str,
    wave_id: str,
    promise_id: str,
    account: Account,
) -> Desk:
    """Raises NotFound for a promise of another wave, too."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    return Desk(store, survey, wave, await _file(store, survey, wave, promise_id), account)


async def _file(store: Store, survey: Survey, wave: Wave, promise_id: str) -> PromiseFile:
    file = await store.get_promise(promise_id)
    if file is None or (file.promise.survey, file.promise.wave) != (survey.id, wave.id):
        raise NotFound("There is no such promise.")
    return file


def _field(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")


def _number(form: Form) -> int:
    """The version the form was filled from; 0, which none has, for what is no number."""
    text = _field(form, "number")
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < 12 else 0
