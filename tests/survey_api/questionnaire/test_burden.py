"""How much a survey asks of people, and how hard its words are to read."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from survey_api import Settings, load_surveys
from survey_api.errors import BadSurvey
from survey_api.questionnaire import Burden, Survey, hold_to_limits, measure_burden
from survey_api.questionnaire.burden import reading_age
from survey_api.questionnaire.simulation import ShareOf
from survey_ui.cli import main


@pytest.fixture(scope="module")
def survey() -> Survey:
    return load_surveys(Settings().surveys)["missing_children"]


@pytest.fixture(scope="module")
def burden(survey: Survey) -> Burden:
    return measure_burden(survey)


def with_limits(survey: Survey, **limits: object) -> Survey:
    changed = replace(survey.programme.limits, **limits)
    return replace(survey, programme=replace(survey.programme, limits=changed))


def test_every_kind_of_people_is_a_route_within_the_limits(survey, burden):
    roles = set(survey.options_by_item["role"])
    assert {route.code for route in burden.routes} == roles
    for route in burden.routes:
        assert 10 < route.questions <= route.most_questions <= survey.programme.limits.questions
        assert 3 < route.minutes <= route.most_minutes
    assert {reading.item for reading in burden.readings} == set(survey.questionnaire.items)
    hold_to_limits(survey, burden)


@pytest.mark.parametrize(("more", "minutes"), [("no", 10), ("yes", 15)])
def test_people_are_told_how_long_it_takes(survey, more, minutes):
    shares = survey.simulation.items | {"more": ShareOf(shares={more: 1.0})}
    asked = replace(survey, simulation=replace(survey.simulation, items=shares))
    routes = {route.code: route.minutes for route in measure_burden(asked).routes}
    of_a_case = {code: each for code, each in routes.items() if code in "PKXCSEH"}
    assert len(of_a_case) == 7
    assert all(abs(each - minutes) <= 2.5 for each in of_a_case.values()), of_a_case
    assert f" {minutes} " in survey.wordings["en"].duration


def test_the_same_survey_is_measured_the_same(survey, burden):
    assert measure_burden(survey) == burden


def test_without_routes_there_is_one(survey):
    (only,) = measure_burden(with_limits(survey, routes="")).routes
    assert (only.code, only.label) == ("", "")


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"questions": 20}, "Parent or guardian: up to 49 questions, the limit is 20"),
        ({"minutes": 5}, "minutes, the limit is 5"),
        ({"reading_age": 6}, "the limit is 6"),
        ({"hard": ("reported",)}, "reported: it is hard to answer"),
        ({"hard_pages": 1}, "hard pages, the limit is 1"),
    ],
)
def test_what_goes_over_a_limit_is_named(survey, burden, limits, told):
    with pytest.raises(BadSurvey) as caught:
        hold_to_limits(with_limits(survey, **limits), burden)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 5, 5),
        ("The cat sat on the mat. It was wet.", 5, 7),
        ("How long was it until a police officer came?", 6, 11),
        ("Notwithstanding organisational considerations, participation necessitates "
         "comprehensive understanding of multidisciplinary safeguarding arrangements.", 20, 60),
    ],
)  # fmt: skip
def test_long_words_and_sentences_take_an_older_reader(text, least, most):
    assert least <= reading_age(text) <= most


def test_the_command_says_it_as_a_table():
    done = CliRunner().invoke(main, ["check", "--burden"])
    assert done.exit_code == 0, done.output
    assert "Parent or guardian" in done.output
    assert "Reading age of a question, in the middle: 7" in done.output
