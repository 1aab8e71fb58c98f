"""The code that leads back, by e-mail, for who asks for it; the address is forgotten at once."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from litestar import Request, post
from litestar.response import Redirect, Template

from survey_api import Draft, NotFound, Settings, Survey, TooFast, Wording, resume_code
from survey_api.access import slow_down, stranger
from survey_api.app import GivenStore
from survey_api.mailing import MAIL_ERRORS, Mailer, read_mailer, send_mail
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.forms import read_form
from survey_ui.respond.frame import go_to
from survey_ui.respond.resuming import show_code, works_until
from survey_ui.respond.sending import sent_already

_log = logging.getLogger(__name__)
_ADDRESS = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+"
)
_LONGEST = 254  # characters of an e-mail address


def _(phrase: str) -> str:
    return phrase


@post("/s/{survey_id:str}/later/mail", status_code=200)
async def post_later_mail(
    request: Request[Any, Any, Any],
    survey: Survey,
    draft_id: str,
    draft: Draft | None,
    wording: Wording,
    store: GivenStore,
    settings: Settings,
    now: datetime,
) -> Template | Redirect:
    """Send the code, and say so; or say kindly what to do instead. The address is kept nowhere."""
    mailer = read_mailer(settings.smtp, settings.smtp_from, settings.address)
    if mailer is None:
        raise NotFound("There is no such page.")
    if draft is None:
        return await sent_already(draft_id, survey, store) or go_to(links.start(survey.id))
    code = await resume_code(store, draft.id)
    if not code:
        return go_to(links.later(survey.id))
    to = next(iter((await read_form(request)).get("email", ())), "").strip()
    if len(to) > _LONGEST or not to.isprintable() or not _ADDRESS.fullmatch(to):
        problem, status = _("Enter an email address, such as name@example.org."), 400
    else:
        problem, status = await _send(survey, wording, draft, code, to, store, mailer, now)
    return await show_code(
        survey,
        wording,
        draft,
        store,
        settings,
        status=status,
        typed=to[:_LONGEST] if problem else "",
        problem=translations(wording.language).gettext(problem) if problem else "",
        mailed=not problem,
    )


async def _send(
    survey: Survey,
    wording: Wording,
    draft: Draft,
    code: str,
    to: str,
    store: GivenStore,
    mailer: Mailer,
    now: datetime,
) -> tuple[str, int]:
    """What to tell if it did not go, with the status of that page; ('', 200) if it went.

    Counted for the answers and for the address: nobody's letter box is filled through us.
    """
    try:
        await slow_down(store, f"mail {draft.id}", now)
        await slow_down(store, f"mail to {stranger(to.lower())}", now)
    except TooFast:
        return _("That was a few times already. Please write the code down instead."), 429
    try:
        await send_mail(mailer, [to], _letter(survey, wording, draft, code, to, mailer))
    except MAIL_ERRORS as error:
        _log.error("a code could not be mailed: %s", type(error).__name__)
        return _("The email could not be sent. Please write the code down instead."), 503
    return "", 200


def _letter(
    survey: Survey, wording: Wording, draft: Draft, code: str, to: str, mailer: Mailer
) -> EmailMessage:
    """Says what it is to who asked for it, and to nobody who looks over a shoulder."""
    say = translations(wording.language).gettext
    until = works_until(survey, draft, wording.language)
    letter = EmailMessage()
    letter["From"] = mailer.sender
    letter["To"] = to
    letter["Subject"] = say("Your code")
    letter["Auto-Submitted"] = "auto-generated"  # so that no absence note comes back
    letter.set_content(
        "\n\n".join(
            (
                say("Here is the code you asked for:"),
                code,
                f"{say('This is where you type it in:')} {mailer.address}{links.resume(survey.id)}",
                say("It works until %(day)s.") % {"day": until},
                say("If you did not ask for it, you can delete this email."),
            )
        )
        + "\n"
    )
    return letter
