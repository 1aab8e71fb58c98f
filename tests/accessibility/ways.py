"""The ways in which each page is looked at with axe, and what it found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import axe_playwright_python
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

_SCRIPT = re.compile(r"<script\b.*?</script>", re.S)


class Found(NamedTuple):
    """Something that breaks a rule: which, where, and in which way it was looked at."""

    way: str
    place: str
    rule: str
    help: str
    where: str


# 1280 px at 400 % zoom are 320 px by 256: WCAG 1.4.10.
_PHONE, _DESK, _ZOOMED = (375, 740), (1280, 900), (320, 256)


def _size(width: int, height: int) -> Callable[[Page], None]:
    return lambda page: page.set_viewport_size({"width": width, "height": height})


def _print(page: Page) -> None:
    page.emulate_media(media="print")


def _few_colours(page: Page) -> None:
    page.emulate_media(media="screen", forced_colors="active")


def _calm(page: Page) -> None:
    page.emulate_media(forced_colors="none", reduced_motion="reduce")


def _dark(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference", color_scheme="dark")


def _phone(page: Page) -> None:
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size({"width": _PHONE[0], "height": _PHONE[1]})


# In this order, one after the other on the same page; the last leaves it as it came.
SEEN = {
    "400 % zoom": _size(*_ZOOMED),
    "desktop": _size(*_DESK),
    "print": _print,
    "forced colours": _few_colours,
    "reduced motion": _calm,
    "dark": _dark,
    "phone": _phone,
}
IN_A_LANGUAGE = ("desktop", "phone")
NO_SCRIPTS = "no scripts"
_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
AXE = _AXE.read_text()[:40].split("axe v")[1].split()[0]  # the version of axe-core


def ways_of(language: str) -> tuple[str, ...]:
    """The names of the ways in which a page is looked at."""
    if language:
        return tuple(f"{language}, {name}" for name in IN_A_LANGUAGE)
    return (*SEEN, NO_SCRIPTS)


def look(page: Page, place: str, sent: str, language: str = "") -> Iterator[Found]:
    """What is wrong with the page in each way, or in one language on a phone and on a desk.

    sent: the page as the server sent it.
    """
    if language:
        for name in IN_A_LANGUAGE:
            SEEN[name](page)
            yield from _axe(page, place, f"{language}, {name}")
        return
    for name, see in SEEN.items():
        see(page)
        yield from _axe(page, place, name)
        if name != "print":
            yield from _sideways(page, place, name)
    yield from _without_scripts(page, place, sent)


def _axe(page: Page, place: str, way: str) -> Iterator[Found]:
    for rule in Axe().run(page).response["violations"]:
        where = "; ".join(str(node["target"][0]) for node in rule["nodes"][:3])
        yield Found(way, place, rule["id"], rule["help"], where)


def _sideways(page: Page, place: str, way: str) -> Iterator[Found]:
    """Nobody has to scroll in two directions to read: WCAG 1.4.10."""
    wide, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    if wide > seen:
        yield Found(way, place, "reflow", "The page scrolls sideways", f"{wide} > {seen} px")


def _without_scripts(page: Page, place: str, sent: str) -> Iterator[Found]:
    """As a browser shows it that runs none: its scripts are taken out, what is for it shows.

    axe is itself a script, so it cannot run where none may.
    """
    shown = _SCRIPT.sub("", sent).replace("<noscript>", "<div>").replace("</noscript>", "</div>")

    def answer(route: Route) -> None:
        route.fulfill(body=shown, content_type="text/html; charset=utf-8")

    here = page.url.partition("#")[0]
    page.route(here, answer)
    page.goto(here)
    yield from _axe(page, place, NO_SCRIPTS)
    page.unroute(here)
