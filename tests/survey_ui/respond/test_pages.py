"""Question pages: what was typed is kept, what is wrong is said, and on it goes."""

from __future__ import annotations

import pytest

from tests.survey_ui.respond.visitor import SURVEY, Visitor


async def test_an_answer_leads_to_the_next_question_by_redirect(visitor: Visitor):
    await visitor.begin(reported="")
    assert visitor.at == f"{SURVEY}/reported"
    assert visitor.page.history[0].status_code == 303


async def test_progress_is_told_in_round_numbers(visitor: Visitor):
    await visitor.begin(reported="")
    assert "Question 2 of about 25" in visitor.page.text


async def test_a_required_question_has_no_skip_and_says_what_is_missing(visitor: Visitor):
    await visitor.begin(reported="")
    assert 'name="skip"' not in visitor.page.text
    await visitor.send()
    assert visitor.page.status_code == 400
    assert visitor.title.startswith("Error: ")
    assert visitor.page.text.count('href="#reported"') == 1


async def test_skip_leaves_a_question_unanswered(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("channel")
    await visitor.send({"channel": "phone_999", "skip": "yes"})
    await visitor.go(f"{SURVEY}/channel")
    assert " checked" not in visitor.page.text


async def test_what_was_answered_shows_when_coming_back(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/reported")
    assert 'value="me" checked' in visitor.page.text


async def test_words_of_the_respondent_show_as_words(visitor: Visitor):
    await visitor.begin()
    words = '<script>alert(1)</script> "né" \U0001f494 مفقود'
    await visitor.go(f"{SURVEY}/better")
    await visitor.send({"better": words})
    await visitor.go(f"{SURVEY}/better")
    assert "<script>alert" not in visitor.page.text
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt; &#34;né&#34; \U0001f494 مفقود" in visitor.page.text
    )


async def test_a_text_that_is_too_long_comes_back_whole(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    await visitor.send({"better": "long " * 1000})
    assert visitor.page.status_code == 400
    assert "long " * 999 in visitor.page.text
    assert 'href="#better"' in visitor.page.text


async def test_three_megabytes_are_refused_kindly(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    await visitor.send({"better": "x" * 3_000_000})
    assert visitor.page.status_code == 413
    assert visitor.heading == "That is too long to send"


async def test_a_time_that_cannot_be_read_keeps_everything_typed(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/attended")
    typed = {
        "attended-kind": "exact",
        "attended-start-date": "27 March",
        "attended-start-time": "after tea",
        "attended-end-time": "22:10",
    }
    await visitor.send(typed)
    assert visitor.page.status_code == 400
    assert 'href="#attended-start-time"' in visitor.page.text
    for text in ("27 March", "after tea", "22:10"):
        assert f'value="{text}"' in visitor.page.text
    assert 'value="exact" checked' in visitor.page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"attended-kind": "approx", "attended-amount": "1.5", "attended-unit": "hours"}, "1.5"),
        ({"attended-kind": "band", "attended-band": "h1_2"}, 'value="h1_2" selected'),
        ({"attended-kind": "still_waiting"}, 'value="still_waiting" checked'),
        ({"attended-kind": "overtaken"}, 'value="overtaken" checked'),
        ({"attended-amount": "2 hours"}, 'value="approx" checked'),
    ],
)
async def test_a_wait_can_be_told_in_many_ways(visitor: Visitor, typed, told: str):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/attended")
    await visitor.send(typed)
    assert visitor.page.status_code == 200
    assert visitor.at != f"{SURVEY}/attended"
    await visitor.go(f"{SURVEY}/attended")
    assert told in visitor.page.text


async def test_a_long_wait_is_asked_about_once_and_can_be_left_as_it_is(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/t_contact")
    await visitor.send(
        {"t_contact-kind": "approx", "t_contact-amount": "90", "t_contact-unit": "days"}
    )
    assert visitor.at == f"{SURVEY}/t_contact/sure"
    assert visitor.heading == "Is that right?"
    assert "About 90 days" in visitor.page.text
    assert f'href="{SURVEY}/channel"' in visitor.page.text
    await visitor.go(f"{SURVEY}/channel")
    assert visitor.page.status_code == 200


async def test_nothing_to_doubt_leads_straight_on(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/t_contact/sure")
    assert visitor.at == f"{SURVEY}/channel"


async def test_a_page_that_is_not_asked_leads_to_where_they_are(visitor: Visitor):
    await visitor.begin()
    here = visitor.at
    await visitor.go(f"{SURVEY}/w_area")
    assert visitor.at == here
    await visitor.send({"w_area": "north_area"}, to=f"{SURVEY}/w_area")
    assert visitor.at == here


async def test_back_leads_to_the_question_before(visitor: Visitor):
    await visitor.begin()
    assert f'href="{SURVEY}/reported" class="govuk-back-link"' in visitor.page.text
    await visitor.go(f"{SURVEY}/role")
    assert f'href="{SURVEY}" class="govuk-back-link"' in visitor.page.text


async def test_a_child_still_missing_is_answered_with_help(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/returned")
    await visitor.send({"returned": "not_yet"})
    assert visitor.at == f"{SURVEY}/still_missing"
    assert "tel:999" in visitor.page.text
    await visitor.send()
    assert visitor.at == f"{SURVEY}/overall"


async def test_without_a_draft_the_survey_begins_at_its_start(visitor: Visitor):
    await visitor.go(f"{SURVEY}/role")
    assert visitor.at == SURVEY


async def test_a_draft_that_is_gone_gives_back_what_was_just_written(visitor: Visitor):
    await visitor.begin()
    await visitor.go(f"{SURVEY}/better")
    visitor.client.cookies.delete("draft-missing_children")
    await visitor.send({"better": "Please ring back"})
    assert visitor.page.status_code == 410
    assert "Please ring back" in visitor.page.text


@pytest.mark.parametrize("stolen", ["../../x", "0" * 36, "' or 1=1 --", "x" * 5000])
async def test_a_cookie_that_is_no_id_is_never_looked_up(visitor: Visitor, stolen: str):
    visitor.client.cookies.set("draft-missing_children", stolen)
    await visitor.go(f"{SURVEY}/role")
    assert visitor.at == SURVEY


async def test_an_unknown_page_is_not_found(visitor: Visitor):
    await visitor.go(f"{SURVEY}/no_such_page")
    assert visitor.page.status_code == 404
    assert visitor.heading == "We cannot find that page"


async def test_nobody_keeps_a_copy_of_an_answer_page(visitor: Visitor):
    await visitor.begin()
    headers = visitor.page.headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


async def test_the_draft_cookie_is_out_of_reach_of_scripts(visitor: Visitor):
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send({"safe_now": "no"})
    await visitor.send({"ok_18": "yes"})
    (set_cookie,) = [
        header
        for header in visitor.page.history[0].headers.get_list("set-cookie")
        if header.startswith("draft-missing_children=")
    ]
    for part in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert part in set_cookie
    assert "Max-Age" not in set_cookie


async def test_no_page_carries_a_script_or_a_style_of_its_own(visitor: Visitor):
    for path in ("/", SURVEY, f"{SURVEY}/safe_now", "/cookies", "/nope"):
        await visitor.go(path)
        assert "<style" not in visitor.page.text
        assert ' style="' not in visitor.page.text
        assert "<script>" not in visitor.page.text
