"""From an invitation to sending: the code comes from behind the #, or is typed without scripts."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from survey_api.settings import PACKAGED_SURVEYS
from tests.running import serving, survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def invited(tmp_path_factory) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server whose survey takes codes, and the list that was handed out."""
    folder = tmp_path_factory.mktemp("invited")
    home = folder / "surveys" / "missing_children"
    shutil.copytree(PACKAGED_SURVEYS / "missing_children", home)
    rule = home / "survey.toml"
    rule.write_text(rule.read_text().replace('use = "none"', 'use = "needed"'))
    settings = {"SURVEY_SURVEYS": str(home.parent)}
    with serving(folder / "survey.db", **settings) as address:
        listed = folder / "codes.csv"
        wanted = ["--campaign", "first-wave", "--count", "5", "--out", str(listed)]
        made = survey(
            folder / "survey.db", "codes", "make", *wanted, SURVEY_ADDRESS=address, **settings
        )
        assert made.returncode == 0, made.stderr
        assert listed.stat().st_mode & 0o077 == 0  # for its owner alone
        with listed.open(newline="") as file:
            yield address, list(csv.DictReader(file))


def look(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_link_fills_the_code_in_and_tells_no_server(browser: Browser, invited):
    _, (first, *_) = invited
    page = browser.new_page(viewport={"width": 375, "height": 700})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(first["link"])
    field = page.get_by_label("The code from your invitation")
    assert field.input_value() == first["code"]
    assert "#" not in page.url
    look(page)
    page.get_by_role("button", name="Go on", exact=True).click()
    assert page.get_by_text("We have your code").is_visible()
    look(page)
    words = re.compile(first["code"].split()[0] + r"\W" + first["code"].split()[1])
    assert not [url for url in asked if words.search(url)]
    page.close()


def test_without_scripts_it_is_typed(browser: Browser, invited):
    address, (_, second, *_) = invited
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/s/missing_children")
    assert page.get_by_text("If you answer because of your work").is_visible()
    page.get_by_role("link", name="I have a code from an invitation").click()
    page.get_by_label("The code from your invitation").fill("no such code here 99")
    page.get_by_role("button", name="Go on", exact=True).click()
    assert page.get_by_text("We do not know this code").first.is_visible()
    page.get_by_label("The code from your invitation").fill(second["code"].upper())
    page.get_by_role("button", name="Go on", exact=True).click()
    assert page.get_by_text("We have your code").is_visible()
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_stand_in_other_languages_too(browser: Browser, invited, language):
    address, _ = invited
    context = browser.new_context(locale=language, viewport={"width": 320, "height": 700})
    page = context.new_page()
    for path in ("/s/missing_children/code", "/s/missing_children", f"/stop/{'0' * 64}"):
        page.goto(f"{address}{path}")
        look(page)
    context.close()
