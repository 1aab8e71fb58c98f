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

# Which texts and steps there are is for the questionnaire and the scorer to say.
_HELD_REMARKS: Columns = {
    "item": pl.Categorical(),
    "step": pl.Categorical(),
    "sentiment": pl.Enum(SENTIMENTS),
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
    Codes may come as String, Enum or Categorical. They are held as the Enum of their variable's
    codes, one byte each, so a million responses take some 300 MB; they compare with text as before.
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
        self.frame = _held(frame, held_columns(codebook))
        self.remarks = _held(remarks, REMARK_COLUMNS | _HELD_REMARKS)
        self.codings = _held(codings, CODING_COLUMNS | {"sentiment": pl.Enum(SENTIMENTS)})
        self.codebook = codebook


def expected_columns(codebook: Codebook) -> Columns:
    """Column -> type that a microdata frame with this codebook may come in, in order, `id` first.

    Where it says String, an Enum or Categorical is taken too.
    """
    columns: Columns = {"id": pl.String()}
    for variable in codebook.variables:
        columns |= _columns_of(variable)
    return columns


def held_columns(codebook: Codebook) -> Columns:
    """Column -> type in which Microdata holds it: codes are Enums in the codebook's order."""
    columns = expected_columns(codebook)
    for variable in codebook.variables:
        codes = pl.Enum(list(variable.codes))
        name = variable.name
        if variable.kind is VariableKind.CATEGORY:
            columns[name] = codes
        elif variable.kind is VariableKind.MULTIPLE:
            columns[name] = pl.List(codes)
        elif variable.kind is VariableKind.SENTIMENT:
            columns[f"{name}.sentiment"] = pl.Enum(SENTIMENTS)
        elif variable.kind is VariableKind.DELAY:
            columns[f"{name}.kind"] = pl.Enum(DELAY_KINDS)
    return columns


def _held(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The columns in order and in these types; what is of its type already is not copied."""
    found = frame.schema
    return frame.select(
        pl.col(name) if found[name] == dtype else _as(name, found[name], dtype)
        for name, dtype in columns.items()
    )


def _as(name: str, found: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    # From one set of codes to another the way leads over their text.
    plain: pl.DataType = pl.List(pl.String()) if isinstance(found, pl.List) else pl.String()
    return pl.col(name).cast(plain).cast(wanted)


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
        elif not _is_taken(found, wanted):
            faults.append(f"column '{name}' of the {what} is {found}, not {wanted}")
    return faults


def _is_taken(found: pl.DataType, wanted: pl.DataType) -> bool:
    """Whether a column of this type is taken: text as codes too, and nulls alone as anything."""
    if isinstance(found, pl.List) and isinstance(wanted, pl.List):
        found, wanted = _inner(found), _inner(wanted)
    coded = isinstance(found, pl.Enum | pl.Categorical) and wanted == pl.String()
    return found == wanted or coded or found == pl.Null()


def _inner(dtype: pl.List) -> pl.DataType:
    inner = dtype.inner
    return inner if isinstance(inner, pl.DataType) else inner()


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
        if not _are_there(rows["response_id"], frame["id"]):
            faults.append(f"column 'response_id' of the {what} names responses that are not there")
    return faults


def _are_there(named: pl.Series, ids: pl.Series) -> bool:
    # Sentences of a text stand together, so most repeats go before the ids are compared.
    once = named.filter((named != named.shift(1)).fill_null(value=True))
    return bool(once.is_in(ids.implode()).all())


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
    if isinstance(values.dtype, pl.List):
        values = values.explode()
    unknown = _unknown(values, known)
    return [f"column '{column}' has unknown codes {unknown}"] if unknown else []


def _delay_faults(frame: pl.DataFrame, name: str) -> list[str]:
    kind, lower, upper = (frame[f"{name}.{part}"] for part in ("kind", "lower", "upper"))
    faults = []
    if unknown := _unknown(kind, DELAY_KINDS):
        faults.append(f"column '{name}.kind' has unknown kinds {unknown}")
    lower, upper = (column.cast(pl.Float64) for column in (lower, upper))
    for column in (lower, upper):
        if not (column.is_finite() & (column >= 0)).all():
            faults.append(f"column '{column.name}' has values that are not hours of 0 or more")
    if (upper < lower).any():
        faults.append(f"column '{name}.upper' is below '{name}.lower' in places")
    if ((kind.cast(pl.String) == "observed") & lower.is_null()).any():
        faults.append(f"column '{name}.lower' is empty where the delay was observed")
    return faults


def _unknown(values: pl.Series, known: tuple[str, ...]) -> list[str]:
    if values.dtype == pl.Enum(known):
        return []
    return sorted(set(values.drop_nulls().unique().cast(pl.String)) - set(known))
