"""Which groups are asked a page."""

from __future__ import annotations

from msgspec.structs import replace

from survey_api.questionnaire import groups_asked, load_surveys
from survey_api.questionnaire.survey import Limits
from tests.samples import SURVEYS


def test_a_page_tells_the_group_only_where_no_other_group_is_asked_it():
    survey = load_surveys(SURVEYS)["missing_children"]
    asked = groups_asked(survey)
    assert set(asked) == {page.id for page in survey.questionnaire.pages}
    assert asked["role"] == ()  # everybody
    assert asked["w_training"] == ("workforce",)
    assert "workforce" not in asked["child_age"]


def test_without_a_route_every_page_is_asked_of_everybody():
    survey = load_surveys(SURVEYS)["missing_children"]
    plain = replace(survey.programme, limits=Limits())
    assert set(groups_asked(replace(survey, programme=plain)).values()) == {()}
