"""See or delete your answers: by the respondent alone, with the two words of the receipt."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, NamedTuple

from litestar import Request, get, post
from litestar.response import Response, Template

from survey_api import (
    RESPONDENT,
    Survey,
    erase_response,
    owner_reference,
    plain_reference,
    read_held,
)
from survey_api.app import GivenContacts, GivenStore
from survey_api.contacts import forget_contacts
from survey_ui.phrases import translations
from survey_ui.respond.attempts import Attempts
from survey_ui.respond.forms import read_form
from survey_ui.respond.frame import render, show_helplines
from survey_ui.respond.held import copy_of, held_json, held_page

LONGEST = 60  # letters of either word; more is not even looked up
ATTEMPTS = Attempts()


class Pair(NamedTuple):
    """The two words of a receipt, as they were typed."""

    reference: str
    secret: str


@get("/erase", opt={"open": True})
async def get_erase(surveys: dict[str, Survey]) -> Template:
    """Asks for the two words of the receipt."""
    return _ask(surveys, Pair("", ""))


@post("/erase", status_code=200, opt={"open": True})
async def post_erase(
    request: Request[Any, Any, Any], surveys: dict[str, Survey], store: GivenStore, now: datetime
) -> Template:
    """Asks whether they are sure, and says what happens; or says kindly that the pair is wrong."""
    pair = await _pair(request)
    reference = await _owned(store, pair, now)
    if not reference:
        return _ask(surveys, pair, wrong=True)
    return _page("respond/erase_sure.html", "Delete your answers?", surveys, pair=pair)


@post("/erase/copy", status_code=200, opt={"open": True})
async def post_copy(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    store: GivenStore,
    contacts: GivenContacts,
    now: datetime,
) -> Template | Response[bytes]:
    """Everything held about the response, as a page to keep or as JSON."""
    pair = await _pair(request)
    reference = await _owned(store, pair, now)
    if not reference:
        return _ask(surveys, pair, wrong=True)
    held = await copy_of(await read_held(store, reference, now, by=RESPONDENT), contacts)
    as_json = (await read_form(request)).get("as") == ("json",)
    return Response(
        held_json(held) if as_json else held_page(held, surveys, now),
        media_type="application/json" if as_json else "text/html; charset=utf-8",
        headers={
            "Content-Disposition": "attachment; filename="
            f'"my-answers-{reference}.{"json" if as_json else "html"}"'
        },
    )


@post("/erase/reach", status_code=200, opt={"open": True})
async def post_erase_reach(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    store: GivenStore,
    contacts: GivenContacts,
    now: datetime,
) -> Template:
    """Erases how to reach them, where they left it with their reference; the answers stay."""
    pair = await _pair(request)
    reference = await _owned(store, pair, now)
    if not reference:
        return _ask(surveys, pair, wrong=True)
    mark = store.mark_of(reference)
    await forget_contacts(contacts, store, reference, now, by=RESPONDENT, mark=mark)
    title = "We no longer know how to reach you"
    return _page("respond/erased.html", title, surveys, only_contact=True)


@post("/erase/now", status_code=200, opt={"open": True})
async def post_erase_now(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    store: GivenStore,
    contacts: GivenContacts,
    now: datetime,
) -> Template:
    """Erases the response. Sent twice, the pair is no longer right: nothing is left to erase."""
    pair = await _pair(request)
    reference = await _owned(store, pair, now)
    if not reference:
        return _ask(surveys, pair, wrong=True)
    mark = store.mark_of(reference)
    await forget_contacts(contacts, store, reference, now, by=RESPONDENT, mark=mark)
    await erase_response(store, reference, now, by=RESPONDENT)
    return _page("respond/erased.html", "Your answers are deleted", surveys)


async def _pair(request: Request[Any, Any, Any]) -> Pair:
    form = await read_form(request)
    typed = (next(iter(form.get(name, ())), "")[:LONGEST].strip() for name in Pair._fields)
    return Pair(*typed)


async def _owned(store: GivenStore, pair: Pair, now: datetime) -> str | None:
    """The reference, if the secret is its own; None after a pause that grows with each try."""
    tried = plain_reference(pair.reference)
    await asyncio.sleep(ATTEMPTS.pause(tried, now).total_seconds())
    owned = await owner_reference(store, pair.reference, pair.secret)
    if owned:
        ATTEMPTS.note_right(tried)
    else:
        ATTEMPTS.note_wrong(tried, now)
    return owned


def _ask(surveys: dict[str, Survey], pair: Pair, *, wrong: bool = False) -> Template:
    say = translations("en").gettext
    message = say(
        "These two do not go together, or the answers have been deleted already. "
        "Please check both and try again."
    )
    return _page(
        "respond/erase.html",
        "See or delete your answers",
        surveys,
        status=400 if wrong else 200,
        pair=pair,
        problems=[{"href": "#reference", "text": message}] if wrong else [],
    )


def _page(name: str, title: str, surveys: dict[str, Survey], **context: Any) -> Template:
    return render(
        name,
        title=translations("en").gettext(title),
        helplines=show_helplines(surveys.values(), "footer"),
        contacts=sorted({survey.programme.contact for survey in surveys.values()}),
        leave=True,
        **context,
    )
