"""Only the share within each standard: what a run chart needs, and fewer small numbers to hide."""

from __future__ import annotations

from analysis.codebook import Codebook
from analysis.measures.group import Group
from analysis.measures.waits import find_delays, hours_in_words, standards, within_cell
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import Measured


def within_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """One column for each standard, shortest first."""
    return tuple(
        Column(id=f"within_{hours:g}", title=f"Within {hours_in_words(hours)}", unit="%")
        for hours in standards(spec.reference_lines)
    )


def delay_within(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """The share within each standard, of all for whom the step was due."""
    lines = standards(spec.reference_lines)
    found = find_delays(group, spec.of, lines, codebook)
    cells = tuple(within_cell(found, hours) for hours in lines)
    return Measured(found.base, found.counts, cells, tuple(found.sums))
