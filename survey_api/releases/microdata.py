"""Microdata: the responses of a wave as one frame with its codebook. No verbatims, ever.

The store hands out responses without their texts, so none can get here by mistake.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

import polars as pl

from analysis import CODING_COLUMNS, THEMES, Microdata, expected_columns
from survey_api.coding import Coding, CodingStore
from survey_api.questionnaire import ItemKind, MissingReason, Survey
from survey_api.record import Record
from survey_api.releases.coded import STRAY, Choices
from survey_api.releases.codes import compared_name, make_codebook, themes_name
from survey_api.releases.programs import (
    NO_SUCH_SENTIMENT,
    NO_SUCH_THEME,
    FoundThemes,
    Scores,
    one_frame,
    remarks_of,
    sentiment_columns,
)
from survey_api.releases.sheet import Layout, SetAside, Sheet
from survey_api.releases.waits import Waits
from survey_api.responses.batch import Batch
from survey_api.responses.store import ResponseStore

_ALWAYS = datetime.max.replace(tzinfo=UTC)


class ReadingStore(ResponseStore, CodingStore, Protocol):
    """Where responses are, and what people made of their texts by hand."""


class LeftOut(Record, kw_only=True):
    """So many values of a variable, or responses where it is '', that were read and not used."""

    variable: str
    why: str
    number: int


class AnswersGiven(Record, kw_only=True):
    """How an item was met with: every response read and used is in exactly one of the numbers."""

    item: str
    answered: int
    not_answered: int
    dont_know: int
    prefer_not_to_say: int
    not_asked: int


class Tally(Record, kw_only=True):
    """What was read into a microdata file: exact, so for the notes of a release rounded there."""

    responses: int  # used: one row each
    simulated: int
    texts: int  # answers in people's own words that can be scored
    unscored: int  # of these, not scored by `scorer` yet
    scorer: str  # '' when nothing has been scored
    other_scorers: tuple[str, ...]  # whose scores were left out
    versions: tuple[str, ...]  # questionnaire versions the responses were given to
    strays: int  # answers whose code this questionnaire does not know
    read: int = 0  # responses read: those used and those that could not be
    comparison: str = ""  # the scorer that stands beside
    themer: str = ""
    left_out: tuple[LeftOut, ...] = ()  # everything that was read and is in no column, with why
    not_scored: tuple[LeftOut, ...] = ()  # texts that `scorer` could not score, with why
    given: tuple[AnswersGiven, ...] = ()


async def read_microdata(
    store: ReadingStore, survey: Survey, wave: str, until: datetime | None = None
) -> Microdata:
    """Get the responses of a wave, coded: one row each, delays in hours, sentiment scored.

    Nothing in it is protected: it is for an analyst, never for publication.
    Raises NotFound for an unknown wave, StoreUnavailable if the store fails.
    """
    microdata, _ = await read_wave(store, survey, wave, until)
    return microdata


async def read_wave(
    store: ReadingStore, survey: Survey, wave: str, until: datetime | None = None
) -> tuple[Microdata, Tally]:
    """Get the microdata of a wave, and what went into it. Raises as `read_microdata`.

    until: responses submitted, scores and codings made later are left out; None leaves out none.
    The store reads the next batch while this one is coded in a thread.
    """
    until, wave_id = until or _ALWAYS, survey.wave(wave).id
    gathering = Gathering(survey)
    coding: asyncio.Task[None] | None = None
    async for batch in store.read_batches(survey.id, wave_id, until):
        if coding is not None:
            await coding
        coding = asyncio.create_task(asyncio.to_thread(gathering.add, batch))
        del batch
    if coding is not None:
        await coding
    codings = await store.read_codings(survey.id, wave_id, until)
    return await asyncio.to_thread(gathering.finish, codings)


class Gathering:
    """Batches of responses that become one microdata file."""

    def __init__(self, survey: Survey) -> None:
        items = survey.questionnaire.items.values()
        self._codebook = make_codebook(survey)
        self._version = survey.questionnaire.version
        self._layout = Layout(survey.questionnaire)
        self._choices = Choices(survey, self._codebook)
        self._waits = Waits(survey.questionnaire)
        self._texts = [i.id for i in items if i.kind is ItemKind.TEXT and i.scored]
        self._asked = [i.id for i in items if not any(option.exit for option in i.options)]
        self._scores = Scores(self._texts)
        self._themes = FoundThemes(self._texts, [theme.id for theme in THEMES])
        self._frames: list[pl.DataFrame] = []
        self._told: list[pl.DataFrame] = []
        self._height = self._read = self._simulated = 0
        self._versions: set[str] = set()
        self._set_aside: SetAside = Counter()
        self._reasons: Counter[tuple[str, str]] = Counter()

    def add(self, batch: Batch) -> None:
        """Add a batch of responses as the next rows."""
        sheet = self._layout.lay_out(batch.responses)
        ids = pl.Series("id", sheet.responses.id, pl.String)
        self._frames.append(
            pl.concat(
                [ids.to_frame(), self._choices.read(sheet), self._waits.read(sheet)],
                how="horizontal",
            )
        )
        first = self._height
        rows = pl.DataFrame({"response_id": ids}).with_row_index("row", first)
        self._scores.add(batch.scores, rows)
        self._themes.add(batch.themes, rows)
        self._count(sheet)
        self._read += len(batch.responses.id)
        self._height += ids.len()
        self._set_aside.update(sheet.set_aside)

    def finish(self, codings: Sequence[Coding] = ()) -> tuple[Microdata, Tally]:
        """Get the microdata of all responses added, and the tally of what went into it."""
        names, comparison = self._scores.names(), self._scores.comparison()
        main = names[0] if names else ""
        scores = self._scores.of(main)
        compared = scores if comparison == main else self._scores.of(comparison)
        self._scores.forget()
        frame = one_frame(self._frames, expected_columns(self._codebook))
        columns: list[pl.Series] = []
        for item in self._texts:
            columns += sentiment_columns(scores, item, item, self._height)
            columns += sentiment_columns(compared, item, compared_name(item), self._height)
            themes = self._themes.column(item, self._height)
            columns.append(themes.alias(themes_name(item)))
        frame = frame.with_columns(columns)
        microdata = Microdata(
            frame,
            remarks_of(scores, frame["id"]),
            self._codebook,
            _codings_frame(codings, frame["id"], self._texts),
        )
        return microdata, self._tally(names, comparison, scores, frame)

    def _count(self, sheet: Sheet) -> None:
        """Count what the sheet tells of itself, and note which texts were told."""
        responses = sheet.responses
        self._simulated += sum(map(bool, responses.simulated))
        self._versions.update(responses.questionnaire_version)
        missing = sheet.missing
        counts = missing.select(
            (pl.col(item) == why.value).sum().alias(f"{item}/{why.value}")
            for item in self._asked
            for why in MissingReason
        )
        for name, number in counts.row(0, named=True).items() if counts.height else ():
            item, _, why = name.partition("/")
            self._reasons[item, why] += number
        current = pl.Series([v == self._version for v in responses.questionnaire_version])
        self._told.append(
            missing.select(
                (pl.col(text).is_null() & pl.lit(current)).alias(text) for text in self._texts
            )
        )

    def _tally(
        self, names: Sequence[str], compared: str, scores: pl.DataFrame, frame: pl.DataFrame
    ) -> Tally:
        themers = self._themes.names()
        waiting, texts = self._count_texts(frame)
        left_out = self._set_aside + Counter(
            {
                ("sentiment", NO_SUCH_SENTIMENT): self._scores.unknown,
                ("themes", NO_SUCH_THEME): self._themes.unknown,
            }
        )
        whole = scores.filter((pl.col("part") == 0) & (pl.col("sentiment") == "not_scored"))
        reasons = whole.group_by("item", "reason").len().sort("item", "reason")
        return Tally(
            responses=self._height,
            simulated=self._simulated,
            texts=texts,
            unscored=waiting,
            scorer=names[0] if names else "",
            other_scorers=tuple(name for name in names[1:] if name != compared),
            versions=tuple(sorted(self._versions)),
            strays=sum(number for (_, why), number in left_out.items() if why == STRAY),
            read=self._read,
            comparison=compared,
            themer=themers[0] if themers else "",
            left_out=tuple(
                LeftOut(variable=variable, why=why, number=number)
                for (variable, why), number in sorted(left_out.items())
            ),
            not_scored=tuple(
                LeftOut(variable=item, why=str(why), number=number)
                for item, why, number in reasons.iter_rows()
            ),
            given=tuple(self._given(item) for item in self._asked),
        )

    def _count_texts(self, frame: pl.DataFrame) -> tuple[int, int]:
        """Texts that wait for their score, and all texts that can have one."""
        told = pl.concat(self._told) if self._told else pl.DataFrame()
        waiting = texts = 0
        for item in self._texts if told.height else ():
            scored = frame[f"{item}.sentiment"].is_not_null()
            waiting += int((told[item] & ~scored).sum())
            texts += int((told[item] | scored).sum())
        return waiting, texts

    def _given(self, item: str) -> AnswersGiven:
        reasons = {why.value: self._reasons[item, why.value] for why in MissingReason}
        return AnswersGiven(item=item, answered=self._height - sum(reasons.values()), **reasons)


def _codings_frame(codings: Sequence[Coding], ids: pl.Series, items: Sequence[str]) -> pl.DataFrame:
    """What people saw in texts of these responses, one row a text and coder."""
    there = set(ids.filter(ids.is_in([coding.response_id for coding in codings])))
    kept = [c for c in codings if c.response_id in there and c.item_id in items]
    columns = {
        "response_id": [c.response_id for c in kept],
        "item": [c.item_id for c in kept],
        "coder": [c.coder for c in kept],
        "settles": [c.settles for c in kept],
        "sentiment": [c.sentiment for c in kept],
        "themes": [list(c.themes) for c in kept],
    }
    return pl.DataFrame(columns, schema=CODING_COLUMNS)
