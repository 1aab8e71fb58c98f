"""Another child, or another time: staff do not type their role and area again."""

from __future__ import annotations

import re

from survey_api import open_store
from tests.survey_ui.respond.visitor import SURVEY, Visitor

ASKED = "Do you want to tell us about another child, or another time?"
REFERENCE = re.compile(r'class="fes-reference">([^<]+)<')


async def tell(visitor: Visitor, **answers: str) -> str:
    """Through the rest of the questions with these answers, and send: the reference."""
    for page_id, value in answers.items():
        await visitor.skip_to(page_id)
        await visitor.send({page_id: value})
    await visitor.skip_to("check")
    await visitor.send()
    assert visitor.at == f"{SURVEY}/done", visitor.page.text
    found = REFERENCE.search(visitor.page.text)
    assert found is not None
    return found[1]


async def stored(settings, *references: str):
    """The responses behind these references."""
    async with open_store(settings.store) as store:
        held = [await store.read_held(reference) for reference in references]
        return [one.response for one in held if one is not None]


async def test_a_social_worker_tells_of_two_children_and_says_their_area_once(visitor, settings):
    await visitor.begin(role="C")
    first = await tell(visitor, borough="camden", child_age="a15")
    assert ASKED in visitor.page.text
    await visitor.send(to=f"{SURVEY}/another")
    assert visitor.at == f"{SURVEY}/reported"  # the role is known, and the gates were passed
    await visitor.send({"reported": "me"})
    await visitor.skip_to("borough")
    assert re.search(r'value="camden"[^>]*(checked|selected)', visitor.page.text)
    await visitor.send({"borough": "camden"})
    second = await tell(visitor, child_age="a16")
    one, two = await stored(settings, first, second)
    assert one.id != two.id
    assert (one.answers["role"], two.answers["role"]) == ("C", "C")
    assert (one.answers["borough"], two.answers["borough"]) == ("camden", "camden")
    assert (one.answers["child_age"], two.answers["child_age"]) == ("a15", "a16")
    assert one.team == two.team != ""  # what one person says is counted as one place's word


async def test_the_code_of_a_home_goes_along(visitor, settings):
    await visitor.go(f"{SURVEY}/safe_now?team=K7Q2")
    await visitor.send({"safe_now": "no"})
    await visitor.send({"ok_18": "yes"})
    await visitor.send({"role": "K"})
    await visitor.send({"reported": "me"})
    first = await tell(visitor)
    await visitor.send(to=f"{SURVEY}/another")
    await visitor.send({"reported": "me"})
    second = await tell(visitor)
    assert [one.team for one in await stored(settings, first, second)] == ["K7Q2", "K7Q2"]


async def test_a_parent_is_not_asked_and_cannot_be_made_to(visitor):
    await visitor.begin(role="P")
    await tell(visitor)
    assert ASKED not in visitor.page.text
    await visitor.send(to=f"{SURVEY}/another")
    assert visitor.at == f"{SURVEY}/done"


async def test_pressed_twice_or_by_who_has_sent_nothing_it_does_no_harm(visitor):
    await visitor.go(SURVEY)
    await visitor.send(to=f"{SURVEY}/another")
    assert visitor.at == SURVEY
    await visitor.begin(role="C")
    await tell(visitor)
    page = visitor.page
    await visitor.send(to=f"{SURVEY}/another")
    assert visitor.at == f"{SURVEY}/reported"
    visitor.page = page
    await visitor.send(to=f"{SURVEY}/another")  # from the page before, by the back button
    assert visitor.at == f"{SURVEY}/reported"


async def test_what_was_begun_for_another_and_left_is_kept_like_any_other(visitor, settings):
    await visitor.begin(role="C")
    await tell(visitor)
    await visitor.send(to=f"{SURVEY}/another")
    await visitor.send({"reported": "me"})
    await visitor.go(SURVEY)
    assert "Carry on where you stopped" in visitor.page.text
    async with open_store(settings.store) as store:
        assert (await store.count_fieldwork("missing_children", "2026-27")).drafts == 1
