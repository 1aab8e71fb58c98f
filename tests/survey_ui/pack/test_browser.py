"""The pack in a real browser: nobody is shut out, nothing runs off the side of a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.running import chromium
from tests.survey_ui.pack.conftest import Made

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", ["pack.html", "said.html"])
def test_the_page_shuts_nobody_out_and_fits(full: Made, browser: Browser, name: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((full.folder / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [n["target"] for n in one["nodes"]][:3]) for one in found] == []
    page.close()


def test_a_phone_and_a_desk_each_see_one_chart_a_table(full: Made, browser: Browser):
    drawn = [table for part in full.pack.parts for table in part.tables if table.drawn]
    for width, shown in ((375, "narrow"), (1280, "wide")):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto((full.folder / "pack.html").as_uri())
        assert page.locator(".pack-figure svg:visible").count() == len(drawn)
        assert page.locator(f".pack-figure__{shown}:visible").count() == len(drawn)
        page.close()
