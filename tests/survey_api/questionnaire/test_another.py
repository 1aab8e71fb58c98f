"""Who may tell of another episode, and what goes along: names that exist, or it is said."""

from __future__ import annotations

import msgspec
import pytest

from survey_api.questionnaire import check_survey, load_surveys
from survey_api.questionnaire.model import Another
from tests.samples import SURVEYS

SURVEY = load_surveys(SURVEYS)["missing_children"]


@pytest.mark.parametrize(
    ("another", "told"),
    [
        (Another(when=("nobody",)), "there is no condition 'nobody'"),
        (Another(keep=("shoe_size",)), "there is no item 'shoe_size'"),
    ],
)
def test_a_name_that_is_none_is_found(another: Another, told: str):
    questionnaire = msgspec.structs.replace(SURVEY.questionnaire, another=another)
    survey = msgspec.structs.replace(SURVEY, questionnaire=questionnaire)
    assert told in [finding.message for finding in check_survey(survey)]


def test_nothing_that_is_told_of_one_child_goes_along_to_the_next():
    about_the_child = {
        item.id
        for page in SURVEY.questionnaire.pages
        if page.section in ("child", "contact", "action", "follow_up", "treatment", "return")
        for item in page.items
    }
    assert about_the_child & set(SURVEY.questionnaire.another.keep) == {"borough"}
