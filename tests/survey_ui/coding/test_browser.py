"""Coding in a real browser: two coders who differ, a third who settles, and a quote."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from survey_api import Settings, open_store
from survey_api.access import SESSION_COOKIE
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_ui.app import create_app
from tests.journeys.person import DESK, PHONE
from tests.running import chromium
from tests.storage.stored import NOW
from tests.survey_ui.coding.conftest import ANALYSTS, CODING, PUBLISHERS, fill
from tests.survey_ui.releases.conftest import serving
from tests.survey_ui.releases.test_browser import _violations

pytestmark = pytest.mark.browser

LONG = "Nobody rang us back for hours, and the sergeant was not kind to my mother. " * 30
WORDS = ("The officer was kind. \u202eNobody rang us back.", LONG)


async def _fill(url: str) -> None:
    async with open_store(url) as store:
        await fill(store, WORDS, overlap=1)
        for name in (*ANALYSTS, *PUBLISHERS):
            await store.save_session(
                Session(token_hash=hash_token(name), account=name, created_at=NOW, seen_at=NOW)
            )


def page_of(browser: Browser, home: str, name: str, size: tuple[int, int], *, scripts=True) -> Page:
    """A browser in which somebody is signed in."""
    context = browser.new_context(
        base_url=home,
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
    )
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": SESSION_COOKIE, "value": name, "url": home}])
    return context.new_page()


def look(page: Page) -> None:
    """No axe finding, nothing off the side of the page."""
    assert _violations(page) == [], page.url
    width, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= seen, page.url


def code(page: Page, feeling: str, *themes: str, button: str = "Save and next") -> None:
    page.get_by_label(feeling, exact=True).check()
    for theme in themes:
        page.get_by_label(theme, exact=True).check()
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def test_two_code_a_third_settles_and_two_others_clear_a_quote(tmp_path: Path):
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="secret", second_factor=False
    )
    asyncio.run(_fill(settings.store))
    app = create_app(settings, clock=lambda: NOW + timedelta(seconds=1))
    with serving(app) as home, chromium() as browser:
        amira = page_of(browser, home, "amira", DESK)
        amira.goto(CODING)
        look(amira)
        amira.click("text=Code the next text")
        look(amira)
        amira.click("summary:has-text('Show suggestions')")
        assert amira.locator("mark:visible").count() > 0
        look(amira)
        amira.click("button:has-text('Save and next')")  # nothing picked yet
        amira.wait_for_selector(".govuk-error-summary:focus")
        look(amira)
        code(amira, "Mixed", "How staff spoke and behaved", "Being kept informed")
        look(amira)  # the long text, in a box that scrolls
        code(amira, "Negative", "Being kept informed")
        assert amira.locator("h1").inner_text() == "Nothing left to code"

        olu = page_of(browser, home, "olu", PHONE, scripts=False)  # keys only, no scripts
        olu.goto(f"{CODING}/next")
        olu.locator("#sentiment").focus()
        olu.keyboard.press("Space")
        olu.keyboard.press("Tab")
        olu.keyboard.press("Space")
        olu.keyboard.press("Enter")
        olu.wait_for_url("**/next")

        zoe = page_of(browser, home, "zoe", PHONE)
        zoe.goto(CODING)
        look(zoe)
        zoe.click("#settle ~ ul a")
        look(zoe)
        code(zoe, "Mixed", "How staff spoke and behaved", button="Settle")
        assert zoe.locator("text=Nobody differs at the moment").count() == 1
        zoe.click("text=Quotes")
        zoe.click("text=Quote from text 1")
        look(zoe)
        both = zoe.locator("#words").input_value()
        words = both if len(both) < 100 else "the sergeant was not kind to my mother."
        zoe.fill("#words", words.replace("\u202e", ""))
        zoe.locator("input[name=theme]").first.check()
        zoe.click("button:has-text('Offer it')")
        zoe.wait_for_url("**/quotes")
        look(zoe)
        zoe.click(".cod-quotes a")
        assert zoe.locator("button:has-text('Clear it')").count() == 0

        for name, size, cleared in (("mo", DESK, 0), ("mel", PHONE, 1)):
            publisher = page_of(browser, home, name, size)
            publisher.goto(f"{CODING}/quotes")
            publisher.click(".cod-quotes a")
            look(publisher)
            publisher.click("button:has-text('Clear it')")
            publisher.wait_for_url("**/quotes")
            assert publisher.locator("#cleared ~ ul li").count() == cleared
