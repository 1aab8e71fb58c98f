"""The evidence grid: how much the survey has to say on each finding and recommendation."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analysis.codebook import Codebook, Variable, VariableKind
from analysis.estimate import Estimate
from analysis.measures.group import Group
from analysis.microdata import Microdata
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import CountCell, FigureCell, Key, Measured, WordCell, both, only


def grid_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """Items that bear on the code, responses that answered one of them, and the verdict."""
    return (
        Column(id="items", title="Questions", unit="questions"),
        Column(id="responses", title="Responses", unit="responses"),
        Column(id="strength", title="Strength of the evidence", unit="verdict"),
    )


def grid_groups(
    microdata: Microdata, frame: pl.DataFrame, spec: TableSpec, key: Key
) -> Sequence[Group]:
    """One group for each code: the responses that answered at least one of its items.

    Codes without a single item stay, so that gaps are seen.
    """
    groups = []
    for code, title in _row_labels(spec, microdata.codebook).items():
        bearing = [_answered(variable) for variable in _variables(code, microdata.codebook)]
        answered = frame.filter(pl.any_horizontal(bearing)) if bearing else frame.clear()
        groups.append(Group(code, title, both(key, only("evidence", [code])), answered))
    return groups


def evidence_grid(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """Number of items, number of responses, and the first strength whose demands are met."""
    items, responses = len(_variables(group.code, codebook)), group.frame.height
    strength = next(
        (
            rule.title
            for rule in spec.strength
            if items >= rule.items and responses >= rule.responses
        ),
        "none",
    )
    everyone: Key = frozenset()
    questions = Estimate(value=items, lower=None, upper=None, base=responses, unit="questions")
    cells = (FigureCell(questions), CountCell(everyone), WordCell(strength))
    return Measured(everyone, {everyone: responses}, cells)


def _row_labels(spec: TableSpec, codebook: Codebook) -> dict[str, str]:
    found = {code: code for variable in codebook.variables for code in variable.evidence}
    return spec.row_labels or dict(sorted(found.items()))


def _variables(code: str, codebook: Codebook) -> list[Variable]:
    return [variable for variable in codebook.variables if code in variable.evidence]


def _answered(variable: Variable) -> pl.Expr:
    column = variable.name
    if variable.kind is VariableKind.DELAY:
        column += ".kind"
    elif variable.kind is VariableKind.SENTIMENT:
        column += ".sentiment"
    return pl.col(column).is_not_null()
