"""See or delete your answers: by the respondent alone, with the two words of the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from litestar import Request, get, post
from litestar.response import Response, Template

from survey_api import (
    RESPONDENT,
    Survey,
    TooFast,
    erase_response,
    owner_reference,
    plain_reference,
    read_held,
)
from survey_api.access import slow_down, stranger
from survey_api.app import GivenContacts, GivenStore
from survey_api.contacts import forget_contacts
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.forms import read_form
from survey_ui.respond.frame import render
from survey_ui.respond.held import copy_of, held_json, held_page


def _(phrase: str) -> str:
    """Marks a phrase for the catalogue; `_page` and `_ask` say it in the reader's language."""
    return phrase


LONGEST = 60  # letters of either word; more is not even looked up


class Pair(NamedTuple):
    """The two words of a receipt, as they were typed."""

    reference: str
    secret: str


@get("/erase", opt={"open": True})
async def get_erase(surveys: dict[str, Survey], language: str) -> Template:
    """Asks for the two words of the receipt."""
    return _ask(surveys, language, Pair("", ""))


@post("/erase", status_code=200, opt={"open": True})
async def post_erase(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    language: str,
    store: GivenStore,
    now: datetime,
) -> Template:
    """Asks whether they are sure, and says what happens; or says kindly that the pair is wrong."""
    pair = await _pair(request)
    reference = await _owned(store, surveys, language, pair, now)
    if isinstance(reference, Template):
        return reference
    return _page("respond/erase_sure.html", _("Delete your answers?"), surveys, language, pair=pair)


@post("/erase/copy", status_code=200, opt={"open": True})
async def post_copy(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    language: str,
    store: GivenStore,
    contacts: GivenContacts,
    now: datetime,
) -> Template | Response[bytes]:
    """Everything held about the response, as a page to keep or as JSON."""
    pair = await _pair(request)
    reference = await _owned(store, surveys, language, pair, now)
    if isinstance(reference, Template):
        return reference
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
    language: str,
    store: GivenStore,
    contacts: GivenContacts,
    now: datetime,
) -> Template:
    """Erases how to reach them, where they left it with their reference; the answers stay."""
    pair = await _pair(request)
    reference = await _owned(store, surveys, language, pair, now)
    if isinstance(reference, Template):
        return reference
    mark = store.mark_of(reference)
    await forget_contacts(contacts, store, reference, now, by=RESPONDENT, mark=mark)
    title = _("We no longer know how to reach you")
    return _page("respond/erased.html", title, surveys, language, only_contact=True)


@post("/erase/now", status_code=200, opt={"open": True})
async def post_erase_now(
    request: Request[Any, Any, Any],
    surveys: dict[str, Survey],
    language: str,
    store: GivenStore,
    contacts: GivenContacts,
    now: datetime,
) -> Template:
    """Erases the response. Sent twice, the pair is no longer right: nothing is left to erase."""
    pair = await _pair(request)
    reference = await _owned(store, surveys, language, pair, now)
    if isinstance(reference, Template):
        return reference
    mark = store.mark_of(reference)
    await forget_contacts(contacts, store, reference, now, by=RESPONDENT, mark=mark)
    await erase_response(store, reference, now, by=RESPONDENT)
    return _page("respond/erased.html", _("Your answers are deleted"), surveys, language)


async def _pair(request: Request[Any, Any, Any]) -> Pair:
    form = await read_form(request)
    typed = (next(iter(form.get(name, ())), "")[:LONGEST].strip() for name in Pair._fields)
    return Pair(*typed)


async def _owned(
    store: GivenStore, surveys: dict[str, Survey], language: str, pair: Pair, now: datetime
) -> str | Template:
    """The reference, if the secret is its own; else the page that says what to do.

    Tries are counted in the store, for all servers together, under what stands for the reference.
    """
    plain = plain_reference(pair.reference)
    known = await store.find_response(plain)
    who = f"receipt {store.mark_of(plain) if known else stranger(plain)}"
    try:
        await slow_down(store, who, now)
    except TooFast as error:
        message = _("Please wait %(seconds)s seconds, then try again.")
        page = _ask(surveys, language, pair, 429, message, seconds=error.seconds)
        page.headers["Retry-After"] = str(error.seconds)
        return page
    if owned := await owner_reference(store, pair.reference, pair.secret):
        await store.forget_tries(who)
        return owned
    return _ask(
        surveys,
        language,
        pair,
        400,
        _(
            "These two do not go together, or the answers have been deleted already. "
            "Please check both and try again."
        ),
    )


def _ask(
    surveys: dict[str, Survey],
    language: str,
    pair: Pair,
    status: int = 200,
    message: str = "",
    **places: int,
) -> Template:
    """The form, with what was typed. message: what is wrong with it, in English."""
    told = translations(language).gettext(message) % places if message else ""
    return _page(
        "respond/erase.html",
        _("See or delete your answers"),
        surveys,
        language,
        status=status,
        pair=pair,
        problems=[{"href": "#reference", "text": told}] if told else [],
    )


def _page(
    name: str, title: str, surveys: dict[str, Survey], language: str, **context: Any
) -> Template:
    return render(
        name,
        language,
        surveys.values(),
        title=translations(language).gettext(title),
        here=links.erase(),
        contacts=sorted({survey.programme.contact for survey in surveys.values()}),
        **context,
    )
