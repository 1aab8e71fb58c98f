"""The questionnaire as a form of the ODK family tells it: names of fields, and its XPath.

ODK Collect, KoboToolbox and Enketo keep one rule that routing has too: what is not relevant counts
as empty wherever it is named. So each condition stands for itself, and pages chain by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey_api.questionnaire.answers import fields_of
from survey_api.questionnaire.model import (
    Condition,
    Item,
    ItemKind,
    Page,
    Questionnaire,
    TimeKind,
)

LANGUAGE_FIELD = "form__language"  # in which language the form was filled in
PAGE_FIELD = "page__"  # how the name of a page's group begins
ADDED_FIELDS = ("form__", PAGE_FIELD, "exit__", "note__", "say__")  # hold no answer
ALWAYS = "ALWAYS"  # the name of options that nothing holds back; ids are in small letters
_CLOCKS = ("start-date", "start-time", "end-date", "end-time")
_NEEDS: Mapping[str, TimeKind] = {
    **dict.fromkeys(("amount", "unit"), TimeKind.APPROX),
    **dict.fromkeys(("sofar-amount", "sofar-unit"), TimeKind.STILL_WAITING),
    **dict.fromkeys(_CLOCKS, TimeKind.EXACT),
    "band": TimeKind.BAND,
}
_LATEST = {"night": 360, "morning": 720, "afternoon": 1080}  # minutes of the day; else 1440


def odk_fields(item: Item) -> dict[str, str]:
    """The fields of a form that tell this item's answer: name on a page -> name in the form.

    A name in the form is a letter, then letters, digits and `_`: 'wait-start-date' is
    `wait__start_date`.
    """
    return {name: odk_name(name) for name in fields_of(item)}


def odk_name(field: str) -> str:
    """The name in the form of a field of a page."""
    item_id, _, part = field.partition("-")
    return f"{item_id}__{part.replace('-', '_')}" if part else item_id


def field_of(item_id: str, part: str = "") -> str:
    """A field of an item as an expression names it."""
    return "${" + odk_name(f"{item_id}-{part}" if part else item_id) + "}"


# Who is asked what


def relevant_of(questionnaire: Questionnaire, page: Page) -> str:
    """When this page is asked: its conditions, and no gate before it that ended the way."""
    parts = [f"not({ended})" for ended in _endings_before(questionnaire, page)]
    groups = [_all_of(questionnaire, group) for group in page.when]
    if groups and all(groups):  # an alternative that asks for nothing always holds
        parts.append(groups[0] if len(groups) == 1 else f"({_any(groups)})")
    return " and ".join(parts)


def ended_before_end(questionnaire: Questionnaire) -> str:
    """True unless an answer ended the way through: for what follows the last page."""
    return " and ".join(f"not({ended})" for ended in _endings_before(questionnaire, None))


def exits_of(page: Page) -> Iterator[tuple[Item, str, str]]:
    """The exits that this page's answers lead to: item, id of the exit, when it is reached."""
    for item in page.items:
        for exit_id in dict.fromkeys(option.exit for option in item.options if option.exit):
            codes = tuple(option.code for option in item.options if option.exit == exit_id)
            yield item, exit_id, _names(item, codes)


def _endings_before(questionnaire: Questionnaire, page: Page | None) -> Iterator[str]:
    for earlier in questionnaire.pages:
        if earlier is page:
            return
        for item in earlier.items:
            if codes := tuple(option.code for option in item.options if option.exit):
                yield _names(item, codes)


def _all_of(questionnaire: Questionnaire, group: tuple[str, ...]) -> str:
    told = (holds_in_odk(questionnaire, _named(questionnaire, id_)) for id_ in group)
    return " and ".join(map(_bracketed, told))


def _named(questionnaire: Questionnaire, condition_id: str) -> Condition:
    return questionnaire.conditions_by_id[condition_id]


def _any(alternatives: list[str]) -> str:
    return " or ".join(f"({one})" for one in alternatives)


def _bracketed(text: str) -> str:
    return f"({text})" if " or " in text or " and " in text else text


