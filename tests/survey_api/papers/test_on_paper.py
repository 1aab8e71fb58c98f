"""On paper: what a role can meet, and that the words on it say what routing does."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from survey_api import (
    BadInput,
    Settings,
    Survey,
    asked_pages,
    load_surveys,
    simulate_answers,
)
from survey_api.papers import PaperPage, Ways, band_numbers, on_paper, option_numbers
from survey_api.questionnaire import Answers
from survey_api.questionnaire.routing import holds, kept_answers
from survey_api.questionnaire.simulation import ShareOf
from tests.samples import NOW, a_survey

SURVEY = load_surveys(Settings().surveys)["missing_children"]
ROLES = [option.code for option in SURVEY.questionnaire.items["role"].options]


def people(survey: Survey, role: str, number: int) -> list[Answers]:
    """Made-up people of this role; of all roles for ''."""
    if role:
        shares = survey.simulation.items | {"role": ShareOf(shares={role: 1.0})}
        survey = replace(survey, simulation=replace(survey.simulation, items=shares))
    return [simulate_answers(survey, random.Random(seed), NOW) for seed in range(number)]


def holding(ways: Ways, answers: Answers) -> bool:
    return not ways or any(all(holds(each, answers) for each in way) for way in ways)


def told_to_answer(pages: tuple[PaperPage, ...], answers: Answers) -> list[str]:
    """The pages that somebody answers who does what the bars on the paper say."""
    blocks = [block for page in pages for block in page.blocks]
    found = []
    for page in pages:
        first = min(page.numbers.values(), default=None)
        around = [b for b in blocks if first is not None and b.first <= first <= b.last]
        if holding(page.ways, answers) and all(holding(b.ways, answers) for b in around):
            found.append(page.page.id)
    return found


@pytest.mark.parametrize("role", ["", *ROLES])
def test_who_does_what_the_paper_says_answers_what_routing_asks(role: str) -> None:
    paper = on_paper(SURVEY, role)
    printed = {page.page.id for page in paper.pages}
    for answers in people(SURVEY, role, 60):
        kept = kept_answers(SURVEY.questionnaire, answers)
        asked = [page.id for page in asked_pages(SURVEY.questionnaire, answers)]
        left_out = set(asked) - printed
        assert left_out <= ({"role"} if role else set())
        assert told_to_answer(paper.pages, kept) == [id_ for id_ in asked if id_ in printed]


@pytest.mark.parametrize(("role", "not_asked"), [("P", "info_pack"), ("C", "after_plan")])
def test_nothing_is_printed_that_the_role_never_meets(role: str, not_asked: str) -> None:
    numbers = {id_: n for page in on_paper(SURVEY, role).pages for id_, n in page.numbers.items()}
    met = {
        item.id
        for answers in people(SURVEY, role, 400)
        for page in asked_pages(SURVEY.questionnaire, answers)
        for item in page.items
    }
    assert set(numbers) == met - {"role"}
    assert not_asked not in numbers
    assert list(numbers.values()) == list(range(1, len(numbers) + 1))


def test_options_that_a_role_is_not_offered_are_left_out() -> None:
    def offered(role: str) -> set[str]:
        items = on_paper(SURVEY, role).survey.questionnaire.items
        return {option.code for option in items["n_why"].options}

    assert "right_to_stay" in offered("P")
    assert "work_rules" not in offered("P")
    assert "right_to_stay" not in offered("C")
    assert "work_rules" in offered("C")


def test_a_box_has_the_same_number_on_every_paper() -> None:
    printed = on_paper(SURVEY, "C").survey.questionnaire.items["n_why"]
    assert option_numbers(SURVEY, printed)["work_rules"] == 12
    item = SURVEY.questionnaire.items["attended"]
    assert option_numbers(SURVEY, item)["never"] == 5
    assert band_numbers(SURVEY, item)["h1_2"] == 4


def test_where_paper_cannot_know_it_says_both_words() -> None:
    pipes = on_paper(SURVEY, "P").survey.wording("en").pipes
    assert pipes["teller"].default == "you / they"
    assert pipes["who_told"].default.startswith("These questions are about the time you told")
    assert "“They” here means" in pipes["who_told"].default
    assert pipes["child"].words["P"] == "your child"  # the role is known


@pytest.mark.parametrize("role", ["Q", "p", "'; --"])
def test_a_role_that_there_is_not_is_refused_with_those_there_are(role: str) -> None:
    with pytest.raises(BadInput, match="The roles are: P, K, X"):
        on_paper(SURVEY, role)


@pytest.mark.parametrize("name", ["every_kind", "routing"])
def test_any_questionnaire_goes_on_paper(name: str) -> None:
    survey = a_survey(name)
    paper = on_paper(survey)
    assert [page.page.id for page in paper.pages] == [p.id for p in survey.questionnaire.pages]
    with pytest.raises(BadInput, match="The roles are: none"):
        on_paper(survey, "P")
