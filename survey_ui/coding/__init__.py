"""Coding by hand, in the browser, for analysts: texts, where coders differ, and quotes."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from survey_ui.coding.frame import coded_wave
from survey_ui.coding.overview import post_sample, show_coding
from survey_ui.coding.quoting import (
    post_offer,
    post_quote,
    show_offer,
    show_quote,
    show_quotes,
)
from survey_ui.coding.texts import (
    post_settle,
    post_skip,
    post_text,
    show_next,
    show_settle,
    show_text,
)
from survey_ui.releases.sign_in import AT_THE_DOOR

__all__ = ["router"]

router = Router(
    path="/",
    route_handlers=[
        show_coding,
        post_sample,
        show_next,
        show_text,
        post_text,
        post_skip,
        show_settle,
        post_settle,
        show_quotes,
        show_quote,
        post_quote,
        show_offer,
        post_offer,
    ],
    dependencies={
        "coded": Provide(coded_wave, sync_to_thread=False),
    },
    exception_handlers=AT_THE_DOOR,
    include_in_schema=False,
)
