"""axe over every page in every way: nothing is found, and nothing is left out."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute
from playwright.sync_api import Browser, BrowserContext, Page

from survey_api import Settings, open_store
from survey_api.access.model import SESSION_COOKIE, Session
from survey_api.access.secrets import hash_token
from survey_api.clock import utc_now
from survey_ui.app import create_app
from survey_ui.respond.checked import last_check
from tests.accessibility.places import (
    ELSEWHERE,
    EVERY,
    FOR_EVERYBODY,
    FOR_STAFF,
    SURVEY,
    WHEN_SENT,
    WITH_ANSWERS,
    Place,
    visit,
)
from tests.accessibility.report import DOCUMENT, Looked, write
from tests.accessibility.ways import AXE, Found, look, ways_of
from tests.running import chromium, environ, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# No page of their own: they lead on, or give a file, or what programs read.
NO_PAGE = {
    "/.well-known/security.txt",
    "/leave",
    "/safeguarding",
    "/sign-in/organisation",
    "/sign-in/organisation/back",
    "/health",
    "/health/live",
    "/health/ready",
    "/metrics",
}
NEVER = ("/api/", "/schema", "/static")
FILES = (".csv", ".xlsx", ".ods", ".pdf", ".zip", ".html", ".xml")


def test_every_page_that_the_app_has_is_looked_at(tmp_path: Path):
    app = create_app(Settings(store=f"sqlite:///{tmp_path / 's.db'}", secret="for a test only"))
    pages = {
        route.path
        for route in app.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods
        if not route.path.startswith(NEVER) and not route.path.endswith(FILES)
    }
    looked_at = {place.route for place in EVERY} | ELSEWHERE | NO_PAGE
    assert pages - looked_at == set()


def test_what_is_written_down_is_of_these_pages():
    written = DOCUMENT.read_text()
    assert [p for p in EVERY if f"| `{p.route} {p.name}".strip() + "` |" not in written] == []
    assert last_check().pages == len({(place.route, place.name) for place in EVERY})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, served, with a session of each account under its own name."""
    store = tmp_path_factory.mktemp("accessibility") / "survey.db"
    fill = [sys.executable, "-m", "survey_ui", "demo", "--responses", "150", "--seed", "7"]
    subprocess.run(fill, env=environ(store), check=True, capture_output=True)

    async def sign_all_in() -> None:
        async with open_store(f"sqlite:///{store}") as opened:
            for name in {place.account for place in FOR_STAFF}:
                now = utc_now()
                await opened.save_session(
                    Session(token_hash=hash_token(name), account=name, created_at=now, seen_at=now)
                )

    asyncio.run(sign_all_in())
    mail = {"SURVEY_SMTP": "smtp://127.0.0.1:9", "SURVEY_SMTP_FROM": "survey@example.org"}
    with serving(store, **mail) as address:
        yield address


@pytest.fixture(scope="module")
def browser(server: str) -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


LOOKED: list[Looked] = []
FOUND: list[Found] = []


@pytest.fixture(scope="module", autouse=True)
def written(request: pytest.FixtureRequest) -> Iterator[None]:
    """With --write-accessibility, what was found is written down when all is done."""
    yield
    if request.config.getoption("--write-accessibility"):
        write(f"axe-core {AXE}", LOOKED, FOUND, utc_now().date())


def walk(page: Page, server: str, places: Sequence[Place], language: str = "") -> Iterator[Found]:
    """Everything that is wrong with these places."""
    for place in places:
        go = place.path
        sent = go(page, server) if callable(go) else visit(page, server + go)
        assert page.locator("h1, legend h1, label h1").count() == 1, place
        name = f"{place.route} {place.name}".strip()
        LOOKED.append(Looked(name, ways_of(language)))
        yield from look(page, name, sent, language)


def answer(page: Page, server: str, language: str) -> None:
    """Through the gates as a parent, and the code to come back with asked for."""
    page.goto(f"{server}{SURVEY}/safe_now")
    for value in ("no", "yes", "P", "me"):
        page.locator(f'form#question input[value="{value}"]').check(force=True)
        page.locator("form#question button.govuk-button").first.click()
    page.locator("button[name=later]").click()


def send(page: Page, server: str) -> None:
    page.goto(f"{server}{SURVEY}/check")
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_url("**/done")


def in_language(browser: Browser, server: str, language: str) -> BrowserContext:
    context = browser.new_context(locale=language.partition("-x-")[0])
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "language", "value": language, "url": server}])
    return context


def told(found: Iterable[Found]) -> str:
    return "\n".join(" | ".join(one) for one in found)


@pytest.mark.parametrize("language", ["en", "ar", "en-x-easy"])
def test_what_everybody_sees(browser: Browser, server: str, language: str):
    context = in_language(browser, server, language)
    page, shown = context.new_page(), "" if language == "en" else language
    found = list(walk(page, server, FOR_EVERYBODY, shown))
    answer(page, server, language)
    found += walk(page, server, WITH_ANSWERS, shown)
    send(page, server)
    found += walk(page, server, WHEN_SENT, shown)
    context.close()
    FOUND.extend(found)
    assert not found, told(found)


def test_what_staff_see(browser: Browser, server: str):
    found: list[Found] = []
    for account in dict.fromkeys(place.account for place in FOR_STAFF):
        context = in_language(browser, server, "en")
        context.add_cookies([{"name": SESSION_COOKIE, "value": account, "url": server}])
        theirs = [place for place in FOR_STAFF if place.account == account]
        found += walk(context.new_page(), server, theirs)
        context.close()
    FOUND.extend(found)
    assert not found, told(found)
