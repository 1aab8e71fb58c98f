"""The headlines wave after wave, taken from what was published and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis import Cell, Column, Row, SummaryTable, TableSpec, with_limits
from survey_api.questionnaire import Survey, Wave
from survey_api.releases.model import Release, ReleaseStatus, ReleaseSummary
from survey_api.releases.overview import Headline, HeadlineSpec, OverviewSpec, make_headline

BY_WAVE = "wave"
SIMULATED = "Some or all of these responses are simulated: made up, not from people."
NOTES = (
    "Each wave as its final release published it; the last row is this release. Other people "
    "answered each time, so part of any change is who answered.",
)


def releases_of_waves(
    made: Iterable[ReleaseSummary], survey: Survey, wave: Wave
) -> tuple[ReleaseSummary, ...]:
    """Get one release for each wave before this one, oldest wave first: the newest final one.

    A wave without a final release is left out: an interim figure is no point in time.
    """
    newest: dict[str, ReleaseSummary] = {}
    for summary in sorted(made, key=lambda one: one.made_at):
        if summary.survey == survey.id and summary.status is ReleaseStatus.FINAL:
            newest[summary.wave] = summary
    before = [one for one in survey.programme.waves if one.opens < wave.opens]
    ordered = sorted(before, key=lambda one: one.opens)
    return tuple(newest[one.id] for one in ordered if one.id in newest)


def trend_tables(
    overview: OverviewSpec,
    survey: Survey,
    wave: Wave,
    tables: Sequence[SummaryTable],
    earlier: Sequence[Release],
    *,
    simulated: bool = False,
) -> tuple[SummaryTable, ...]:
    """Get a table for each headline: a row a wave, this one last, with the limits of a run chart.

    earlier: one release a wave, oldest first. A figure that a wave did not publish is marked [x].
    simulated: some of this wave's responses are made up.
    """
    simulated = simulated or any(one.summary.simulated for one in earlier)
    notes = (SIMULATED, *NOTES) if simulated else NOTES
    waves = [(survey.wave(one.summary.wave), one.tables) for one in earlier]
    waves.append((wave, tuple(tables)))
    return tuple(_trend(spec, waves, tables, notes) for spec in overview.headlines)


def _trend(
    spec: HeadlineSpec,
    waves: Sequence[tuple[Wave, Sequence[SummaryTable]]],
    tables: Sequence[SummaryTable],
    notes: tuple[str, ...],
) -> SummaryTable:
    found = [(one, _headline(spec, its)) for one, its in waves]
    newest = found[-1][1]
    table = next((one for one in tables if one.id == spec.figure.table), None)
    column = Column(id="figure", title=newest.figure.title or "Figure", unit=newest.figure.unit)
    plain = SummaryTable(
        id=f"by-wave-{spec.id}",
        title=f"Wave by wave: {spec.title}",
        topic="over_time",
        measure="headline",
        by=BY_WAVE,
        unit=column.unit,
        source=table.source if table else "",
        base_note=newest.base_note,
        notes=notes,
        method=table.method if table else "",
        columns=(column,),
        rows=tuple(_row(one, headline) for one, headline in found),
        row_title="Wave",
        chart="run",
        evidence=table.evidence if table else (),
        of=table.of if table else "",
        where=table.where if table else "",
    )
    run = TableSpec(id=plain.id, title=plain.title, topic=plain.topic, measure="", run="figure")
    return with_limits(plain, run)


def _headline(spec: HeadlineSpec, tables: Iterable[SummaryTable]) -> Headline:
    by_id = {table.id: table for table in tables}
    return make_headline(spec, by_id.get(spec.figure.table))


def _row(wave: Wave, headline: Headline) -> Row:
    figure = headline.figure
    cell = Cell(
        value=figure.value,
        symbol=figure.symbol,
        lower=figure.lower,
        upper=figure.upper,
        at_least=figure.at_least,
    )
    base = Cell(symbol="[x]") if figure.base is None else Cell(value=figure.base)
    return Row(code=wave.id, title=wave.title, base=base, cells=(cell,), flag=figure.flag)