def holds_in_odk(questionnaire: Questionnaire, condition: Condition) -> str:
    """The condition as XPath; an empty item makes it false, but true where it says `none_of`."""
    item = questionnaire.items[condition.item]
    if condition.any_of:
        return _names(item, condition.any_of)
    if condition.none_of:
        return f"not({_names(item, condition.none_of)})"
    if condition.differs_from:
        ours, other = field_of(item.id), field_of(condition.differs_from)
        return f"{ours} != '' and {other} != '' and {ours} != {other}"
    at_least = field_of(item.id, "at-least")
    return f"{at_least} != '' and {at_least} > {_number(condition.longer_than_min or 0.0)}"


def _names(item: Item, codes: tuple[str, ...]) -> str:
    if item.kind is ItemKind.MULTIPLE:
        return " or ".join(f"selected({field_of(item.id)}, '{code}')" for code in codes)
    field = field_of(item.id, "kind" if item.kind is ItemKind.TIME else "")
    return " or ".join(f"{field} = '{code}'" for code in codes)


# What an answer may be


def offered_of(questionnaire: Questionnaire, item: Item) -> tuple[str, dict[str, str]]:
    """The filter of the item's options, and under which name each is held back: code -> name.

    Without options that are held back the filter is ''.
    """
    held = {option.code: ".".join(option.when) for option in item.options if option.when}
    if not held:
        return "", {}
    rules = {}
    for option in item.options:
        ways = [holds_in_odk(questionnaire, _named(questionnaire, id_)) for id_ in option.when]
        if ways:
            rules[held[option.code]] = f"offered = '{held[option.code]}' and ({_any(ways)})"
    return _any([f"offered = '{ALWAYS}'", *rules.values()]), held


def limits_of(item: Item) -> str:
    """What an answer of a multiple choice or a text must keep to; '' for no limit."""
    if item.kind is ItemKind.TEXT:
        return f"string-length(.) <= {item.max_length}"
    if item.kind is not ItemKind.MULTIPLE:
        return ""
    alone = [option.code for option in item.options if option.exclusive]
    limits = []
    if alone:
        ticked = " or ".join(f"selected(., '{code}')" for code in alone)
        limits.append(f"not(({ticked}) and count-selected(.) > 1)")
    if item.at_most:
        limits.append(f"count-selected(.) <= {item.at_most}")
    return " and ".join(limits)


def needs_of(item: Item, part: str) -> str:
    """When a field of a time item is asked: its way of telling the wait is chosen."""
    kind = _NEEDS.get(part)
    if kind is None:
        return ""
    chosen = f"{field_of(item.id, 'kind')} = '{kind.value}'"
    amount = field_of(item.id, "sofar-amount")
    return f"{chosen} and {amount} != ''" if part == "sofar-unit" else chosen


def needed_of(item: Item, part: str) -> str:
    """Whether a field of a time item must be filled in once its way of telling is chosen.

    'yes', '' or, where an earlier moment may say when the wait began, an expression.
    """
    if part in ("amount", "unit", "sofar-unit", "band", "end-time"):
        return "yes"
    if part != "start-time":
        return ""
    if not item.clock_start:
        return "yes"
    known = f"{field_of(item.clock_start, 'time')} != ''"
    return f"not({known} and {field_of(item.id, 'start-date')} = '')"


def time_parts(item: Item) -> tuple[str, ...]:
    """The fields of a time item that its ways of telling a wait call for, in their order."""
    return tuple(
        part
        for part in ("kind", "amount", "unit", "band", *_CLOCKS, "sofar-amount", "sofar-unit")
        if part == "kind" or _NEEDS[part] in item.offers
    )


# How long a wait was at least


def reckoned_of(questionnaire: Questionnaire, item: Item) -> dict[str, str]:
    """What the form reckons of a wait that a condition measures: part of the item -> XPath."""
    if not any(
        condition.longer_than_min is not None
        for condition in questionnaire.conditions_by_item.get(item.id, ())
    ):
        return {}
    return {"minutes": _minutes(questionnaire, item), "at-least": _at_least(questionnaire, item)}


