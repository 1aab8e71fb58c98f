"""The safeguarding queue, in the browser, for leads: what waits, and one concern at a time."""

from __future__ import annotations

from litestar import Router
from litestar.datastructures import ResponseHeader
from litestar.di import Provide

from survey_api import NotSignedIn
from survey_ui.releases.sign_in import ask_to_sign_in
from survey_ui.safeguarding.concern import (
    post_close,
    post_note,
    post_refer,
    post_take,
    post_words,
    show_concern,
)
from survey_ui.safeguarding.contacts import post_contacts, show_contacts
from survey_ui.safeguarding.frame import desk
from survey_ui.safeguarding.queue import show_first_queue, show_queue

__all__ = ["router"]

router = Router(
    path="/",
    route_handlers=[
        show_first_queue,
        show_queue,
        show_contacts,
        post_contacts,
        show_concern,
        post_take,
        post_words,
        post_refer,
        post_note,
        post_close,
    ],
    dependencies={"desk": Provide(desk)},
    exception_handlers={NotSignedIn: ask_to_sign_in},
    response_headers=[
        ResponseHeader(name="Cache-Control", value="no-store"),
        ResponseHeader(name="Referrer-Policy", value="same-origin"),
        ResponseHeader(name="X-Content-Type-Options", value="nosniff"),
    ],
    include_in_schema=False,
)
