"""The waits of many responses at once: the rules of `delays`, a column at a time.

A wait told in minutes is the same arithmetic for everybody, so it is done for whole columns. A
wait that has to be worked out from other answers goes through `delays.Clocks`, one response after
the other: that is the rule, and a test holds both to the same hours. A wait that cannot have been
is set aside and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import polars as pl

from analysis import DELAY_KINDS
from survey_api.questionnaire import (
    AnswerValue,
    Item,
    ItemKind,
    OptionDelay,
    Questionnaire,
    TimeAnswer,
    TimeKind,
)
from survey_api.releases.delays import Clocks, delay_name, tells_delay
from survey_api.releases.sheet import WAIT, Sheet

BACKWARDS = "a wait that ends before it begins"
NEGATIVE = "a wait of less than no time"
NO_SUCH_KIND = "a wait told in a way that is not known"

_KINDS = [kind.value for kind in TimeKind]
_TOLD = {field.name: field.dtype for field in WAIT.fields}
_WRONG = (NO_SUCH_KIND, NEGATIVE, BACKWARDS)
_HOUR = "minutes of an hour"
_IN_MINUTES = ["exact", "approx", "band"]
_OPEN = ["still_waiting", "overtaken"]  # they have one time at most, and it may be worked out
_CODED = dict.fromkeys(_IN_MINUTES, "observed") | {
    kind.value: kind.value for kind in TimeKind if kind.value not in _IN_MINUTES
}


class Waits:
    """Reads the waits of a sheet; made once for a questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        items = questionnaire.items.values()
        self._clocks = Clocks(questionnaire)
        self._items = [
            item
            for item in items
            if tells_delay(item) and not any(option.exit for option in item.options)
        ]
        # What another wait may have to be worked out from.
        speaking = [i for i in items if i.kind in (ItemKind.TIME, ItemKind.MOMENT)]
        speaking += [i for i in items if i.kind is ItemKind.SINGLE and self._clocks.speakers(i)]
        fields = [(i.id, _value_type(i) | None, None) for i in speaking]
        self._decoder = msgspec.json.Decoder(msgspec.defstruct("Told", fields))

    def read(self, sheet: Sheet) -> pl.DataFrame:
        """Get `<name>.kind`, `.lower` and `.upper` of every wait, in hours, one row a response.

        Waits that cannot have been are counted in the sheet's `set_aside`.
        """
        # All waits step by step together: a step costs more than what it does to one column.
        told = sheet.answers.select(
            pl.struct(self._told(item)).alias(item.id) for item in self._items
        )
        told = told.with_columns(
            pl.col(item.id).struct.with_fields(why=_what_is_wrong()) for item in self._items
        )
        self._set_aside(told, sheet)
        # By a column of sixties: polars would multiply by a sixtieth, which is not the same float.
        told = told.with_columns(pl.Series(_HOUR, [60.0]).new_from_index(0, told.height))
        coded = told.select(column for item in self._items for column in _coded(item))
        return coded.select(
            column for item in self._items for column in self._finished(item, coded, sheet)
        )

    def _set_aside(self, told: pl.DataFrame, sheet: Sheet) -> None:
        """Count the waits that cannot have been, by why."""
        wrong = told.select(
            (pl.col(item.id).struct.field("why") == why).sum().alias(f"{item.id}/{i}")
            for item in self._items
            for i, why in enumerate(_WRONG)
        )
        numbers = iter(wrong.row(0) if wrong.height else ())
        for item in self._items:
            for why in _WRONG:
                if number := next(numbers, 0):
                    sheet.set_aside[delay_name(item), why] += number

    def _told(self, item: Item) -> list[pl.Expr]:
        """As it was told, in minutes: by the answer itself, else by a choice that speaks for it."""
        told = {name: pl.lit(None, dtype) for name, dtype in _TOLD.items()}
        if item.kind is ItemKind.TIME:
            own = pl.col(item.id).struct
            told = {name: own.field(name) for name in _TOLD}
        for speaker, delays in self._clocks.speakers(item):
            told |= _fill_in(told, pl.col(speaker.id), delays)
        return [expression.alias(name) for name, expression in told.items()]

    def _finished(self, item: Item, coded: pl.DataFrame, sheet: Sheet) -> list[pl.Series]:
        name = delay_name(item)
        lower = self._work_out(item, sheet, coded[f"{name}.lower"], coded[f"{name}.open"])
        return [coded[f"{name}.kind"], lower, coded[f"{name}.upper"]]

    def _work_out(self, item: Item, sheet: Sheet, lower: pl.Series, opened: pl.Series) -> pl.Series:
        """The lower ends, those that were not told worked out from other answers."""
        rows = opened.arg_true()
        if rows.is_empty():
            return lower
        hours = [self._hours(item, sheet, row) for row in rows]
        return lower.scatter(rows, pl.Series(hours, dtype=pl.Float64))

    def _hours(self, item: Item, sheet: Sheet, row: int) -> float | None:
        try:
            told = self._decoder.decode(sheet.responses.answers[row])
        except msgspec.DecodeError:
            return None  # another of its waits is told in a way that is not known
        answers: Mapping[str, AnswerValue] = {
            name: value for name, value in msgspec.structs.asdict(told).items() if value is not None
        }
        submitted_at = datetime.fromisoformat(sheet.responses.submitted_at[row])
        delay = self._clocks.read(item, answers, submitted_at)
        # Below nothing: what it was worked out from cannot have been, and is set aside itself.
        return delay.lower if delay and (delay.lower or 0.0) >= 0 else None


