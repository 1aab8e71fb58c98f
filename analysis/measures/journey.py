"""The journey: every delay of the survey, a row each, on one scale of hours."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.codebook import Codebook, VariableKind
from analysis.errors import BadTableSpec
from analysis.measures.group import Group
from analysis.measures.wait_notes import journey_notes
from analysis.measures.waits import (
    KIND_COLUMNS,
    QUANTILE_COLUMNS,
    find_delays,
    hours_in_words,
    kind_cells,
    quantile_cells,
    standards,
    within_cell,
)
from analysis.microdata import Microdata
from analysis.rows import Rows
from analysis.spec import Stage, TableSpec
from analysis.table import Column
from analysis.unprotected import (
    EVERYONE,
    FigureCell,
    Key,
    Measured,
    RawCell,
    Saying,
    WordCell,
)

NO_STANDARD = "none published"


def journey_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """Quantiles, shares never, waiting and overtaken, the standard and the share within it."""
    return (
        *QUANTILE_COLUMNS,
        *KIND_COLUMNS,
        Column(id="standard", title="Published standard", unit="words"),
        Column(id="within", title="Within the standard, or the shorter one", unit="%"),
        Column(id="within_longer", title="Within the longer standard", unit="%"),
    )


def journey_groups(microdata: Microdata, rows: Rows, spec: TableSpec, key: Key) -> Sequence[Group]:
    """One row for each stage."""
    stages = stages_of(spec, microdata.codebook)
    return [Group(stage.code, stage.title, key, rows) for stage in stages]


def stages_of(spec: TableSpec, codebook: Codebook) -> tuple[Stage, ...]:
    """The stages that the table names, or every delay D1, D2 ... that a variable measures."""
    if spec.stages:
        return spec.stages
    measured: dict[int, Stage] = {}
    for variable in codebook.variables:
        numbers = (c[1:] for c in variable.evidence if c.startswith("D") and c[1:].isdigit())
        if variable.kind is VariableKind.DELAY:
            for number in numbers:
                stage = Stage(code=f"D{number}", title=variable.label, of=variable.name)
                measured.setdefault(int(number), stage)
    return tuple(measured[number] for number in sorted(measured))


def journey(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """The waits of one stage."""
    stage = _stage(group, spec, codebook)
    lines = standards(stage.reference_lines)
    found = find_delays(group, stage.of, lines, codebook)
    found.counts[EVERYONE] = group.rows.height
    within = [within_cell(found, hours) for hours in (lines[:1] + lines[1:][-1:])]
    cells: tuple[RawCell, ...] = (
        *quantile_cells(found),
        *kind_cells(found),
        WordCell("; ".join(hours_in_words(hours) for hours in lines) or NO_STANDARD),
        *within,
        *(FigureCell(None) for _ in range(2 - len(within))),
    )
    return Measured(found.base, found.counts, cells, tuple(found.sums))


def _stage(group: Group, spec: TableSpec, codebook: Codebook) -> Stage:
    for stage in stages_of(spec, codebook):
        if stage.code == group.code:
            return stage
    raise BadTableSpec(f"Table '{spec.id}': there is no stage '{group.code}'.")


def stage_notes(groups: Sequence[Group], spec: TableSpec, codebook: Codebook) -> Saying:
    """How the waits of these stages were worked out."""
    found = [(group, _stage(group, spec, codebook).of) for group in groups]
    return journey_notes(found, codebook)