def _at_least(questionnaire: Questionnaire, item: Item) -> str:
    """The lower end of the wait, as `widen` and the band scale have it."""
    minutes = field_of(item.id, "minutes")
    rough = f"if({minutes} < 10, 0, {minutes} - 10)"
    far = f"if({minutes} <= 360, {minutes} * 0.75, {minutes} * 0.5)"
    told = f"if({minutes} = '', '', if({minutes} < 60, {rough}, {far}))"
    band = "''"
    scale = questionnaire.scales_by_id.get(item.bands)
    for each in reversed(scale.bands if scale else ()):
        here = f"{field_of(item.id, 'band')} = '{each.code}'"
        band = f"if({here}, {_number(each.lo_min)}, {band})"
    return _by_kind(item, {TimeKind.APPROX: told, TimeKind.BAND: band}, minutes)


def _minutes(questionnaire: Questionnaire, item: Item) -> str:
    """The minutes told, before they are widened; '' where none are known."""
    start = questionnaire.items.get(item.clock_start)
    ways = {
        TimeKind.APPROX: _amount(item, ""),
        TimeKind.EXACT: _between(item, start),
        TimeKind.STILL_WAITING: _so_far(item, start),
    }
    return _by_kind(item, ways, "''")


def _by_kind(item: Item, ways: Mapping[TimeKind, str], other: str) -> str:
    for kind, expression in reversed(list(ways.items())):
        if kind in item.offers:
            chosen = f"{field_of(item.id, 'kind')} = '{kind.value}'"
            other = f"if({chosen}, {expression}, {other})"
    return other


def _amount(item: Item, prefix: str) -> str:
    number, unit = field_of(item.id, f"{prefix}amount"), field_of(item.id, f"{prefix}unit")
    size = f"if({unit} = 'days', 1440, if({unit} = 'hours', 60, 1))"
    return f"if({number} = '' or {unit} = '', '', {number} * {size})"


def _so_far(item: Item, start: Item | None) -> str:
    told = _amount(item, "sofar-")
    if start is None:
        return told
    day, clock = field_of(start.id, "date"), field_of(start.id, "time")
    latest = "1440"
    for part, minute in _LATEST.items():
        latest = f"if({field_of(start.id, 'part')} = '{part}', {minute}, {latest})"
    into = f"if({clock} != '', {_of_day(clock)}, {latest})"
    since = f"((decimal-date-time(now()) - decimal-date-time({day})) * 1440 - {into})"
    unknown = f"if({day} = '', '', if({since} > 0, {since}, ''))"
    return f"if({field_of(item.id, 'sofar-amount')} = '', {unknown}, {told})"


def _between(item: Item, start: Item | None) -> str:
    """Minutes between two clock times; without a day the second is within 24 hours."""
    day, clock = field_of(item.id, "start-date"), field_of(item.id, "start-time")
    ended_on, ended = field_of(item.id, "end-date"), field_of(item.id, "end-time")
    if start is not None:
        untyped = f"{day} = '' and {clock} = '' and {field_of(start.id, 'time')} != ''"
        day = f"if({untyped}, {field_of(start.id, 'date')}, {day})"
        clock = f"if({untyped}, {field_of(start.id, 'time')}, {clock})"
    passed = f"({_of_day(ended)} - {_of_day(clock)})"
    days = f"round(decimal-date-time({ended_on}) - decimal-date-time({day}))"
    with_days = f"{days} * 1440 + {passed}"
    return (
        f"if({clock} = '' or {ended} = '', '', if({day} != '' and {ended_on} != '', "
        f"{with_days}, ({passed} + 1440) mod 1440))"
    )


def _of_day(clock: str) -> str:
    """The minute of the day that a time field holds."""
    return f"(number(substr({clock}, 0, 2)) * 60 + number(substr({clock}, 3, 5)))"


def _number(minutes: float) -> str:
    return f"{minutes:g}" if minutes < 1e6 else f"{minutes:f}"
