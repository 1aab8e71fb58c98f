"""Every kind of page in Chromium: nothing is fetched elsewhere, nothing breaks our own rules."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from survey_api import Settings, open_store
from survey_api.access import SESSION_COOKIE
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_ui.app import create_app
from tests.journeys.person import SURVEY
from tests.running import chromium
from tests.storage.stored import NOW
from tests.survey_ui.coding.conftest import CODING, fill
from tests.survey_ui.releases.conftest import serving
from tests.survey_ui.releases.samples import a_release

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAVE = "/releases/missing_children/2026-27"
OPEN = ("/", SURVEY, f"{SURVEY}/leaving", f"{SURVEY}/safe_now", f"{SURVEY}/exit/child",
        f"{SURVEY}/exit/danger", "/cookies", "/privacy/missing_children", "/accessibility",
        "/no/such/page", "/schema", "/sign-in")  # fmt: skip
BEHIND = ("/releases", WAVE, f"{WAVE}/evidence", f"{WAVE}/pack",
          "/fieldwork/missing_children/2026-27", CODING, f"{CODING}/texts/0", f"{CODING}/quotes",
          *(f"{WAVE}/{table.id}" for table in a_release().tables[:4]))  # fmt: skip


class Watch:
    """What a page asked for, and what the browser refused to do for it."""

    def __init__(self, page: Page) -> None:
        self.elsewhere: list[str] = []
        self.asked = 0
        self.refused: list[str] = []
        page.on("request", self._request)
        page.on("console", lambda said: self._say(said.text))
        page.on("pageerror", lambda error: self.refused.append(str(error)))

    def _request(self, request) -> None:
        self.asked += 1
        if urlsplit(request.url).scheme != "data" and urlsplit(request.url).hostname != "127.0.0.1":
            self.elsewhere.append(request.url)

    def _say(self, text: str) -> None:
        if "Content Security Policy" in text or "Permissions-Policy" in text:
            self.refused.append(text)


async def _fill(url: str) -> None:
    async with open_store(url) as store:
        await fill(store)
        await store.add_release(a_release())
        await store.save_session(
            Session(token_hash=hash_token("amira"), account="amira", created_at=NOW, seen_at=NOW)
        )


def test_no_page_asks_anybody_else_for_anything_or_breaks_its_own_rules(tmp_path: Path):
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )
    asyncio.run(_fill(settings.store))
    app = create_app(settings, clock=lambda: NOW + timedelta(seconds=1))
    with serving(app) as home, chromium() as browser:
        context = browser.new_context(base_url=home)
        context.set_default_timeout(60_000)
        page = context.new_page()
        watch = Watch(page)
        for path in OPEN:
            page.goto(path, wait_until="load")
            assert watch.refused == [], path
        page.goto("/schema")
        page.locator(".opblock").first.wait_for()  # the API page has drawn itself
        context.add_cookies([{"name": SESSION_COOKIE, "value": "amira", "url": home}])
        for path in BEHIND:
            reply = page.goto(path, wait_until="load")
            assert reply is not None
            assert reply.status == 200, path
            assert watch.refused == [], path
        assert watch.asked > 2 * len(OPEN + BEHIND)
        assert watch.elsewhere == []
