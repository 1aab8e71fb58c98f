"""What a template needs to print a questionnaire: bars, questions, boxes and their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from survey_api import (
    Item,
    ItemKind,
    Survey,
    Wording,
)
from survey_api.papers import Paper, PaperPage, band_numbers, option_numbers
from survey_ui.paper.saying import SaidBlock, Saying, offered_on
from survey_ui.phrases import direction_of
from survey_ui.respond.frame import ShownHelpline, show_helplines
from survey_ui.respond.items import ShownItem, ShownPage, show_page

_LONG_TEXT, _SHORT_TEXT = 2000, 200  # characters
_NARROW, _SHORT = 26, 40  # characters of the longest label that fits three, or two, in a row
_MANY = 12  # boxes
_MOST_HELPLINES = 5  # after an answer that ends the survey; all of them stand on the last pages


class Box(Struct, frozen=True):
    """A box to tick. `number`: the small one beside it; 0 for none."""

    label: str
    number: int
    hint: str = ""
    apart: bool = False  # 'or' stands before it


class Stop(Struct, frozen=True):
    """What is told after an answer that ends the survey."""

    told: str
    title: str
    body: str
    helplines: tuple[ShownHelpline, ...]
    beside: tuple[str, ...]


class Way(Struct, frozen=True):
    """One way of telling a wait, with what is to be filled in for it."""

    kind: str
    label: str
    number: int
    apart: bool


class Question(Struct, frozen=True, kw_only=True):
    """A question on paper. `columns`: how many boxes stand in a row; `lines`: to write on."""

    number: int
    shown: ShownItem
    hint: str
    boxes: tuple[Box, ...] = ()
    columns: int = 1
    ways: tuple[Way, ...] = ()
    bands: tuple[Box, ...] = ()
    band_columns: int = 2
    lines: int = 0
    stops: tuple[Stop, ...] = ()


class Sheet(Struct, frozen=True, kw_only=True):
    """One page of the questionnaire on paper. `section`: its heading where a section begins.

    `grid`: its questions share their boxes, so they stand in one table.
    """

    section: str
    shown: ShownPage
    blocks: tuple[SaidBlock, ...]
    only: SaidBlock | None
    questions: tuple[Question, ...]
    grid: bool
    helplines: tuple[ShownHelpline, ...]


def make_sheets(survey: Survey, paper: Paper, language: str) -> Iterator[Sheet]:
    """The pages of a paper in order; `survey` is the one it was made of."""
    wording = paper.survey.wording(language)
    saying, section = Saying(paper, wording), ""
    for page in paper.pages:
        shown = show_page(paper.survey, wording, page.page, paper.answers)
        questions = tuple(_questions(survey, paper, wording, saying, page, shown))
        yield Sheet(
            section=shown.section if page.page.section != section else "",
            shown=shown,
            blocks=tuple(saying.block(block) for block in page.blocks),
            only=saying.page(page.ways),
            questions=questions,
            grid=_is_grid(questions),
            helplines=() if page.page.items else show_helplines((survey,), "danger", language),
        )
        section = page.page.section


def _questions(
    survey: Survey,
    paper: Paper,
    wording: Wording,
    saying: Saying,
    page: PaperPage,
    shown: ShownPage,
) -> Iterator[Question]:
    for item, asked in zip(page.page.items, shown.asks, strict=True):
        numbers = option_numbers(survey, item)
        boxes = tuple(_boxes(asked, numbers, direction_of(wording.language)))
        bands = _bands(survey, item, asked)
        picked = page.picked.get(item.id, 0)
        yield Question(
            number=page.numbers[item.id],
            shown=asked,
            hint=saying.picked(picked) if picked else asked.hint,
            boxes=boxes,
            columns=_columns(boxes),
            ways=tuple(
                Way(way.kind, way.label, numbers[way.kind], way.divider) for way in asked.ways
            ),
            bands=bands,
            band_columns=_columns(bands, least=2),
            lines=_lines(item),
            stops=tuple(_stops(paper, wording, saying, item)),
        )


def _boxes(asked: ShownItem, numbers: dict[str, int], direction: str) -> Iterator[Box]:
    apart = False
    for row in asked.options:
        if "divider" in row:
            apart = True
        elif row["value"]:  # an empty one only asks to choose from a list on a screen
            hint: dict[str, Any] = row.get("hint", {})
            label = _isolated(row["text"]) if direction == "rtl" else row["text"]
            yield Box(label, numbers[row["value"]], hint.get("text", ""), apart)
            apart = False


def _isolated(label: str) -> str:
    """Names in Latin letters among words that run the other way, brackets at their right end."""
    return f"\u2066{label}\u2069" if label.isascii() else label


def _bands(survey: Survey, item: Item, asked: ShownItem) -> tuple[Box, ...]:
    numbers = band_numbers(survey, item)
    return tuple(Box(label, numbers[code]) for code, label in asked.bands)


def _columns(boxes: tuple[Box, ...], least: int = 1) -> int:
    """How many of these boxes fit beside each other; long lists use the width of the paper."""
    longest = max((len(box.label) for box in boxes), default=0)
    if any(box.hint for box in boxes):
        return 1
    if longest <= _NARROW and (len(boxes) > _MANY or len(boxes) <= 3 or least > 1):
        return 3
    return 2 if longest <= _SHORT or len(boxes) > _MANY or least > 1 else 1


def _lines(item: Item) -> int:
    if item.kind is not ItemKind.TEXT:
        return 0
    if item.max_length >= _LONG_TEXT:
        return 9
    return 2 if item.max_length <= _SHORT_TEXT else 6


def _is_grid(questions: tuple[Question, ...]) -> bool:
    labels = {tuple(box.label for box in each.boxes) for each in questions}
    kinds = {each.shown.kind for each in questions}
    alike = len(questions) > 1 and len(labels) == 1 and kinds == {ItemKind.SINGLE.value}
    return alike and all(each.shown.scale and not each.hint for each in questions)


def _stops(paper: Paper, wording: Wording, saying: Saying, item: Item) -> Iterator[Stop]:
    """What to do after each answer that ends the survey, answers to the same end together."""
    origin = paper.survey.beside(wording)
    by_exit: dict[str, list[str]] = {}
    options = {option.code: option for option in item.options}
    for code in offered_on(paper, item):
        if code in options and options[code].exit:
            by_exit.setdefault(options[code].exit, []).append(code)
    for exit_id, codes in by_exit.items():
        words = wording.exits[exit_id]
        first = origin.exits.get(exit_id) if origin else None
        lines = show_helplines((paper.survey,), exit_id, wording.language)
        yield Stop(
            told=saying.stop(item, codes),
            title=words.title,
            body=next(iter(words.body), ""),
            helplines=lines if len(lines) <= _MOST_HELPLINES else (),
            beside=(first.title, *first.body[:1]) if first else (),
        )
