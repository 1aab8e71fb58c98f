"""Routing: which pages and items are asked, given the answers. Pure; ids only, never addresses.

One rule holds everywhere: an answer counts only while its item is asked and its option offered.
So the walk goes through the pages in order and keeps, page by page, the answers that count;
conditions are held against those alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from survey_api.questionnaire.model import (
    Condition,
    Item,
    MissingReason,
    Page,
    Questionnaire,
    TimeKind,
)
from survey_api.questionnaire.values import Answers, AnswerValue, TimeAnswer


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether the condition is true of these answers; all of them are taken to count."""
    value = answers.get(condition.item)
    if value is None:
        return bool(condition.none_of)
    if condition.any_of:
        return _names(value, condition.any_of)
    if condition.none_of:
        return not _names(value, condition.none_of)
    if condition.differs_from:
        other = answers.get(condition.differs_from)
        return other is not None and other != value
    if condition.longer_than_min is not None and isinstance(value, TimeAnswer):
        return value.lo_min is not None and value.lo_min > condition.longer_than_min
    return False


def _names(value: AnswerValue, codes: tuple[str, ...]) -> bool:
    if isinstance(value, str):
        return value in codes
    if isinstance(value, TimeAnswer):
        return value.kind.value in codes
    return any(code in codes for code in value)


def is_asked(questionnaire: Questionnaire, page: Page, kept: Answers) -> bool:
    """Whether this page is asked. `kept`: the answers of earlier pages that count."""
    if not page.when:
        return True
    conditions = questionnaire.conditions_by_id
    return any(all(holds(conditions[id_], kept) for id_ in group) for group in page.when)


def offered_codes(questionnaire: Questionnaire, item: Item, kept: Answers) -> frozenset[str]:
    """The codes among the item's own options that are *not* held back by a condition."""
    conditions = questionnaire.conditions_by_id
    return frozenset(
        option.code
        for option in item.options
        if not option.when or any(holds(conditions[id_], kept) for id_ in option.when)
    )


def offers_of(questionnaire: Questionnaire, item: Item, answers: Answers) -> tuple[TimeKind, ...]:
    """The ways of telling a time that the page shows, in order.

    "I don't know" comes first for somebody who was not the one to report.
    """
    first = questionnaire.conditions_by_id.get(questionnaire.dont_know_first)
    if first is None or TimeKind.DONT_KNOW not in item.offers or not holds(first, answers):
        return item.offers
    rest = (kind for kind in item.offers if kind is not TimeKind.DONT_KNOW)
    return (TimeKind.DONT_KNOW, *rest)


def walk(questionnaire: Questionnaire, answers: Answers) -> Iterator[tuple[Page, Answers]]:
    """Get each asked page in turn, with the answers that count so far, the page's own included.

    The answers are one growing dict: copy it to keep a stage of it.
    """
    kept: Answers = {}
    true = set(questionnaire.true_unanswered)  # of many pages few change a condition
    for page, item_ids, ways in questionnaire.steps:
        if ways and not any(map(true.issuperset, ways)):
            continue
        if said := [id_ for id_ in item_ids if id_ in answers]:
            # All of them before any counts: what is offered hangs on earlier pages alone.
            values = [_kept(questionnaire, id_, answers[id_], kept) for id_ in said]
            for id_, value in zip(said, values, strict=True):
                if value is not None:
                    kept[id_] = value
                    for condition in questionnaire.conditions_by_item.get(id_, ()):
                        (true.add if holds(condition, kept) else true.discard)(condition.id)
        yield page, kept


def _kept(
    questionnaire: Questionnaire, item_id: str, value: AnswerValue, kept: Answers
) -> AnswerValue | None:
    """The item's answer, without codes that are no longer offered; None if nothing is left."""
    if item_id not in questionnaire.items_held_back:
        return value
    item = questionnaire.items[item_id]
    held_back = {o.code for o in item.options} - offered_codes(questionnaire, item, kept)
    if isinstance(value, tuple):
        return tuple(code for code in value if code not in held_back) or None
    return None if value in held_back else value


def asked_pages(questionnaire: Questionnaire, answers: Answers) -> tuple[Page, ...]:
    """The pages asked, in order, given these answers."""
    return tuple(page for page, _ in walk(questionnaire, answers))


def asked_items(questionnaire: Questionnaire, answers: Answers) -> tuple[Item, ...]:
    """The items asked, in order, given these answers."""
    return tuple(item for page, _ in walk(questionnaire, answers) for item in page.items)


def kept_answers(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """The answers that count: their items are asked and their options offered."""
    kept: Answers = {}
    for _, kept in walk(questionnaire, answers):  # noqa: B007 - the last stage is wanted
        pass
    return kept


def next_page(questionnaire: Questionnaire, asked: Sequence[Page], page_id: str) -> str | None:
    """The id of the asked page after this one; None when it is time to check the answers.

    asked: what `asked_pages` found; the page itself need not be among them.
    """
    here, numbers = questionnaire.page_numbers.get(page_id, -1), questionnaire.page_numbers
    return next((page.id for page in asked if numbers[page.id] > here), None)


def previous_page(questionnaire: Questionnaire, asked: Sequence[Page], page_id: str) -> str | None:
    """The id of the asked page before this one; None when there is none."""
    here, numbers = questionnaire.page_numbers.get(page_id, 0), questionnaire.page_numbers
    return next((page.id for page in reversed(asked) if numbers[page.id] < here), None)


class Settled(NamedTuple):
    """A response as it is kept."""

    answers: Answers  # those that count
    missing: dict[str, MissingReason]  # why each other item has no value, in the order of items


def settle(questionnaire: Questionnaire, answers: Answers) -> Settled:
    """Get the answers that count, and for every item without a value the reason why.

    "Don't know" and "prefer not to say" are answers that were given and give no value: they stay
    among the answers and have their reason too.
    """
    missing = dict.fromkeys(questionnaire.items, MissingReason.NOT_ASKED)
    kept: Answers = {}
    for page, kept in walk(questionnaire, answers):
        for item in page.items:
            reason = _missing_reason(questionnaire, item.id, kept.get(item.id))
            if reason is None:
                del missing[item.id]
            else:
                missing[item.id] = reason
    return Settled(kept, missing)


def _missing_reason(
    questionnaire: Questionnaire, item_id: str, value: AnswerValue | None
) -> MissingReason | None:
    """Why an asked item has no value; None when it has one."""
    if value is None:
        return MissingReason.NOT_ANSWERED
    if isinstance(value, TimeAnswer):
        return MissingReason.DONT_KNOW if value.kind is TimeKind.DONT_KNOW else None
    reasons = questionnaire.reasons_by_item.get(item_id)
    if not reasons:
        return None
    codes = (value,) if isinstance(value, str) else value
    return next((reason for code, reason in reasons.items() if code in codes), None)
