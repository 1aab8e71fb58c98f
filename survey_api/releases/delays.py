"""Delays: what people told about time, turned into hours that are safe to compute with.

Each wait becomes a kind and an interval in hours that holds the truth. Where something has to be
worked out from other answers, the choice is the cautious one: a wait that goes on is given the
latest start it can have had, so it is never made longer than it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from survey_api.questionnaire import (
    AnswerValue,
    Item,
    ItemKind,
    Moment,
    OptionDelay,
    Questionnaire,
    TimeAnswer,
    TimeKind,
    read_moment,
)

# A delay that begins where another ends: D1 ends when the police were told, D9 when the child
# came back. D1 and D9 themselves begin when the child was noticed missing.
BEGINS_AFTER = {
    "D2": "D1",
    "D3": "D1",
    "D4": "D1",
    "D5": "D1",
    "D6": "D1",
    "D7": "D9",
    "D8": "D9",
    "D10": "D9",
}
_TOLD_IN_MINUTES = {TimeKind.EXACT, TimeKind.APPROX, TimeKind.BAND}


class Delay(NamedTuple):
    """A delay of one response, in hours. Kinds and bounds: `analysis.VariableKind.DELAY`."""

    kind: str
    lower: float | None = None
    upper: float | None = None


class Told(NamedTuple):
    """Minutes as they were told, whether in a time answer or by choosing an option."""

    kind: TimeKind
    lo_min: float | None
    hi_min: float | None
    clock_end: datetime | None = None


class Clocks:
    """Reads the waits of a response; made once for a questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        items = questionnaire.items.values()
        self._by_delay = {item.delay: item for item in items if item.delay}
        self._options = {
            item.id: {option.code: option.delay for option in item.options if option.delay}
            for item in items
            if item.kind is ItemKind.SINGLE
        }
        self._lenders: dict[str, list[Item]] = {}
        for item in items:
            for delay in item.evidence if self._options.get(item.id) and not item.delay else ():
                if delay in self._by_delay:
                    self._lenders.setdefault(self._by_delay[delay].id, []).append(item)
        first_contact = self._by_delay.get("D1")
        self._noticed = first_contact.clock_start if first_contact else ""

    def read(
        self, item: Item, answers: Mapping[str, AnswerValue], submitted_at: datetime
    ) -> Delay | None:
        """Get the wait this item tells of, or None if it was not answered or tells of none.

        A choice that measures no delay itself may say that one never began, or goes on ("Is the
        child back?" - "Not yet"): it speaks for the item that measures the delay it evidences.
        """
        told = self._told(item, answers) or self._lent(item, answers)
        if told is None:
            return None
        if told.kind in _TOLD_IN_MINUTES:
            return Delay("observed", _hours(told.lo_min or 0.0), _hours(told.hi_min))
        if told.kind is TimeKind.STILL_WAITING:
            return Delay("still_waiting", self._so_far(item, told, answers, submitted_at))
        if told.kind is TimeKind.OVERTAKEN:
            return Delay("overtaken", self._overtaken_at(item, told, answers))
        return Delay(told.kind.value)

    def speakers(self, item: Item) -> Sequence[tuple[Item, Mapping[str, OptionDelay]]]:
        """Choices whose options tell of this wait, the first that does so counts: code -> delay."""
        found = (item, *self._lenders.get(item.id, ()))
        return [(each, self._options[each.id]) for each in found if self._options.get(each.id)]

    def _told(self, item: Item, answers: Mapping[str, AnswerValue]) -> Told | None:
        answer = answers.get(item.id)
        if isinstance(answer, TimeAnswer):
            return Told(answer.kind, answer.lo_min, answer.hi_min, answer.clock_end)
        delay: OptionDelay | None = None
        if isinstance(answer, str):
            delay = self._options.get(item.id, {}).get(answer)
        return Told(delay.kind, delay.lo_min, delay.hi_min) if delay else None

    def _lent(self, item: Item, answers: Mapping[str, AnswerValue]) -> Told | None:
        lent = (self._told(lender, answers) for lender in self._lenders.get(item.id, ()))
        return next((told for told in lent if told is not None), None)

    def _so_far(
        self,
        item: Item,
        told: Told,
        answers: Mapping[str, AnswerValue],
        submitted_at: datetime,
    ) -> float | None:
        """Hours waited for certain: as told, else from the latest start it can have had."""
        if told.lo_min is not None:
            return _hours(told.lo_min)
        start = self._latest_start(item, answers)
        if start is None:
            return None
        return max(0.0, (submitted_at - start) / timedelta(hours=1))

    def _latest_start(self, item: Item, answers: Mapping[str, AnswerValue]) -> datetime | None:
        before = self._by_delay.get(BEGINS_AFTER.get(item.delay, ""))
        if before is None or (item.clock_start and item.clock_start != self._noticed):
            return latest_moment(answers.get(item.clock_start))
        told = self._told(before, answers)
        if told is None:
            return None
        if told.clock_end is not None:
            return told.clock_end
        noticed = latest_moment(answers.get(self._noticed))
        if noticed is None or told.hi_min is None:
            return None
        return noticed + timedelta(minutes=told.hi_min)

    def _overtaken_at(
        self, item: Item, told: Told, answers: Mapping[str, AnswerValue]
    ) -> float | None:
        """Hours after which the child was back: as told, else the latest it can have been."""
        if told.lo_min is not None:
            return _hours(told.lo_min)
        missing = self._bounds("D9", answers)
        if missing is None or missing.hi_min is None:
            return None
        if BEGINS_AFTER.get(item.delay) != "D1":
            return _hours(missing.hi_min)
        contact = self._bounds("D1", answers)
        before = contact.lo_min or 0.0 if contact else 0.0
        return _hours(max(0.0, missing.hi_min - before))

    def _bounds(self, delay: str, answers: Mapping[str, AnswerValue]) -> Told | None:
        item = self._by_delay.get(delay)
        told = self._told(item, answers) if item else None
        return told if told and told.kind in _TOLD_IN_MINUTES else None


def latest_moment(text: AnswerValue | None) -> datetime | None:
    """Get the end of a moment as it is remembered: of the minute, the part of a day, the day."""
    moment = read_moment(text) if isinstance(text, str) else None
    return moment.interval[1] if isinstance(moment, Moment) else None


def tells_delay(item: Item) -> bool:
    """Whether the item gives a delay: a time, or a choice that measures one by its options."""
    return item.kind is ItemKind.TIME or bool(item.delay)


def delay_name(item: Item) -> str:
    """The name of the delay an item measures: its own, unless a choice has that already."""
    return item.id if item.kind is ItemKind.TIME else f"{item.id}_delay"


def _hours(minutes: float | None) -> float | None:
    return None if minutes is None else minutes / 60
