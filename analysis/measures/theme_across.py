"""Themes in groups of people: a share for each, where the group has enough texts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from msgspec import structs

from analysis.codebook import Codebook
from analysis.comparisons import LEAST_BASE
from analysis.corrected import LEAST_CODED
from analysis.dominance import largest_team
from analysis.measures.feelings import CORRECTED, UNCHECKED
from analysis.measures.group import Group
from analysis.measures.themes import (
    NO_THEME,
    SHOWN_NOTE,
    ThemeGroup,
    hand_column,
    share_cell,
    theme_group,
    theme_groups,
    unreliable,
)
from analysis.microdata import Microdata
from analysis.rows import Rows
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import Key, Measured, RawCell, Sum, WordCell, both, only

HOW, EVERYBODY = "how", "all"
_NOTES = (
    f"A group with fewer than {LEAST_BASE} texts has no share of its own: [u].",
    "Compare a corrected share with another corrected one only: what the program misses is put "
    "right in one and not in the other.",
)


def across_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share of texts among everybody, then in each group of `across`."""
    variable = codebook.variable(spec.across)
    titles = {EVERYBODY: "All", **(variable.codes if variable else {})}
    return tuple(Column(id=code, title=title, unit="%") for code, title in titles.items())


def across_groups(
    microdata: Microdata, rows: Rows, spec: TableSpec, key: Key
) -> Sequence[ThemeGroup]:
    """A first row that says how each group's shares were checked, then one row a theme."""
    themes = theme_groups(microdata, rows, spec, key)
    return [structs.replace(themes[0], code=HOW, title="How it was checked"), *themes]


def theme_across(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """The share of the texts of each group that have a theme, where people agree on it."""
    theme, columns = theme_group(group), across_columns(spec, codebook)
    read, base = theme.frame.height, only(spec.of, ["answered"])
    if theme.code == HOW:
        said = tuple(WordCell(_how(_texts_of(theme, column.id, spec))) for column in columns)
        return Measured(base, {base: read}, said)
    if theme.accord.against or not read:
        hidden = tuple(unreliable(read) for _ in columns)
        return Measured(base, {base: read}, hidden, notes=(SHOWN_NOTE,))
    others = only(spec.of, [f"not {theme.code}"])
    counts: dict[Key, int] = {base: read, theme.key_of: theme.found, others: read - theme.found}
    sums = [Sum(base, (theme.key_of, others))]
    cells: tuple[RawCell, ...] = (share_cell(theme, theme.frame, theme.key_of, base),)
    for column in columns[1:]:
        cells += (_group_cell(theme, column.id, spec, counts, sums),)
    for whole in (base, theme.key_of, others):
        parts = tuple(both(only(spec.across, [column.id]), whole) for column in columns[1:])
        sums.append(Sum(whole, parts, counts[whole] - sum(counts[part] for part in parts)))
    teams = {
        both(only(spec.across, [column.id]), base): _largest_team(group, column.id, spec, codebook)
        for column in columns[1:]
    }
    return Measured(base, counts, cells, tuple(sums), notes=(SHOWN_NOTE, *_NOTES), teams=teams)


def _largest_team(group: Group, code: str, spec: TableSpec, codebook: Codebook) -> int:
    """Found once for all themes."""
    return group.rows.columns.once(
        ("team across", group.key, spec.of, spec.across, code),
        lambda: largest_team(group.rows.among(spec.across, [code]), codebook.cluster, spec.of),
    )


def _texts_of(theme: ThemeGroup, code: str, spec: TableSpec) -> pl.DataFrame:
    return theme.frame if code == EVERYBODY else theme.frame.filter(pl.col(spec.across) == code)


def _how(texts: pl.DataFrame) -> str:
    if texts.height < LEAST_BASE:
        return "–"
    return CORRECTED if texts[hand_column(NO_THEME)].count() >= LEAST_CODED else UNCHECKED


def _group_cell(
    theme: ThemeGroup, code: str, spec: TableSpec, counts: dict[Key, int], sums: list[Sum]
) -> RawCell:
    mine = _texts_of(theme, code, spec)
    group, n = only(spec.across, [code]), int(mine.select(theme.seen).to_series().sum())
    base, found = both(group, only(spec.of, ["answered"])), both(group, theme.key_of)
    others = both(group, only(spec.of, [f"not {theme.code}"]))
    counts |= {base: mine.height, found: n, others: mine.height - n}
    sums.append(Sum(base, (found, others)))
    if mine.height < LEAST_BASE:
        return unreliable(mine.height)
    return share_cell(theme, mine, found, base)
