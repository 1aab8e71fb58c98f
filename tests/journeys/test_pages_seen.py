"""Single pages in real Chromium: errors, leaving, the time question, narrow and dark screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.person import DESK, PHONE, SURVEY, Person

pytestmark = pytest.mark.browser

OPEN_PAGES = [
    "/",
    SURVEY,
    f"{SURVEY}/leaving",
    f"{SURVEY}/exit/danger",
    f"{SURVEY}/exit/child",
    f"{SURVEY}/exit/end",
    "/cookies",
    "/privacy/missing_children",
    "/you-said/missing_children",
    "/accessibility",
    "/no/such/page",
]
WAYS = {
    "About how long": "attended-amount",
    "Pick a range": "attended-band",
    "I know the times": "attended-start-date",
    "An officer has not come yet": "attended-sofar-amount",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK, (320, 640)], ids=str)
def test_pages_for_everyone(browser: Browser, server: str, size, scheme: str):
    person = Person(browser, server, size=size, scheme=scheme)
    for path in OPEN_PAGES:
        person.go(path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK, (320, 640)], ids=str)
def test_the_time_question_opens_what_was_chosen(browser: Browser, server: str, size, scheme: str):
    person = Person(browser, server, size=size, scheme=scheme)
    person.begin("Parent or guardian", "Yes, I did")
    person.skip_until("attended")
    for label, field in WAYS.items():
        person.choose(label)
        person.look_closely()
        shown = {f: person.page.locator(f"#{f}").is_visible() for f in WAYS.values()}
        assert shown == {f: f == field for f in WAYS.values()}
    person.choose("No officer came")
    assert not any(person.page.locator(f"#{f}").is_visible() for f in WAYS.values())


def test_a_mistake_takes_the_reader_to_its_field(browser: Browser, server: str):
    person = Person(browser, server)
    person.begin("Parent or guardian", "Yes, I did")
    person.skip_until("attended")
    person.choose("I know the times")
    person.write("Time", "late", within="An officer came")
    person.write("Time", "9pm", within="The police were first told")
    person.press("Continue")
    assert person.page.title().startswith("Error: ")
    # The page's script moves the focus once it has run; these time out if that never happens.
    person.page.wait_for_selector(".govuk-error-summary:focus")
    person.page.locator(".govuk-error-summary a").click()
    person.page.wait_for_selector("#attended-end-time:focus")
    assert person.page.locator("#attended-end-time").input_value() == "late"


@pytest.mark.parametrize("scripts", [True, False])
def test_exit_this_page_leaves_and_forgets(browser: Browser, server: str, scripts: bool):
    person = Person(browser, server, scripts=scripts)
    person.begin("Parent or guardian")
    person.page.locator(".govuk-js-exit-this-page-button").click()
    person.page.wait_for_url("**/health")
    assert not [c for c in person.page.context.cookies() if c["name"].startswith("draft")]
    person.page.goto(f"{server}{SURVEY}/reported")
    assert person.at == ""


def test_shift_three_times_leaves(browser: Browser, server: str):
    person = Person(browser, server)
    person.begin("Parent or guardian")
    for _ in range(3):
        person.page.keyboard.press("Shift")
    person.page.wait_for_url("**/health")


def test_skip_is_as_large_as_continue(browser: Browser, server: str):
    for size in (PHONE, DESK, (320, 640)):
        person = Person(browser, server, size=size)
        person.begin("Parent or guardian", "Yes, I did")
        person.skip_until("borough")
        boxes = [
            person.page.get_by_role("button", name=name, exact=True).bounding_box()
            for name in ("Continue", "Skip")
        ]
        sizes = {(round(box["width"]), round(box["height"])) for box in boxes if box}
        assert len(sizes) == 1
        assert min(next(iter(sizes))) >= 44


def test_nothing_is_fetched_from_elsewhere(browser: Browser, server: str):
    person = Person(browser, server)
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.begin("Parent or guardian")
    assert asked
    assert [url for url in asked if not url.startswith(server)] == []
