"""The big list of naughty strings in real Chromium, our own content policy put aside: none runs."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request

from survey_api import Settings, Store, open_store, simulate_answers
from survey_api.access import SESSION_COOKIE, Role
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_api.questionnaire import Answers, london_day
from survey_api.safeguarding import screen_next
from survey_ui import links
from survey_ui.app import create_app
from survey_ui.releases.words import readable
from tests.attacks.naughty import NAUGHTY, in_chunks, kept
from tests.attacks.target import SURVEY as START
from tests.running import chromium
from tests.storage.stored import a_draft
from tests.survey_api.coding.texts import sampled
from tests.survey_api.safeguarding.told import NOW, SURVEY, SURVEYS, URGENT, lead, tell
from tests.survey_ui.releases.conftest import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHUNKS = in_chunks(3500)
TEXTS = ("better", "good", "n_easier_text", "words_said", "delay_effect", "w_works")


def told() -> Answers:
    """Answers of somebody who was asked for words, with the list in all of them."""
    rng = random.Random(3)
    while "good" not in (answers := simulate_answers(SURVEY, rng, NOW)):
        pass
    everything = "".join(CHUNKS)
    return {**answers, **{name: everything for name in TEXTS if name in answers}}


async def _fill(store: Store) -> tuple[str, list[str]]:
    """A draft, texts to code and concerns, all of the list; the draft's id and the concerns'."""
    wave = SURVEY.open_wave(london_day(NOW))
    assert wave
    draft = a_draft(answers=told(), wave=wave.id, begun_at=NOW, saved_at=NOW)
    await store.save_draft(draft)
    await sampled(store, CHUNKS)
    concerns = [await tell(store, f"{URGENT} {chunk}", now=NOW) for chunk in CHUNKS]
    await screen_next(store, SURVEYS, NOW, 100)
    for role in (Role.CODER, Role.SAFEGUARDING):
        await store.add_account(lead(role.value, role))
        await store.save_session(
            Session(
                token_hash=hash_token(role.value), account=role.value, created_at=NOW, seen_at=NOW
            )
        )
    return draft.id, concerns


class Watched:
    """A browser that notices whatever runs or asks for something; nothing but ours may."""

    def __init__(self, browser: Browser, home: str, *, policy: bool) -> None:
        self.home = home
        self.heard: list[str] = []
        context = browser.new_context(base_url=home, bypass_csp=not policy)
        context.set_default_timeout(15_000)
        self.context = context
        self.page: Page = context.new_page()
        self.page.on("dialog", self._spoken)
        self.page.on("console", lambda said: self.heard.append(said.text))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("request", self._asked)

    def _spoken(self, dialog: Dialog) -> None:
        self.heard.append(dialog.message)
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.home) or "ran" in request.url:
            self.heard.append(request.url)

    def be(self, name: str, value: str) -> None:
        """Carry this cookie."""
        self.context.add_cookies([{"name": name, "value": value, "url": self.home}])

    def quiet(self) -> None:
        """Nothing ran and nothing was asked for, after whatever wanted the focus got it."""
        self.page.wait_for_load_state("networkidle")
        for _ in range(3):
            self.page.keyboard.press("Tab")
        assert self.page.evaluate("window.ran === undefined")
        assert self.heard == []
        assert (
            self.page.locator("iframe, object, math, base, meta[http-equiv=refresh i]").count() == 0
        )


@contextmanager
def watched(tmp_path: Path, *, policy: bool) -> Iterator[tuple[Watched, str, list[str]]]:
    """The app over a store full of them, and somebody who looks."""
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only")

    async def fill() -> tuple[str, list[str]]:
        async with open_store(settings.store) as store:
            return await _fill(store)

    draft, concerns = asyncio.run(fill())
    app = create_app(settings, clock=lambda: NOW + timedelta(seconds=1))
    with serving(app) as home, chromium() as browser:
        yield Watched(browser, home, policy=policy), draft, concerns


@pytest.mark.parametrize("policy", [True, False], ids=["with our policy", "with none"])
def test_no_text_runs_on_any_page_that_shows_it(tmp_path: Path, policy: bool) -> None:
    with watched(tmp_path, policy=policy) as (seen, draft, concerns):
        page = seen.page
        seen.be("draft-missing_children", draft)
        page.goto(f"{START}/better")
        assert page.locator("textarea").input_value() == "".join(CHUNKS)
        seen.quiet()
        page.goto(f"{START}/check")
        shown = page.locator("main").text_content() or ""
        assert all(text in shown for text in map(kept, NAUGHTY))
        seen.quiet()

        seen.be(SESSION_COOKIE, Role.CODER.value)
        for place in range(len(CHUNKS)):
            page.goto(links.coding_text(SURVEY.id, "2026-27", place))
            assert page.locator(".cod-words").count() >= 1
            seen.quiet()

        seen.be(SESSION_COOKIE, Role.SAFEGUARDING.value)
        page.goto(links.safeguarding(SURVEY.id))
        seen.quiet()
        for concern, chunk in zip(concerns, CHUNKS, strict=True):
            page.goto(links.concern(SURVEY.id, concern))
            page.fill("#reason", "<script>window.ran=20</script> first look")
            page.click("button:has-text('Open the words')")
            page.wait_for_load_state()
            page.click("#words ~ details summary")
            words = page.locator("#words ~ details").text_content() or ""
            assert readable(chunk).strip() in words
            seen.quiet()


def test_what_watches_does_notice(tmp_path: Path) -> None:
    with watched(tmp_path, policy=False) as (seen, _, _):
        seen.page.goto(START)
        seen.page.evaluate("document.body.innerHTML = '<img src=/ran onerror=alert(1)>'")
        seen.page.wait_for_load_state("networkidle")
        assert "1" in seen.heard
        assert f"{seen.home}/ran" in seen.heard
