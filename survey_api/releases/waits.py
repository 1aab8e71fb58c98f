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
from survey_api.releases.sheet import Sheet

BACKWARDS = "a wait that ends before it begins"
NEGATIVE = "a wait of less than no time"
NO_SUCH_KIND = "a wait told in a way that is not known"

_KINDS = pl.Enum([kind.value for kind in TimeKind])
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
        columns = [series for item in self._items for series in self._read_one(item, sheet)]
        return pl.DataFrame(columns)

    def _read_one(self, item: Item, sheet: Sheet) -> list[pl.Series]:
        name = delay_name(item)
        told = self._told(item, sheet)
        told = told.with_columns(why=_what_is_wrong())
        for why, number in told["why"].drop_nulls().value_counts().iter_rows():
            sheet.set_aside[name, why] += number
        kind, lo, hi = pl.col("kind"), pl.col("lo"), pl.col("hi")
        timed, opened = kind.is_in(_IN_MINUTES), kind.is_in(_OPEN)
        told = told.with_columns(kind=pl.when(pl.col("why").is_null()).then(kind))
        # By a column of sixties: polars would multiply by a sixtieth, which is not the same float.
        told = told.with_columns(hour=pl.Series([60.0]).new_from_index(0, told.height))
        told = told.select(
            kind.cast(pl.String).replace_strict(_CODED, return_dtype=pl.Enum(DELAY_KINDS)),
            pl.when(timed)
            .then(lo.fill_null(0.0))
            .when(opened)
            .then(lo)
            .truediv("hour")
            .alias("lo"),
            pl.when(timed).then(hi).truediv("hour").alias("hi"),
            (opened & lo.is_null()).fill_null(value=False).alias("open"),
        )
        lower = self._work_out(item, sheet, told["lo"], told["open"])
        return [
            told["kind"].alias(f"{name}.kind"),
            lower.alias(f"{name}.lower"),
            told["hi"].alias(f"{name}.upper"),
        ]

    def _told(self, item: Item, sheet: Sheet) -> pl.DataFrame:
        """As it was told, in minutes: by the answer itself, else by a choice that speaks for it."""
        if item.kind is ItemKind.TIME:
            own = sheet.answers[item.id].struct
            told = pl.DataFrame(
                {"raw": own["kind"], "lo": own["lo_min"], "hi": own["hi_min"]}
                | {"start": own["clock_start"], "end": own["clock_end"]}
            )
        else:
            rows = pl.Series([None] * sheet.answers.height, dtype=pl.String)
            minutes = rows.cast(pl.Float64)
            told = pl.DataFrame(
                {"raw": rows, "lo": minutes, "hi": minutes, "start": rows, "end": rows}
            )
        for speaker, delays in self._clocks.speakers(item):
            told = _fill_in(told, sheet.answers[speaker.id], delays)
        return told.with_columns(kind=pl.col("raw").cast(_KINDS, strict=False))

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
    told: pl.DataFrame, answers: pl.Series, delays: Mapping[str, OptionDelay]
) -> pl.DataFrame:
    """What the option chosen says of the wait, where nothing has been said yet."""
    codes = list(delays)

    def said(values: Sequence[object], dtype: type[pl.DataType]) -> pl.Series:
        return answers.replace_strict(codes, values, default=None, return_dtype=dtype)

    silent = told["raw"].is_null()
    kinds = said([delay.kind.value for delay in delays.values()], pl.String)
    lows = said([delay.lo_min for delay in delays.values()], pl.Float64)
    highs = said([delay.hi_min for delay in delays.values()], pl.Float64)
    return told.with_columns(
        raw=kinds.zip_with(silent, told["raw"]),
        lo=lows.zip_with(silent, told["lo"]),
        hi=highs.zip_with(silent, told["hi"]),
    )


def _what_is_wrong() -> pl.Expr:
    """Why the wait cannot have been as it was told; null where nothing is wrong with it."""
    timed = pl.col("kind").is_in([*_IN_MINUTES, *_OPEN])
    start, end = (
        pl.col(name).str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
        for name in ("start", "end")
    )
    return (
        pl.when(pl.col("raw").is_not_null() & pl.col("kind").is_null())
        .then(pl.lit(NO_SUCH_KIND))
        .when(timed & ((pl.col("lo") < 0) | (pl.col("hi") < 0)))
        .then(pl.lit(NEGATIVE))
        .when(timed & ((pl.col("hi") < pl.col("lo")) | (end < start)))
        .then(pl.lit(BACKWARDS))
    )
