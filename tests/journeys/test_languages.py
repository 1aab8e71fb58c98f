"""The way through in other languages and in Easy Read, and on with a code in a second browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from survey_api import Settings, load_surveys
from survey_ui.phrases import direction_of
from tests.journeys.person import DESK, SURVEY, Person
from tests.journeys.test_respondents import answers_behind

pytestmark = pytest.mark.browser

LANGUAGES = load_surveys(Settings().surveys)["missing_children"].programme.languages
DAYS = {"ar": "أمس", "en-x-easy": "yesterday", "ur": "کل", "pl": "wczoraj"}
WORDS = {
    "ar": "أن يصغي إلينا أحد، ليلًا أيضًا.",
    "en-x-easy": "Someone who listens.",
    "ur": "کوئی ہماری بات سنے، رات کو بھی۔",
    "pl": "Żeby ktoś nas wysłuchał, także w nocy.",
}
TAKEN = "main form button.govuk-button >> nth=0"  # what a form is sent with
LATER = "button[name=later]"


def choose_language(person: Person, language: str) -> None:
    """With the button at the foot of the page."""
    person.page.click(f'button[name=language][value="{language}"]')
    speaks(person, language)


def speaks(person: Person, language: str) -> None:
    """The page says in which language and direction it is, and looks right."""
    html = person.page.locator("html")
    assert html.get_attribute("lang") == language, person.page.url
    assert html.get_attribute("dir") == direction_of(language), person.page.url
    person.look()


def take(person: Person, name: str, code: str) -> None:
    """An option by its code, and on."""
    person.page.locator(f'input[name="{name}"][value="{code}"]').check()
    person.page.click(TAKEN)


def begin_as_parent(person: Person, language: str) -> None:
    """In another language from the first page on, up to a parent who told the police."""
    person.go(SURVEY)
    choose_language(person, language)
    person.page.click(f'main a[href="{SURVEY}/leaving"].govuk-button')
    speaks(person, language)
    person.page.click(f'main a[href="{SURVEY}/safe_now"]')
    for name, code in {"safe_now": "no", "ok_18": "yes", "role": "P", "reported": "me"}.items():
        speaks(person, language)
        take(person, name, code)
    speaks(person, language)


def skip_until(person: Person, page_id: str, language: str) -> None:
    """Leave questions out until this one."""
    for _ in range(60):
        if person.at == page_id:
            return
        speaks(person, language)
        if person.page.locator("button[name=skip]").count():
            person.page.click("button[name=skip]")
        else:
            radios = person.page.locator("main input[type=radio]")
            if radios.count():
                radios.first.check()
            person.page.click(TAKEN)
    raise AssertionError(f"never came to {page_id}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("language", ["ar", "en-x-easy"])
def test_somebody_tells_a_part_and_goes_on_in_another_browser(
    browser: Browser, server, store_file, language, scripts
):
    first = Person(browser, server, scripts=scripts)
    begin_as_parent(first, language)
    skip_until(first, "t_noticed", language)
    first.page.fill("#t_noticed-date", DAYS[language])
    first.page.locator('input[name="t_noticed-part"][value="evening"]').check()
    first.page.click(LATER)
    assert first.at == "later"
    speaks(first, language)
    code = first.page.locator(".fes-secret").inner_text()
    first.page.click("main form .govuk-button")  # clear this browser
    assert first.at == "resume"

    second = Person(browser, server, scripts=scripts, size=DESK)
    second.go(SURVEY)
    second.page.click(f'a[href="{SURVEY}/resume"]')
    second.look()
    second.page.fill("#code", code.upper())
    second.page.click(TAKEN)
    speaks(second, language)  # the language went along
    skip_until(second, "better", language)
    second.page.fill("textarea", WORDS[language])
    second.page.click(TAKEN)
    skip_until(second, "check", language)
    speaks(second, language)
    assert WORDS[language] in second.page.content()
    second.page.click(f'form[action="{SURVEY}/submit"] button')
    assert second.at == "done"
    speaks(second, language)
    reference = second.page.locator(".fes-reference").inner_text()
    answers, texts = answers_behind(store_file, reference)
    assert answers["role"] == "P"
    assert answers["t_noticed"].endswith(" evening")
    assert texts == {"better": WORDS[language]}


def test_the_language_is_changed_at_a_mistake_and_what_was_typed_stays(browser: Browser, server):
    person = Person(browser, server)
    begin_as_parent(person, "ur")
    skip_until(person, "t_noticed", "ur")
    person.page.fill("#t_noticed-date", "کچھ دن")  # no day
    person.page.click(TAKEN)
    speaks(person, "ur")
    assert person.page.locator(".govuk-error-summary").count() == 1
    choose_language(person, "pl")
    assert person.page.locator(".govuk-error-summary").count() == 1  # told again, in Polish
    assert person.page.locator("#t_noticed-date").input_value() == "کچھ دن"
    person.page.fill("#t_noticed-date", DAYS["pl"])
    person.page.click(TAKEN)
    assert person.at == "t_contact"
    speaks(person, "pl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_in_every_language_on_the_narrowest_screen(browser: Browser, server, language):
    person = Person(browser, server, size=(320, 640))
    begin_as_parent(person, language) if language != "en" else person.begin(
        "Parent or guardian", "Yes, I did"
    )
    for page in ("t_noticed", "t_contact", "treatment", "better"):
        person.go(f"{SURVEY}/{page}")
    for path in (f"{SURVEY}/exit/danger", "/privacy/missing_children", "/cookies", "/erase", "/"):
        person.go(path)
        speaks(person, language)
