"""The strategy team's pages: releases, tables with their charts, downloads, fieldwork."""

from __future__ import annotations

from litestar import Router

from survey_ui.releases.evidence import post_overrule, show_evidence
from survey_ui.releases.explain import explain_cell
from survey_ui.releases.log import show_audit
from survey_ui.releases.monitor import get_coverage, show_fieldwork
from survey_ui.releases.pages import get_table, list_releases, show_release
from survey_ui.releases.sign_in import (
    AT_THE_DOOR,
    do_sign_in,
    do_sign_out,
    show_sign_in,
)
from survey_ui.releases.signing import post_sign_off, show_sign_off

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
        show_sign_off,
        post_sign_off,
        show_fieldwork,
        get_coverage,
        show_audit,
    ],
    exception_handlers=AT_THE_DOOR,
    include_in_schema=False,
)
