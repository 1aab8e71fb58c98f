"""Who needs a single-use code: what survey.toml says of it, asked of somebody's answers."""

from __future__ import annotations

from collections.abc import Iterator

from survey_api.questionnaire.code_rule import CodeUse
from survey_api.questionnaire.routing import holds
from survey_api.questionnaire.survey import Survey
from survey_api.questionnaire.values import Answers


def needs_code(survey: Survey, answers: Answers) -> bool:
    """Whether somebody with these answers needs a code to send them."""
    rule = survey.programme.codes
    if rule.use is not CodeUse.NEEDED or rule.families_too:
        return rule.use is CodeUse.NEEDED
    named = [each for each in survey.questionnaire.conditions if each.id in rule.of]
    return any(holds(condition, answers) for condition in named)


def check_code_rule(survey: Survey) -> Iterator[tuple[str, str]]:
    """What is amiss with the rule: place and message."""
    rule = survey.programme.codes
    known = {condition.id for condition in survey.questionnaire.conditions}
    for condition in rule.of:
        if condition not in known:
            yield "$.codes.of", f"there is no condition '{condition}'"
    if rule.use is CodeUse.NEEDED and not rule.of and not rule.families_too:
        yield (
            "$.codes",
            "say with `of` who needs a code, or with `families_too = true` that everybody does",
        )
