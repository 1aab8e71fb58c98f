"""The way in: nothing is stored before every gate is passed."""

from __future__ import annotations

import sqlite3

import pytest

from survey_api import Settings
from tests.survey_ui.respond.visitor import SURVEY, Visitor


def drafts(settings: Settings) -> int:
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        (count,) = file.execute("select count(*) from drafts").fetchone()
    return int(count)


async def test_home_lists_the_open_survey(visitor: Visitor):
    await visitor.go("/")
    assert f'href="{SURVEY}"' in visitor.page.text


async def test_start_page_says_what_it_is_and_leads_to_how_to_leave_and_the_first_gate(
    visitor: Visitor,
):
    await visitor.go(SURVEY)
    assert visitor.heading == "Telling the police a child is missing"
    assert f'href="{SURVEY}/leaving"' in visitor.page.text
    assert f'href="{"/privacy/missing_children"}"' in visitor.page.text
    await visitor.go(f"{SURVEY}/leaving")
    assert visitor.heading == "How to leave this site quickly"
    assert "It does not clear your history." in visitor.page.text
    assert f'href="{SURVEY}/safe_now"' in visitor.page.text


async def test_a_gate_without_an_answer_says_what_is_missing(visitor: Visitor):
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send()
    assert visitor.page.status_code == 400
    assert visitor.title.startswith("Error: ")
    assert 'href="#safe_now"' in visitor.page.text


async def test_the_first_gate_travels_in_the_form_and_nothing_is_stored(
    visitor: Visitor, settings: Settings
):
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send({"safe_now": "no"})
    assert '<input type="hidden" name="safe_now" value="no">' in visitor.page.text
    assert set(visitor.client.cookies) == {"csrf"}
    assert drafts(settings) == 0
    await visitor.send({"ok_18": "yes"})
    assert visitor.at == f"{SURVEY}/role"
    assert drafts(settings) == 1


async def test_the_second_gate_alone_leads_back_to_the_first(visitor: Visitor):
    await visitor.go(f"{SURVEY}/ok_18")
    assert visitor.at == f"{SURVEY}/safe_now"


@pytest.mark.parametrize(
    ("answers", "exit_page", "number"),
    [
        ([{"safe_now": "yes"}], "danger", "tel:999"),
        ([{"safe_now": "not_sure"}], "danger", "tel:116000"),
        ([{"safe_now": "no"}, {"ok_18": "under_18"}], "child", "tel:08001111"),
        ([{"safe_now": "no"}, {"ok_18": "no"}], "end", "tel:116000"),
    ],
)
async def test_an_exit_gives_help_and_stores_nothing(
    visitor: Visitor, settings: Settings, answers, exit_page: str, number: str
):
    await visitor.go(f"{SURVEY}/safe_now")
    for answer in answers:
        await visitor.send(answer)
    assert visitor.at == f"{SURVEY}/exit/{exit_page}"
    assert number in visitor.page.text
    assert drafts(settings) == 0


async def test_a_gate_answer_that_does_not_exist_is_refused(visitor: Visitor, settings: Settings):
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send({"safe_now": "perhaps"})
    assert visitor.page.status_code == 400
    assert drafts(settings) == 0


async def test_answers_begun_earlier_can_be_carried_on(visitor: Visitor):
    await visitor.begin()
    stopped = visitor.at
    await visitor.go(SURVEY)
    assert "You have begun already" in visitor.page.text
    assert f'href="{stopped}"' in visitor.page.text


async def test_an_exit_that_does_not_exist_is_not_found(visitor: Visitor):
    await visitor.go(f"{SURVEY}/exit/nowhere")
    assert visitor.page.status_code == 404


# --- A link that was given to a home, a school or a team.


def teams(settings: Settings) -> list[str]:
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        return [
            team
            for table in ("drafts", "responses")
            for (team,) in file.execute(f"select team from {table}")
        ]


async def test_a_team_link_says_so_and_is_kept_to_the_end(visitor: Visitor, settings: Settings):
    await visitor.go(f"{SURVEY}?team=k7q2")
    assert "This link came from your home, school or team." in visitor.page.text
    assert f'href="{SURVEY}"' in visitor.page.text  # answer without it
    await visitor.go(f"{SURVEY}/leaving?team=K7Q2")
    assert f'href="{SURVEY}/safe_now?team=K7Q2"' in visitor.page.text
    await visitor.go(f"{SURVEY}/safe_now?team=K7Q2")
    await visitor.send()  # nothing chosen: the page again, and the team with it
    await visitor.send({"safe_now": "no"})
    await visitor.send({"ok_18": "yes"})
    assert teams(settings) == ["K7Q2"]
    assert "K7Q2" not in visitor.page.text
    await visitor.send({"role": "P"})
    await visitor.send({"reported": "me"})
    await visitor.skip_to("check")
    await visitor.send(to=f"{SURVEY}/submit")
    assert visitor.at == f"{SURVEY}/done"
    assert teams(settings) == ["K7Q2"]


async def test_a_page_that_ends_it_leads_back_with_the_team(visitor: Visitor):
    await visitor.go(f"{SURVEY}/safe_now?team=K7Q2")
    await visitor.send({"safe_now": "yes"})
    assert visitor.at == f"{SURVEY}/exit/danger?team=K7Q2"
    assert f"{SURVEY}/safe_now?team=K7Q2" in visitor.page.text


@pytest.mark.parametrize(
    "team", ["A", "two%20words", "%3Cscript%3E", "%00", "x" * 200, "%F0%9F%98%80"]
)
async def test_what_is_no_team_is_not_minded(visitor: Visitor, settings: Settings, team: str):
    await visitor.go(f"{SURVEY}?team={team}")
    assert visitor.page.status_code == 200
    assert "This link came from" not in visitor.page.text
    await visitor.go(f"{SURVEY}/safe_now?team={team}")
    await visitor.send({"safe_now": "no", "team": team})
    await visitor.send({"ok_18": "yes"})
    assert teams(settings) == [""]


async def test_the_privacy_page_tells_of_the_code_in_a_link(visitor: Visitor):
    await visitor.go("/privacy/missing_children")
    assert "the code in that link" in visitor.page.text


def everything(settings: Settings) -> list[str]:
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        return list(file.iterdump())


@pytest.mark.parametrize(
    "answers",
    [
        [{"safe_now": "yes"}],
        [{"safe_now": "not_sure"}],
        [{"safe_now": "no"}, {"ok_18": "under_18"}],
        [{"safe_now": "no"}],
    ],
)
async def test_before_every_gate_is_passed_nothing_at_all_is_written(
    visitor: Visitor, settings: Settings, answers
):
    await visitor.go(SURVEY)
    before = everything(settings)
    await visitor.go(f"{SURVEY}/leaving")
    await visitor.go(f"{SURVEY}/safe_now")
    for answer in answers:
        await visitor.send(answer)
    assert set(visitor.client.cookies) == {"csrf"}
    assert everything(settings) == before


async def test_somebody_under_18_is_given_numbers_for_children(visitor: Visitor):
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send({"safe_now": "no"})
    await visitor.send({"ok_18": "under_18"})
    assert "tel:08001111" in visitor.page.text
    assert "tel:116000" in visitor.page.text
