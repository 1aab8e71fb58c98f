"""What pages weigh over the wire, and how the survey goes over a slow link, in real Chromium.

`python -m benchmarks.weight` prints the section alone.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.goals import at_most
from benchmarks.load import server
from benchmarks.respond import SURVEY, folder_for

LANGUAGES = ("en", "en-x-easy", "ar", "bn")
FIRST, LATER = 50.0, 15.0  # KB that pages may weigh
PAGES = 10  # questions answered after the first
# A poor 2G link: much like EDGE at the edge of a cell.
LATENCY_MS, BITS_A_SECOND = 800, 50_000


class Weighed(Struct, frozen=True):
    """KB over the wire, headers too; seconds over the slow link."""

    language: str
    first_kb: float
    heaviest_kb: float  # of the later pages
    first_question: float
    pages_a_minute: float


class Wire:
    """What came to a page over the wire since it was last asked."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self._bytes = 0.0
        self.session.send("Network.enable")
        self.session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, float]) -> None:
        self._bytes += event["encodedDataLength"]

    def kb(self) -> float:
        """Since the last time, in units of 1,000 bytes."""
        came, self._bytes = self._bytes, 0.0
        return came / 1000

    def slow_down(self) -> None:
        """From now on everything comes as over a poor mobile link."""
        told = {"offline": False, "latency": LATENCY_MS}
        each = BITS_A_SECOND / 8
        self.session.send(
            "Network.emulateNetworkConditions",
            {**told, "downloadThroughput": each, "uploadThroughput": each},
        )


def weight_section(folder: Path) -> str:
    """The part of the page."""
    from tests.running import chromium  # the tests know how to start it

    with server(folder_for("weight", folder) / "survey.db") as ours, chromium() as browser:
        address = f"http://127.0.0.1:{ours.port}"
        weighed = [_weigh(browser, address, language) for language in LANGUAGES]
    rows = "\n".join(
        f"| {each.language} | {each.first_kb:.1f} | {each.heaviest_kb:.1f} | "
        f"{each.first_question:.1f} | {each.pages_a_minute:.0f} |"
        for each in weighed
    )
    first, later = max(w.first_kb for w in weighed), max(w.heaviest_kb for w in weighed)
    return f"""## On a phone with little

Over the wire as Chromium counts it, headers too, nothing kept from before: the first page with its
styles, its script and its picture, in KB {at_most(first, FIRST)}; the heaviest of the
gates and {PAGES} questions after it {at_most(later, LATER)}. The same with every packet
{LATENCY_MS} ms on the way and {BITS_A_SECOND / 1000:.0f} kilobits a second (a poor 2G link):
seconds from the address to the first question, by somebody who taps at once, and pages a minute
after it.

| Language | first page KB | later at most KB | first question s | pages a minute |
|---|---|---|---|---|
{rows}
"""


def _weigh(browser: Browser, address: str, language: str) -> Weighed:
    page, wire = visitor(browser, address, language)
    page.goto(f"{address}/s/{SURVEY}", wait_until="networkidle")
    first, later = wire.kb(), []
    for _ in way(page):
        page.wait_for_load_state("networkidle")
        later.append(wire.kb())
    page.context.close()

    page, wire = visitor(browser, address, language)
    wire.slow_down()
    began = time.monotonic()
    page.goto(f"{address}/s/{SURVEY}")
    for step in way(page):
        if step == "first question":
            asked = time.monotonic()
    ended = time.monotonic()
    page.context.close()
    return Weighed(language, first, max(later), asked - began, 60 * PAGES / (ended - asked))


def visitor(browser: Browser, address: str, language: str) -> tuple[Page, Wire]:
    """A page on a phone that nobody has used before, and what comes to it over the wire."""
    context = browser.new_context(viewport={"width": 375, "height": 740})
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    page = context.new_page()
    return page, Wire(page)


def way(page: Page) -> Iterator[str]:
    """From the first page through the gates and on, step by step: 'gate', 'first question' ..."""
    page.click(f'main a[href="/s/{SURVEY}/leaving"].govuk-button')
    yield "leaving"
    page.click(f'main a[href="/s/{SURVEY}/safe_now"]')
    yield "gate"
    for name, code in {"safe_now": "no", "ok_18": "yes", "role": "P", "reported": "me"}.items():
        page.check(f'input[name="{name}"][value="{code}"]')
        page.click("main form button.govuk-button >> nth=0")
        yield "first question" if name == "reported" else "gate"
    for _ in range(PAGES):
        page.click("button[name=skip]")
        yield "question"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        sys.stdout.write(weight_section(Path(name)))
