"""The overview: what a release says on one page, and what the strategy should fix first.

Made from the release's protected tables and nothing else, so it can say no more than they do.
Which figures it takes is data: overview.toml in the survey's folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

import msgspec

from analysis import Cell, Column, ReferenceLine, Row, SummaryTable
from survey_api.questionnaire import Survey
from survey_api.questionnaire.reading import read_toml
from survey_api.record import Record
from survey_api.releases.model import Figure, Release

OVERVIEW = "overview.toml"
NOT_THERE = "[x]"


class FigureSpec(Record, kw_only=True):
    """Where a figure stands: in which column and row of which table. `row` '' is the total."""

    table: str
    column: str
    row: str = ""


class HeadlineSpec(Record, kw_only=True):
    """One of the few figures that open the overview; `beside`: columns never to be left out."""

    id: str
    title: str
    figure: FigureSpec
    beside: tuple[str, ...] = ()


class ProblemSpec(Record, kw_only=True):
    """A problem and the figure that says which share of people it affects.

    `turned`: the figure is the share of those it does not affect.
    """

    id: str
    title: str
    words: str  # ends the sentence "35% of those asked ..."
    figure: FigureSpec
    turned: bool = False
    evidence: tuple[str, ...] = ()


class OverviewSpec(Record, kw_only=True):
    """overview.toml."""

    headlines: tuple[HeadlineSpec, ...] = ()
    problems: tuple[ProblemSpec, ...] = ()


class Headline(Record, kw_only=True):
    """A figure that opens the overview, with what has to be read beside it."""

    id: str
    title: str
    table: str
    figure: Figure
    beside: tuple[Figure, ...]
    reference_lines: tuple[ReferenceLine, ...]
    base_note: str


class Priority(Record, kw_only=True):
    """A problem, in the order in which the strategy may want to fix it.

    `level`: problems of one level cannot be told apart, their intervals overlap with that of the
    first among them. Level 0: too few answers to say; then `figure` has a symbol and no value.
    """

    id: str
    title: str
    words: str
    table: str
    figure: Figure
    level: int
    evidence: tuple[str, ...]


class Overview(Record, kw_only=True):
    """What should the strategy fix first? `priorities`: surest and widest first.

    `too_few`: problems that this release has too few answers to say anything about.
    """

    headlines: tuple[Headline, ...]
    priorities: tuple[Priority, ...]
    too_few: tuple[Priority, ...]
    notes: tuple[str, ...]


_NOTES = (
    "Problems are ordered by the lower end of the range that the true share lies in with 95% "
    "confidence, so a large share among few people does not come first by chance.",
    "Problems of one group cannot be told apart: their ranges overlap.",
    "People chose to answer. The figures speak for those who did, not for every family, and they "
    "do not say what caused what.",
)


def load_overview(survey: Survey) -> OverviewSpec:
    """Get what the survey's overview is made of: nothing, if it has no overview.toml.

    Raises BadSurvey if the file cannot be used.
    """
    path = survey.folder / OVERVIEW
    return read_toml(path, OverviewSpec) if path.exists() else OverviewSpec()


def missing_figures(spec: OverviewSpec, columns: Set[tuple[str, str]]) -> list[str]:
    """Get a line for each figure whose table or column is not among these columns."""
    wanted = [(h.id, figure) for h in spec.headlines for figure in (h.figure, *_beside(h))]
    wanted += [(problem.id, problem.figure) for problem in spec.problems]
    return [
        f"'{part}': no table '{figure.table}' has a column '{figure.column}'"
        for part, figure in wanted
        if (figure.table, figure.column) not in columns
    ]


def make_overview(spec: OverviewSpec, release: Release) -> Overview:
    """Get the overview of a release. A figure that it does not hold is marked [x]."""
    tables = {table.id: table for table in release.tables}
    found = [_priority(problem, tables.get(problem.figure.table)) for problem in spec.problems]
    known = [priority for priority in found if priority.figure.value is not None]
    known.sort(key=lambda p: (_lower(p), p.figure.value or 0.0, p.id), reverse=True)
    return Overview(
        headlines=tuple(make_headline(h, tables.get(h.figure.table)) for h in spec.headlines),
        priorities=tuple(_levelled(known)),
        too_few=tuple(priority for priority in found if priority.figure.value is None),
        notes=_NOTES,
    )


def make_headline(spec: HeadlineSpec, table: SummaryTable | None) -> Headline:
    """Get a headline from its table; its figures are marked [x] where there is none."""
    return Headline(
        id=spec.id,
        title=spec.title,
        table=spec.figure.table,
        figure=find_figure(table, spec.figure),
        beside=tuple(find_figure(table, one) for one in _beside(spec)),
        reference_lines=table.reference_lines if table else (),
        base_note=table.base_note if table else "",
    )


def _beside(spec: HeadlineSpec) -> list[FigureSpec]:
    return [msgspec.structs.replace(spec.figure, column=column) for column in spec.beside]


def _priority(spec: ProblemSpec, table: SummaryTable | None) -> Priority:
    figure = find_figure(table, spec.figure)
    return Priority(
        id=spec.id,
        title=spec.title,
        words=spec.words,
        table=spec.figure.table,
        figure=_turned(figure) if spec.turned else figure,
        level=0,
        evidence=spec.evidence or (table.evidence if table else ()),
    )


def find_figure(table: SummaryTable | None, spec: FigureSpec) -> Figure:
    """Get the figure in that row and column, or one marked [x] where there is none."""
    place = _place(table, spec) if table else None
    if place is None:
        return Figure(
            title="",
            unit="",
            symbol=NOT_THERE,
            table=spec.table,
            column=spec.column,
            row=spec.row,
        )
    column, row, cell = place
    return Figure(
        title=column.title,
        unit=column.unit,
        value=None if cell.symbol else cell.value,
        lower=cell.lower,
        upper=cell.upper,
        at_least=cell.at_least,
        symbol=cell.symbol or (NOT_THERE if cell.value is None else ""),
        base=row.base.value,
        flag=row.flag,
        table=spec.table,
        column=spec.column,
        row=spec.row,
    )


def _place(table: SummaryTable, spec: FigureSpec) -> tuple[Column, Row, Cell] | None:
    for row in table.rows:
        if row.code == spec.row:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.id == spec.column:
                    return column, row, cell
    return None


def _turned(figure: Figure) -> Figure:
    """The share of everybody else."""

    def rest(share: float | None) -> float | None:
        return None if share is None else 100.0 - share

    return msgspec.structs.replace(
        figure, value=rest(figure.value), lower=rest(figure.upper), upper=rest(figure.lower)
    )


def _levelled(ordered: Sequence[Priority]) -> Iterable[Priority]:
    """Number the levels: a new one begins where a problem lies wholly below its level's first."""
    level, first_lower = 0, float("inf")
    for priority in ordered:
        if _upper(priority) < first_lower:
            level, first_lower = level + 1, _lower(priority)
        yield msgspec.structs.replace(priority, level=level)


def _lower(priority: Priority) -> float:
    figure = priority.figure
    return figure.lower if figure.lower is not None else figure.value or 0.0


def _upper(priority: Priority) -> float:
    figure = priority.figure
    return figure.upper if figure.upper is not None else figure.value or 0.0
