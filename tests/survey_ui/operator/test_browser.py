"""The operator's page in a real browser, on a phone and at a desk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from survey_api import Settings
from survey_ui.app import create_app
from tests.journeys.person import DESK, PHONE
from tests.running import chromium
from tests.survey_api.safeguarding.told import NOW
from tests.survey_ui.coding.test_browser import look, page_of
from tests.survey_ui.operator.conftest import PAGE, fill_badly
from tests.survey_ui.releases.conftest import serving

pytestmark = pytest.mark.browser


def test_it_is_read_on_a_phone_and_at_a_desk(tmp_path: Path):
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="secret", second_factor=False
    )
    asyncio.run(fill_badly(settings.store))
    with serving(create_app(settings, clock=lambda: NOW)) as home, chromium() as browser:
        for size in (PHONE, DESK):
            page = page_of(browser, home, "operator", size)
            page.goto("/releases")
            page.get_by_role("link", name="How the service is").click()
            page.wait_for_url(f"**{PAGE}")
            look(page)
            assert page.locator(".ope-card--out").count() == 3
