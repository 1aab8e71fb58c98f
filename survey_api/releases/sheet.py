"""Answers as the store keeps them, JSON text a response, turned into one column an item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec
import polars as pl

from survey_api.questionnaire import Item, ItemKind, MissingReason, Questionnaire, TimeAnswer
from survey_api.responses.batch import ResponseColumns

WAIT = pl.Struct(
    {
        "kind": pl.String,
        "lo_min": pl.Float64,
        "hi_min": pl.Float64,
        "clock_start": pl.String,
        "clock_end": pl.String,
    }
)
REASONS = tuple(reason.value for reason in MissingReason)

# Why something that was read stands in no column.
UNREADABLE = "the response cannot be read"
OTHER_SHAPE = "an answer of another shape than the question asks for"
NO_SUCH_QUESTION = "a question that this questionnaire does not have"

SetAside: TypeAlias = Counter[tuple[str, str]]  # (column, why) -> values; column '': responses

_answers = msgspec.json.Decoder(dict[str, msgspec.Raw])
_reasons = msgspec.json.Decoder(dict[str, str])
_code = msgspec.json.Decoder(str)
_codes = msgspec.json.Decoder(list[str])
_wait = msgspec.json.Decoder(TimeAnswer)


class Sheet(NamedTuple):
    """Some responses, one row each, a column an item."""

    responses: ResponseColumns  # the readable ones
    answers: pl.DataFrame  # String, List(String) or WAIT by the kind of item; no texts
    missing: pl.DataFrame  # one of REASONS; null where the item was answered
    set_aside: SetAside


class Layout:
    """Lays responses out in columns; made once for a questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._version = questionnaire.version
        self._items = questionnaire.items
        self._answers = {
            item.id: _type_of(item)
            for item in self._items.values()
            if item.kind is not ItemKind.TEXT
        }
        self._missing = dict.fromkeys(self._items, pl.String())  # faster read than an Enum

    def lay_out(self, responses: ResponseColumns) -> Sheet:
        """Get one row for each response that can be read, in order.

        Reading goes by thousands at once. Only where that fails, or a response was given to
        another version of the questionnaire, is a response looked at alone.
        """
        set_aside: SetAside = Counter()
        versions = responses.questionnaire_version
        older = [row for row, version in enumerate(versions) if version != self._version]
        responses = self._mend(responses, older, set_aside) if older else responses
        try:
            return Sheet(responses, *self._read(responses), set_aside)
        except pl.exceptions.PolarsError:
            set_aside.clear()
            mended = self._mend(responses, range(len(responses.id)), set_aside)
            return Sheet(mended, *self._read(mended), set_aside)

    def _read(self, responses: ResponseColumns) -> tuple[pl.DataFrame, pl.DataFrame]:
        return _read(responses.answers, self._answers), _read_once(responses.missing, self._missing)

    def _mend(
        self, responses: ResponseColumns, rows: Iterable[int], set_aside: SetAside
    ) -> ResponseColumns:
        """The responses with only what columns can hold; what is left out is counted."""
        answers, missing = list(responses.answers), list(responses.missing)
        lost = set()
        for row in rows:
            try:
                kept, left_out = self._sort_out(answers[row])
                reasons = self._reasons(missing[row], kept)
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                set_aside["", UNREADABLE] += 1
                lost.add(row)
                continue
            set_aside.update(left_out)
            answers[row] = msgspec.json.encode(kept).decode()
            missing[row] = msgspec.json.encode(reasons).decode()
        mended = responses._replace(answers=answers, missing=missing)
        if not lost:
            return mended
        there = [row for row in range(len(answers)) if row not in lost]
        columns: Iterable[Sequence[Any]] = mended
        return ResponseColumns(*([column[row] for row in there] for column in columns))

    def _sort_out(self, text: str) -> tuple[dict[str, msgspec.Raw], SetAside]:
        left_out: SetAside = Counter()
        kept: dict[str, msgspec.Raw] = {}
        for item_id, value in _answers.decode(text).items():
            item = self._items.get(item_id)
            if item is None:
                left_out[item_id, NO_SUCH_QUESTION] += 1
            elif _fits(item, value):
                kept[item_id] = value
            else:
                left_out[item_id, OTHER_SHAPE] += 1
        return kept, left_out

    def _reasons(self, text: str, kept: Mapping[str, object]) -> dict[str, str]:
        """Why there is no answer, item by item; what was no item then was not asked."""
        given = {i: why for i, why in _reasons.decode(text).items() if why in REASONS}
        not_asked = {i: "not_asked" for i in self._answers if i not in kept}
        return not_asked | {i: why for i, why in given.items() if i in self._items}


def _read(texts: Sequence[str], columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    if not texts:
        return pl.DataFrame(schema=dict(columns))
    read = pl.read_ndjson("\n".join(texts).encode(), schema=dict(columns))
    if read.height != len(texts):  # a line break within a response: it is looked at alone
        raise pl.exceptions.ComputeError("not one row a response")
    return read


def _read_once(texts: Sequence[str], columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The same, where many texts are alike: why nothing was said hangs on who was asked what."""
    place: dict[str, int] = {}
    at = [place.setdefault(text, len(place)) for text in texts]
    read = _read(list(place), columns)
    return read if read.height == len(texts) else read[pl.Series(at, dtype=pl.UInt32)]


def _type_of(item: Item) -> pl.DataType:
    if item.kind is ItemKind.TIME:
        return WAIT
    return pl.List(pl.String()) if item.kind is ItemKind.MULTIPLE else pl.String()


def _fits(item: Item, value: msgspec.Raw) -> bool:
    """Whether the value has the shape of an answer to the item."""
    decoders: dict[ItemKind, msgspec.json.Decoder[Any]] = {
        ItemKind.TIME: _wait,
        ItemKind.MULTIPLE: _codes,
    }
    decoder = decoders.get(item.kind, _code)
    try:
        decoder.decode(value)
    except (msgspec.DecodeError, UnicodeError):
        return False
    return True
