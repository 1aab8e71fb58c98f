"""Every page of the product, and how somebody gets to it in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from playwright.sync_api import Page

Way: TypeAlias = Callable[[Page, str], str]
SURVEY = "/s/missing_children"
WAVE = "missing_children/2026-27"


def visit(page: Page, address: str) -> str:
    """Open a page, and get it as the server sent it."""
    response = page.goto(address)
    return response.text() if response else ""


def press(page: Page, button: str) -> str:
    """Send a form by its button, and get the page that comes."""
    with page.expect_navigation() as coming:
        page.locator(f"{button}:visible").first.click()
    return coming.value.text()


class Place(NamedTuple):
    """A page to look at. `route`: the address as the app states it.

    `account`: who may see it, '' for everybody. `path`: where it is; or how to get there, from the
    address of the server, which gives what the server sent.
    """

    route: str
    path: str | Way
    account: str = ""
    name: str = ""  # where one route shows several kinds of page


def _first(start: str, wanted: str) -> Way:
    """By the first link on a page whose address begins so."""

    def go(page: Page, server: str) -> str:
        page.goto(server + start)
        link = page.locator(f'main a[href^="{wanted}"]').first.get_attribute("href")
        return visit(page, server + (link or ""))

    return go


def _send(start: str, form: str, **fields: str) -> Way:
    """By sending a form of a page, as it is or with these texts: what is wrong with it shows."""

    def go(page: Page, server: str) -> str:
        page.goto(server + start)
        for name, text in fields.items():
            page.locator(f'main [name="{name}"]').fill(text)
        return press(page, f"main form[action^='{form}'] button.govuk-button")

    return go


def _long_wait(page: Page, server: str) -> str:
    """A wait of forty days is asked about once more."""
    page.goto(f"{server}{SURVEY}/t_update")
    page.locator('input[name="t_update-kind"][value="approx"]').check()
    page.locator('[name="t_update-amount"]').fill("40")
    page.locator('label[for="t_update-unit-days"]').click()
    return press(page, "form#question button.govuk-button")


_PAGE = "/s/{survey_id:str}/{page_id:str}"
_QUESTIONS = {
    "gate": "safe_now",
    "one choice": "role",
    "a long list": "borough",
    "several choices": "wrong_info",
    "a moment": "t_noticed",
    "a wait": "t_contact",
    "a grid": "feel_grid",
    "own words": "better",
}
# In this order: an answer that is told of in one is needed for those behind it.
FOR_EVERYBODY = (
    Place("/", "/"),
    Place("/cookies", "/cookies"),
    Place("/accessibility", "/accessibility"),
    Place("/privacy/{survey_id:str}", "/privacy/missing_children"),
    Place("/s/{survey_id:str}", SURVEY),
    Place("/s/{survey_id:str}/leaving", f"{SURVEY}/leaving"),
    Place("/s/{survey_id:str}/exit/{exit_id:str}", f"{SURVEY}/exit/danger"),
    Place("/s/{survey_id:str}/resume", f"{SURVEY}/resume"),
    Place("/you-said/{survey_id:str}", "/you-said/missing_children"),
    Place("/you-said/{survey_id:str}/{wave_id:str}", f"/you-said/{WAVE}"),
    Place("/stop/{token:str}", "/stop/not-of-a-letter"),
    Place("/erase", "/erase"),
    Place("/sign-in", "/sign-in"),
    Place("no such page", "/no/such/page"),
    Place("/erase", _send("/erase", "/erase"), name="with mistakes"),
    Place("/s/{survey_id:str}/resume", _send(f"{SURVEY}/resume", SURVEY), name="with mistakes"),
    Place("/sign-in", _send("/sign-in", "/sign-in"), name="with mistakes"),
    Place(_PAGE, _send(f"{SURVEY}/safe_now", SURVEY), name="gate with mistakes"),
)
WITH_ANSWERS = (
    *(Place(_PAGE, f"{SURVEY}/{page}", name=name) for name, page in _QUESTIONS.items()),
    Place(_PAGE, _send(f"{SURVEY}/t_contact", SURVEY), name="a wait with mistakes"),
    Place("/s/{survey_id:str}/{page_id:str}/sure", _long_wait),
    Place("/s/{survey_id:str}/later", f"{SURVEY}/later"),
    Place("/s/{survey_id:str}/later", _send(f"{SURVEY}/later", f"{SURVEY}/later/mail"),
          name="with mistakes"),
    Place("/s/{survey_id:str}/check", f"{SURVEY}/check"),
)  # fmt: skip
WHEN_SENT = (
    Place("/s/{survey_id:str}/done", f"{SURVEY}/done"),
    Place("/s/{survey_id:str}/done", _send(f"{SURVEY}/done", f"{SURVEY}/reach"),
          name="with mistakes"),
    Place("/s/{survey_id:str}/reached", f"{SURVEY}/reached"),
)  # fmt: skip
_RELEASE, _CODING, _QUEUE = f"/releases/{WAVE}", f"/coding/{WAVE}", "/safeguarding/missing_children"
_R, _C = "/releases/{survey_id:str}/{wave_id:str}", "/coding/{survey_id:str}/{wave_id:str}"
_T, _WAITING = "/translations/{survey_id:str}/{wave_id:str}", f"/translations/{WAVE}/waiting"
FOR_STAFF = (
    Place("/releases", "/releases", "demo"),
    Place(_R, _RELEASE, "demo"),
    Place(f"{_R}/{{name:str}}", f"{_RELEASE}/who-role", "demo"),
    Place(f"{_R}/evidence", f"{_RELEASE}/evidence", "demo"),
    Place(f"{_R}/pack", f"{_RELEASE}/pack", "demo"),
    Place(f"{_R}/sign-off", f"{_RELEASE}/sign-off", "demo-mopac"),
    Place(f"{_R}/promises", f"{_RELEASE}/promises", "demo-mopac"),
    Place(f"{_R}/promises/{{promise_id:str}}",
          _send(f"{_RELEASE}/promises", f"{_RELEASE}/promises"), "demo-mopac"),
    Place("/fieldwork/{survey_id:str}/{wave_id:str}", f"/fieldwork/{WAVE}", "demo"),
    Place("/account", "/account", "demo"),
    Place("/account", _send("/account", "/account/tokens"), "demo", "with mistakes"),
    Place("/audit", "/audit", "demo-operator"),
    Place("/operator", "/operator", "demo-operator"),
    Place(_C, _CODING, "demo-coder"),
    Place(f"{_C}/texts/{{place:int}}", f"{_CODING}/texts/1", "demo-coder"),
    Place(f"{_C}/quotes", f"{_CODING}/quotes", "demo"),
    Place("/safeguarding/{survey_id:str}", _QUEUE, "demo-lead"),
    Place("/safeguarding/{survey_id:str}/contacts", f"{_QUEUE}/contacts", "demo-lead"),
    Place(f"{'/safeguarding/{survey_id:str}'}/{{response_id:str}}", _first(_QUEUE, f"{_QUEUE}/"),
          "demo-lead"),
    Place(_T, f"/translations/{WAVE}", "demo"),
    Place(f"{_T}/waiting", _WAITING, "demo-translator"),
    Place(f"{_T}/{{response_id:str}}/{{item_id:str}}", _first(_WAITING, f"/translations/{WAVE}/"),
          "demo-translator"),
    Place("/enter", "/enter", "demo-interviewer"),
    Place("/enter", _send("/enter", "/enter"), "demo-interviewer", "with mistakes"),
    Place("not for this account", "/operator", "demo-coder"),
)  # fmt: skip
EVERY = (*FOR_EVERYBODY, *WITH_ANSWERS, *WHEN_SENT, *FOR_STAFF)
# Looked at in the tests of their own rooms, which go the way that leads to them.
ELSEWHERE = {
    "/s/{survey_id:str}/code",
    f"{_C}/next",
    f"{_C}/texts/{{place:int}}/settle",
    f"{_C}/texts/{{place:int}}/quote",
    f"{_C}/quotes/{{quote_id:str}}",
    "/sign-in/code",
    "/sign-in/enrol",
    "/account/second-factor",
}
