"""Microdata: one row per response, coded, with its codebook. Checked once, on entry."""

from __future__ import annotations

from typing import TypeAlias

import polars as pl

from analysis.codebook import Codebook, Variable, VariableKind
from analysis.errors import BadMicrodata

Columns: TypeAlias = dict[str, pl.DataType]

DELAY_KINDS = ("observed", "still_waiting", "overtaken", "never", "not_needed", "dont_know")
SENTIMENTS = ("negative", "neutral", "positive", "mixed", "not_scored")

REMARK_COLUMNS: Columns = {
    "response_id": pl.String(),
    "item": pl.String(),
    "part": pl.Int64(),
    "step": pl.String(),
    "sentiment": pl.String(),
    "polarity": pl.Float64(),
    "unsure": pl.Boolean(),
}

# What people made of texts by hand: one row for each text and coder.
CODING_COLUMNS: Columns = {
    "response_id": pl.String(),
    "item": pl.String(),
    "coder": pl.String(),
    "settles": pl.Boolean(),  # the agreed code of a text that two coders saw differently
    "sentiment": pl.String(),
    "themes": pl.List(pl.String()),
}


class Microdata:
    """Coded responses ready to be counted. No rows is legal; a column out of place is not.

    frame: one row per response; `id` (String, unique) first, then the columns of `codebook`.
    remarks: one row per scored sentence, columns as REMARK_COLUMNS; `step` '' where none is known.
    codings: one row per text and coder, columns as CODING_COLUMNS; None: nobody has coded anything.
    Raises BadMicrodata naming every column that is missing, extra, of another type or holds a
    value that the codebook does not know.
    """

    def __init__(
        self,
        frame: pl.DataFrame,
        remarks: pl.DataFrame,
        codebook: Codebook,
        codings: pl.DataFrame | None = None,
    ) -> None:
        codings = pl.DataFrame(schema=CODING_COLUMNS) if codings is None else codings
        expected = expected_columns(codebook)
        faults = _column_faults(frame, expected, "microdata")
        faults += _column_faults(remarks, REMARK_COLUMNS, "remarks")
        faults += _column_faults(codings, CODING_COLUMNS, "codings")
        faults = faults or _value_faults(frame, remarks, codings, codebook)
        if faults:
            raise BadMicrodata("The microdata does not fit its codebook: " + "; ".join(faults))
        self.frame = frame.select(list(expected))
        self.remarks = remarks.select(list(REMARK_COLUMNS))
        self.codings = codings.select(list(CODING_COLUMNS))
        self.codebook = codebook


def expected_columns(codebook: Codebook) -> Columns:
    """Column -> type that a microdata frame with this codebook has, in order, `id` first."""
    columns: Columns = {"id": pl.String()}
    for variable in codebook.variables:
        columns |= _columns_of(variable)
    return columns


def _columns_of(variable: Variable) -> Columns:
    name = variable.name
    if variable.kind in (VariableKind.CATEGORY, VariableKind.CLUSTER):
        return {name: pl.String()}
    if variable.kind is VariableKind.MULTIPLE:
        return {name: pl.List(pl.String())}
    if variable.kind is VariableKind.SENTIMENT:
        return {
            f"{name}.sentiment": pl.String(),
            f"{name}.polarity": pl.Float64(),
            f"{name}.unsure": pl.Boolean(),
        }
    kind = {f"{name}.kind": pl.String()}
    return {**kind, f"{name}.lower": pl.Float64(), f"{name}.upper": pl.Float64()}


def _column_faults(frame: pl.DataFrame, expected: Columns, what: str) -> list[str]:
    faults = [f"{what} lacks column '{name}'" for name in expected if name not in frame.columns]
    for name, found in frame.schema.items():
        wanted = expected.get(name)
        if wanted is None:
            faults.append(f"{what} has the extra column '{name}'")
        elif found != wanted:
            faults.append(f"column '{name}' of the {what} is {found}, not {wanted}")
    return faults


def _value_faults(
    frame: pl.DataFrame, remarks: pl.DataFrame, codings: pl.DataFrame, codebook: Codebook
) -> list[str]:
    faults = []
    if frame["id"].null_count() or frame["id"].n_unique() < frame.height:
        faults.append("column 'id' has empty or repeated values")
    for variable in codebook.variables:
        faults += _variable_faults(frame, variable)
    for what, rows in (("remarks", remarks), ("codings", codings)):
        if unknown := _unknown(rows["sentiment"], SENTIMENTS):
            faults.append(f"column 'sentiment' of the {what} has unknown values {unknown}")
        if not rows["response_id"].is_in(frame["id"].implode()).all():
            faults.append(f"column 'response_id' of the {what} names responses that are not there")
    return faults


def _variable_faults(frame: pl.DataFrame, variable: Variable) -> list[str]:
    name = variable.name
    if variable.kind is VariableKind.CLUSTER:
        return []
    if variable.kind is VariableKind.DELAY:
        return _delay_faults(frame, name)
    column, known = name, tuple(variable.codes)
    if variable.kind is VariableKind.SENTIMENT:
        column, known = f"{name}.sentiment", SENTIMENTS
    values = frame[column]
    if variable.kind is VariableKind.MULTIPLE:
        values = values.explode()
    unknown = _unknown(values, known)
    return [f"column '{column}' has unknown codes {unknown}"] if unknown else []


def _delay_faults(frame: pl.DataFrame, name: str) -> list[str]:
    kind, lower, upper = (frame[f"{name}.{part}"] for part in ("kind", "lower", "upper"))
    faults = []
    if unknown := _unknown(kind, DELAY_KINDS):
        faults.append(f"column '{name}.kind' has unknown kinds {unknown}")
    for column in (lower, upper):
        if not (column.is_finite() & (column >= 0)).all():
            faults.append(f"column '{column.name}' has values that are not hours of 0 or more")
    if (upper < lower).any():
        faults.append(f"column '{name}.upper' is below '{name}.lower' in places")
    if ((kind == "observed") & lower.is_null()).any():
        faults.append(f"column '{name}.lower' is empty where the delay was observed")
    return faults


def _unknown(values: pl.Series, known: tuple[str, ...]) -> list[str]:
    return sorted(set(values.drop_nulls().unique()) - set(known))
