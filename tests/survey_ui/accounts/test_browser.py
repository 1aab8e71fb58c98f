"""Signing in with a second factor in a real browser, by the keyboard alone."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from survey_api import Settings, open_store
from survey_api.access import Role, add_account
from survey_api.clock import utc_now
from survey_ui.app import create_app
from tests.running import chromium
from tests.survey_ui.releases.conftest import serving

pytestmark = pytest.mark.browser
PASSWORD = "a long and quiet river"


class Clock:
    """Time as the app sees it; it moves on when it is told to, so that no test waits for a code."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


async def add_analyst(url: str) -> None:
    async with open_store(url) as store:
        await add_account(store, "amira", PASSWORD, Role.ANALYST, "MOPAC", utc_now())


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no Tab reaches {wanted}")


def give_password(page: Page) -> None:
    tab_to(page, "#name")
    page.keyboard.type("amira")
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def look(page: Page, name: str, folder: Path) -> None:
    """Nobody is shut out, and nothing runs off the side of a phone or a desk."""
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} wide"
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert not [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]], name


def test_signing_in_with_a_second_factor_by_the_keyboard_alone(tmp_path: Path):
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only")
    asyncio.run(add_analyst(settings.store))
    clock = Clock()
    with serving(create_app(settings, clock=clock)) as home, chromium() as browser:
        page = browser.new_context(base_url=home).new_page()
        page.goto("/account")
        look(page, "sign-in", tmp_path)
        give_password(page)
        page.wait_for_url("**/sign-in/enrol?**")
        look(page, "enrol", tmp_path)
        phone = pyotp.TOTP(page.inner_text(".rel-secret").replace(" ", ""))
        tab_to(page, "#code")
        page.keyboard.type("12 34")
        page.keyboard.press("Enter")
        page.wait_for_selector(".govuk-error-summary")
        tab_to(page, "#code")
        page.keyboard.type(phone.at(clock()))
        page.keyboard.press("Enter")
        page.wait_for_selector(".rel-codes")
        look(page, "codes", tmp_path)
        tab_to(page, "main .govuk-button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/account")
        look(page, "account", tmp_path)
        tab_to(page, "form[action='/sign-out'] button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in")
        clock.ahead = timedelta(minutes=2)
        give_password(page)
        page.wait_for_url("**/sign-in/code")
        look(page, "code", tmp_path)
        tab_to(page, "#code")
        page.keyboard.type(phone.at(clock()))
        page.keyboard.press("Enter")
        page.wait_for_url("**/releases")


def test_two_minutes_before_the_end_it_is_said_politely(tmp_path: Path):
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )
    asyncio.run(add_analyst(settings.store))
    now = utc_now()
    with serving(create_app(settings, clock=lambda: now)) as home, chromium() as browser:
        page = browser.new_context(base_url=home).new_page()
        page.clock.install()
        page.goto("/sign-in")
        give_password(page)
        note = page.locator("[data-minutes-left]")
        assert note.get_attribute("role") == "status"
        assert "60 more minutes" in note.inner_text()
        page.clock.fast_forward("57:30")
        assert "60 more minutes" in note.inner_text()
        page.clock.fast_forward("00:40")
        assert "in about two minutes" in note.inner_text()
