"""Item + answer + problem: what a template needs to show a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from survey_api import (
    Answers,
    Item,
    ItemKind,
    Option,
    Page,
    Problem,
    Problems,
    Survey,
    TimeKind,
    Wording,
    fill,
    offered_codes,
    offers_of,
    option_label,
    options_of,
    unparse,
)
from survey_ui.phrases import translations
from survey_ui.respond.frame import Phrase


def _(phrase: str) -> str:
    return phrase


GATE = "gate"  # the section whose pages are asked before anything is stored
_LONG = 24  # options; a list longer than this is a select
_SCALE = 7  # options; a shorter list may sit side by side,
_SHORT = 18  # characters; if its labels are short


class ShownWay(Struct, frozen=True):
    """One way of telling a wait; `divider`: 'or' stands before it."""

    kind: str
    label: str
    checked: bool
    divider: bool


class ShownItem(Struct, frozen=True, kw_only=True):
    """A question as the templates show it. `typed` and `fields` are keyed by form field."""

    id: str
    kind: str
    question: str
    hint: str
    error: str
    typed: dict[str, str]
    fields: dict[str, str]
    options: tuple[dict[str, Any], ...] = ()
    long: bool = False
    scale: bool = False
    max_length: int = 0
    ways: tuple[ShownWay, ...] = ()
    bands: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    parts: tuple[dict[str, Any], ...] = ()
    clock_start: str = ""
    clock_end: str = ""

    @property
    def value(self) -> str:
        """What stands in the field of a text."""
        return self.typed.get(self.id, "")


class ShownPage(Struct, frozen=True, kw_only=True):
    """One screen. `heading` is empty when its only question is the heading."""

    heading: str
    title: str
    section: str
    lead: tuple[str, ...]
    notice: str
    why: str
    asks: tuple[ShownItem, ...]
    symbol: str = ""  # the name of a picture that says the same as the words
    beside: tuple[str, ...] = ()  # what is told for safety, in the language of origin

    @property
    def answered(self) -> bool:
        """Whether it shows anything that the respondent answered or typed."""
        return any(item.typed for item in self.asks)


def show_page(
    survey: Survey,
    wording: Wording,
    page: Page,
    answers: Answers,
    problems: Problems | None = None,
) -> ShownPage:
    """The page with what was answered, or, if there are problems, with what was typed."""
    words = wording.pages.get(page.id)
    shown = tuple(
        _show_item(survey, wording, item, answers, problems or _as_stored(item, answers))
        for item in page.items
    )

    def say(text: str) -> str:
        return fill(text, wording.pipes, answers)

    heading = say(words.title) if words else ""
    return ShownPage(
        heading=heading,
        title=heading or (shown[0].question if shown else wording.title),
        section=wording.sections.get(page.section, ""),
        lead=tuple(say(text) for text in words.lead) if words else (),
        notice=say(words.notice) if words else "",
        why=say(words.why) if words else "",
        asks=shown,
        symbol=wording.symbols.get(page.id, ""),
        beside=_beside(survey, wording, page, answers),
    )


def _beside(survey: Survey, wording: Wording, page: Page, answers: Answers) -> tuple[str, ...]:
    """What a page says for safety, as it was first written; empty once its translation is checked.

    That is every gate, every page that only tells something, and any notice.
    """
    origin = survey.beside(wording)
    if origin is None:
        return ()
    words, told = origin.pages.get(page.id), []
    if page.section == GATE or not page.items:
        told += [words.title, *words.lead] if words else []
        for item in page.items:
            told.append(origin.items[item.id].question)
            told.append(" / ".join(origin.items[item.id].options.values()))
    told.append(words.notice if words else "")
    return tuple(fill(text, origin.pipes, answers) for text in told if text)


def summary_of(problems: Problems, page: Page, say: Phrase) -> list[dict[str, str]]:
    """The lines of the error summary, each leading to its field."""
    return [
        {"text": told(problem, say), "href": f"#{_field(page, problem)}"}
        for problem in problems.problems
    ]


def told(problem: Problem, say: Phrase) -> str:
    """The problem's sentence in the language of `say`."""
    if not problem.template:
        return problem.message
    return say(problem.template).format(**problem.places)


def _field(page: Page, problem: Problem) -> str:
    """The id of the form field to go to."""
    item = next((item for item in page.items if item.id == problem.item), page.items[0])
    if problem.field and problem.field != item.id:
        return problem.field
    return f"{item.id}{_FIRST_FIELD.get(item.kind, '')}"


_FIRST_FIELD = {ItemKind.TIME: "-kind", ItemKind.MOMENT: "-date"}


def _as_stored(item: Item, answers: Answers) -> Problems:
    value = answers.get(item.id)
    return Problems(problems=(), typed=unparse(item, value) if value is not None else {})


