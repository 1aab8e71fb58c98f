"""Checking a survey before anybody meets it: every finding at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import asdict

from survey_api.questionnaire.check_wording import check_wordings
from survey_api.questionnaire.code_need import check_code_rule
from survey_api.questionnaire.finding import Finding
from survey_api.questionnaire.model import (
    Condition,
    Derived,
    Item,
    ItemKind,
    Option,
    OptionDelay,
    Page,
    Questionnaire,
    TimeKind,
)
from survey_api.questionnaire.reach import Goal, Reach, TooComplex
from survey_api.questionnaire.survey import Survey

__all__ = ["Finding", "check_survey"]

UNEVIDENCED_SECTIONS = ("gate", "consent")
RESERVED_PAGE_IDS = (
    "leaving",
    "begin",
    "check",
    "submit",
    "done",
    "exit",
    "later",
    "resume",
    "code",
)  # they stand in addresses
MOST_PAGES, MOST_OPTIONS, LONGEST_TEXT = 200, 200, 20_000

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
_DELAY = re.compile(r"D([1-9]|10)")

Placed = Iterator[tuple[str, str]]  # path inside the file, message


def check_survey(survey: Survey) -> tuple[Finding, ...]:
    """Everything to put right, in the order of the files; empty when the survey is sound."""
    found = [Finding(f"survey.toml: {path}", message) for path, message in _programme(survey)]
    found += [Finding(f"reference: {path}", message) for path, message in _references(survey)]
    instrument = [*_ids(survey), *_pages(survey), *_conditions(survey), *_derived(survey)]
    found += [Finding(f"questionnaire.toml: {path}", message) for path, message in instrument]
    if not found:  # reach can only be tried where nothing dangles
        found += _reach(survey)
    loose = [Finding(f"simulation.toml: {p}", m, severe=False) for p, m in _simulation(survey)]
    return (*found, *check_wordings(survey), *loose)


# --- survey.toml and reference lists -------------------------------------------------------


def _programme(survey: Survey) -> Placed:
    programme = survey.programme
    if not _ID.fullmatch(programme.id):
        yield "$.id", _bad_id(programme.id)
    if not programme.languages:
        yield "$.languages", "name at least one language"
    for language in programme.languages:
        if language not in survey.wordings:
            yield "$.languages", f"there is no wording.{language}.toml"
    yield from _reused("$.waves", (wave.id for wave in programme.waves), "wave")
    for number, wave in enumerate(programme.waves):
        if wave.closes < wave.opens:
            yield f"$.waves[{number}]", "it closes before it opens"
        if any(wave.opens <= other.closes for other in programme.waves[:number]):
            yield f"$.waves[{number}]", "waves must follow one another and not overlap"
    for name, days in asdict(programme.retention).items():
        if days < 1:
            yield f"$.retention.{name}", "this must be at least 1"
    yield from check_code_rule(survey)
    yield from _reused("$.evidence", (code.id for code in programme.evidence), "evidence code")
    for number, standard in enumerate(programme.standards):
        if not _DELAY.fullmatch(standard.delay):
            yield f"$.standards[{number}].delay", f"there is no delay '{standard.delay}'"


def _references(survey: Survey) -> Placed:
    for listed in survey.references.values():
        yield from _reused(f"{listed.id}: $.entries", (e.code for e in listed.entries), "code")
        for number, entry in enumerate(listed.entries):
            if not _CODE.fullmatch(entry.code):
                yield f"{listed.id}: $.entries[{number}]", f"'{entry.code}' cannot be a code"
            for column, labels in listed.labels.items():
                code = entry.columns.get(column)
                if code is not None and code not in labels:
                    yield (
                        f"{listed.id}: $.labels.{column}",
                        f"'{code}' has no label, but {entry.code} maps to it",
                    )


# --- ids and codes -------------------------------------------------------------------------


def _ids(survey: Survey) -> Placed:
    questionnaire = survey.questionnaire
    items = [item.id for page in questionnaire.pages for item in page.items]
    groups = {
        "page": ("$.pages", [page.id for page in questionnaire.pages]),
        "item": ("$.pages[].items", items),
        "condition": ("$.conditions", [c.id for c in questionnaire.conditions]),
        "band scale": ("$.band_scales", [scale.id for scale in questionnaire.band_scales]),
        "derived variable": ("$.derived", [each.id for each in questionnaire.derived] + items),
        "section": ("$.sections", list(questionnaire.sections)),
    }
    for what, (path, ids) in groups.items():
        yield from _reused(path, ids, what) if what != "derived variable" else ()
        yield from ((path, _bad_id(id_)) for id_ in ids if not _ID.fullmatch(id_))
    clash = {each.id for each in questionnaire.derived} & set(items)
    yield from (("$.derived", f"'{id_}' is the id of an item") for id_ in sorted(clash))
    for id_ in questionnaire.retired_ids:
        if id_ in items or id_ in questionnaire.page_numbers:
            yield "$.retired_ids", f"'{id_}' was retired and must not be used again"
    for id_ in RESERVED_PAGE_IDS:
        if id_ in questionnaire.page_numbers:
            yield "$.pages", f"'{id_}' has another meaning in addresses: name the page otherwise"
    if len(questionnaire.pages) > MOST_PAGES:
        yield "$.pages", f"there are more than {MOST_PAGES} pages"


def _bad_id(id_: str) -> str:
    return f"'{id_}' cannot be an id: use a to z, 0 to 9 and _, starting with a letter"


def _reused(path: str, ids: Iterable[str], what: str) -> Placed:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            yield path, f"the {what} '{id_}' is there twice"
        seen.add(id_)


# --- pages and items -----------------------------------------------------------------------


def _pages(survey: Survey) -> Placed:
    questionnaire = survey.questionnaire
    gates = [page.section == "gate" for page in questionnaire.pages]
    if not gates or all(gates):
        yield "$.pages", "there must be a page after the gate"
    if gates != sorted(gates, reverse=True):
        yield "$.pages", "gate pages must come first"
    for number, page in enumerate(questionnaire.pages):
        path = f"$.pages[{number}]"
        if page.section not in questionnaire.sections:
            yield f"{path}.section", f"there is no section '{page.section}'"
        yield from _known_conditions(f"{path}.when", page.when, number, survey)
        for place, item in enumerate(page.items):
            for message in _item(survey, page, item):
                yield f"{path}.items[{place}]", f"{item.id}: {message}"
            for at, option in enumerate(item.options):
                where = f"{path}.items[{place}].options[{at}]"
                yield from _option(where, item, option)
                yield from _known_conditions(where, (option.when,), number, survey)


def _known_conditions(path: str, when: Goal, page_number: int, survey: Survey) -> Placed:
    """Each named condition exists, and its items are asked on an earlier page."""
    pages = survey.questionnaire.pages[:page_number]
    earlier = {item.id for page in pages for item in page.items}
    for id_ in dict.fromkeys(id_ for group in when for id_ in group):
        condition = survey.questionnaire.conditions_by_id.get(id_)
        if condition is None:
            yield path, f"there is no condition '{id_}'"
            continue
        for item_id in (condition.item, condition.differs_from):
            if item_id in survey.questionnaire.items and item_id not in earlier:
                yield path, f"the condition '{id_}' is on '{item_id}', which is not asked before"


def _item(survey: Survey, page: Page, item: Item) -> Iterator[str]:
    yield from _item_options(survey, item)
    yield from _item_evidence(survey, page, item)
    if not 1 <= item.max_length <= LONGEST_TEXT:
        yield f"max_length must be 1 to {LONGEST_TEXT:,}"
    if item.at_most and (item.kind is not ItemKind.MULTIPLE or item.at_most < 0):
        yield "at_most is for a multiple choice, and at least 1"
    if item.scored and item.kind is not ItemKind.TEXT:
        yield "only a text can be scored"
    if item.kind is ItemKind.TIME:
        yield from _time_item(survey, item)
    elif item.offers or item.bands or item.clock_start:
        yield "offers, bands and clock_start are for time items"
    yield from _earlier_item(survey, "clock_start", item.clock_start, (ItemKind.MOMENT,))
    yield from _earlier_item(survey, "follows", item.follows, (ItemKind.MOMENT, ItemKind.TIME))
    if item.delay and not _DELAY.fullmatch(item.delay):
        yield f"there is no delay '{item.delay}'"
    if item.options and all(option.exit for option in item.options) and not item.reference:
        yield "every answer ends the survey: a dead end"


def _item_options(survey: Survey, item: Item) -> Iterator[str]:
    listed = survey.references.get(item.reference)
    if item.reference and listed is None:
        yield f"there is no reference list '{item.reference}'"
    codes = [e.code for e in listed.entries] if listed else []
    codes += [option.code for option in item.options]
    takes_options = item.kind in (ItemKind.SINGLE, ItemKind.MULTIPLE)
    if takes_options and not codes and not item.reference:
        yield "it has no options"
    if not takes_options and (codes or item.reference):
        yield f"a {item.kind.value} item has no options"
    if len(codes) > MOST_OPTIONS:
        yield f"it has more than {MOST_OPTIONS} options"
    yield from (message for _, message in _reused("", codes, "option"))


def _item_evidence(survey: Survey, page: Page, item: Item) -> Iterator[str]:
    known = {code.id for code in survey.programme.evidence}
    unknown = [code for code in item.evidence if code not in known]
    yield from (f"there is no evidence code '{code}' in survey.toml" for code in unknown)
    if known and not item.evidence and page.section not in UNEVIDENCED_SECTIONS:
        yield "name the finding, recommendation or delay it can evidence"


def _time_item(survey: Survey, item: Item) -> Iterator[str]:
    if not item.offers:
        yield "a time item must say in `offers` which ways of telling it the page shows"
    if not item.delay:
        yield "a time item must name the delay it measures, D1 to D10"
    if item.bands and item.bands not in survey.questionnaire.scales_by_id:
        yield f"there is no band scale '{item.bands}'"
    if TimeKind.BAND in item.offers and not item.bands:
        yield "it offers a range, but names no band scale in `bands`"


def _earlier_item(
    survey: Survey, name: str, item_id: str, kinds: tuple[ItemKind, ...]
) -> Iterator[str]:
    if not item_id:
        return
    found = survey.questionnaire.items.get(item_id)
    if found is None:
        yield f"{name}: there is no item '{item_id}'"
    elif found.kind not in kinds:
        wanted = " or ".join(kind.value for kind in kinds)
        yield f"{name}: '{item_id}' is not a {wanted} item"


def _option(path: str, item: Item, option: Option) -> Placed:
    if not _CODE.fullmatch(option.code):
        yield path, f"'{option.code}' cannot be a code: use letters, 0 to 9 and _"
    if option.exclusive and item.kind is not ItemKind.MULTIPLE:
        yield path, "only an option of a multiple choice can be exclusive"
    if option.delay is not None:
        yield from _option_delay(f"{path}.delay", option.delay)


def _option_delay(path: str, delay: OptionDelay) -> Placed:
    lower, upper = delay.lo_min, delay.hi_min
    if lower is not None and upper is not None and lower > upper:
        yield path, "lo_min is more than hi_min"
    if delay.kind in (TimeKind.EXACT, TimeKind.APPROX, TimeKind.BAND) and lower is None:
        yield path, f"{delay.kind.value} needs lo_min"


# --- conditions, bands, derived variables --------------------------------------------------


def _conditions(survey: Survey) -> Placed:
    questionnaire = survey.questionnaire
    for number, condition in enumerate(questionnaire.conditions):
        for message in _condition(survey, condition):
            yield f"$.conditions[{number}]", f"{condition.id}: {message}"
    first = questionnaire.dont_know_first
    if first and first not in questionnaire.conditions_by_id:
        yield "$.dont_know_first", f"there is no condition '{first}'"
    for name in set(questionnaire.another.when) - questionnaire.conditions_by_id.keys():
        yield "$.another.when", f"there is no condition '{name}'"
    for name in set(questionnaire.another.keep) - questionnaire.items.keys():
        yield "$.another.keep", f"there is no item '{name}'"
    for number, scale in enumerate(questionnaire.band_scales):
        yield from _reused(f"$.band_scales[{number}]", (b.code for b in scale.bands), "band")
        for band in scale.bands:
            if band.hi_min is not None and band.hi_min <= band.lo_min:
                yield f"$.band_scales[{number}]", f"the band '{band.code}' ends before it begins"


def _condition(survey: Survey, condition: Condition) -> Iterator[str]:
    tests = [condition.any_of, condition.none_of, condition.differs_from]
    if sum(map(bool, tests)) + (condition.longer_than_min is not None) != 1:
        yield "give exactly one of any_of, none_of, differs_from, longer_than_min"
    item = survey.questionnaire.items.get(condition.item)
    other = survey.questionnaire.items.get(condition.differs_from)
    if condition.differs_from and other is None:
        yield f"there is no item '{condition.differs_from}'"
    if item is None:
        yield f"there is no item '{condition.item}'"
        return
    if condition.longer_than_min is not None and item.kind is not ItemKind.TIME:
        yield f"longer_than_min: '{item.id}' is not a time item"
    codes = codes_of(survey, item)
    for code in (*condition.any_of, *condition.none_of):
        if code not in codes:
            yield f"the item '{item.id}' has no option '{code}'"


def codes_of(survey: Survey, item: Item) -> tuple[str, ...]:
    """The codes a condition on this item can name."""
    if item.kind is ItemKind.TIME:
        return tuple(kind.value for kind in TimeKind)
    listed = survey.references.get(item.reference)
    entries = listed.entries if listed else ()
    return (*(entry.code for entry in entries), *(option.code for option in item.options))


def _derived(survey: Survey) -> Placed:
    for number, derived in enumerate(survey.questionnaire.derived):
        path = f"$.derived[{number}]"
        item = survey.questionnaire.items.get(derived.source)
        if item is None:
            yield path, f"{derived.id}: there is no item '{derived.source}'"
            continue
        known = codes_of(survey, item)
        for code in derived.codes:
            if code not in known:
                yield path, f"{derived.id}: the item '{item.id}' has no option '{code}'"
        listed = survey.references.get(derived.reference)
        if derived.reference and listed is None:
            yield path, f"{derived.id}: there is no reference list '{derived.reference}'"
        elif listed and not any(derived.column in entry.columns for entry in listed.entries):
            yield path, f"{derived.id}: '{listed.id}' has no column '{derived.column}'"
        for message in _comparison(survey, derived, item):
            yield path, f"{derived.id}: {message}"


def _comparison(survey: Survey, derived: Derived, item: Item) -> Iterator[str]:
    if not (derived.compared_with or derived.same or derived.differs):
        return
    if not (derived.compared_with and derived.same and derived.differs) or derived.reference:
        yield "give compared_with, same and differs together, and no reference"
    other = survey.questionnaire.items.get(derived.compared_with)
    if other is None:
        yield f"there is no item '{derived.compared_with}'"
        return
    single = item.kind is ItemKind.SINGLE and other.kind is ItemKind.SINGLE
    if not single or set(codes_of(survey, item)) != set(codes_of(survey, other)):
        yield f"'{item.id}' and '{other.id}' are not single choices among the same options"


def _simulation(survey: Survey) -> Placed:
    items, simulation = survey.questionnaire.items, survey.simulation
    named = {id_ for frame in simulation.frames for id_ in frame.items}
    for id_ in sorted({*simulation.items, *simulation.waits, *named} - items.keys()):
        yield "$", f"there is no item '{id_}'"
    for id_, share in simulation.items.items():
        if share.like and share.like not in items:
            yield f"$.items.{id_}.like", f"there is no item '{share.like}'"
        known = codes_of(survey, items[id_]) if id_ in items else tuple(share.shares)
        for code in share.shares:
            if code not in known:
                yield f"$.items.{id_}.shares", f"the item '{id_}' has no option '{code}'"


# --- reach ---------------------------------------------------------------------------------


def _reach(survey: Survey) -> Iterator[Finding]:
    questionnaire = survey.questionnaire
    codes = {id_: codes_of(survey, item) for id_, item in questionnaire.items.items()}
    reach = Reach(questionnaire, codes)
    for number, page in enumerate(questionnaire.pages):
        path = f"questionnaire.toml: $.pages[{number}]"
        try:
            yield from _page_reach(reach, questionnaire, page, path)
        except TooComplex:
            yield Finding(path, "too many combinations decide whether it is asked", severe=False)


def _page_reach(
    reach: Reach, questionnaire: Questionnaire, page: Page, path: str
) -> Iterator[Finding]:
    if not reach.reachable(page):
        items = ", ".join(item.id for item in page.items) or "none"
        yield Finding(path, f"nobody can come to the page '{page.id}' (items: {items})")
        return
    for number, group in enumerate(page.when):
        if len(page.when) > 1 and not reach.reachable(page, (group,)):
            yield Finding(f"{path}.when[{number}]", "this alternative can never hold", severe=False)
    for item in page.items:
        for option in item.options:
            goal = tuple((id_,) for id_ in option.when)
            if goal and not reach.reachable(page, goal):
                message = f"the option '{option.code}' of '{item.id}' is never offered"
                yield Finding(path, message)
