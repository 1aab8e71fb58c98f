"""Somebody's own account: the second half of signing in, and the page to look after it."""

from __future__ import annotations

from litestar import Router
from litestar.datastructures import ResponseHeader

from survey_ui.accounts.changes import (
    post_password,
    post_recovery_codes,
    post_sign_out_everywhere,
)
from survey_ui.accounts.enrol import (
    do_enrol,
    post_confirm,
    post_second_factor,
    show_confirm,
    show_enrol,
)
from survey_ui.accounts.organisation import provider_of, show_back, show_organisation
from survey_ui.accounts.page import show_account
from survey_ui.accounts.second_step import do_code, show_code
from survey_ui.accounts.tokens import post_revoke, post_token
from survey_ui.releases.sign_in import AT_THE_DOOR

__all__ = ["provider_of", "router"]

router = Router(
    path="/",
    route_handlers=[
        show_organisation,
        show_back,
        show_code,
        do_code,
        show_enrol,
        do_enrol,
        show_account,
        post_password,
        post_second_factor,
        show_confirm,
        post_confirm,
        post_recovery_codes,
        post_sign_out_everywhere,
        post_token,
        post_revoke,
    ],
    exception_handlers=AT_THE_DOOR,
    response_headers=[ResponseHeader(name="Cache-Control", value="no-store")],
    include_in_schema=False,
)
