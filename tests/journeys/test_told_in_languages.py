"""The whole story told in other languages, in their own days and times, with scripts off too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from survey_api import Settings, load_surveys
from survey_ui.phrases import direction_of, name_of, translations
from tests.journeys.person import PHONE, SURVEY, Person
from tests.journeys.test_respondents import response_behind

pytestmark = pytest.mark.browser

EVERY = load_surveys(Settings().surveys)["missing_children"]


class Reader(Person):
    """Somebody who reads another language than English, and chose it on the start page."""

    def __init__(self, browser: Browser, server: str, language: str, *, scripts: bool) -> None:
        super().__init__(browser, server, scripts=scripts, size=PHONE)
        self.language, self.words = language, EVERY.wording(language)
        self.say = translations(language).gettext
        self.go(SURVEY)
        self.press(name_of(language))
        page = self.page.locator("html")
        assert page.get_attribute("lang") == language
        assert page.get_attribute("dir") == direction_of(language)

    def tell(self, item: str, code: str) -> None:
        """Choose an option by all it says in this language, and go on."""
        label = self.words.items[item].options[code]
        self.page.get_by_role("radio", name=label, exact=True).check()
        self.press(self.say("Continue"))

    def start(self) -> None:
        """From the start page to the first question of a parent who told the police."""
        self.press(self.say("Start"))
        self.press(self.say("Continue"))
        for item, code in [("safe_now", "no"), ("ok_18", "yes"), ("role", "P"), ("reported", "me")]:
            self.tell(item, code)

    def skip_to(self, page: str) -> None:
        for _ in range(60):
            if self.at == page:
                return
            if self.page.get_by_role("button", name=self.say("Skip"), exact=True).count():
                self.press(self.say("Skip"))
            else:
                self.page.locator(".govuk-radios__label").first.click()
                self.press(self.say("Continue"))
        raise AssertionError(self.page.url)


TOLD = {  # language: yesterday, half past nine in the evening, ten past ten, what would help
    "ar": ("أمس", "٩:٣٠ مساءً", "10:10 مساء", "أن يتصلوا بنا ولو بلا أخبار."),
    "en-x-easy": ("yesterday", "9:30pm", "10.10 pm", "Ring us back."),
    "pl": ("wczoraj", "9:30 wieczorem", "22:10", "Oddzwonić, nawet bez wieści."),
    "fa": ("دیروز", "۹:۳۰ شب", "۲۲:۱۰", "زنگ بزنند، حتی بی‌خبر."),
}


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("ar", False), ("en-x-easy", False), ("ar", True), ("en-x-easy", True), ("pl", False),
     ("fa", True)],
)  # fmt: skip
def test_a_parent_tells_the_whole_story_in_their_language(
    browser: Browser, server: str, store_file: Path, language: str, scripts: bool
):
    day, first, then, help_ = TOLD[language]
    parent = Reader(browser, server, language, scripts=scripts)
    parent.start()
    parent.skip_to("t_noticed")
    parent.write(parent.say("Day"), day)
    parent.choose(parent.say("Evening"))
    parent.press(parent.say("Continue"))
    parent.skip_to("attended")
    words = parent.words.items["attended"]
    parent.choose(words.kinds.get("exact", parent.words.kinds["exact"]))
    parent.write(parent.say("Time"), first, within=words.clock_start)
    parent.write(parent.say("Time"), then, within=words.clock_end)
    parent.press(parent.say("Continue"))
    parent.skip_to("better")
    assert parent.page.locator("textarea").get_attribute("dir") == "auto"
    parent.page.locator("textarea").fill(help_)
    parent.press(parent.say("Continue"))
    parent.skip_to("check")
    assert help_ in parent.page.content()
    parent.press(parent.say("Send my answers"))
    assert parent.at == "done"
    response = response_behind(store_file, parent.page.locator(".fes-reference").inner_text())
    assert response["instrument"]["language"] == language
    assert response["answers"]["attended"]["lo_min"] == 40.0
    assert response["answers"]["t_noticed"].endswith("evening")
    assert response["texts"] == {"better": help_}
