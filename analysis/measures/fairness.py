"""Groups set against everybody else: differences with what lies behind them, never rankings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

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
    parts_of,
    shared_counts,
    side_of,
)
from analysis.microdata import Microdata
from analysis.rows import Rows
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
from analysis.weighting import Weights, design_effect, effective_base, rake

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


def gap_groups(microdata: Microdata, rows: Rows, spec: TableSpec, key: Key) -> Sequence[Group]:
    """One row a group of `across`, against everybody else, and a row of everybody."""
    codebook = microdata.codebook
    variable = codebook.variable(spec.across)
    titles = variable.codes if variable else {}
    weights = _weights(rows, key, spec)
    parts = parts_of(rows, spec.across, [*titles, NOT_KNOWN])
    codes, across = tuple(code for code, _ in parts), rows.numbers(spec.across)
    shared = shared_counts(rows, parts, spec, codebook)
    sides = []
    for code, own in parts:
        if code == NOT_KNOWN or len(parts) == 1:
            continue
        one, other = only(spec.across, [code]), only(spec.across, [c for c in codes if c != code])
        others = rows.where(~rows.columns.numbered(spec.across).among([code])[across])
        sides.append(
            Side(
                code, titles[code], key, rows, own=own,
                one=one, mine=measured(own, one, spec, codebook),
                other=other, rest=measured(others, other, spec, codebook),
                shared=shared, parts=codes, weights=_of(own, weights),
            )
        )  # fmt: skip
    whole = Side(
        "", "All", key, rows, own=rows, one=EVERYONE,
        mine=measured(rows, EVERYONE, spec, codebook), weights=_of(rows, weights),
    )  # fmt: skip
    return [*judged(sides), whole]


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
    return replace(found, cells=cells)


def _weights(rows: Rows, key: Key, spec: TableSpec) -> Weights | None:
    """A weight for each response of the microdata; None without a population to weight to."""
    columns = rows.columns

    def find() -> Weights | None:
        if not any(rows.tally(name)[1:].any() for name in spec.margins):
            return None
        raked = rake(rows.frame(list(spec.margins)), spec.margins).weights
        weights = np.zeros(columns.frame.height)
        weights[slice(None) if rows.places is None else rows.places] = raked
        return weights

    return columns.once(("weights", key, repr(spec.margins)), find)


def _of(own: Rows, weights: Weights | None) -> Weights | None:
    return None if weights is None else own.pick(weights)


def _raked_cells(
    side: Side, spec: TableSpec, codebook: Codebook, plain: RawCell
) -> tuple[RawCell, ...]:
    """The weighted share, its effective base, and the design effect that made it so."""
    needs = (plain.key, plain.base or EVERYONE) if isinstance(plain, ShareCell) else ()
    replies, numbers = side.own.columns.numbered(spec.of), side.own.numbers(spec.of)
    counted = [c for c in variable_of(spec, codebook).codes if c not in spec.exclude]
    answered = replies.among(counted)[numbers]
    if side.weights is None or not answered.any():
        return (FigureCell(None),) * 3
    weights = side.weights[answered]
    wanted = replies.among(code_groups(spec, codebook)[0].codes)
    gave = wanted[numbers[answered]].astype(np.float64)
    p = float((gave * weights).sum() / weights.sum())
    deff, base, effective = design_effect(weights), len(weights), effective_base(weights)
    lower, upper = wilson(p, effective)
    raked = Estimate(value=100 * p, lower=100 * lower, upper=100 * upper, base=base, unit="%")
    return (
        FigureCell(raked, needs, None if effective >= LEAST_BASE else 0),
        FigureCell(_plain(round(effective / _ROUNDING) * _ROUNDING, base, "responses"), needs),
        FigureCell(_plain(round(deff, 1), base, "ratio"), needs),
    )


def _plain(value: float, base: int, unit: str) -> Estimate:
    return Estimate(value=float(value), lower=None, upper=None, base=base, unit=unit)
