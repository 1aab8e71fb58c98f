"""The pages in a real browser: nobody is shut out, nothing runs off the side of a phone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from survey_api import Settings, open_store
from survey_api.access import Role, add_account
from tests.survey_ui.releases.conftest import NAME, PASSWORD, an_app, serving
from tests.survey_ui.releases.samples import NOW, a_release

pytestmark = pytest.mark.browser

WAVE = "/releases/missing_children/2026-27"
PATHS = [
    "/releases",
    WAVE,
    *(f"{WAVE}/{table.id}" for table in a_release().tables),
    f"{WAVE}/wrong_by_role?show=P&show=C",
    "/fieldwork/missing_children/2026-27",
]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


async def _fill(url: str) -> None:
    async with open_store(url) as store:
        await store.add_release(a_release())
        await add_account(store, NAME, PASSWORD, Role.ANALYST, "MOPAC", NOW)
        await add_account(store, "mo", PASSWORD, Role.PUBLISHER, "MOPAC", NOW)
        await add_account(store, "olu", PASSWORD, Role.OPERATOR, "other", NOW)


@contextmanager
def _browsing(folder: Path, width: int, *, scripts: bool) -> Iterator[Page]:
    settings = Settings(
        store=f"sqlite:///{folder / 'survey.db'}", secret="secret", second_factor=False
    )
    asyncio.run(_fill(settings.store))
    with serving(an_app(settings)) as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        context = browser.new_context(
            base_url=home, viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        yield context.new_page()
        browser.close()


def _sign_in(page: Page, name: str = NAME) -> None:
    page.goto("/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main button:has-text('Sign in')")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_open_to_everyone_and_fits(tmp_path: Path, width: int):
    with _browsing(tmp_path, width, scripts=True) as page:
        page.goto("/sign-in")
        assert _violations(page) == []
        page.click("main button:has-text('Sign in')")
        # The page's script moves the focus once it has run; it times out if that never happens.
        page.wait_for_selector(".govuk-error-summary:focus")
        assert _violations(page) == []
        _sign_in(page)
        for path in PATHS:
            reply = page.goto(path)
            assert reply is not None
            assert reply.status == 200
            assert _violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [1280, 375])
def test_signing_off_and_the_audit_log_are_open_to_everyone_and_fit(tmp_path: Path, width: int):
    def look(page: Page, status: int = 200) -> None:
        reply = page.reload()
        assert reply is not None
        assert reply.status == status
        assert _violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    with _browsing(tmp_path, width, scripts=True) as page:
        _sign_in(page, "mo")
        page.goto(f"{WAVE}/sign-off")
        look(page)
        page.click("button:has-text('Object')")  # without a reason
        assert page.locator(".govuk-error-summary").count() == 1
        assert _violations(page) == []
        page.fill("#reason", "One borough reads as a ranking.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # signs off; the reason is kept with it
        page.wait_for_selector("text=mo (MOPAC)")
        look(page)
        page.context.clear_cookies()
        _sign_in(page, "olu")
        for path, status in (("/audit", 200), ("/audit?day=soon", 400), (WAVE, 403)):
            page.goto(path)
            look(page, status)


def test_one_chart_shows_at_each_width(tmp_path: Path):
    with _browsing(tmp_path, 1280, scripts=True) as page:
        _sign_in(page)
        page.goto(f"{WAVE}/wrong_by_role")
        assert page.locator("svg.chart:visible").count() == 1
        page.set_viewport_size({"width": 375, "height": 900})
        assert page.locator("svg.chart:visible").count() == 1


def test_the_filters_work_without_scripts(tmp_path: Path):
    with _browsing(tmp_path, 1280, scripts=False) as page:
        _sign_in(page)
        page.goto(WAVE)
        page.select_option("#topic", "not_reporting")
        page.click("main button:has-text('Show')")
        assert page.locator(".rel-shelf").count() == 1
        page.click("text=Why people did not tell the police")
        page.goto(f"{WAVE}/wrong_by_role")
        for box in page.locator(".rel-choose input").all()[2:]:
            box.uncheck()
        page.click("aside button:has-text('Show')")
        assert page.locator(".rel-table tbody tr").count() == 2
        page.click("button:has-text('Sign out')")
        page.wait_for_url("**/sign-in")