def _show_item(
    survey: Survey, wording: Wording, item: Item, answers: Answers, form: Problems
) -> ShownItem:
    words, say = wording.items[item.id], translations(wording.language).gettext
    mine = [problem for problem in form.problems if problem.item == item.id]
    shown = ShownItem(
        id=item.id,
        kind=item.kind.value,
        question=fill(words.question, wording.pipes, answers),
        hint=fill(words.hint, wording.pipes, answers),
        error=" ".join(f"{told(problem, say).rstrip('.')}." for problem in mine),
        typed={name: texts[0] for name, texts in form.typed.items() if texts},
        fields={problem.field or item.id: problem.message for problem in mine},
        max_length=item.max_length,
    )
    if item.kind is ItemKind.TIME:
        return _with_ways(shown, survey, wording, item, answers)
    if item.kind is ItemKind.MOMENT:
        return replace(shown, parts=_parts(shown, say))
    if item.kind is ItemKind.TEXT:
        return shown
    ticked = frozenset(form.typed.get(item.id, ()))
    return _with_options(shown, survey, wording, item, answers, ticked)


# Options


def _with_options(
    shown: ShownItem,
    survey: Survey,
    wording: Wording,
    item: Item,
    answers: Answers,
    ticked: frozenset[str],
) -> ShownItem:
    options = _offered(survey, item, answers)
    rows = [_row(survey, wording, item, option, answers, ticked) for option in options]
    if item.kind is ItemKind.SINGLE and len(rows) > _LONG:
        choose = {"value": "", "text": translations(wording.language).gettext("Choose one")}
        selected = [{**row, "selected": row["checked"]} for row in rows]
        return replace(shown, options=(choose, *selected), long=True)
    divided = tuple(_divided(rows, options, translations(wording.language).gettext("or")))
    return replace(shown, options=divided, scale=_is_scale(rows))


def _is_scale(rows: Sequence[dict[str, Any]]) -> bool:
    """Whether the options may sit side by side: few of them, and none that needs many lines."""
    return len(rows) <= _SCALE and all(len(row["text"]) <= _SHORT for row in rows)


def _offered(survey: Survey, item: Item, answers: Answers) -> list[Option]:
    """The options that are not held back by an earlier answer."""
    own = {option.code for option in item.options}
    held_back = own - offered_codes(survey.questionnaire, item, answers)
    return [option for option in options_of(survey, item) if option.code not in held_back]


def _row(
    survey: Survey,
    wording: Wording,
    item: Item,
    option: Option,
    answers: Answers,
    ticked: frozenset[str],
) -> dict[str, Any]:
    """An option as the radios, checkboxes and select macros take it."""
    hint = wording.items[item.id].option_hints.get(option.code, "")
    row: dict[str, Any] = {
        "value": option.code,
        "text": option_label(survey, wording, item, option.code, answers),
        "checked": option.code in ticked,
    }
    if hint:
        row["hint"] = {"text": fill(hint, wording.pipes, answers)}
    if option.exclusive:
        row["behaviour"] = "exclusive"
    return row


def _divided(
    rows: Sequence[dict[str, Any]], options: Sequence[Option], word: str
) -> Iterator[dict[str, Any]]:
    """The rows, with 'or' before the first that stands apart: none, do not know, rather not."""
    before = False
    for number, (row, option) in enumerate(zip(rows, options, strict=True)):
        apart = option.exclusive or option.missing is not None
        if apart and not before and number:
            yield {"divider": word}
        before = before or apart
        yield row


# Moments and times


# The parts of a day as they are offered. (`_` marks the phrases for the catalogue.)
PARTS = {
    "morning": _("Morning"),
    "afternoon": _("Afternoon"),
    "evening": _("Evening"),
    "night": _("After midnight"),
}


def _parts(shown: ShownItem, say: Phrase) -> tuple[dict[str, Any], ...]:
    told = shown.typed.get(f"{shown.id}-part", "")
    return tuple(
        {"value": part, "text": say(label), "checked": part == told}
        for part, label in PARTS.items()
    )


def _with_ways(
    shown: ShownItem, survey: Survey, wording: Wording, item: Item, answers: Answers
) -> ShownItem:
    words, say = wording.items[item.id], translations(wording.language).gettext
    told = shown.typed.get(f"{item.id}-kind", "")
    offers = offers_of(survey.questionnaire, item, answers)
    ways = tuple(
        ShownWay(
            kind=kind.value,
            label=way_label(wording, item, kind, answers),
            checked=kind.value == told,
            divider=number > 0 and kind is TimeKind.DONT_KNOW,
        )
        for number, kind in enumerate(offers)
    )
    return replace(
        shown,
        ways=ways,
        bands=tuple(band_labels(survey, wording, item).items()),
        units=(("minutes", say("minutes")), ("hours", say("hours")), ("days", say("days"))),
        clock_start=fill(words.clock_start, wording.pipes, answers) or say("When it began"),
        clock_end=fill(words.clock_end, wording.pipes, answers) or say("When it ended"),
    )


def way_label(wording: Wording, item: Item, kind: TimeKind, answers: Answers) -> str:
    """How this item says `kind`, e.g. 'Nobody came'."""
    own = wording.items[item.id].kinds.get(kind.value, "")
    return fill(own or wording.kinds.get(kind.value, kind.value), wording.pipes, answers)


def band_labels(survey: Survey, wording: Wording, item: Item) -> dict[str, str]:
    """The ranges of a time item in their order: code to label."""
    scales = survey.questionnaire.band_scales
    scale = next((scale for scale in scales if scale.id == item.bands), None)
    labels = wording.bands.get(item.bands, {})
    return {band.code: labels.get(band.code, band.code) for band in scale.bands} if scale else {}
