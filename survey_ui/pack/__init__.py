"""The evidence pack: a release as a page, a PDF, workbooks and a folder of files."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from survey_api import NotSignedIn
from survey_ui.pack.folder import Written, write_pack
from survey_ui.pack.pages import get_pack_file, show_pack
from survey_ui.releases.sign_in import ask_to_sign_in, reader, signed_in

__all__ = ["Written", "router", "write_pack"]

router = Router(
    path="/",
    route_handlers=[show_pack, get_pack_file],
    dependencies={
        "account": Provide(signed_in),
        "reader": Provide(reader, sync_to_thread=False),
    },
    exception_handlers={NotSignedIn: ask_to_sign_in},
    include_in_schema=False,
)
