"""The whole way by keyboard alone, with and without scripts, on a desk and four times as large."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.person import SURVEY

pytestmark = pytest.mark.browser

ZOOMED = (320, 256)  # 1280 px by 1024 at 400 %
# Where the focus is: whether it can be seen, and is not behind something that stays in place.
SEEN = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const label = at.labels?.[0];
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 1), innerHeight - 1);
  const hit = document.elementFromPoint(x, y);
  const style = [at, label, at.nextElementSibling].filter(Boolean).flatMap((each) =>
    [getComputedStyle(each), getComputedStyle(each, "::before")]);
  return {
    covered: !(hit && (at.contains(hit) || hit.contains(at) || label?.contains(hit))),
    ringed: style.some((s) => s.outlineStyle !== "none" || s.boxShadow !== "none"),
    what: `${at.tagName} ${at.id} ${at.name ?? ""} ${at.textContent.trim().slice(0, 30)}`,
  };
}"""


class Typist:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, selector: str) -> None:
        """Tab until the focus is there; on the way it is seen wherever it goes."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            seen = self.page.evaluate(SEEN)
            assert seen["ringed"], f"no ring: {seen['what']} on {self.page.url}"
            assert not seen["covered"], f"covered: {seen['what']} on {self.page.url}"
            if self.page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"{selector} cannot be reached on {self.page.url}")

    def press(self, selector: str) -> None:
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def pick(self, name: str, downs: int = 0) -> None:
        """Choose an option of a list: the first, or so many further down."""
        self.tab_to(f'input[name="{name}"]')
        self.page.keyboard.press("Space")
        for _ in range(downs):
            self.page.keyboard.press("ArrowDown")
        self.go_on()

    def go_on(self) -> None:
        self.press("form#question button.govuk-button:not([name])")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", [(1280, 900), ZOOMED], ids=str)
def test_from_the_first_page_to_the_last(browser: Browser, server: str, size, scripts: bool):
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(server + SURVEY)
    someone = Typist(page)
    someone.press("main a.govuk-button")
    someone.press("main a.govuk-button")
    someone.pick("safe_now", downs=page.locator('input[name="safe_now"]').count() - 1)
    someone.pick("ok_18")
    someone.pick("role")
    someone.pick("reported")
    for _ in range(60):
        if page.url.endswith("/check"):
            break
        if page.locator("button[name=skip]").count():
            someone.press("button[name=skip]")
        else:
            someone.pick(page.url.rstrip("/").split("/")[-1].split("?")[0])
    someone.press("main form button.govuk-button")
    page.wait_for_url("**/done")
    assert page.locator(".fes-reference").inner_text().startswith("FES-")
    context.close()


def test_the_first_tab_skips_to_what_the_page_is_about(browser: Browser, server: str):
    page = browser.new_page()
    page.goto(f"{server}{SURVEY}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    page.close()
