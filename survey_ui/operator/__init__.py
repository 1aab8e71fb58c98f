"""The operator's page: how the service is, in plain words, and what to do where it is not well."""

from __future__ import annotations

from litestar import Router

from survey_api import NotSignedIn
from survey_ui.operator.page import show_operator
from survey_ui.releases.sign_in import ask_to_sign_in

__all__ = ["router"]

router = Router(
    path="/",
    route_handlers=[show_operator],
    exception_handlers={NotSignedIn: ask_to_sign_in},
    include_in_schema=False,
)
