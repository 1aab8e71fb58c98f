"""What the pack of a release holds, part by part: one order for page, PDF, workbook and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import structs

from analysis import SYMBOLS, SummaryTable
from survey_api import (
    Benchmark,
    PackSpec,
    PartSpec,
    Placed,
    Quote,
    Recommendation,
    Release,
    Standing,
    Survey,
    Wave,
    columns_shown,
    load_overview,
    load_pack,
    make_overview,
    place_tables,
)
from survey_ui.releases.describe import describe_table, nothing_to_draw, reading_hint
from survey_ui.releases.frame import draft_notice, simulated_notice
from survey_ui.releases.shelf import short_title
from survey_ui.releases.standing import ShownOverview, show_overview

FEW_ROWS, MANY_COLUMNS = 4, 5  # a table with no more rows and more columns is turned on its side


class ShownTable(NamedTuple):
    """A table as a part shows it. `whole`: as published; `table`: with this part's columns only.

    `number` counts through the whole pack and is the same in the workbook.
    """

    number: int
    whole: SummaryTable
    table: SummaryTable
    title: str
    turned: bool
    description: str
    hint: str
    no_chart: str
    drawn: bool  # whether a chart goes with it here
    symbols: tuple[tuple[str, str], ...]
    method: str
    notes: tuple[str, ...]  # those of this table alone

    @property
    def worded(self) -> tuple[bool, ...]:
        """For each column whether it holds words: those are set from the left."""
        columns = range(len(self.table.columns))
        return tuple(any(row.cells[at].text for row in self.table.rows) for at in columns)

    @property
    def columns_elsewhere(self) -> int:
        """How many columns only the workbook has."""
        return len(self.whole.columns) - len(self.table.columns)


class NamedTable(NamedTuple):
    """A table that stands in the workbook and is only named in the pack."""

    number: int
    table: SummaryTable
    title: str


class ShownPart(NamedTuple):
    """One part of the pack."""

    number: int
    spec: PartSpec
    tables: tuple[ShownTable, ...]
    named: tuple[NamedTable, ...]
    context: tuple[Benchmark, ...]


class Pack(NamedTuple):
    """A release, ready to be written out in any form.

    `standing`: whether it may be published; `notice`: '' when nothing is simulated.
    """

    survey: Survey
    wave: Wave
    release: Release
    standing: Standing
    notice: str
    overview: ShownOverview
    parts: tuple[ShownPart, ...]
    notes: tuple[str, ...]  # said of so many tables that they are said once for all
    recommendations: tuple[Recommendation, ...]

    @property
    def title(self) -> str:
        """What is on the cover."""
        return f"Evidence pack: {self.wave.title}"

    @property
    def draft(self) -> str:
        """What has to be said of a release that may not be published; '' once it may."""
        return draft_notice(self.standing)

    @property
    def marks(self) -> tuple[str, ...]:
        """What has to stand at the head of every sheet and page."""
        simulated = f"SIMULATED: {self.notice}" if self.notice else ""
        return tuple(mark for mark in (self.draft, simulated) if mark)

    @property
    def examples(self) -> tuple[Quote, ...]:
        """One quote a theme, in the order in which themes are first met."""
        first: dict[str, Quote] = {}
        for quote in self.release.quotes:
            first.setdefault(quote.theme, quote)
        return tuple(first.values())

    def numbered(self) -> Iterator[tuple[NamedTable, ShownPart]]:
        """Every table of the release with its number and part, in order."""
        for part in self.parts:
            for shown in part.tables:
                yield NamedTable(shown.number, shown.whole, shown.title), part
            for named in part.named:
                yield named, part


def make_pack(release: Release, survey: Survey, standing: Standing = Standing.WAITING) -> Pack:
    """Get everything the pack says. Nothing is worked out that the release does not hold.

    `standing`: whether the release may be published; until then every part is marked as a draft.

    Raises BadSurvey if the survey's pack.toml or overview.toml cannot be used, NotFound if the
    survey no longer knows the wave.
    """
    wave = survey.wave(release.summary.wave)
    return Pack(
        survey=survey,
        wave=wave,
        release=release,
        standing=standing,
        notice=simulated_notice(release.summary),
        overview=show_overview(make_overview(load_overview(survey), release), survey),
        parts=tuple(_parts(load_pack(survey), release, survey, wave)),
        notes=_shared_notes(release),
        recommendations=release.recommendations or _awaited(survey),
    )


def _parts(spec: PackSpec, release: Release, survey: Survey, wave: Wave) -> Iterator[ShownPart]:
    placed = place_tables(spec, [table.id for table in release.tables])
    number = 1
    for place, part in enumerate(spec.parts, 1):
        shown, named = _tables(part, placed[part.id], release, wave, number)
        number += len(shown) + len(named)
        context = tuple(figure for figure in survey.context if part.id in figure.parts)
        yield ShownPart(place, part, shown, named, context)


def _tables(
    part: PartSpec, placed: Placed, release: Release, wave: Wave, first: int
) -> tuple[tuple[ShownTable, ...], tuple[NamedTable, ...]]:
    found = {table.id: table for table in release.tables}
    shared = _shared_notes(release)
    shown = _said_once(
        _shown(number, part, found[one], wave, shared)
        for number, one in enumerate(placed.shown, first)
    )
    after = first + len(shown)
    named = tuple(
        NamedTable(number, found[one], short_title(found[one], wave.title))
        for number, one in enumerate(placed.named, after)
    )
    return shown, named


def _shared_notes(release: Release) -> tuple[str, ...]:
    """Notes that most tables carry, in the order they are first met."""
    counted = Counter(note for table in release.tables for note in set(table.notes))
    often = {note for note, count in counted.items() if count > len(release.tables) / 2 > 1}
    return tuple(dict.fromkeys(n for table in release.tables for n in table.notes if n in often))


def _shown(
    number: int, part: PartSpec, whole: SummaryTable, wave: Wave, shared: tuple[str, ...]
) -> ShownTable:
    table = keep_columns(whole, columns_shown(part, whole.id))
    no_chart = nothing_to_draw(whole)
    used = {cell.symbol for row in table.rows for cell in (row.base, *row.cells)}
    return ShownTable(
        number=number,
        whole=whole,
        table=table,
        title=short_title(whole, wave.title),
        turned=_turned(table),
        description=describe_table(whole),
        hint=reading_hint(whole),
        no_chart=no_chart if whole.chart and not part.plain else "",
        drawn=bool(whole.chart) and not no_chart and not part.plain,
        symbols=tuple((symbol, SYMBOLS[symbol]) for symbol in sorted(used) if symbol in SYMBOLS),
        method=whole.method,
        notes=tuple(note for note in whole.notes if note not in shared),
    )


def _said_once(tables: Iterable[ShownTable]) -> tuple[ShownTable, ...]:
    """The tables of a part; what an earlier one of them says already is not said again."""
    methods: dict[str, int] = {}
    notes: dict[tuple[str, ...], int] = {}
    told = []
    for one in tables:
        method = methods.setdefault(one.method, one.number)
        limits = notes.setdefault(one.notes, one.number)
        same_method = one.method and method != one.number
        same_notes = one.notes and limits != one.number
        told.append(
            one._replace(
                method=f"As for table {method}." if same_method else one.method,
                notes=(f"As for table {limits}.",) if same_notes else one.notes,
            )
        )
    return tuple(told)


def keep_columns(table: SummaryTable, columns: tuple[str, ...]) -> SummaryTable:
    """The table with these columns only, in its own order; all of them when none is known."""
    places = [at for at, column in enumerate(table.columns) if column.id in columns]
    if not places or len(places) == len(table.columns):
        return table
    rows = [structs.replace(row, cells=tuple(row.cells[at] for at in places)) for row in table.rows]
    return structs.replace(
        table, columns=tuple(table.columns[at] for at in places), rows=tuple(rows)
    )


def _turned(table: SummaryTable) -> bool:
    """Whether its columns read better as rows."""
    if len(table.rows) == 1:
        return len(table.columns) > 1
    return 0 < len(table.rows) <= FEW_ROWS and len(table.columns) > MANY_COLUMNS


def _awaited(survey: Survey) -> tuple[Recommendation, ...]:
    """The recommendations as the survey names them, for a release that did not keep its own."""
    return tuple(
        Recommendation(code=one.id, title=one.title, confirmed=one.confirmed)
        for one in survey.programme.evidence
        if one.kind == "recommendation"
    )
