"""The evidence pack: a release as a page, a PDF, workbooks and a folder of files."""

from __future__ import annotations

from litestar import Router

from survey_ui.pack.folder import Written, write_pack
from survey_ui.pack.pages import get_pack_file, show_pack
from survey_ui.releases.sign_in import AT_THE_DOOR

__all__ = ["Written", "router", "write_pack"]

router = Router(
    path="/",
    route_handlers=[show_pack, get_pack_file],
    exception_handlers=AT_THE_DOOR,
    include_in_schema=False,
)
