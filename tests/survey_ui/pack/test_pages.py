"""The pack over HTTP: for readers only, as a page and as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Role, Settings, add_account, open_store
from survey_ui.app import create_app
from survey_ui.pack import pages
from survey_ui.pack.keeping import Kept
from survey_ui.pack.pictures import Picture
from tests.survey_ui.pack.samples import full_release
from tests.survey_ui.releases.conftest import NAME, PASSWORD, sign_in
from tests.survey_ui.releases.samples import NOW

pytestmark = pytest.mark.slow

WAVE = "/releases/missing_children/2026-27"
FILES = {
    "tables.xlsx": (b"PK", "spreadsheetml"),
    "tables.ods": (b"PK", "opendocument.spreadsheet"),
    "said.html": (b"<!DOCTYPE html>", "text/html"),
    "pack.pdf": (b"%PDF", "application/pdf"),
    "pack.zip": (b"PK", "application/zip"),
}


@pytest.fixture
async def browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AsyncTestClient[Litestar]]:
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", secret="secret")
    async with open_store(settings.store) as store:
        await store.add_release(full_release())
        await add_account(store, NAME, PASSWORD, Role.ANALYST, "MOPAC", NOW)
        await add_account(store, "olu", PASSWORD, Role.OPERATOR, "other", NOW)
    # Charts have tests of their own and take seconds; here one stands for all.
    monkeypatch.setattr(pages, "draw_pictures", _one_for_all)
    monkeypatch.setattr("survey_ui.pack.folder.draw_files", lambda pack: {"journey": "<svg/>"})
    monkeypatch.setattr(pages, "KEPT", Kept())
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        client.follow_redirects = False
        yield client


def _one_for_all(pack: object) -> dict[str, Picture]:
    class Any(dict[str, Picture]):
        def __missing__(self, key: str) -> Picture:
            return Picture('<svg viewBox="0 0 10 10"></svg>', "<svg></svg>")

    return Any()


@pytest.mark.parametrize("name", ["pack", *FILES])
async def test_nobody_reads_the_pack_without_signing_in(
    browser: AsyncTestClient[Litestar], name: str
):
    reply = await browser.get(f"{WAVE}/{name}")
    assert reply.status_code == 303
    assert reply.headers["location"].startswith("/sign-in")


async def test_somebody_without_the_right_is_refused(browser: AsyncTestClient[Litestar]):
    assert await sign_in(browser, "olu") == 303
    for name in ("pack", *FILES):
        reply = await browser.get(f"{WAVE}/{name}")
        assert reply.status_code in (403, 409), name
        assert "Told something" not in reply.text


async def test_the_page_leads_to_every_file_and_each_is_what_it_says(
    browser: AsyncTestClient[Litestar],
):
    await sign_in(browser)
    page = await browser.get(f"{WAVE}/pack")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "16. Take it away" in page.text
    for name, (start, media) in FILES.items():
        assert f'href="{WAVE}/{name}"' in page.text
        reply = await browser.get(f"{WAVE}/{name}")
        assert reply.status_code == 200, name
        assert reply.content.startswith(start)
        assert media in reply.headers["content-type"]
        assert f"simulated-missing_children-2026-27-{name}" in reply.headers["content-disposition"]
        assert reply.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        assert any(name.endswith("/pack.pdf") for name in archive.namelist())


async def test_the_release_page_leads_to_the_pack(browser: AsyncTestClient[Litestar]):
    await sign_in(browser)
    assert f'href="{WAVE}/pack"' in (await browser.get(WAVE)).text


async def test_a_wave_without_a_release_has_no_pack(browser: AsyncTestClient[Litestar]):
    await sign_in(browser)
    for name in ("pack", "tables.xlsx"):
        reply = await browser.get(f"/releases/missing_children/2026-pilot/{name}")
        assert reply.status_code == 404
