"""Reach: whether anybody can come to a page, an alternative or an option at all.

The answers that decide it come from small sets of options, so it can be tried out. For one goal
only the items its conditions name matter, with those that decide whether *they* are asked, and
so on; of each item's options only one of every sort that the conditions tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from survey_api.questionnaire.model import (
    Condition,
    Item,
    ItemKind,
    Page,
    Questionnaire,
    TimeKind,
)
from survey_api.questionnaire.routing import holds, is_asked, offered_codes
from survey_api.questionnaire.values import Answers, AnswerValue, TimeAnswer

Goal = tuple[tuple[str, ...], ...]  # alternatives of condition ids, as in Page.when

MOST_STATES = 20_000


class TooComplex(Exception):
    """There are more combinations of answers than can be tried."""


class Reach:
    """Answers questions of reach for one questionnaire. Its conditions must not dangle.

    codes: for each choice item all its codes, the reference list's included.
    """

    def __init__(self, questionnaire: Questionnaire, codes: Mapping[str, tuple[str, ...]]) -> None:
        self._questionnaire = questionnaire
        self._codes = codes
        self._page_of = {item.id: page for page in questionnaire.pages for item in page.items}

    def reachable(self, page: Page, goal: Goal = ()) -> bool:
        """Whether some answers lead to this page with one alternative of `goal` holding on it.

        Raises TooComplex.
        """
        conditions = self._deciding([page.when, goal])
        items = {id_ for c in conditions for id_ in (c.item, c.differs_from)}
        stages: list[Answers] = [{}]
        for each in self._questionnaire.pages[: self._questionnaire.page_numbers[page.id]]:
            deciding = [item for item in each.items if item.id in items]
            if deciding:
                stages = self._answered(each, deciding, stages, conditions)
        return any(
            is_asked(self._questionnaire, page, stage) and self._meets(goal, stage)
            for stage in stages
        )

    def _meets(self, goal: Goal, stage: Answers) -> bool:
        by_id = self._questionnaire.conditions_by_id
        return not goal or any(all(holds(by_id[c], stage) for c in group) for group in goal)

    def _deciding(self, waiting: list[Goal]) -> list[Condition]:
        """The conditions that decide these goals, directly or through what must be asked first."""
        found: dict[str, Condition] = {}
        while waiting:
            ids = {id_ for group in waiting.pop() for id_ in group} - found.keys()
            for condition in (self._questionnaire.conditions_by_id[id_] for id_ in ids):
                found[condition.id] = condition
                for item_id in {condition.item, condition.differs_from} - {""}:
                    options = self._questionnaire.items[item_id].options
                    waiting.append(self._page_of[item_id].when)
                    waiting += [tuple((id_,) for id_ in option.when) for option in options]
        return list(found.values())

    def _answered(
        self, page: Page, items: list[Item], stages: list[Answers], conditions: list[Condition]
    ) -> list[Answers]:
        """Every stage with every sort of answer to these items of the page, each once."""
        after: dict[tuple[tuple[str, str], ...], Answers] = {}
        for stage in stages:
            for more in self._ways(page, items, stage, conditions):
                reached = {**stage, **more}
                after[tuple(sorted((id_, repr(value)) for id_, value in reached.items()))] = reached
                if len(after) > MOST_STATES:
                    raise TooComplex
        return list(after.values())

    def _ways(
        self, page: Page, items: list[Item], stage: Answers, conditions: list[Condition]
    ) -> Iterator[Answers]:
        if not is_asked(self._questionnaire, page, stage):
            yield {}
            return
        ways = [self._sorts(item, stage, conditions) for item in items]
        for values in product(*ways):
            pairs = zip(items, values, strict=True)
            yield {item.id: value for item, value in pairs if value is not None}

    def _sorts(
        self, item: Item, stage: Answers, conditions: list[Condition]
    ) -> list[AnswerValue | None]:
        """One answer of every sort the conditions tell apart, and none."""
        about = [c for c in conditions if item.id in (c.item, c.differs_from)]
        compared = any(c.differs_from for c in about)
        seen: dict[tuple[bool, ...], int] = {}
        sorts: list[AnswerValue | None] = [None]
        for value in self._values(item, stage, about):
            told_apart = tuple(holds(c, {item.id: value}) for c in about if c.item == item.id)
            # Two of a sort are kept where items are compared: they can then differ or agree.
            if seen.setdefault(told_apart, 0) < (2 if compared else 1):
                seen[told_apart] += 1
                sorts.append(value)
        return sorts

    def _values(self, item: Item, stage: Answers, about: list[Condition]) -> Iterator[AnswerValue]:
        if item.kind is ItemKind.TIME:
            edges = [c.longer_than_min for c in about if c.longer_than_min is not None]
            minutes = [None, 0.0, *(edge + 1 for edge in edges)]
            yield from (TimeAnswer(kind, lo) for kind in item.offers or TimeKind for lo in minutes)
        elif item.kind in (ItemKind.SINGLE, ItemKind.MULTIPLE):
            yield from self._choices(item, stage, about)
        else:
            yield "answered"

    def _choices(self, item: Item, stage: Answers, about: list[Condition]) -> Iterator[AnswerValue]:
        own = {option.code: option for option in item.options}
        offered = offered_codes(self._questionnaire, item, stage)
        codes = [
            code
            for code in self._codes[item.id]
            if code not in own or (code in offered and not own[code].exit)
        ]
        if item.kind is ItemKind.SINGLE:
            yield from codes
            return
        named = {code for c in about for code in (*c.any_of, *c.none_of)}
        yield from ((code,) for code in codes)
        together = [c for c in codes if c in named and not (c in own and own[c].exclusive)]
        for size in range(2, min(len(together), 4) + 1):
            yield from combinations(together, size)
