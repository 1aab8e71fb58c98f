"""Answers in other languages, in the browser: put into English by some, read in it by others."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from survey_ui.releases.sign_in import AT_THE_DOOR
from survey_ui.translations.desk import desk
from survey_ui.translations.reading import show_translations
from survey_ui.translations.translating import post_translation, show_foreign, show_waiting

__all__ = ["router"]

router = Router(
    path="/",
    route_handlers=[show_translations, show_waiting, show_foreign, post_translation],
    dependencies={"desk": Provide(desk, sync_to_thread=False)},
    exception_handlers=AT_THE_DOOR,
    include_in_schema=False,
)
