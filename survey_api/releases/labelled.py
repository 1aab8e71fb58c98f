"""Microdata for SPSS and its like: numbers with labels, and a name every program accepts.

What stands as a code in the microdata ('very_good') is a number here, with the words as its label.
No answer is a code of its own, said to be missing, so that it is not taken for an answer.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from msgspec.structs import replace

from analysis import DELAY_KINDS, SENTIMENTS, Codebook, Microdata, Variable, VariableKind
from survey_api.record import Record
from survey_api.releases.export import NOTE

NO_ANSWER = -9
NO_ANSWER_LABEL = "No answer, or not asked"
_LONGEST = 64  # letters in a name, and 256 in a label: SPSS cuts off what comes after
_LONGEST_LABEL = 250
_LONGEST_NOTE = 80  # letters in a line of the note
_TAKEN = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
_KINDS = {
    "observed": "The wait is known",
    "still_waiting": "Still waiting",
    "overtaken": "The child came back first",
    "never": "Never happened",
    "not_needed": "Not needed",
    "dont_know": "Don't know",
}
_FEELINGS = {
    "negative": "Negative",
    "neutral": "Neutral",
    "positive": "Positive",
    "mixed": "Mixed",
    "not_scored": "Not scored",
}


class LabelledColumn(Record, kw_only=True):
    """A column as SPSS sees it.

    `source`: the column of responses.parquet it comes from. `codes`: code there -> number here,
    with `labels` for the numbers. `ticked`: of a question with several answers, the one it tells
    about. `text`: holds words, e.g. the id. Neither labels nor text: a number, in `unit`.
    """

    name: str
    source: str
    variable: str
    label: str
    codes: dict[str, int] = {}
    labels: dict[int, str] = {}
    missing: tuple[int, ...] = ()
    ticked: str = ""
    text: bool = False
    unit: str = ""


def labelled_columns(codebook: Codebook) -> tuple[LabelledColumn, ...]:
    """Get the columns of responses.sav: a delay has three, several answers have one each."""
    taken: set[str] = set()
    columns = [LabelledColumn(name="id", source="id", variable="id", label="Response", text=True)]
    for variable in codebook.variables:
        columns += _columns_of(variable)
    named = []
    for column in columns:
        name = _valid_name(column.name, taken)
        taken.add(name.casefold())
        named.append(_renamed(column, name))
    return tuple(named)


def _renamed(column: LabelledColumn, name: str) -> LabelledColumn:
    label = column.label[:_LONGEST_LABEL]
    labels = {number: words[:_LONGEST_LABEL] for number, words in column.labels.items()}
    return replace(column, name=name, label=label, labels=labels)


def _columns_of(variable: Variable) -> Iterator[LabelledColumn]:
    name, label = variable.name, variable.label
    match variable.kind:
        case VariableKind.CATEGORY:
            yield _coded(name, name, variable, label, variable.codes)
        case VariableKind.MULTIPLE:
            for code, words in variable.codes.items():
                yield _ticks(f"{name}_{code}", name, variable, f"{label}: {words}", code)
        case VariableKind.DELAY:
            kinds = {kind: _KINDS.get(kind, kind) for kind in DELAY_KINDS}
            yield _coded(f"{name}_kind", f"{name}.kind", variable, f"{label}: how", kinds)
            yield _number(variable, "lower", "at least (hours)", "hours")
            yield _number(variable, "upper", "at most (hours)", "hours")
        case VariableKind.SENTIMENT:
            feelings = {one: _FEELINGS.get(one, one) for one in SENTIMENTS}
            said = f"{label}: sentiment"
            yield _coded(f"{name}_sentiment", f"{name}.sentiment", variable, said, feelings)
            yield _number(variable, "polarity", "polarity, -1 to 1", "-1 to 1")
            unsure = f"{label}: the scorer was not sure"
            yield _ticks(f"{name}_unsure", f"{name}.unsure", variable, unsure)
        case VariableKind.CLUSTER:
            yield LabelledColumn(name=name, source=name, variable=name, label=label, text=True)


def _ticks(
    name: str, source: str, variable: Variable, label: str, code: str = ""
) -> LabelledColumn:
    """A column of 0 and 1."""
    return LabelledColumn(
        name=name,
        source=source,
        variable=variable.name,
        label=label,
        labels={0: "No", 1: "Yes", NO_ANSWER: NO_ANSWER_LABEL},
        missing=(NO_ANSWER,),
        ticked=code,
    )


def _number(variable: Variable, part: str, words: str, unit: str) -> LabelledColumn:
    name = variable.name
    return LabelledColumn(
        name=f"{name}_{part}",
        source=f"{name}.{part}",
        variable=name,
        label=f"{variable.label}: {words}",
        unit=unit,
    )


def _coded(
    name: str, source: str, variable: Variable, label: str, codes: dict[str, str]
) -> LabelledColumn:
    numbers = {code: number for number, code in enumerate(codes, 1)}
    labels = {numbers[code]: words for code, words in codes.items()}
    return LabelledColumn(
        name=name,
        source=source,
        variable=variable.name,
        label=label,
        codes=numbers,
        labels={**labels, NO_ANSWER: NO_ANSWER_LABEL},
        missing=(NO_ANSWER,),
    )


def _valid_name(wanted: str, taken: set[str]) -> str:
    """A name as SPSS takes it: a letter first, no signs, not too long, none twice."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", wanted).rstrip("_") or "v"
    if not name[0].isalpha() or name.casefold() in _TAKEN:
        name = f"v_{name}"
    name, number = name[:_LONGEST], 1
    while name.casefold() in taken:
        number += 1
        name = f"{name[: _LONGEST - 4]}_{number}"
    return name


def label_frame(microdata: Microdata) -> pl.DataFrame:
    """The responses as labelled_columns names them, one row each, in the same order."""
    columns = labelled_columns(microdata.codebook)
    return microdata.frame.select(_values(column).alias(column.name) for column in columns)


def _values(column: LabelledColumn) -> pl.Expr:
    source = pl.col(column.source)
    if column.text:
        return source.cast(pl.String).fill_null("")
    if column.codes:
        known = pl.Enum(list(column.codes))
        numbers = source.cast(pl.String).cast(known).to_physical().cast(pl.Float64) + 1
        return numbers.fill_null(float(NO_ANSWER))
    if column.ticked:
        ticked = source.cast(pl.List(pl.String)).list.contains(column.ticked)
        return ticked.cast(pl.Float64).fill_null(float(NO_ANSWER))
    if column.labels:
        return source.cast(pl.Float64).fill_null(float(NO_ANSWER))
    return source.cast(pl.Float64)


def write_sav(microdata: Microdata, path: Path, title: str, note: str = NOTE) -> None:
    """Write the responses as an SPSS file that carries `note`. Raises OSError or ReadstatError."""
    import pyreadstat  # as where it is called from

    columns = labelled_columns(microdata.codebook)
    pyreadstat.write_sav(
        label_frame(microdata),
        str(path),
        file_label=title[:60],
        column_labels=[column.label for column in columns],
        variable_value_labels={
            column.name: {float(number): words for number, words in column.labels.items()}
            for column in columns
            if column.labels
        },
        missing_ranges={
            column.name: [float(one) for one in column.missing]
            for column in columns
            if column.missing
        },
        variable_measure={
            column.name: "nominal" if column.labels or column.text else "scale"
            for column in columns
        },
        note=textwrap.wrap(note, _LONGEST_NOTE),
    )
