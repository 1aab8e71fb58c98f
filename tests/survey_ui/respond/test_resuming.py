"""Save and come back later: on the way out with a code, and in again from another browser."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings
from survey_api.access import stranger
from survey_ui.app import create_app
from tests.samples import NOW
from tests.survey_ui.respond.visitor import SURVEY, Visitor

LATER = {"later": "yes"}
STORY = "Somebody who listens, at night too."


def code_of(visitor: Visitor) -> str:
    """The code that the page shows."""
    found = re.search(r'class="fes-secret"[^>]*>([^<]+)<', visitor.page.text)
    assert found is not None
    return found[1]


@pytest.fixture
async def elsewhere(settings: Settings):
    """Another browser, at the same place."""

    def clock() -> datetime:
        return NOW

    async with AsyncTestClient(create_app(settings, clock=clock)) as opened:
        yield Visitor(opened)


async def test_what_was_told_is_gone_on_with_in_another_browser(
    visitor: Visitor, elsewhere: Visitor
):
    await visitor.begin()
    await visitor.skip_to("better")
    await visitor.send({"better": STORY} | LATER)
    assert visitor.at == f"{SURVEY}/later"
    assert "5 December 2026" in visitor.page.text  # fourteen days after it was saved
    code = code_of(visitor)
    assert code_of(visitor) == re.sub(r"\s+", " ", code)
    await elsewhere.go(SURVEY)
    assert "Go on with a code" in elsewhere.page.text
    await elsewhere.go(f"{SURVEY}/resume")
    await elsewhere.send({"code": code.upper().replace(" ", "-")})
    assert elsewhere.page.status_code == 200
    assert elsewhere.at.startswith(f"{SURVEY}/")
    await elsewhere.go(f"{SURVEY}/better")
    assert STORY in elsewhere.page.text
    await elsewhere.go(f"{SURVEY}/check")
    assert STORY in elsewhere.page.text
    await elsewhere.send()
    assert elsewhere.at == f"{SURVEY}/done"
    await visitor.go(f"{SURVEY}/better")  # the first browser is told that it was sent
    assert visitor.at == f"{SURVEY}/done"
    await visitor.go(f"{SURVEY}/resume")
    await visitor.send({"code": code})
    assert visitor.page.status_code == 400


async def test_an_empty_page_is_left_too_and_a_mistake_is_shown_first(visitor: Visitor):
    await visitor.begin(reported="")
    assert visitor.at == f"{SURVEY}/reported"  # it is required
    await visitor.send(LATER)
    assert visitor.at == f"{SURVEY}/later"
    await visitor.go(f"{SURVEY}/reported")
    await visitor.send({"reported": "me"})
    await visitor.skip_to("t_contact")
    await visitor.send({"t_contact-kind": "approx", "t_contact-amount": "abc", **LATER})
    assert visitor.page.status_code == 400
    assert 'value="abc"' in visitor.page.text


async def test_a_browser_is_cleared_and_the_answers_stay(visitor: Visitor):
    await visitor.begin()
    await visitor.send(LATER)
    code = code_of(visitor)
    await visitor.send()  # clear this browser
    assert visitor.at == f"{SURVEY}/resume"
    await visitor.go(f"{SURVEY}/check")
    assert visitor.at == SURVEY
    await visitor.go(f"{SURVEY}/resume")
    await visitor.send({"code": code})
    assert visitor.page.status_code == 200
    await visitor.go(f"{SURVEY}/later")
    assert code_of(visitor) == code


async def test_leaving_deletes_what_the_code_led_to(visitor: Visitor, elsewhere: Visitor):
    await visitor.begin()
    await visitor.send(LATER)
    code = code_of(visitor)
    await visitor.client.get("/leave", follow_redirects=False)
    await elsewhere.go(f"{SURVEY}/resume")
    await elsewhere.send({"code": code})
    assert elsewhere.page.status_code == 400


async def test_guesses_are_slowed_and_say_how_long(visitor: Visitor):
    await visitor.go(f"{SURVEY}/resume")
    for _ in range(5):
        await visitor.send({"code": "lamp river otter 4821"})
        assert visitor.page.status_code == 400
        assert 'value="lamp river otter 4821"' in visitor.page.text  # to be mended, not retyped
    await visitor.send({"code": "lamp river otter 4821"})
    assert visitor.page.status_code == 429
    assert int(visitor.page.headers["retry-after"]) > 0
    for odd in ("", "<script>", "\u202e4821", "x" * 5000):
        await visitor.send({"code": odd})
        assert visitor.page.status_code in (400, 429)


async def test_who_has_to_wait_does_not_learn_that_a_code_is_right(
    visitor: Visitor, elsewhere: Visitor
):
    await visitor.begin()
    await visitor.send(LATER)
    code = code_of(visitor)
    guesses = (f"lamp river otter {number:04}" for number in range(10_000))
    alike = next(guess for guess in guesses if stranger(guess) == stranger(code))
    await elsewhere.go(f"{SURVEY}/resume")
    for _ in range(5):
        await elsewhere.send({"code": alike})
        assert elsewhere.page.status_code == 400
    await elsewhere.send({"code": code})
    assert elsewhere.page.status_code == 429
    await elsewhere.go(f"{SURVEY}/check")
    assert elsewhere.at == SURVEY  # nothing was opened


async def test_without_answers_there_is_no_code_to_see(visitor: Visitor):
    await visitor.go(f"{SURVEY}/later")
    assert visitor.at == SURVEY
    await visitor.begin()
    await visitor.go(f"{SURVEY}/later")  # asked for with the button only
    assert visitor.at.startswith(f"{SURVEY}/")
    assert "fes-secret" not in visitor.page.text
