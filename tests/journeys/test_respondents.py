"""Whole journeys, with scripts and without, on a phone and at a desk; axe looks at every page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.person import DESK, PHONE, SURVEY, Person
from tests.running import survey

pytestmark = pytest.mark.browser

WAYS = pytest.mark.parametrize(
    ("scripts", "size"), [(True, PHONE), (True, DESK), (False, PHONE)], ids=str
)


def response_behind(store_file: Path, reference: str) -> dict[str, Any]:
    """The response on disk behind a reference that was shown."""
    copy = store_file.with_name(f"{reference}.json")
    done = survey(store_file, "subject-access", reference, "--out", str(copy))
    assert done.returncode == 0, done.stderr
    response: dict[str, Any] = json.loads(copy.read_text())["response"]
    return response


def answers_behind(store_file: Path, reference: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The coded answers and the texts of it."""
    response = response_behind(store_file, reference)
    return response["answers"], response["texts"]


@WAYS
def test_a_parent_tells_the_whole_story(browser: Browser, server, store_file, scripts, size):
    parent = Person(browser, server, scripts=scripts, size=size)
    parent.begin("Parent or guardian", "Yes, I did")
    parent.skip_until("t_noticed")
    parent.write("Day", "yesterday")
    parent.answer("Evening")
    assert parent.at == "t_contact"
    parent.choose("About how long")
    parent.write("About how long: the number", "40")
    parent.answer("minutes")
    parent.answer("Rang 101")
    parent.skip_until("attended")
    parent.choose("I know the times")
    parent.write("Time", "9:30pm", within="The police were first told")
    parent.write("Time", "10.10 pm", within="An officer came")
    parent.press("Continue")
    parent.skip_until("t_update")
    parent.choose("Pick a range")
    parent.page.get_by_label("The range that is nearest").select_option("4 to 8 hours")
    parent.press("Continue")
    parent.skip_until("better")
    parent.page.locator("textarea").fill("Someone should ring back.\nEven with no news.")
    parent.press("Continue")
    parent.skip_until("check")
    assert "About 40 minutes" in parent.page.content()
    assert "4 to 8 hours" in parent.page.content()
    answers, texts = answers_behind(store_file, parent.send())
    assert answers["role"] == "P"
    assert answers["t_contact"] == {
        "kind": "approx",
        "lo_min": 30.0,
        "hi_min": 50.0,
        "told": "40 minutes",
    }
    assert answers["attended"]["lo_min"] == answers["attended"]["hi_min"] == 40.0
    assert answers["t_update"]["kind"] == "band"
    assert texts == {"better": "Someone should ring back.\nEven with no news."}


@WAYS
def test_a_childrens_home_worker_is_still_waiting(
    browser: Browser, server, store_file, scripts, size
):
    worker = Person(browser, server, scripts=scripts, size=size)
    worker.begin("I work in a children’s home", "Yes, I did")
    worker.skip_until("wrong_info")
    worker.choose("Wait 24 hours", "It is a job for")
    worker.press("Continue")
    worker.skip_until("attended")
    worker.choose("An officer has not come yet")
    worker.write("How long so far, if you know?", "3")
    worker.answer("hours")
    worker.skip_until("more")
    worker.answer("Yes")
    worker.skip_until("check")
    answers, _ = answers_behind(store_file, worker.send())
    assert answers["role"] == "C"
    assert answers["wrong_info"][0] == "wait_24h"
    assert answers["attended"]["kind"] == "still_waiting"
    assert answers["attended"]["lo_min"] == 180.0


@WAYS
def test_somebody_who_did_not_tell_the_police(browser: Browser, server, store_file, scripts, size):
    person = Person(browser, server, scripts=scripts, size=size)
    person.begin("Someone else in the child’s life")
    person.skip_until("reported")
    person.answer("No")
    assert person.at == "n_why"
    person.choose("I wanted to look first")
    person.press("Continue")
    person.skip_until("check")
    answers, _ = answers_behind(store_file, person.send())
    assert answers["reported"] == "no"
    assert answers["n_why"] == ["look_first"]
    assert "attended" not in answers


@WAYS
def test_a_call_handler(browser: Browser, server, store_file, scripts, size):
    handler = Person(browser, server, scripts=scripts, size=size)
    handler.begin("Police call handler or control room")
    assert handler.at == "w_area"
    handler.skip_until("better")
    handler.page.locator("textarea").fill("More people on nights")
    handler.press("Continue")
    handler.skip_until("check")
    answers, texts = answers_behind(store_file, handler.send())
    assert answers["role"] == "L"
    assert "reported" not in answers
    assert texts["better"] == "More people on nights"


def test_a_change_of_mind_at_the_end(browser: Browser, server: str):
    person = Person(browser, server)
    person.begin("Parent or guardian", "Yes, I did")
    person.skip_until("check")
    person.page.get_by_role("link", name="Change Police told").click()
    person.answer("No")
    assert person.at == "n_why"
    person.skip_until("check")
    assert "Child back, and who found them" not in person.page.content()
    assert person.send()


def test_back_after_sending_shows_the_same_receipt(browser: Browser, server: str):
    person = Person(browser, server)
    person.begin("Police call handler or control room")
    person.skip_until("check")
    reference = person.send()
    person.page.go_back()
    assert person.at == "done"
    person.page.reload()
    assert person.page.locator(".fes-reference").inner_text() == reference
    person.go(f"{SURVEY}/better")
    assert person.at == "done"
