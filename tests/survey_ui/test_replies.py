"""What the whole app answers, and does not, to whoever tries its addresses."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Settings
from survey_ui import links
from survey_ui.app import create_app
from tests.samples import NOW

Browser = AsyncTestClient[Litestar]
PAGES = ("/", "/s/missing_children", "/privacy/missing_children", "/sign-in", "/releases", "/nope")
DATA = ("/api/v1/surveys", "/api/v1/nope", "/health", "/schema/openapi.json")
SCRIPTS = {path.name: path.read_text() for path in Path(links.STATIC_FOLDER).glob("js/*.js")}


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """The whole app over an empty store."""
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only")
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as opened:
        yield opened


@pytest.mark.asvs("4.1.1")
async def test_every_reply_says_what_it_is(browser: Browser) -> None:
    for path in PAGES:
        said = (await browser.get(path)).headers["content-type"]
        assert said == "text/html; charset=utf-8", path
    for path in DATA:
        said = (await browser.get(path)).headers["content-type"]
        assert re.match(r"application/([\w.]+\+)?json\b", said), path  # JSON is UTF-8 by itself
    style = await browser.get(links.static("css/theme.css"))
    assert style.headers["content-type"].startswith("text/css; charset=utf-8")


@pytest.mark.asvs("3.4.2")
async def test_no_other_origin_may_read_a_reply(browser: Browser) -> None:
    for path in (*PAGES, *DATA):
        headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
        for reply in (
            await browser.get(path, headers=headers),
            await browser.options(path, headers=headers),
        ):
            assert not [name for name in reply.headers if name.startswith("access-control-")], path


@pytest.mark.asvs("13.4.1", "13.4.3", "5.3.2")
@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.git/HEAD", "/static/.git/config", "/static/", "/static/css/", "/static/js",
     "/pyproject.toml", "/static/..%2f..%2fpyproject.toml"],
)  # fmt: skip
async def test_nothing_beside_our_files_is_served(browser: Browser, path: str) -> None:
    reply = await browser.get(path)
    assert reply.status_code == 404
    assert "theme.css" not in reply.text.partition("<main")[2]


@pytest.mark.asvs("13.4.4")
async def test_trace_is_refused(browser: Browser) -> None:
    for path in (*PAGES, *DATA):
        reply = await browser.request("TRACE", path, headers={"X-Planted": "kettle"})
        assert reply.status_code in (403, 404, 405), path
        assert "kettle" not in reply.text


@pytest.mark.asvs("13.4.2")
async def test_nothing_is_served_in_debug_mode(browser: Browser) -> None:
    assert browser.app.debug is False


@pytest.mark.asvs("6.2.6", "6.2.7", "6.4.2")
async def test_the_sign_in_page_asks_for_a_name_and_a_password_and_nothing_else(
    browser: Browser,
) -> None:
    page = (await browser.get("/sign-in")).text
    form = re.search(r'<form method="post" action="/sign-in".*?</form>', page, re.S)
    assert form is not None
    names = set(re.findall(r'<input[^>]* name="([^"]+)"', form[0]))
    assert names == {"_csrf_token", "next", "name", "password"}
    (field,) = re.findall(r'<input[^>]* name="password"[^>]*>', form[0])
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in page
    assert not [name for name, text in SCRIPTS.items() if "paste" in text]


@pytest.mark.asvs("14.3.3")
def test_no_script_of_ours_stores_anything() -> None:
    odd = ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.")
    assert "respond.js" in SCRIPTS
    assert not [name for name, text in SCRIPTS.items() for word in odd if word in text]
