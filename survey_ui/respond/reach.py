"""How to reach me: a form below the confirmation, for people who would like to be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import Survey, Wording, find_receipt
from survey_api.app import GivenContacts, GivenStore
from survey_api.contacts import ContactProblems, leave_contact
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.forms import Form, read_form
from survey_ui.respond.frame import render_survey
from survey_ui.respond.sending import show_receipt


@post("/s/{survey_id:str}/reach", status_code=200)
async def post_reach(
    request: Request[Any, Any, Any],
    survey: Survey,
    draft_id: str,
    wording: Wording,
    store: GivenStore,
    contacts: GivenContacts,
    now: datetime,
) -> Template | Redirect:
    """Keep how to reach them, apart from their answers; or say kindly what to put right."""
    receipt = await find_receipt(store, draft_id) if draft_id else None
    if receipt is None:
        return Redirect(links.start(survey.id), status_code=303)
    form = await read_form(request)
    left = await leave_contact(
        contacts,
        survey.id,
        now,
        means=_one(form, "means"),
        where=_one(form, "where"),
        about=form.get("about", ()),
        when=_one(form, "when"),
        reference=receipt.reference if "tie" in form else "",
    )
    if isinstance(left, ContactProblems):
        say = translations(wording.language).gettext
        problems = {field: say(told) for field, told in left.fields.items()}
        return show_receipt(survey, wording, receipt, now, typed=_typed(form), problems=problems)
    return Redirect(links.reached(survey.id), status_code=303)


@get("/s/{survey_id:str}/reached")
async def get_reached(survey: Survey, wording: Wording) -> Template:
    """It is kept. The page names nothing of it."""
    return render_survey(
        "respond/reached.html",
        survey,
        wording,
        title=translations(wording.language).gettext("We know how to reach you"),
        days=survey.programme.retention.contact_days,
        contact=survey.programme.contact,
    )


def _one(form: Form, field: str) -> str:
    return next(iter(form.get(field, ())), "")


def _typed(form: Form) -> Mapping[str, Any]:
    fields = ("means", "where", "when")
    return {field: _one(form, field) for field in fields} | {
        "about": form.get("about", ()),
        "tie": "tie" in form,
    }
