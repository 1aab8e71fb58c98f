"""Somebody answering in a browser, who looks at every page with axe on the way."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

SURVEY = "/s/missing_children"
PHONE, DESK = (375, 740), (1280, 900)
LOOKED_AT: set[str] = set()


class Person:
    """Answers by clicking what stands on the page; `look` fails on any axe finding."""

    def __init__(
        self,
        browser: Browser,
        server: str,
        *,
        scripts: bool = True,
        size: tuple[int, int] = PHONE,
        scheme: str = "light",
    ) -> None:
        self.server, self.scripts = server, scripts
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        context.set_default_timeout(10_000)
        self.page: Page = context.new_page()
        self.as_seen = f"{size} {scheme} {scripts}"

    @property
    def at(self) -> str:
        """The page of the survey they are on, e.g. 't_contact'."""
        return self.page.url.removeprefix(self.server + SURVEY).split("?")[0].strip("/")

    def go(self, path: str) -> None:
        self.page.goto(self.server + path)
        self.look()

    def look(self) -> None:
        """Look closely at a page not yet seen in this size, scheme and with these scripts."""
        state = f"{self.as_seen} {self.page.title()}"
        if state not in LOOKED_AT:
            LOOKED_AT.add(state)
            self.look_closely()

    def look_closely(self) -> None:
        """No axe finding, no sideways scrolling, one heading of the first rank."""
        assert self.page.locator("h1").count() == 1, self.page.url
        if not self.scripts:
            return  # axe is itself a script
        findings = Axe().run(self.page)
        assert findings.violations_count == 0, f"{self.page.url}\n{findings.generate_report()}"
        width, seen = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width <= seen, f"{self.page.url} scrolls sideways"

    def choose(self, *labels: str) -> None:
        """Tap these options, by what stands beside them."""
        for label in labels:
            self.page.locator(
                "label:visible", has_text=re.compile(f"^\\s*{re.escape(label)}")
            ).first.click()

    def write(self, label: str, text: str, within: str = "") -> None:
        """Write into a field, by its label."""
        place = self.page.get_by_role("group", name=within, exact=True) if within else self.page
        place.get_by_label(label, exact=True).fill(text)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()
        self.look()

    def answer(self, *labels: str) -> None:
        self.choose(*labels)
        self.press("Continue")

    def begin(self, role: str, reported: str = "") -> None:
        """From the start page through the gates to the first question of the route."""
        self.go(SURVEY)
        self.press("Start")
        self.press("Continue")
        self.answer("No")
        self.answer("Yes")
        self.answer(role)
        if reported:
            self.answer(reported)

    def skip_until(self, *pages: str) -> None:
        """Skip what may be skipped, and take the first option of what may not."""
        for _ in range(60):
            if self.at in (*pages, "check"):
                return
            if self.page.get_by_role("button", name="Skip").count():
                self.press("Skip")
            else:
                if self.page.locator(".govuk-radios__label").count():
                    self.page.locator(".govuk-radios__label").first.click()
                self.press("Continue")

    def send(self) -> str:
        """Send the answers; the reference that is shown."""
        assert self.at == "check", self.page.url
        self.press("Send my answers")
        assert self.at == "done"
        return self.page.locator(".fes-reference").inner_text()
