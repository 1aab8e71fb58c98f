"""Shares of several questions side by side: the parts of a score, and two sides of one delay."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from analysis.codebook import Codebook
from analysis.measures.group import Group
from analysis.measures.sides import asking, joined, measured, parts_of
from analysis.microdata import Microdata
from analysis.rows import Rows
from analysis.spec import ShareOf, TableSpec
from analysis.table import Column
from analysis.unprotected import EVERYONE, CountCell, Key, Measured, RawCell, only


class Part(Group, frozen=True, eq=False):
    """A row: one share, among everybody and in each group of `across`."""

    item: ShareOf
    groups: tuple[tuple[str, Rows], ...] = ()


def part_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share among everybody, then in each group of `across`."""
    return (
        Column(id="all", title="All", unit="%"),
        *(
            Column(id=code, title=title, unit="%")
            for code, title in _across(spec, codebook).items()
        ),
    )


def _across(spec: TableSpec, codebook: Codebook) -> dict[str, str]:
    """The groups' codes with their titles: those alone that the table keeps."""
    variable = codebook.variable(spec.across)
    codes = variable.codes if variable else {}
    kept = spec.where.get(spec.across, tuple(codes))
    return {code: title for code, title in codes.items() if code in kept}


def part_groups(microdata: Microdata, rows: Rows, spec: TableSpec, key: Key) -> Sequence[Group]:
    """One row for each of `items`."""
    groups = parts_of(rows, spec.across, _across(spec, microdata.codebook))
    return [Part(one.id, one.title, key, rows, item=one, groups=groups) for one in spec.items]


def part_shares(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """The share of one question among everybody and in each group."""
    if not isinstance(group, Part):
        raise TypeError("Parts are measured on the rows that they make themselves.")
    asked = asking(spec, group.item)
    whole = measured(group.rows, EVERYONE, asked, codebook)
    rows = dict(group.groups)
    parts = [
        measured(rows.get(code, group.rows.nobody), only(spec.across, [code]), asked, codebook)
        for code in _across(spec, codebook)
    ]
    found = joined([whole, *parts], whole.base)
    cells: tuple[RawCell, ...] = tuple(one.cells[0] for one in (whole, *parts))
    return replace(found, cells=cells)


def two_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """What those concerned say, and how many of those who do the work rank it among the worst."""
    return (
        Column(id="said", title="Families and professionals: it went badly", unit="%"),
        Column(id="ranked", title="Workforce: among the three worst delays", unit="%"),
        Column(id="ranked_base", title="Workforce who answered", unit="responses"),
    )


def two_groups(microdata: Microdata, rows: Rows, spec: TableSpec, key: Key) -> Sequence[Group]:
    """One row for each of `items`."""
    return [Part(one.id, one.title, key, rows, item=one) for one in spec.items]


def two_sides(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Two shares of different people about the same step."""
    if not isinstance(group, Part):
        raise TypeError("Parts are measured on the rows that they make themselves.")
    one = group.item
    other = ShareOf(id=one.id, title=one.title, of=one.against, codes=one.against_codes)
    said, ranked = (
        measured(group.rows, EVERYONE, asking(spec, share), codebook) for share in (one, other)
    )
    found = joined([said, ranked], said.base)
    cells: tuple[RawCell, ...] = (said.cells[0], ranked.cells[0], CountCell(ranked.base))
    return replace(found, cells=cells)
