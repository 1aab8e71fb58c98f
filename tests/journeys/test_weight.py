"""What pages weigh over the wire, as Chromium counts it. How long they take is for `make bench`."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from benchmarks.respond import SURVEY
from benchmarks.weight import FIRST, LATER, visitor, way

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "ar", "bn"])
def test_pages_are_light_on_a_phone_with_little(browser: Browser, server: str, language: str):
    page, wire = visitor(browser, server, language)
    page.goto(f"{server}/s/{SURVEY}", wait_until="networkidle")
    assert page.locator("html").get_attribute("lang") == language
    assert 0 < wire.kb() < FIRST  # with styles, script and picture
    for step in way(page):
        page.wait_for_load_state("networkidle")
        assert 0 < wire.kb() < LATER, step
    page.context.close()
