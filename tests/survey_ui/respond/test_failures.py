"""When something goes wrong: a kind page, nothing half-stored, nothing lost."""

from __future__ import annotations

import sqlite3

import pytest

from survey_api import Settings, open_store
from survey_api.app import Pace
from tests.survey_ui.respond.visitor import EXIT, SURVEY, Visitor


async def test_a_form_without_its_token_can_be_sent_again(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    sent = {"better": 'kept, "all" of it'}
    visitor.page = await visitor.client.post(f"{SURVEY}/better", data=sent)
    assert visitor.page.status_code == 403
    assert visitor.heading == "Please send that again"
    await visitor.send()
    assert visitor.page.status_code == 200
    await visitor.go(f"{SURVEY}/better")
    assert "kept, &#34;all&#34; of it" in visitor.page.text


async def test_a_token_cookie_of_another_secret_heals_by_itself(visitor: Visitor):
    visitor.client.cookies.set("csrf", "0" * 128)
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send({"safe_now": "no"})
    assert visitor.page.status_code == 403
    await visitor.send()
    assert 'name="ok_18"' in visitor.page.text


async def test_a_form_from_elsewhere_is_never_echoed_outside_the_survey(visitor: Visitor):
    page = await visitor.client.post("/sign-in", data={"name": "amira", "password": "river"})
    assert page.status_code == 403
    assert "river" not in page.text


@pytest.mark.parametrize("path", ["/nope", "/s/no_such_survey", "/privacy/no_such_survey"])
async def test_what_does_not_exist_says_so(visitor: Visitor, path: str):
    await visitor.go(path)
    assert visitor.page.status_code == 404
    assert visitor.heading == "We cannot find that page"
    assert "Traceback" not in visitor.page.text


async def test_a_broken_store_is_told_and_earlier_answers_are_safe(
    visitor: Visitor, settings: Settings
):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        file.execute("alter table drafts rename to drafts_away")
    await visitor.send({"better": "Ring back"})
    assert visitor.page.status_code == 503
    assert visitor.heading == "Sorry, we cannot save answers just now"
    assert visitor.page.headers["retry-after"]
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        file.execute("alter table drafts_away rename to drafts")
    await visitor.go(f"{SURVEY}/reported")
    assert 'value="me" checked' in visitor.page.text


async def test_leaving_drops_the_draft_of_this_browser(visitor: Visitor):
    await visitor.begin()
    page = await visitor.client.get("/leave", follow_redirects=False)
    assert page.status_code == 303
    assert page.headers["location"] == EXIT
    assert page.headers["cache-control"] == "no-store"
    await visitor.go(f"{SURVEY}/role")
    assert visitor.at == SURVEY
    assert "You have begun already" not in visitor.page.text


async def test_leaving_wipes_what_was_answered(visitor: Visitor, settings: Settings):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    await visitor.send({"better": "A sentence to wipe"})
    await visitor.client.get("/leave", follow_redirects=False)
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        ((draft_id,),) = file.execute("select id from drafts").fetchall()
    async with open_store(settings.store, settings.sealing) as store:
        draft = await store.get_draft(draft_id)
    assert draft is not None
    assert (draft.answers, draft.page) == ({}, "better")


async def test_a_broken_store_keeps_nobody_from_leaving(visitor: Visitor, settings: Settings):
    await visitor.begin()
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        file.execute("alter table drafts rename to drafts_away")
    page = await visitor.client.get("/leave", follow_redirects=False)
    assert page.headers["location"] == EXIT


@pytest.mark.parametrize("path", ["/cookies", "/accessibility", "/privacy/missing_children"])
async def test_pages_about_the_survey(visitor: Visitor, path: str):
    await visitor.go(path)
    assert visitor.page.status_code == 200
    assert visitor.heading
    assert 'href="/leave"' in visitor.page.text


async def test_who_comes_too_fast_waits_a_moment_and_loses_nothing(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    state = visitor.client.app.state
    ordinary, state.pace = state.pace, Pace(1, lambda: 0.0)
    for _ in range(4):
        state.pace.take("pages")
    await visitor.send({"better": 'kept, "all" of it'})
    assert visitor.page.status_code == 429
    assert visitor.heading == "Please wait a moment"
    assert int(visitor.page.headers["retry-after"]) >= 1
    state.pace = ordinary
    await visitor.send()
    await visitor.go(f"{SURVEY}/better")
    assert "kept, &#34;all&#34; of it" in visitor.page.text


async def test_a_program_that_is_too_fast_is_told_when_to_come_again(visitor: Visitor):
    await visitor.go(SURVEY)
    visitor.client.app.state.pace = pace = Pace(1, lambda: 0.0)
    for _ in range(4):
        pace.take("api")
    reply = await visitor.client.put(
        "/api/v1/surveys/missing_children/responses/00000000-0000-4000-8000-000000000001", json={}
    )
    assert reply.status_code == 429
    assert reply.json()["type"] == "too-fast"
    assert reply.headers["retry-after"]


@pytest.mark.parametrize("path", [f"{SURVEY}/begin", "/sign-in", "/coding/a/b/texts/0"])
async def test_a_body_that_is_too_large_is_refused_everywhere(visitor: Visitor, path: str):
    page = await visitor.client.post(path, data={"name": "x" * 3_000_000})
    assert page.status_code == 413
