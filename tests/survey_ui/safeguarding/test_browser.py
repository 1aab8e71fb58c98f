"""The queue in a real browser: at a desk, and on a phone with keys only and no scripts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from survey_api import Settings, open_store
from survey_ui.app import create_app
from tests.journeys.person import DESK, PHONE
from tests.running import chromium
from tests.survey_api.safeguarding.told import NOW
from tests.survey_ui.coding.test_browser import look, page_of
from tests.survey_ui.releases.conftest import serving
from tests.survey_ui.safeguarding.conftest import QUEUE, fill

pytestmark = pytest.mark.browser


async def _fill(url: str) -> None:
    async with open_store(url) as store:
        await fill(store)


def test_a_concern_is_read_and_closed_at_a_desk_and_by_keys_alone(tmp_path: Path):
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="secret", second_factor=False
    )
    asyncio.run(_fill(settings.store))
    with serving(create_app(settings, clock=lambda: NOW)) as home, chromium() as browser:
        desk = page_of(browser, home, "safeguarding", DESK)
        desk.goto(QUEUE)
        look(desk)
        desk.click(".saf-row__link >> nth=0")
        look(desk)
        desk.click("button:has-text('Open the words')")  # without a reason
        desk.wait_for_selector(".govuk-error-summary:focus")
        look(desk)
        desk.fill("#reason", "flagged, first look")
        desk.click("button:has-text('Open the words')")
        desk.wait_for_load_state()
        assert desk.locator("mark:visible").count() == 0  # folded
        desk.click("#words ~ details summary")
        assert desk.locator("mark:visible").count() == 1
        look(desk)

        phone = page_of(browser, home, "safeguarding", PHONE, scripts=False)
        phone.goto(QUEUE)
        look_without_scripts(phone)
        phone.locator(".saf-row__link").first.focus()
        phone.keyboard.press("Enter")
        phone.wait_for_url("**/safeguarding/missing_children/*")
        look_without_scripts(phone)
        phone.locator("summary:has-text('Close it')").focus()
        phone.keyboard.press("Enter")
        phone.keyboard.press("Tab")
        phone.keyboard.type("No child")
        phone.keyboard.press("Tab")
        phone.keyboard.type("flagged by mistake")
        phone.keyboard.press("Tab")
        with phone.expect_navigation():
            phone.keyboard.press("Enter")
        assert phone.locator("ol.saf-history li:has-text('flagged by mistake')").count() == 1


def look_without_scripts(page) -> None:
    """Nothing off the side of the page; axe itself needs scripts."""
    width, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= seen, page.url
