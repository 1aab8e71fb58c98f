"""Themes by step of the journey: of the texts with a theme, those that speak of each step.

A theme belongs to a text, a step to a sentence: so a text counts under every step that one of its
sentences speaks of, whichever of its sentences the theme was seen in.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from msgspec import field

from analysis.codebook import Codebook
from analysis.errors import BadTableSpec
from analysis.measures.feelings import SCORED, step_groups
from analysis.measures.group import Group
from analysis.measures.remarks import remarks_of
from analysis.measures.themes import ITEM_END, ThemeGroup, is_seen, share_cell, theme_groups
from analysis.microdata import Microdata
from analysis.rows import AT, Rows
from analysis.sentiment import STEP_TITLES
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import Key, Measured, RawCell, ShareCell, Sum, both, only

ALL_TEXTS, ALL_TEXTS_TITLE = "texts", "All texts"
_STEPS = "spoken steps"  # the column of a text's steps: a name that no codebook can have
THEME_STEP_NOTES = (
    "A theme is that of a whole text, a step that of a sentence: a text counts under each step "
    "that one of its sentences speaks of, whichever sentence the theme is in. So shares of a row "
    "do not add up to 100%; texts that name no step are in no column.",
    "Model only, unchecked: people code themes of whole texts, not steps of sentences.",
    "A theme has a row only where two people agree on it and its share is published.",
)


class ThemeSteps(Group, frozen=True, eq=False, kw_only=True):
    """One theme, or all texts. `texts`: those with it, with the steps that each speaks of.

    `beside`: all other texts that were read. `spoken`: step -> how many responses say something
    about it in any text; of the row of all texts alone.
    """

    of: str
    texts: pl.DataFrame
    beside: pl.DataFrame
    spoken: dict[str, int] = field(default_factory=dict)


def theme_step_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share of the texts that speak of each step."""
    return tuple(Column(id=step, title=title, unit="%") for step, title in STEP_TITLES.items())


def theme_step_groups(
    microdata: Microdata, rows: Rows, spec: TableSpec, key: Key
) -> Sequence[ThemeSteps]:
    """All texts, then one row for each theme whose share is published, the commonest first."""
    themes = theme_groups(microdata, rows, spec, key)
    texts = _texts(microdata, rows, themes[0])
    spoken = {g.code: sum(g.tally.values()) for g in step_groups(microdata, rows, spec, key)}
    groups = [
        ThemeSteps(
            ALL_TEXTS, ALL_TEXTS_TITLE, key, rows.those_at(texts[AT]),
            of=spec.of, texts=texts, beside=texts.clear(), spoken=spoken,
        )
    ]  # fmt: skip
    for theme in themes:
        if _is_shown(theme):
            mine, others = texts.filter(theme.seen), texts.filter(~theme.seen)
            own = rows.those_at(mine[AT])
            groups.append(
                ThemeSteps(theme.code, theme.title, key, own, of=spec.of, texts=mine, beside=others)
            )
    return groups


def _texts(microdata: Microdata, rows: Rows, theme: ThemeGroup) -> pl.DataFrame:
    """Every text that was read, with its themes and its steps."""
    told = (
        remarks_of(microdata, rows)
        .filter(
            (pl.col("item") == theme.item)
            & pl.col("step").is_in(list(STEP_TITLES))
            & pl.col("sentiment").is_in(list(SCORED))
        )
        .group_by(AT)
        .agg(pl.col("step").cast(pl.String).unique().alias(_STEPS))
    )
    texts = theme.frame.select(AT, theme.of)
    return texts.join(told, on=AT, how="left", maintain_order="left")


def _is_shown(theme: ThemeGroup) -> bool:
    """Whether the table of themes has a share for it."""
    if theme.accord.against or not theme.found:
        return False
    shown = share_cell(theme, theme.frame, theme.key_of, only(theme.of, ["answered"]))
    return isinstance(shown, ShareCell) or is_seen(shown)


def theme_by_step(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """The share of the texts of a row that speak of each step."""
    if not isinstance(group, ThemeSteps):
        raise BadTableSpec("A measure of themes counts only the groups it makes itself.")
    everyone = only(group.of, ["answered"])  # as where the variable is tabulated like ticks
    n, read = group.texts.height, group.texts.height + group.beside.height
    if group.code == ALL_TEXTS:
        return _of_all(group, everyone)
    mine, others = only(group.of, [group.code]), only(group.of, [f"not {group.code}"])
    counts: dict[Key, int] = {everyone: read, mine: n, others: read - n}
    sums = [Sum(everyone, (mine, others))]
    cells: list[RawCell] = []
    for step in STEP_TITLES:
        speak, silent = _sides(group.of, step)
        for whole, texts in ((mine, group.texts), (others, group.beside)):
            _split(whole, (speak, silent), _speaking(texts, step), counts, sums)
        for side in (speak, silent):
            parts = (both(mine, side), both(others, side))
            counts[both(everyone, side)] = sum(counts[part] for part in parts)
            sums.append(Sum(both(everyone, side), parts))
        cells.append(ShareCell(both(mine, speak), mine))
    return Measured(mine, counts, tuple(cells), tuple(sums), notes=THEME_STEP_NOTES)


def _of_all(group: ThemeSteps, everyone: Key) -> Measured:
    counts: dict[Key, int] = {everyone: group.texts.height}
    sums: list[Sum] = []
    cells: list[RawCell] = []
    for step in STEP_TITLES:
        speak, silent = _sides(group.of, step)
        _split(everyone, (speak, silent), _speaking(group.texts, step), counts, sums)
        # As in the table of feelings by step, which counts every text of a response at once.
        told = both(only("step", [step]), only("step_sentiment", SCORED))
        counts[told] = group.spoken[step]
        sums.append(Sum(told, (both(everyone, speak),), None))
        cells.append(ShareCell(both(everyone, speak), everyone))
    return Measured(everyone, counts, tuple(cells), tuple(sums), notes=THEME_STEP_NOTES)


def _sides(of: str, step: str) -> tuple[Key, Key]:
    """The texts that speak of the step, and those that do not."""
    column = f"{of.removesuffix(ITEM_END)}.step {step}"
    return only(column, ["spoken of"]), only(column, ["not"])


def _split(
    whole: Key, sides: tuple[Key, Key], speaking: int, counts: dict[Key, int], sums: list[Sum]
) -> None:
    """Count a set of texts by whether they speak of a step."""
    speak, silent = (both(whole, side) for side in sides)
    counts |= {speak: speaking, silent: counts[whole] - speaking}
    sums.append(Sum(whole, (speak, silent)))


def _speaking(texts: pl.DataFrame, step: str) -> int:
    return int(texts[_STEPS].list.contains(step).sum())
