"""The rows of an item: one field, or for a time and a moment the fields that tell it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from survey_api import Item, ItemKind, Page, odk
from survey_ui.respond.items import GATE
from survey_ui.xlsform import telling
from survey_ui.xlsform.options import Lists
from survey_ui.xlsform.row import Row
from survey_ui.xlsform.speech import Said, Speech


def _(phrase: str) -> str:
    return phrase


NEEDED = _("Choose an answer to go on")
NOT_YET = _("This day and time have not come yet. Please check them")
NEGATIVE = _("A wait cannot be less than 0. Please check the number")
_LONG = 24  # options; a longer list is searched rather than scrolled


def item_rows(speech: Speech, lists: Lists, page: Page, item: Item, why: Said) -> Iterator[Row]:
    """The rows that ask this item of a page. `why`: why we ask, shown on demand."""
    gate = page.section == GATE
    asked = Row(
        type="",
        name=item.id,
        label=speech.each(lambda voice: telling.question(voice, item, gate)),
        hint=speech.each(lambda voice: voice.wording.items[item.id].hint),
        guidance_hint=why,
        required="yes" if item.required else "",
        required_message=_needed(speech, item) if item.required else {},
    )
    if item.kind is ItemKind.MOMENT:
        yield from _moment(speech, lists, item, asked)
    elif item.kind is ItemKind.TIME:
        yield from _time(speech, lists, item, asked)
    else:
        limits = odk.limits_of(item)
        told = speech.each(lambda voice: telling.limits(voice, item)) if limits else {}
        asked = replace(asked, constraint=limits, constraint_message=told)
        yield (
            _words(asked)
            if item.kind is ItemKind.TEXT
            else _options(speech, lists, item, asked, gate)
        )


def _needed(speech: Speech, item: Item) -> Said:
    return speech.each(lambda voice: voice.wording.items[item.id].missing or voice.phrase(NEEDED))


def _words(asked: Row) -> Row:
    return replace(asked, type="text", appearance="multiline")


def _options(speech: Speech, lists: Lists, item: Item, asked: Row, gate: bool) -> Row:
    single = item.kind is ItemKind.SINGLE
    long = single and len(speech.survey.options_by_item[item.id]) > _LONG
    return replace(
        asked,
        type=f"select_{'one' if single else 'multiple'} {lists.options(item, gate)}",
        appearance="minimal autocomplete" if long else "",
        choice_filter=odk.offered_of(speech.survey.questionnaire, item)[0],
    )


def _moment(speech: Speech, lists: Lists, item: Item, asked: Row) -> Iterator[Row]:
    """A day, then a time or a part of the day."""
    day, clock = odk.field_of(item.id, "date"), odk.field_of(item.id, "time")
    yield _not_to_come(speech, replace(asked, type="date", name=odk.odk_name(f"{item.id}-date")))
    yield Row(
        type="time",
        name=odk.odk_name(f"{item.id}-time"),
        label=speech.each(lambda voice: telling.part(voice, item, "time")),
        relevant=f"{day} != ''",
    )
    yield Row(
        type=f"select_one {lists.day_parts()}",
        name=odk.odk_name(f"{item.id}-part"),
        label=speech.each(lambda voice: telling.part(voice, item, "part")),
        relevant=f"{day} != '' and {clock} = ''",
    )


def _not_to_come(speech: Speech, row: Row) -> Row:
    told = speech.each(lambda voice: voice.phrase(NOT_YET))
    return replace(row, constraint=". <= today()", constraint_message=told)


def _time(speech: Speech, lists: Lists, item: Item, asked: Row) -> Iterator[Row]:
    """A way of telling the wait, then what that way calls for."""
    for part in odk.time_parts(item):
        name = odk.odk_name(f"{item.id}-{part}")
        if part == "kind":
            yield replace(asked, type=f"select_one {lists.ways(item)}", name=name)
        else:
            yield _told(speech, lists, item, part)
    for part, expression in odk.reckoned_of(speech.survey.questionnaire, item).items():
        name = odk.odk_name(f"{item.id}-{part}")
        yield Row(type="calculate", name=name, calculation=expression)


def _told(speech: Speech, lists: Lists, item: Item, part: str) -> Row:
    """One field of a way of telling a wait. As on a page, a way that is chosen must be told."""
    row = Row(
        type=_type(lists, item, part),
        name=odk.odk_name(f"{item.id}-{part}"),
        label=speech.each(lambda voice: telling.part(voice, item, part)),
        relevant=odk.needs_of(item, part),
        required=odk.needed_of(item, part),
    )
    if row.required:
        told = speech.each(lambda voice: voice.phrase(NEEDED))
        row = replace(row, required_message=told)
    if part.endswith("amount"):
        told = speech.each(lambda voice: voice.phrase(NEGATIVE))
        return replace(row, constraint=". >= 0", constraint_message=told)
    return _not_to_come(speech, row) if part.endswith("date") else row


def _type(lists: Lists, item: Item, part: str) -> str:
    if part == "band":
        return f"select_one {lists.bands(item)}"
    if part.endswith("unit"):
        return f"select_one {lists.units()}"
    return "decimal" if part.endswith("amount") else part.rpartition("-")[2]
