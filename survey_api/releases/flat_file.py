"""Every response of a wave as one CSV: a row each, written as it is read, however many there are.

Choices stand in the words that people saw. What was written in somebody's own words is left out,
and so are the ids, from which a reference can be made, and the teams.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import polars as pl

from survey_api.questionnaire import Item, ItemKind, Survey, Wording, option_label
from survey_api.record import Record
from survey_api.releases.portions import asked_items
from survey_api.releases.sheet import REASONS, Layout
from survey_api.responses.batch import ResponseColumns, Span
from survey_api.responses.spam import Flag
from survey_api.responses.store import ResponseStore

_BETWEEN = "; "  # several answers in one cell
_WHY = "why no "  # before the name of an item: its reason for having no answer
_WRITTEN = "(written in own words)"
_REASONS = {reason: f"({reason.replace('_', ' ')})" for reason in REASONS}
_KNOWN = {
    "submitted_at": pl.String,
    "questionnaire_version": pl.String,
    "language": pl.String,
    "mode": pl.String,
    "source": pl.String,
    "flags": pl.String,
    "simulated": pl.Boolean,
}
# Why a response is perhaps no person's. A release may leave such responses out.
_FLAGS = {
    Flag.TRAP: "filled in a box that people do not see",
    Flag.FAST: "sent faster than people read",
    Flag.REPEATED: "same long text as another",
}
_NOBODY = ResponseColumns(*([()] * len(ResponseColumns._fields)))


class Exported(Record, kw_only=True):
    """What was written. `rows` and `left_out` together are the responses that were read."""

    rows: int
    left_out: int  # could not be read
    columns: int
    bytes: int
    sha256: str  # of the file, as sha256sum prints it


async def export_responses(
    store: ResponseStore, survey: Survey, wave: str, until: datetime, out: BinaryIO
) -> Exported:
    """Write what had come to a wave by a moment to `out`, as UTF-8 with a line of column names.

    Memory holds two spans, whatever the size of the wave. Raises StoreUnavailable; OSError where
    `out` cannot be written.
    """
    file = _FlatFile(survey, out)
    spans = iter(await store.find_spans(survey.id, wave))

    async def read_next() -> ResponseColumns | None:
        span: Span | None = next(spans, None)
        return await store.read_columns(survey.id, wave, until, span) if span else None

    read = await read_next()
    while read is not None:  # the store reads on while the rows are written
        _, read = await asyncio.gather(asyncio.to_thread(file.add, read), read_next())
    return file.end()


class _FlatFile:
    """Rows on their way to the file, counted and summed up as they go."""

    def __init__(self, survey: Survey, out: BinaryIO) -> None:
        self._layout = Layout(survey.questionnaire)
        self._columns = [*_about(), *_told(survey)]
        self._out = out
        self._hash = hashlib.sha256()
        self._rows = self._read = self._bytes = 0
        self._write(_NOBODY, header=True)

    def add(self, responses: ResponseColumns) -> None:
        """Write the responses that can be read."""
        self._write(responses, header=False)

    def end(self) -> Exported:
        """Get what was written."""
        return Exported(
            rows=self._rows,
            left_out=self._read - self._rows,
            columns=len(self._columns),
            bytes=self._bytes,
            sha256=self._hash.hexdigest(),
        )

    def _write(self, responses: ResponseColumns, *, header: bool) -> None:
        sheet = self._layout.lay_out(responses)
        why = sheet.missing.select(pl.all().name.prefix(_WHY))
        about = pl.DataFrame(
            {name: list(getattr(sheet.responses, name)) for name in _KNOWN},
            schema=_KNOWN,
            strict=False,  # SQLite says 0 and 1
        )
        rows = pl.concat([about, sheet.answers, why], how="horizontal").select(self._columns)
        content = rows.write_csv(include_header=header).encode()
        self._out.write(content)
        self._hash.update(content)
        self._bytes += len(content)
        self._read += len(responses.id)
        self._rows += rows.height


def _about() -> list[pl.Expr]:
    """What is known of the response itself; of when it came, the day."""
    made_up = pl.col("simulated").replace_strict({True: "simulated", False: "collected"})
    return [
        pl.col("submitted_at").str.slice(0, 10).alias("submitted_on"),
        pl.col("questionnaire_version"),
        pl.col("language"),
        pl.col("mode"),
        pl.when(pl.col("source") != "").then(pl.lit("imported")).otherwise(made_up).alias("origin"),
        _flagged(pl.col("flags")),
    ]


def _flagged(flags: pl.Expr) -> pl.Expr:
    """Why it is perhaps no person's, in words; nothing for nearly all."""
    words = {flag.value: text for flag, text in _FLAGS.items()}
    told = flags.str.json_decode(pl.List(pl.String)).list.eval(pl.element().replace(words))
    return told.list.join(_BETWEEN).alias("flagged")


def _told(survey: Survey) -> list[pl.Expr]:
    """What was answered, in words; else why there is no answer, in brackets."""
    wording = survey.wording("")
    items = (survey.questionnaire.items[name] for name in asked_items(survey))
    return [column for item in items for column in _columns(survey, wording, item)]


def _columns(survey: Survey, wording: Wording, item: Item) -> Iterator[pl.Expr]:
    why = pl.col(f"{_WHY}{item.id}")
    reason = why.replace_strict(_REASONS, default=None, return_dtype=pl.String)
    labels = {
        code: option_label(survey, wording, item, code, {})
        for code in survey.options_by_item[item.id]
    }
    told = pl.col(item.id)
    if item.kind is ItemKind.TEXT:  # no column of the answers: it stands apart
        yield pl.when(why.is_null()).then(pl.lit(_WRITTEN)).otherwise(reason).alias(item.id)
    elif item.kind is ItemKind.TIME:
        yield told.struct.field("kind").fill_null(reason).alias(item.id)
        yield told.struct.field("lo_min").alias(f"{item.id}_lo_min")
        yield told.struct.field("hi_min").alias(f"{item.id}_hi_min")
    elif item.kind is ItemKind.MULTIPLE:
        words = told.list.eval(pl.element().replace(labels)).list.join(_BETWEEN)
        yield words.fill_null(reason).alias(item.id)
    else:
        yield told.replace(labels).fill_null(reason).alias(item.id)
