"""You said, we did, in a real browser: a small phone, a desk, no scripts, and right to left."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from survey_api import Settings, open_store
from survey_api.access import SESSION_COOKIE
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_ui.app import create_app
from tests.journeys.person import DESK
from tests.running import chromium
from tests.survey_ui.coding.test_browser import look, page_of
from tests.survey_ui.promises.conftest import NEXT, PUBLIC, STAFF, fill
from tests.survey_ui.releases.conftest import serving
from tests.survey_ui.releases.samples import NOW

pytestmark = pytest.mark.browser

SMALL = (320, 640)
LONG = "Speichelleckerunwesen" * 6  # one word that is wider than the page


async def _fill(url: str) -> None:
    async with open_store(url) as store:
        await fill(store)
        for name in ("mo", "mel"):
            await store.save_session(
                Session(token_hash=hash_token(name), account=name, created_at=NOW, seen_at=NOW)
            )


def test_two_write_and_agree_without_scripts_and_everybody_can_read_it(tmp_path: Path):
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="secret", second_factor=False
    )
    asyncio.run(_fill(settings.store))
    moments = (NOW + timedelta(seconds=n) for n in range(10_000))
    app = create_app(settings, clock=lambda: next(moments))
    with serving(app) as home, chromium() as browser:
        mo = page_of(browser, home, "mo", SMALL, scripts=False)
        mo.goto(STAFF)
        mo.click("button:has-text('Start')")
        mo.fill("#change", f"Nobody has to wait. {LONG}")
        mo.get_by_label("Met", exact=True).check()
        mo.fill("#due", "2027-03-31")
        mo.get_by_label("Not done", exact=True).check()
        mo.fill("#reason", "Down to 4 in 10.")
        mo.select_option("#after", NEXT)
        mo.click("text=Save as a new version")
        assert "Leave out shares" in mo.inner_text(".govuk-error-summary")
        assert mo.input_value("#change").endswith(LONG)
        assert mo.input_value("#due") == "2027-03-31"
        mo.fill("#reason", "There was no money.")
        mo.click("text=Save as a new version")
        mo.click("text=Agree to version 2")
        mel = page_of(browser, home, "mel", DESK)
        mel.goto(mo.url)
        look(mel)
        mel.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
        look(mel)
        mel.click("text=Agree to version 2")
        mel.wait_for_selector("text=MOPAC and the Met have both agreed.")
        mel.goto(STAFF)
        look(mel)
        for size in (SMALL, DESK):
            for language in ("en", "ar"):
                reader = page_of(browser, home, "nobody", size)
                reader.context.clear_cookies()
                reader.context.add_cookies([{"name": "language", "value": language, "url": home}])
                for path in (PUBLIC, "/you-said/missing_children"):
                    reader.goto(path)
                    look(reader)
                    assert reader.evaluate("document.dir") == {"en": "ltr", "ar": "rtl"}[language]
        assert SESSION_COOKIE not in [each["name"] for each in reader.context.cookies()]
        reader.goto(PUBLIC)
        paper = reader.pdf(format="A4")
        assert paper.startswith(b"%PDF")
