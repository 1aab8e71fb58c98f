"""Which groups of respondents are asked a page: what a page tells of who was there."""

from __future__ import annotations

from collections.abc import Mapping

from survey_api.questionnaire.check import codes_of
from survey_api.questionnaire.model import Derived, Questionnaire
from survey_api.questionnaire.reach import Reach, TooComplex
from survey_api.questionnaire.survey import Survey


def routing_groups(questionnaire: Questionnaire, item: str) -> Derived | None:
    """The first variable that sorts the answers to an item into groups; None where none does."""
    return next(
        (one for one in questionnaire.derived if one.source == item and not one.reference), None
    )


def groups_asked(survey: Survey) -> Mapping[str, tuple[str, ...]]:
    """For each page the groups of those who may come to it, in their order; () for all of them.

    The groups are those of the item that `[limits] routes` names; without one a page is asked of
    all, and so is one of which it takes too long to try out.
    """
    route = survey.programme.limits.routes
    groups = routing_groups(survey.questionnaire, route)
    pages = survey.questionnaire.pages
    if groups is None:
        return {page.id: () for page in pages}
    codes = {id_: codes_of(survey, item) for id_, item in survey.questionnaire.items.items()}
    asked: dict[str, list[str]] = {page.id: [] for page in pages}
    for group in groups.own_codes:
        theirs = tuple(code for code in codes[route] if groups.codes.get(code) == group)
        reach = Reach(survey.questionnaire, {**codes, route: theirs})
        for page in pages:
            try:
                reached = reach.reachable(page)
            except TooComplex:
                reached = True
            if reached:
                asked[page.id].append(group)
    everybody = len(groups.own_codes)
    return {page: () if len(a) == everybody else tuple(a) for page, a in asked.items()}
