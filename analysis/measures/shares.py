"""How many, and what share: counts, shares of a category, shares that ticked something."""

from __future__ import annotations

from analysis.codebook import Codebook, VariableKind
from analysis.measures.group import Group, variable_of
from analysis.spec import CodeGroup, TableSpec
from analysis.table import Column
from analysis.unprotected import EVERYONE, CountCell, Key, Measured, ShareCell, Sum, only


def count_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """Responses and their share of all responses of the table."""
    return (
        Column(id="responses", title="Responses", unit="responses"),
        Column(id="share", title="Share of all responses", unit="%"),
    )


def count(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """How many responses the group has."""
    cells = (CountCell(EVERYONE), ShareCell(EVERYONE, None))
    return Measured(EVERYONE, {EVERYONE: group.rows.height}, cells)


def share_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """One column of percentages for each group of codes, or for each code where none are given."""
    return tuple(
        Column(id=group.id, title=group.title, unit="%") for group in code_groups(spec, codebook)
    )


def code_groups(spec: TableSpec, codebook: Codebook) -> tuple[CodeGroup, ...]:
    """The groups of the table, or each code on its own but those left out."""
    codes = variable_of(spec, codebook).codes
    return spec.groups or tuple(
        CodeGroup(id=code, title=title, codes=(code,))
        for code, title in codes.items()
        if code not in spec.exclude
    )


def share(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """The share that each code, or group of codes, has among those who gave an answer."""
    if variable_of(spec, codebook).kind is VariableKind.MULTIPLE:
        return ticked_share(group, spec, codebook)
    codes = [code for code in variable_of(spec, codebook).codes if code not in spec.exclude]
    tally = group.rows.counts(spec.of)
    base = only(spec.of, codes)
    counts: dict[Key, int] = {only(spec.of, [code]): tally.get(code, 0) for code in codes}
    sums = [Sum(base, tuple(counts))] if len(codes) > 1 else []
    excluded = {only(spec.of, [code]): tally.get(code, 0) for code in spec.exclude}
    sums.append(Sum(EVERYONE, (base, *excluded), None))
    counts |= excluded
    counts[base] = sum(tally.get(code, 0) for code in codes)
    cells, grouped = [], []
    for one in code_groups(spec, codebook):
        key = only(spec.of, one.codes)
        if key not in counts:
            counts[key] = sum(tally.get(code, 0) for code in one.codes)
            sums.append(Sum(key, tuple(only(spec.of, [code]) for code in one.codes)))
        cells.append(ShareCell(key, base))
        grouped.append(key)
    if spec.groups:
        inside = {code for one in spec.groups for code in one.codes}
        others = [only(spec.of, [code]) for code in codes if code not in inside]
        sums.append(Sum(base, (*grouped, *others)))  # follows from those above, but says it at once
    return Measured(base, counts, tuple(cells), tuple(sums))


def ticked_share(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """The share that ticked each code, or any of a group, among those who ticked anything."""
    ticks, tally = group.rows.columns.numbered(spec.of), group.rows.tally(spec.of)
    tally[0] = 0  # those who gave no answer
    if spec.exclude:
        counted = [code for code in variable_of(spec, codebook).codes if code not in spec.exclude]
        tally[~ticks.among(counted)] = 0
    base = only(spec.of, ["answered", *(f"but {code}" for code in spec.exclude)])
    counts: dict[Key, int] = {base: int(tally.sum())}
    cells, sums = [], [Sum(EVERYONE, (base,), None)]
    for one in code_groups(spec, codebook):
        key, others = only(spec.of, one.codes), _not_ticked(spec, one)
        counts[key] = int(tally[ticks.among(one.codes)].sum())
        counts[others] = counts[base] - counts[key]
        sums.append(Sum(base, (key, others)))
        cells.append(ShareCell(key, base))
    return Measured(base, counts, tuple(cells), tuple(sums))


def _not_ticked(spec: TableSpec, one: CodeGroup) -> Key:
    # The rest of the base: it depends on the base as well, which `exclude` changes.
    return only(spec.of, [f"not {code}" for code in (*one.codes, *spec.exclude)])
