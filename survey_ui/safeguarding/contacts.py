"""How to reach people who asked for it: shown to leads, once a reason is in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post
from litestar.response import Template

from survey_api import BadInput
from survey_api.access import Right
from survey_api.app import GivenContacts
from survey_api.contacts import About, Contact, read_contacts
from survey_ui.respond.forms import read_form
from survey_ui.safeguarding.frame import Desk, GivenDesk

_CONTACTS = {"right": Right.READ_CONTACTS}
_PATH = "/safeguarding/{survey_id:str}/contacts"
_ABOUT = {
    About.ANSWERS: "what they told us",
    About.WORRY: "a worry about a child",
    About.RESULTS: "what comes out of the survey",
}


@get(_PATH, opt=_CONTACTS)
async def show_contacts(desk: GivenDesk) -> Template:
    """Asks for a reason. Nothing is opened yet."""
    return _page(desk, None, "", "")


@post(_PATH, status_code=200, opt=_CONTACTS)
async def post_contacts(
    desk: GivenDesk, contacts: GivenContacts, request: Request[Any, Any, Any]
) -> Template:
    """Everybody who wants to be reached, those with a worry first."""
    reason = next(iter((await read_form(request)).get("reason", ())), "")
    try:
        found = await read_contacts(
            contacts, desk.store, desk.survey.id, desk.account, reason, desk.now
        )
    except BadInput as problem:
        return _page(desk, None, reason, str(problem))
    return _page(desk, found, reason, "")


def _page(desk: Desk, found: Sequence[Contact] | None, reason: str, problem: str) -> Template:
    ordered = found and sorted(found, key=lambda one: (About.WORRY not in one.about, one.left_on))
    return desk.page(
        "contacts.html",
        title="People who want to be reached",
        status=400 if problem else 200,
        contacts=ordered if found else found,
        about=lambda one: ", ".join(_ABOUT[each] for each in one.about),
        days=desk.survey.programme.retention.contact_days,
        typed={"reason": reason},
        problems={"reason": problem} if problem else {},
    )