def _value_type(item: Item) -> type:
    return TimeAnswer if item.kind is ItemKind.TIME else str


def _fill_in(
    told: Mapping[str, pl.Expr], answer: pl.Expr, delays: Mapping[str, OptionDelay]
) -> dict[str, pl.Expr]:
    """What the option chosen says of the wait, where nothing has been said yet."""
    codes = list(delays)

    def said(name: str, values: Sequence[object]) -> pl.Expr:
        chosen = answer.replace_strict(codes, values, default=None, return_dtype=_TOLD[name])
        return pl.when(told["kind"].is_null()).then(chosen).otherwise(told[name])

    return {
        "kind": said("kind", [delay.kind.value for delay in delays.values()]),
        "lo_min": said("lo_min", [delay.lo_min for delay in delays.values()]),
        "hi_min": said("hi_min", [delay.hi_min for delay in delays.values()]),
    }


def _what_is_wrong() -> pl.Expr:
    """Why the wait cannot have been as it was told; null where nothing is wrong with it."""
    told, lo, hi = pl.field("kind"), pl.field("lo_min"), pl.field("hi_min")
    timed = told.is_in([*_IN_MINUTES, *_OPEN])
    start, end = (
        pl.field(name).str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
        for name in ("clock_start", "clock_end")
    )
    return (
        pl.when(told.is_not_null() & ~told.is_in(_KINDS))
        .then(pl.lit(NO_SUCH_KIND))
        .when(timed & ((lo < 0) | (hi < 0)))
        .then(pl.lit(NEGATIVE))
        .when(timed & ((hi < lo) | (end < start)))
        .then(pl.lit(BACKWARDS))
    )


def _coded(item: Item) -> list[pl.Expr]:
    """The kind and the hours of a wait, and whether its lower end is still to be worked out."""
    name, told = delay_name(item), pl.col(item.id).struct
    kind = pl.when(told.field("why").is_null()).then(told.field("kind"))
    lo, hi = told.field("lo_min"), told.field("hi_min")
    timed, opened = kind.is_in(_IN_MINUTES), kind.is_in(_OPEN)
    lower = pl.when(timed).then(lo.fill_null(0.0)).when(opened).then(lo)
    return [
        kind.replace_strict(_CODED, default=None, return_dtype=pl.Enum(DELAY_KINDS)).alias(
            f"{name}.kind"
        ),
        lower.truediv(_HOUR).alias(f"{name}.lower"),
        pl.when(timed).then(hi).truediv(_HOUR).alias(f"{name}.upper"),
        (opened & lo.is_null()).fill_null(value=False).alias(f"{name}.open"),
    ]
