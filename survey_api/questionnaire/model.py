"""The questionnaire as data: pages of items, and the conditions that decide which are asked.

Decoded from TOML by msgspec into frozen Structs. Unknown fields are refused, so a misspelt key
is found when the folder is loaded, not when a parent meets it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from survey_api.record import Record


class ItemKind(Enum):
    """What sort of value an item gives."""

    SINGLE = "single"  # one option code
    MULTIPLE = "multiple"  # option codes, in the order of the options
    TEXT = "text"  # verbatim, kept as written
    TIME = "time"  # a TimeAnswer: how long something took
    MOMENT = "moment"  # a Moment: when something happened, as well as it is remembered


class TimeKind(Enum):
    """The ways a wait can be told. Source: one shape for all time answers, docs/glossary.md."""

    EXACT = "exact"
    APPROX = "approx"
    BAND = "band"
    STILL_WAITING = "still_waiting"
    OVERTAKEN = "overtaken"  # the child came back first
    NEVER = "never"
    NOT_NEEDED = "not_needed"
    DONT_KNOW = "dont_know"


class DayPart(Enum):
    """A part of a day, for people who do not know the time. Hours are local, in London."""

    NIGHT = "night"  # 00:00 to 06:00
    MORNING = "morning"  # 06:00 to 12:00
    AFTERNOON = "afternoon"  # 12:00 to 18:00
    EVENING = "evening"  # 18:00 to 24:00


class MissingReason(Enum):
    """Why an item has no value in a response."""

    NOT_ASKED = "not_asked"
    NOT_ANSWERED = "not_answered"
    DONT_KNOW = "dont_know"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


class OptionDelay(Record, kw_only=True):
    """What choosing an option says about a delay, e.g. "1 to 5 minutes" or "never happened"."""

    kind: TimeKind
    lo_min: float | None = None
    hi_min: float | None = None


class Option(Record, kw_only=True):
    """One response category. Its label is in the wording, under the same code."""

    code: str
    exclusive: bool = False  # "None of these": cannot be ticked with another
    missing: MissingReason | None = None  # don't know, prefer not to say
    delay: OptionDelay | None = None
    exit: str = ""  # id of the exit page it leads to; nothing is stored then
    when: tuple[str, ...] = ()  # offered only if one of these named conditions holds


class Item(Record, kw_only=True):
    """One question giving one variable."""

    id: str
    kind: ItemKind
    options: tuple[Option, ...] = ()
    reference: str = ""  # id of a reference list whose entries come before `options`
    required: bool = False  # in the browser only: routing needs it
    at_most: int = 0  # multiple: the most ticks taken; 0 is any number
    max_length: int = 1000  # text: characters
    scored: bool = False  # text: sentiment is scored
    offers: tuple[TimeKind, ...] = ()  # time: which ways of telling it the page shows
    bands: str = ""  # time: id of the band scale behind "pick a range"
    clock_start: str = ""  # time: the moment item that says when the wait began, if one does
    follows: str = ""  # moment or time item that comes before it: out of order is asked about
    delay: str = ""  # D1..D10: the delay this item measures
    evidence: tuple[str, ...] = ()  # F1..F8, R-A..R-D, D1..D10


class Page(Record, kw_only=True):
    """One screen; without items it only tells something, e.g. where to get help.

    `when`: alternatives, each a list of named conditions that must all hold.
    """

    id: str
    section: str
    items: tuple[Item, ...] = ()
    when: tuple[tuple[str, ...], ...] = ()  # empty: always asked


class Condition(Record, kw_only=True):
    """A named fact about the answers so far. Exactly one of the tests below is given.

    An item that was skipped or not asked makes every test false but `none_of`.
    """

    id: str
    item: str
    any_of: tuple[str, ...] = ()  # single: the code; multiple: any tick; time: the kind
    none_of: tuple[str, ...] = ()
    differs_from: str = ""  # another single-choice item, when both are answered
    longer_than_min: float | None = None  # time: its lower end is more than this


class BandScale(Record, kw_only=True):
    """The ranges offered behind "pick a range", in order; the wording labels them by code."""

    id: str
    bands: tuple[BandOption, ...]


class BandOption(Record, kw_only=True):
    """One range of a band scale."""

    code: str
    lo_min: float
    hi_min: float | None = None


class Derived(Record, kw_only=True):
    """A variable of the microdata read off a reference list, option codes or a second item.

    `reference` + `column`: borough -> BCU, ethnic group -> broad group. `codes`: option code ->
    code of the derived variable. `compared_with`: a single-choice item of the same options; where
    the source has none of `codes`, the variable is `same` or `differs`, and nothing where one of
    the two is not known. `label` and `labels`, code -> label, are for tables and the codebook;
    codes of a reference list have their labels there.
    """

    id: str
    source: str  # the item it is read from
    label: str = ""
    reference: str = ""
    column: str = ""
    codes: dict[str, str] = {}
    compared_with: str = ""
    same: str = ""
    differs: str = ""
    labels: dict[str, str] = {}

    @property
    def own_codes(self) -> tuple[str, ...]:
        """The codes of the derived variable in order, those of a reference list left out."""
        compared = (self.same, self.differs) if self.compared_with else ()
        return tuple(dict.fromkeys((*compared, *self.codes.values())))


class Another(Record, kw_only=True):
    """Who may tell of another child or another time, and what they are not asked twice."""

    when: tuple[str, ...] = ()  # any of these named conditions; none: nobody is asked
    keep: tuple[str, ...] = ()  # ids of the items whose answers go along


class Step(NamedTuple):
    """A page as routing meets it."""

    page: Page
    item_ids: tuple[str, ...]
    ways: tuple[frozenset[str], ...]  # the page's `when`: any of these sets of conditions


class Questionnaire(Record, kw_only=True, dict=True):
    """Ordered pages of items, versioned. Its indexes are made once, when first asked for."""

    id: str
    version: str
    sections: tuple[str, ...]
    pages: tuple[Page, ...]
    conditions: tuple[Condition, ...] = ()
    band_scales: tuple[BandScale, ...] = ()
    derived: tuple[Derived, ...] = ()
    dont_know_first: str = ""  # condition under which time items put "I don't know" first
    another: Another = Another()
    retired_ids: tuple[str, ...] = ()  # ids used in an earlier version: never to be used again

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item under its id, in the order they are asked."""
        return {item.id: item for page in self.pages for item in page.items}

    @cached_property
    def page_numbers(self) -> Mapping[str, int]:
        """Where each page stands, counted from 0, under its id."""
        return {page.id: number for number, page in enumerate(self.pages)}

    @cached_property
    def steps(self) -> Sequence[Step]:
        """Every page in order, ready to be walked."""
        return [
            Step(page, tuple(item.id for item in page.items), tuple(map(frozenset, page.when)))
            for page in self.pages
        ]

    @cached_property
    def reasons_by_item(self) -> Mapping[str, Mapping[str, MissingReason]]:
        """Code -> reason, of the options that give no value; under the id of their choice item."""
        return {
            item.id: {option.code: option.missing for option in item.options if option.missing}
            for item in self.items.values()
            if item.kind in (ItemKind.SINGLE, ItemKind.MULTIPLE)
        }

    @cached_property
    def text_ids(self) -> frozenset[str]:
        """The ids of the items answered in people's own words."""
        return frozenset(i.id for i in self.items.values() if i.kind is ItemKind.TEXT)

    @cached_property
    def scored_ids(self) -> frozenset[str]:
        """The ids of the items whose sentiment is scored."""
        return frozenset(i.id for i in self.items.values() if i.scored)

    @cached_property
    def conditions_by_id(self) -> Mapping[str, Condition]:
        """Every condition under its id."""
        return {condition.id: condition for condition in self.conditions}

    @cached_property
    def conditions_by_item(self) -> Mapping[str, Sequence[Condition]]:
        """The conditions that an answer can change, under the id of its item."""
        found: dict[str, list[Condition]] = defaultdict(list)
        for condition in self.conditions:
            for item_id in {condition.item, condition.differs_from} - {""}:
                found[item_id].append(condition)
        return dict(found)

    @cached_property
    def items_held_back(self) -> frozenset[str]:
        """The ids of the items that do not always offer all their options."""
        return frozenset(i.id for i in self.items.values() if any(o.when for o in i.options))

    @cached_property
    def true_unanswered(self) -> frozenset[str]:
        """The ids of the conditions that are true before anything is answered."""
        return frozenset(condition.id for condition in self.conditions if condition.none_of)

    @cached_property
    def scales_by_id(self) -> Mapping[str, BandScale]:
        """Every band scale under its id."""
        return {scale.id: scale for scale in self.band_scales}


def page_of(questionnaire: Questionnaire, page_id: str) -> Page | None:
    """The page with this id, or None."""
    number = questionnaire.page_numbers.get(page_id)
    return None if number is None else questionnaire.pages[number]


def item_of(questionnaire: Questionnaire, item_id: str) -> Item | None:
    """The item with this id, or None."""
    return questionnaire.items.get(item_id)
