"""Answers entered for somebody: by an interviewer who asks on the telephone, or from paper."""

from __future__ import annotations

from litestar import Router

from survey_ui.assisted.page import post_enter, post_stop, show_enter
from survey_ui.releases.sign_in import AT_THE_DOOR

__all__ = ["router"]

router = Router(
    path="/",
    route_handlers=[show_enter, post_enter, post_stop],
    exception_handlers=AT_THE_DOOR,
    include_in_schema=False,
)
