"""Routing: which pages and items are asked, given the answers. Pure; ids only, never addresses.

One rule holds everywhere: an answer counts only while its item is asked and its option offered.
So the walk goes through the pages in order and keeps, page by page, the answers that count;
conditions are held against those alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from survey_api.questionnaire.model import (
    Condition,
    Item,
    ItemKind,
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
    for page in questionnaire.pages:
        if not page.when or any(map(true.issuperset, page.when)):
            found = {item.id: _kept(questionnaire, item, answers, kept) for item in page.items}
            kept.update({id_: value for id_, value in found.items() if value is not None})
            for id_ in found.keys() & kept.keys() & questionnaire.conditions_by_item.keys():
                for condition in questionnaire.conditions_by_item[id_]:
                    (true.add if holds(condition, kept) else true.discard)(condition.id)
            yield page, kept


def _kept(
    questionnaire: Questionnaire, item: Item, answers: Answers, kept: Answers
) -> AnswerValue | None:
    """The item's answer, without codes that are no longer offered; None if nothing is left."""
    value = answers.get(item.id)
    if value is None or item.id not in questionnaire.items_held_back:
        return value
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


def next_page(questionnaire: Questionnaire, answers: Answers, page_id: str) -> str | None:
    """The id of the asked page after this one; None when it is time to check the answers."""
    here = questionnaire.page_numbers.get(page_id, -1)
    for page, _ in walk(questionnaire, answers):
        if questionnaire.page_numbers[page.id] > here:
            return page.id
    return None


def previous_page(questionnaire: Questionnaire, answers: Answers, page_id: str) -> str | None:
    """The id of the asked page before this one; None when there is none."""
    here = questionnaire.page_numbers.get(page_id, 0)
    before = None
    for page, _ in walk(questionnaire, answers):
        if questionnaire.page_numbers[page.id] >= here:
            break
        before = page.id
    return before


def settle(
    questionnaire: Questionnaire, answers: Answers
) -> tuple[Answers, dict[str, MissingReason]]:
    """Get the answers that count, and for every item without a value the reason why.

    "Don't know" and "prefer not to say" are answers that were given and give no value: they stay
    among the answers and have their reason too.
    """
    asked: set[str] = set()
    kept: Answers = {}
    for page, kept in walk(questionnaire, answers):  # noqa: B007 - its last stage is wanted
        asked |= {item.id for item in page.items}
    missing: dict[str, MissingReason] = {}
    for item in questionnaire.items.values():
        reason = missing_reason(item, kept.get(item.id))
        if item.id not in asked:
            missing[item.id] = MissingReason.NOT_ASKED
        elif reason is not None:
            missing[item.id] = reason
    return kept, missing


def missing_reason(item: Item, value: AnswerValue | None) -> MissingReason | None:
    """Why an asked item has no value; None when it has one."""
    if value is None:
        return MissingReason.NOT_ANSWERED
    if isinstance(value, TimeAnswer):
        return MissingReason.DONT_KNOW if value.kind is TimeKind.DONT_KNOW else None
    if item.kind not in (ItemKind.SINGLE, ItemKind.MULTIPLE):
        return None
    codes = (value,) if isinstance(value, str) else value
    reasons = [option.missing for option in item.options if option.code in codes]
    return next((reason for reason in reasons if reason is not None), None)
