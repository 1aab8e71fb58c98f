"""The overview as a page shows it: places, figures in words, and what a bar is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analysis import Cell
from survey_api import Figure, Headline, Overview, Priority, Survey
from survey_ui.releases.figures import say_cell, say_interval, say_number

AT_FIRST_SIGHT = 6  # problems shown before "show the others"


class Bar(NamedTuple):
    """A share to draw, each end in per cent of the width."""

    value: float
    low: float
    high: float


class ShownProblem(NamedTuple):
    """A problem as a line of the list. `place` 0: too few answers to say."""

    place: int
    joint: bool
    title: str
    words: str
    table: str
    said: str
    interval: str
    base: str
    flag: str
    bar: Bar | None
    codes: tuple[tuple[str, str], ...]  # evidence codes with their titles


class ShownHeadline(NamedTuple):
    """A headline figure with what must be read beside it."""

    title: str
    table: str
    said: str
    interval: str
    base: str
    flag: str
    beside: tuple[tuple[str, str], ...]  # title, figure
    standards: tuple[str, ...]


class ShownOverview(NamedTuple):
    """What should the strategy fix first? `first` at first sight, `others` behind a click."""

    first: tuple[ShownProblem, ...]
    others: tuple[ShownProblem, ...]
    too_few: tuple[ShownProblem, ...]
    headlines: tuple[ShownHeadline, ...]
    notes: tuple[str, ...]


def show_overview(overview: Overview, survey: Survey) -> ShownOverview:
    """The overview in words and lengths; nothing is worked out that it does not hold."""
    titles = {code.id: code.title for code in survey.programme.evidence}
    shown = _placed(overview.priorities, titles)
    return ShownOverview(
        first=shown[:AT_FIRST_SIGHT],
        others=shown[AT_FIRST_SIGHT:],
        too_few=tuple(_problem(p, 0, False, titles) for p in overview.too_few),
        headlines=tuple(_headline(headline) for headline in overview.headlines),
        notes=overview.notes,
    )


def _placed(priorities: Sequence[Priority], titles: dict[str, str]) -> tuple[ShownProblem, ...]:
    """Problems that cannot be told apart share the place of the first among them."""
    levels = [priority.level for priority in priorities]
    return tuple(
        _problem(p, levels.index(p.level) + 1, levels.count(p.level) > 1, titles)
        for p in priorities
    )


def _problem(priority: Priority, place: int, joint: bool, titles: dict[str, str]) -> ShownProblem:
    figure = priority.figure
    return ShownProblem(
        place=place,
        joint=joint,
        title=priority.title,
        words=priority.words,
        table=priority.table,
        said=say_cell(as_cell(figure), figure.unit),
        interval=say_interval(as_cell(figure), figure.unit),
        base=_base(figure),
        flag=figure.flag,
        bar=_bar(figure),
        codes=tuple((code, titles.get(code, "")) for code in priority.evidence),
    )


def _headline(headline: Headline) -> ShownHeadline:
    figure = headline.figure
    return ShownHeadline(
        title=headline.title,
        table=headline.table,
        said=say_cell(as_cell(figure), figure.unit),
        interval=say_interval(as_cell(figure), figure.unit),
        base=_base(figure),
        flag=figure.flag,
        beside=tuple(
            (other.title, say_cell(as_cell(other), other.unit))
            for other in headline.beside
            if other.title
        ),
        standards=tuple(line.title for line in headline.reference_lines),
    )


def as_cell(figure: Figure) -> Cell:
    """The figure as a cell, so that it is written as it is in its table."""
    return Cell(
        value=figure.value,
        lower=figure.lower,
        upper=figure.upper,
        at_least=figure.at_least,
        symbol=figure.symbol,
    )


def _base(figure: Figure) -> str:
    return "" if figure.base is None else f"{say_number(figure.base, 'responses')} responses"


def _bar(figure: Figure) -> Bar | None:
    if figure.value is None or figure.unit != "%":
        return None
    low = figure.lower if figure.lower is not None else figure.value
    high = figure.upper if figure.upper is not None else figure.value
    return Bar(round(figure.value, 1), round(low, 1), round(high, 1))
