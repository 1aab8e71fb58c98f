"""Answers as codes: choices, what is derived from them, and what is known about the response.

A column of text becomes an Enum of the codes of its variable. What is no code of it is either a
reason for having no value, which is null, or a stray, which is set aside and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from analysis import Codebook
from survey_api.questionnaire import LONDON, Derived, ItemKind, Moment, Survey, read_moment
from survey_api.releases.codes import (
    COLLECTED,
    EPISODE_MONTH,
    IMPORTED,
    LANGUAGE,
    MODE,
    MONTH,
    ORIGIN,
    SIMULATED,
    TEAM,
    noticed_item,
)
from survey_api.releases.sheet import SetAside, Sheet

STRAY = "a code that this questionnaire does not have"
NO_MOMENT = "a day and time that cannot have been"
OUT_OF_RANGE = "a month that is earlier or later than those told apart"

# A day, with a part of it or a time with its offset: what `Moment.text` writes, and no gap in it.
_PLAIN_MOMENT = r"^\d{4}-\d\d-\d\d( [a-z]+|T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z))?$"


class Choices:
    """Codes the choices of a sheet; made once for a survey and its codebook."""

    def __init__(self, survey: Survey, codebook: Codebook) -> None:
        items = survey.questionnaire.items.values()
        asked = [item for item in items if not any(option.exit for option in item.options)]
        self._codes = {v.name: pl.Enum(list(v.codes)) for v in codebook.variables}
        self._single = [item.id for item in asked if item.kind is ItemKind.SINGLE]
        self._multiple = [item.id for item in asked if item.kind is ItemKind.MULTIPLE]
        self._valueless = {
            item.id: [o.code for o in item.options if o.missing is not None] for item in asked
        }
        self._derived = _derivations(survey)
        self._noticed = noticed_item(survey.questionnaire)

    def read(self, sheet: Sheet) -> pl.DataFrame:
        """Get the columns of all choices and of what is known about the response, in no order."""
        # All together: a step costs more than what it does to one column.
        told = sheet.answers
        coded = told.select(
            *(pl.col(n).cast(self._codes[n], strict=False) for n in self._single),
            *(pl.col(n).cast(pl.List(self._codes[n]), strict=False) for n in self._multiple),
            *(self._derive(one, codes).alias(one.id) for one, codes in self._derived),
        )
        lost = self._lost(told, coded)
        valueless = [name for name in lost if self._valueless[name]]
        said_why = told.select(self._say_why(name) for name in valueless)
        for name, number in lost.items():
            if strays := number - (int(said_why[name].sum()) if name in valueless else 0):
                sheet.set_aside[name, STRAY] += strays
        coded = coded.with_columns(_some_left(pl.col(name)) for name in self._multiple)
        several = [name for name in valueless if name in self._multiple]
        coded = coded.with_columns(
            pl.when(said_why[name].fill_null(0) == 0).then(pl.col(name)).alias(name)
            for name in several
        )
        return pl.concat([coded, pl.DataFrame(self._about(sheet))], how="horizontal")

    def _lost(self, told: pl.DataFrame, coded: pl.DataFrame) -> dict[str, int]:
        """How many codes became nothing, item by item, where any did."""
        if not told.height:
            return {}
        counts = [pl.col(name).count() for name in self._single]
        counts += [_elements(pl.col(name)) for name in self._multiple]
        before, after = told.select(counts).row(0), coded.select(counts).row(0)
        names = [*self._single, *self._multiple]
        found = zip(names, before, after, strict=True)
        return {name: told - kept for name, told, kept in found if told > kept}

    def _say_why(self, name: str) -> pl.Expr:
        """How many of the codes told say why there is no value, response by response."""
        told, codes = pl.col(name), self._valueless[name]
        if name in self._multiple:
            return pl.sum_horizontal(told.list.count_matches(code) for code in codes).alias(name)
        return told.is_in(codes).cast(pl.UInt32)

    def _derive(self, derived: Derived, codes: Mapping[str, str]) -> pl.Expr:
        """One derived variable: a code for a code of its source, or beside another item."""
        source, dtype = pl.col(derived.source), self._codes[derived.id]
        found = source.replace_strict(codes, default=None, return_dtype=dtype)
        if not derived.compared_with:
            return found
        one, other = (
            pl.col(name).cast(self._codes[name], strict=False).cast(pl.String)
            for name in (derived.source, derived.compared_with)
        )
        alike = {True: derived.same, False: derived.differs}
        return found.fill_null((one == other).replace_strict(alike, return_dtype=dtype))

    def _about_all(self, name: str, told: Sequence[str], set_aside: SetAside) -> pl.Series:
        """What is known of every response, as codes."""
        coded = pl.Series(name, told, pl.String).cast(self._codes[name], strict=False)
        if strays := coded.null_count():
            set_aside[name, STRAY] += strays
        return coded

    def _about(self, sheet: Sheet) -> list[pl.Series]:
        responses = sheet.responses
        came = pl.DataFrame(
            {
                "at": responses.submitted_at,
                "made_up": [bool(simulated) for simulated in responses.simulated],
                "source": responses.source,
                TEAM: responses.team,
            },
            schema_overrides={
                "at": pl.String,
                "made_up": pl.Boolean,
                "source": pl.String,
                TEAM: pl.String,
            },
        )
        local = pl.col("at").str.to_datetime(time_zone="UTC").dt.convert_time_zone(LONDON.key)
        came = came.select(
            local.dt.strftime("%Y-%m").alias(MONTH),
            pl.when("made_up").then(pl.lit(SIMULATED))
            .when(pl.col("source") != "").then(pl.lit(IMPORTED))
            .otherwise(pl.lit(COLLECTED)).alias(ORIGIN),
            pl.when(pl.col(TEAM) != "").then(TEAM).alias(TEAM),
        )  # fmt: skip
        about = [
            self._about_all(LANGUAGE, responses.language, sheet.set_aside),
            self._about_all(MODE, responses.mode, sheet.set_aside),
            came[ORIGIN].cast(self._codes[ORIGIN]),
            _within(came[MONTH], self._codes[MONTH], sheet.set_aside),
            came[TEAM],
        ]
        return [*about, self._episode_month(sheet)] if self._noticed else about

    def _episode_month(self, sheet: Sheet) -> pl.Series:
        """The month of the day somebody told, on London's calendar."""
        told = sheet.answers[self._noticed]
        # What is not written plainly, or without an offset, may be an hour the clocks left out.
        odd = told.filter((~told.str.contains(_PLAIN_MOMENT)).fill_null(value=False)).unique()
        wrong = [text for text in odd if not isinstance(read_moment(text), Moment)]
        if wrong:
            never = told.is_in(wrong).fill_null(value=False)
            sheet.set_aside[EPISODE_MONTH, NO_MOMENT] += int(never.sum())
            told = told.set(never, None)
        months = told.str.slice(0, 7).alias(EPISODE_MONTH)
        return _within(months, self._codes[EPISODE_MONTH], sheet.set_aside)


def _elements(several: pl.Expr) -> pl.Expr:
    """How many codes there are in all the lists."""
    return several.list.drop_nulls().list.len().sum()


def _some_left(several: pl.Expr) -> pl.Expr:
    """The codes that are known; null where none is left."""
    known = several.list.drop_nulls()
    return pl.when(known.list.len() > 0).then(known)


def _within(months: pl.Series, known: pl.Enum, set_aside: SetAside) -> pl.Series:
    coded = months.cast(known, strict=False)
    if lost := coded.null_count() - months.null_count():
        set_aside[months.name, OUT_OF_RANGE] += lost
    return coded


def _derivations(survey: Survey) -> list[tuple[Derived, Mapping[str, str]]]:
    """Each derived variable, and its code for a code of the item it is read from."""
    found: list[tuple[Derived, Mapping[str, str]]] = []
    for derived in survey.questionnaire.derived:
        codes: Mapping[str, str] = derived.codes
        if derived.reference:
            codes = {
                entry.code: entry.columns[derived.column]
                for entry in survey.references[derived.reference].entries
                if derived.column in entry.columns
            }
        found.append((derived, codes))
    return found
