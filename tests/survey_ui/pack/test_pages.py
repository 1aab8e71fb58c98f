"""The pack over HTTP: for readers only, as a page and as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec import structs

from survey_api import Settings, audit, open_store
from survey_api.access import Role, add_account
from survey_ui.app import create_app
from survey_ui.pack import pages
from survey_ui.pack.keeping import Kept
from survey_ui.pack.pictures import Picture
from tests.publishing import publish
from tests.survey_ui.pack.samples import full_release
from tests.survey_ui.releases.conftest import NAME, PASSWORD, sign_in
from tests.survey_ui.releases.samples import NOW

pytestmark = pytest.mark.slow

WAVE = "/releases/missing_children/2026-27"
DRAFT = "Draft: not signed off yet"
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
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="secret", second_factor=False
    )
    async with open_store(settings.store) as store:
        await store.add_release(full_release())
        await publish(store, full_release(), NOW)
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


async def test_a_draft_says_so_everywhere_and_has_no_page_for_the_public(
    browser: AsyncTestClient[Litestar], tmp_path: Path
):
    await sign_in(browser)
    assert "Draft" not in (await browser.get(f"{WAVE}/pack")).text
    newer = structs.replace(full_release().summary, id="newer", made_at=NOW + timedelta(hours=1))
    async with open_store(f"sqlite:///{tmp_path / 'survey.db'}") as store:
        await store.add_release(structs.replace(full_release(), summary=newer))
    page = await browser.get(f"{WAVE}/pack")
    assert DRAFT in page.text
    assert f'href="{WAVE}/said.html"' not in page.text
    refused = await browser.get(f"{WAVE}/said.html")
    assert refused.status_code == 409
    assert DRAFT in refused.text
    with zipfile.ZipFile(io.BytesIO((await browser.get(f"{WAVE}/pack.zip")).content)) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
        assert "said.html" not in names
        for name in ("pack.html", "README.txt"):
            assert DRAFT in archive.read(archive.namelist()[names.index(name)]).decode(), name
    pdf = (await browser.get(f"{WAVE}/pack.pdf")).content
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert DRAFT in str(paper.docinfo)
    book = openpyxl.load_workbook(io.BytesIO((await browser.get(f"{WAVE}/tables.xlsx")).content))
    for sheet in (book.worksheets[0], book["Table_1"], book["Evidence_grid"]):
        assert DRAFT in " ".join(str(row[0]) for row in sheet.iter_rows(values_only=True))
    ods = (await browser.get(f"{WAVE}/tables.ods")).content
    with zipfile.ZipFile(io.BytesIO(ods)) as archive:
        assert archive.read("content.xml").decode().count(DRAFT) > 4


async def test_what_is_taken_away_is_in_the_log(browser: AsyncTestClient[Litestar], tmp_path: Path):
    await sign_in(browser)
    for name in FILES:
        await browser.get(f"{WAVE}/{name}")
    async with open_store(f"sqlite:///{tmp_path / 'survey.db'}") as store:
        found = await store.find_entries(audit.Wanted(what="downloaded a pack"), 10)
    release = full_release().summary.id
    assert [(one.who, one.which) for one in reversed(found)] == [
        (NAME, f"{release} {name}") for name in FILES
    ]
