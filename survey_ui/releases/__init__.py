"""The strategy team's pages: releases, tables with their charts, downloads, fieldwork."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from survey_api import NotSignedIn
from survey_ui.releases.evidence import post_overrule, show_evidence
from survey_ui.releases.explain import explain_cell
from survey_ui.releases.monitor import show_fieldwork
from survey_ui.releases.pages import get_table, list_releases, show_release
from survey_ui.releases.sign_in import (
    ask_to_sign_in,
    do_sign_in,
    do_sign_out,
    reader,
    show_sign_in,
    signed_in,
)

__all__ = ["explain_cell", "router"]

router = Router(
    path="/",
    route_handlers=[
        show_sign_in,
        do_sign_in,
        do_sign_out,
        list_releases,
        show_release,
        get_table,
        show_evidence,
        post_overrule,
        show_fieldwork,
    ],
    dependencies={
        "account": Provide(signed_in),
        "reader": Provide(reader, sync_to_thread=False),
    },
    exception_handlers={NotSignedIn: ask_to_sign_in},
    include_in_schema=False,
)
