"""Answers as codes: choices, what is derived from them, and what is known about the response.

A column of text becomes an Enum of the codes of its variable. What is no code of it is either a
reason for having no value, which is null, or a stray, which is set aside and counted.
"""

from __future__ import annotations

from collections.abc import Mapping

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
        # All at once, so that both cores are busy.
        coded = sheet.answers.select(
            pl.col(name).cast(self._codes[name], strict=False) for name in self._single
        )
        columns = [
            self._kept(sheet.answers[name], coded[name], sheet.set_aside) for name in self._single
        ]
        columns += [self._several(sheet.answers[name], sheet.set_aside) for name in self._multiple]
        columns += [self._derive(sheet.answers, one, codes) for one, codes in self._derived]
        return pl.DataFrame([*columns, *self._about(sheet)])

    def _one(self, told: pl.Series, set_aside: SetAside) -> pl.Series:
        return self._kept(told, told.cast(self._codes[told.name], strict=False), set_aside)

    def _kept(self, told: pl.Series, coded: pl.Series, set_aside: SetAside) -> pl.Series:
        lost = coded.null_count() - told.null_count()
        if lost:
            lost -= int(told.is_in(self._valueless.get(told.name, [])).sum())
        if lost:
            set_aside[told.name, STRAY] += lost
        return coded

    def _derive(
        self, answers: pl.DataFrame, derived: Derived, codes: Mapping[str, str]
    ) -> pl.Series:
        """One derived variable: a code for a code of its source, or beside another item."""
        source, dtype = answers[derived.source], self._codes[derived.id]
        found = source.replace_strict(codes, default=None, return_dtype=dtype).alias(derived.id)
        if not derived.compared_with:
            return found
        one, other = (
            answers[name].cast(self._codes[name], strict=False).cast(pl.String)
            for name in (derived.source, derived.compared_with)
        )
        alike = {True: derived.same, False: derived.differs}
        return found.fill_null((one == other).replace_strict(alike, return_dtype=dtype))

    def _several(self, told: pl.Series, set_aside: SetAside) -> pl.Series:
        """The codes ticked; null where none is left or one says why there is no value."""
        valueless = self._valueless[told.name]
        coded = told.cast(pl.List(self._codes[told.name]), strict=False)
        ticked, known = told.explode(), coded.explode()
        if known.null_count() > ticked.null_count():
            strays = known.is_null() & ticked.is_not_null() & ~ticked.is_in(valueless)
            if number := int(strays.sum()):
                set_aside[told.name, STRAY] += number
            said_why = told.list.eval(pl.element().is_in(valueless)).list.any()
            coded = coded.list.drop_nulls()
            coded = coded.set(said_why.fill_null(value=False), None)
        return coded.set((coded.list.len() == 0).fill_null(value=False), None)

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
            self._one(pl.Series(LANGUAGE, responses.language, pl.String), sheet.set_aside),
            self._one(pl.Series(MODE, responses.mode, pl.String), sheet.set_aside),
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
