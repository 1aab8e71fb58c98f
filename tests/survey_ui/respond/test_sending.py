"""Check your answers, send them once, and see the same receipt ever after."""

from __future__ import annotations

import re
import sqlite3

from survey_api import Settings
from tests.survey_ui.respond.visitor import SURVEY, Visitor


def responses(settings: Settings) -> int:
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        (count,) = file.execute("select count(*) from responses").fetchone()
    return int(count)


def reference(visitor: Visitor) -> str:
    found = re.search(r"FES-[0-9A-Z-]{14}", visitor.page.text)
    return found[0] if found else ""


async def test_check_shows_what_was_answered_and_what_was_not(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("better")
    await visitor.send({"better": "Ring back sooner"})
    await visitor.skip_to("check")
    assert visitor.heading == "Check your answers"
    for words in ("Parent or guardian", "Ring back sooner", "Not answered"):
        assert words in visitor.page.text
    assert "Before you start" not in visitor.page.text  # the gates are not answers


async def test_a_change_comes_straight_back_to_check(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("check")
    await visitor.go(f"{SURVEY}/better?change=check")
    await visitor.send({"better": "Ring back sooner"})
    assert visitor.at == f"{SURVEY}/check"


async def test_a_change_that_brings_new_questions_asks_them_first(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("check")
    await visitor.go(f"{SURVEY}/reported?change=check")
    await visitor.send({"reported": "no"})
    asked = [visitor.at.split("/")[-1].split("?")[0]]
    await visitor.send({"n_why": ["look_first", "wait_24h"]})
    while "check" not in visitor.at.split("?")[0]:
        asked.append(visitor.at.split("/")[-1].split("?")[0])
        await visitor.send({"skip": "yes"})
    assert asked[:3] == ["n_why", "n_main", "n_turned_to"]  # n_main only because of n_why
    assert "borough" not in asked  # skipped the first time: not asked again
    assert "Not answered" in visitor.page.text


async def test_an_address_cannot_send_a_change_anywhere_else(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("check")
    await visitor.go(f"{SURVEY}/better?change=//evil.example.nowhere")
    await visitor.send({"better": "Ring back"})
    assert visitor.at == f"{SURVEY}/check"


async def test_a_changed_mind_leaves_nothing_of_the_old_route(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("channel")
    await visitor.send({"channel": "999"})
    await visitor.go(f"{SURVEY}/reported")
    await visitor.send({"reported": "no"})
    await visitor.go(f"{SURVEY}/check")
    assert "How the police were told" not in visitor.page.text


async def test_check_asks_first_what_routing_needs(visitor: Visitor):
    await visitor.begin(reported="")
    await visitor.go(f"{SURVEY}/check")
    assert visitor.at == f"{SURVEY}/reported"
    await visitor.send(to=f"{SURVEY}/submit")
    assert visitor.at == f"{SURVEY}/reported"


async def test_sending_gives_a_reference_that_stands_at_every_return(
    visitor: Visitor, settings: Settings
):
    await visitor.begin()
    await visitor.skip_to("check")
    await visitor.send()
    assert visitor.at == f"{SURVEY}/done"
    first = reference(visitor)
    assert first
    await visitor.go(f"{SURVEY}/done")
    assert reference(visitor) == first
    assert responses(settings) == 1


async def test_sending_twice_stores_once_and_shows_the_same_receipt(
    visitor: Visitor, settings: Settings
):
    await visitor.begin()
    await visitor.skip_to("check")
    check = visitor.page
    await visitor.send()
    first = reference(visitor)
    visitor.page = check
    await visitor.send()
    assert (visitor.at, reference(visitor)) == (f"{SURVEY}/done", first)
    assert responses(settings) == 1


async def test_back_after_sending_changes_nothing_and_shows_the_receipt(
    visitor: Visitor, settings: Settings
):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    old_page = visitor.page
    await visitor.skip_to("check")
    await visitor.send()
    for page in ("role", "better", "check", "t_contact/sure"):
        await visitor.go(f"{SURVEY}/{page}")
        assert visitor.at == f"{SURVEY}/done"
    visitor.page = old_page
    await visitor.send({"better": "Too late"})
    assert visitor.at == f"{SURVEY}/done"
    assert responses(settings) == 1


async def test_done_without_anything_sent_leads_back(visitor: Visitor):
    await visitor.go(f"{SURVEY}/done")
    assert visitor.at == SURVEY
    await visitor.begin()
    here = visitor.at
    await visitor.go(f"{SURVEY}/done")
    assert visitor.at == here


async def test_sending_without_a_draft_says_what_happened(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("check")
    visitor.client.cookies.delete("draft-missing_children")
    await visitor.send()
    assert visitor.page.status_code == 410
