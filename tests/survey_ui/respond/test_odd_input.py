"""What nobody means to do, and somebody does: it is understood, or told in words."""

from __future__ import annotations

from html import unescape

import pytest

from tests.survey_ui.respond.visitor import SURVEY, Visitor

# Spaces without a width, marks of direction, marks on nothing, and letters that show nothing.
NOTHING = "\u200b\ufeff \u2066\u2069\u200f\u034f\ufe0f\u17b4\u2800\u3164\u115f\uffa0"
TURNED = "\u202eRing back sooner"  # what comes after it would run from right to left


async def test_a_text_in_which_there_is_nothing_to_see_is_no_answer(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("better")
    await visitor.send({"better": NOTHING})
    assert visitor.page.status_code == 200
    await visitor.go(f"{SURVEY}/check")
    assert NOTHING not in visitor.page.text


# A sign of a phone's maker, a picture newer than this Python, one picture, a full stop.
@pytest.mark.parametrize("text", ["\uf8ff", "\U0001faff", "\U0001f622", "."])
async def test_a_text_of_one_sign_is_an_answer(visitor: Visitor, text: str):
    await visitor.begin()
    await visitor.skip_to("better")
    await visitor.send({"better": text})
    await visitor.go(f"{SURVEY}/check")
    assert f'<span dir="auto">{text}</span>' in unescape(visitor.page.text)


async def test_a_number_is_read_whatever_stands_between_its_digits(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/t_contact")
    await visitor.send(
        {
            "t_contact-kind": "approx",
            "t_contact-amount": "\u200e4\u200b0\ufeff",
            "t_contact-unit": "minutes",
        }
    )
    await visitor.go(f"{SURVEY}/check")
    assert "40 minutes" in visitor.page.text


async def test_a_time_of_nothing_to_see_is_no_time(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/t_contact")
    await visitor.send({"t_contact-amount": NOTHING, "t_contact-unit": "hours"})
    told = visitor.page
    await visitor.go(f"{SURVEY}/t_contact")
    await visitor.send({"t_contact-amount": "", "t_contact-unit": "hours"})
    assert (told.status_code, told.url) == (visitor.page.status_code, visitor.page.url)


async def test_marks_of_direction_turn_nothing_round_but_their_own_words(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("better")
    await visitor.send({"better": TURNED})
    await visitor.go(f"{SURVEY}/better")
    assert TURNED in unescape(visitor.page.text)  # as it was typed
    await visitor.go(f"{SURVEY}/check")
    # An element with a direction of its own keeps what it holds apart from what is around it.
    assert f'<span dir="auto">{TURNED}</span>' in unescape(visitor.page.text)


async def test_who_refuses_cookies_is_told_what_to_do(visitor: Visitor):
    await visitor.go(f"{SURVEY}/safe_now")
    for _ in range(2):
        visitor.client.cookies.clear()
        await visitor.send({"safe_now": "no"})
        assert visitor.page.status_code == 403
        assert "If cookies are off, please allow them for this website." in visitor.page.text
    await visitor.send()  # now they are allowed
    assert 'name="ok_18"' in visitor.page.text


async def test_who_has_cookies_is_told_nothing_of_them(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    visitor.page = await visitor.client.post(f"{SURVEY}/better", data={"better": "Hello"})
    assert visitor.page.status_code == 403
    assert "cookies are off" not in visitor.page.text
