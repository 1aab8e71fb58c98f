"""Groups set against everybody else: differences with what lies behind them, never rankings."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analysis.codebook import Codebook
from analysis.comparisons import LEAST_BASE
from analysis.estimate import Estimate, wilson
from analysis.measures.group import Group, variable_of
from analysis.measures.shares import code_groups
from analysis.measures.sides import (
    DIFFERENCE_COLUMNS,
    Side,
    asking,
    compared,
    joined,
    judged,
    measured,
    needed,
    parts_of,
    shared_counts,
    side_of,
)
from analysis.microdata import Microdata
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import (
    EVERYONE,
    NOT_KNOWN,
    FigureCell,
    Key,
    Measured,
    RawCell,
    ShareCell,
    only,
)
from analysis.weighting import design_effect, effective_base, rake

WEIGHT = " weight"  # a column that no codebook can name
_ROUNDING = 5  # of the effective base


def gap_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share, that of the rest, their difference, the verdict; then weighted, then beside."""
    title = code_groups(spec, codebook)[0].title
    weighted = (
        Column(id="raked", title=f"{title}, weighted", unit="%"),
        Column(id="effective", title="Effective base when weighted", unit="responses"),
        Column(id="deff", title="Design effect", unit="ratio"),
    )
    return (
        Column(id="share", title=title, unit="%"),
        Column(id="rest", title="Everybody else", unit="%"),
        *DIFFERENCE_COLUMNS,
        *(weighted if spec.margins else ()),
        *(Column(id=one.id, title=one.title, unit="%") for one in spec.beside),
    )


def gap_groups(
    microdata: Microdata, frame: pl.DataFrame, spec: TableSpec, key: Key
) -> Sequence[Group]:
    """One row a group of `across`, against everybody else, and a row of everybody."""
    codebook = microdata.codebook
    variable = codebook.variable(spec.across)
    titles = variable.codes if variable else {}
    frame = _weighted(needed(frame, spec), spec)
    parts = parts_of(frame, spec.across, [*titles, NOT_KNOWN])
    codes = tuple(code for code, _ in parts)
    shared = shared_counts(frame, parts, spec, codebook)
    column = pl.col(spec.across)
    rows = []
    for code, own in parts:
        if code == NOT_KNOWN or len(parts) == 1:
            continue
        one, other = only(spec.across, [code]), only(spec.across, [c for c in codes if c != code])
        others = frame.filter(column.is_null() | (column != code))
        rows.append(
            Side(
                code, titles[code], key, frame, own=own,
                one=one, mine=measured(own, one, spec, codebook),
                other=other, rest=measured(others, other, spec, codebook),
                shared=shared, parts=codes,
            )
        )  # fmt: skip
    whole = measured(frame, EVERYONE, spec, codebook)
    return [*judged(rows), Side("", "All", key, frame, own=frame, one=EVERYONE, mine=whole)]


def gap(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Shares of both sides, how far they are apart, and what has to be read beside that."""
    side = side_of(group)
    found, cells = compared(side, spec)
    if spec.margins:
        cells += _raked_cells(side, spec, codebook, cells[0])
    for one in spec.beside:
        beside = measured(side.own, side.one, asking(spec, one), codebook)
        found = joined([found, beside], found.base)
        cells += beside.cells[:1]
    return Measured(found.base, found.counts, cells, found.sums)


def _weighted(frame: pl.DataFrame, spec: TableSpec) -> pl.DataFrame:
    """The frame with a column of weights, where there is a population to weight to."""
    known = any(frame[name].is_not_null().any() for name in spec.margins)
    if not known:
        return frame
    return frame.with_columns(pl.Series(WEIGHT, rake(frame, spec.margins).weights))


def _raked_cells(
    side: Side, spec: TableSpec, codebook: Codebook, plain: RawCell
) -> tuple[RawCell, ...]:
    """The weighted share, its effective base, and the design effect that made it so."""
    needs = (plain.key, plain.base or EVERYONE) if isinstance(plain, ShareCell) else ()
    given = _given(side.own, spec, codebook)
    answered = given.is_not_null()
    if WEIGHT not in side.own.columns or not answered.any():
        return (FigureCell(None),) * 3
    weights = side.own[WEIGHT].filter(answered).to_numpy()
    gave = given.filter(answered).cast(pl.Float64).to_numpy()
    p = float((gave * weights).sum() / weights.sum())
    deff, base, effective = design_effect(weights), len(weights), effective_base(weights)
    lower, upper = wilson(p, effective)
    raked = Estimate(value=100 * p, lower=100 * lower, upper=100 * upper, base=base, unit="%")
    return (
        FigureCell(raked, needs, None if effective >= LEAST_BASE else 0),
        FigureCell(_plain(round(effective / _ROUNDING) * _ROUNDING, base, "responses"), needs),
        FigureCell(_plain(round(deff, 1), base, "ratio"), needs),
    )


def _given(frame: pl.DataFrame, spec: TableSpec, codebook: Codebook) -> pl.Series:
    """Whether each gave one of the codes of the share; null for those outside its base."""
    wanted = list(code_groups(spec, codebook)[0].codes)
    counted = [c for c in variable_of(spec, codebook).codes if c not in spec.exclude]
    column = pl.col(spec.of)
    if isinstance(frame[spec.of].dtype, pl.List):
        hits, inside = (
            pl.any_horizontal([column.list.contains(code) for code in codes])
            for codes in (wanted, counted)
        )
    else:
        hits, inside = column.is_in(wanted), column.is_in(counted)
    return frame.select(given=pl.when(inside).then(hits))["given"]


def _plain(value: float, base: int, unit: str) -> Estimate:
    return Estimate(value=float(value), lower=None, upper=None, base=base, unit=unit)
