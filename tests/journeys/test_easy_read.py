"""Easy Read: a picture beside each question; and, for everybody, pages that can be listened to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from survey_api import load_surveys
from survey_ui import links
from tests.journeys.person import SURVEY
from tests.samples import SURVEYS

EASY = load_surveys(SURVEYS)["missing_children"].wording("en-x-easy")
PICTURES = links.STATIC_FOLDER / "vendor" / "openmoji-1.2.29"
# Headless Chromium has no voice, so the browser's own is stood in for; what would be said is kept.
VOICE = """
  window.said = [];
  const voice = { lang: "en-GB", localService: %s };
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
  };
  Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
    speaking: false,
    getVoices: () => [voice],
    speak(part) { this.speaking = true; window.said.push(part.text); },
    cancel() { this.speaking = false; },
  }) });
"""


def test_every_page_has_its_picture_and_every_picture_its_page():
    survey = load_surveys(SURVEYS)["missing_children"]
    assert set(EASY.symbols) == {page.id for page in survey.questionnaire.pages}
    assert {f"{name}.svg" for name in EASY.symbols.values()} == {
        picture.name for picture in PICTURES.glob("*.svg")
    }
    assert "Creative Commons" in (PICTURES / "LICENSE").read_text()
    assert all(links.symbol(name) for name in EASY.symbols.values())


@pytest.mark.parametrize("name", ["", "../../../../../etc/passwd", "no-such", "a/b"])
def test_a_picture_that_is_not_there_is_left_out(name: str):
    assert links.symbol(name) == ""


@pytest.mark.browser
def test_the_picture_shows_in_easy_read_alone(browser: Browser, server: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}{SURVEY}/safe_now")
    assert page.locator(".fes-symbol").count() == 0
    context.add_cookies([{"name": "language", "value": "en-x-easy", "url": server}])
    page.reload()
    assert page.locator(".fes-symbol").evaluate("each => each.naturalWidth") > 0
    assert page.locator(".fes-symbol").get_attribute("alt") == ""  # the words beside it say it
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("local", "language"), [("true", "en"), ("false", "en"), ("true", "pl")])
def test_a_page_is_read_out_by_a_voice_that_lives_on_the_device(
    browser: Browser, server: str, local: str, language: str
):
    context = browser.new_context()
    context.add_cookies([{"name": "language", "value": language, "url": server}])
    context.add_init_script(VOICE % local)
    page = context.new_page()
    with page.expect_response("**/listen.js*"):
        page.goto(f"{server}{SURVEY}")
    button = page.locator("[data-listen]")
    page.wait_for_function("document.querySelector('[data-listen]').dataset.start")
    if local == "false" or language != "en":
        assert button.is_hidden()
    else:
        assert button.inner_text() == "Listen"
        button.click()
        said = page.evaluate("window.said")
        assert said[0] == page.locator("h1").inner_text()
        assert any("You can skip almost any question" in text for text in said)
        assert (button.inner_text(), button.get_attribute("aria-pressed")) == ("Stop", "true")
        button.click()
        assert button.inner_text() == "Listen"
    context.close()


@pytest.mark.browser
def test_without_a_voice_or_scripts_there_is_no_button(browser: Browser, server: str):
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{server}{SURVEY}")
        assert page.locator("[data-listen]").is_hidden()
        context.close()
