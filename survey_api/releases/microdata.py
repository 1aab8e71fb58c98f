"""Microdata: the responses of a wave as one frame with its codebook. No verbatims, ever.

The store hands out responses without their texts, so none can get here by mistake.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import polars as pl

from analysis import REMARK_COLUMNS, Microdata, expected_columns
from survey_api.questionnaire import AnswerValue, Item, ItemKind, Survey, london_day
from survey_api.record import Record
from survey_api.releases.codes import (
    COLLECTED,
    IMPORTED,
    LANGUAGE,
    MODE,
    MONTH,
    ORIGIN,
    SIMULATED,
    make_codebook,
    month_of,
)
from survey_api.releases.delays import Clocks, delay_name, tells_delay
from survey_api.responses.model import Response, Score
from survey_api.responses.store import ResponseStore


class Tally(Record, kw_only=True):
    """What was read into a microdata file: for the notes of a release, rounded there."""

    responses: int
    simulated: int
    texts: int  # answers in people's own words that can be scored
    unscored: int  # of these, not scored by `scorer` yet
    scorer: str  # '' when nothing has been scored
    other_scorers: tuple[str, ...]  # whose scores were left out
    versions: tuple[str, ...]  # questionnaire versions the responses were given to
    strays: int  # answers whose code this questionnaire does not know


async def read_microdata(store: ResponseStore, survey: Survey, wave: str) -> Microdata:
    """Get the responses of a wave, coded: one row each, delays in hours, sentiment scored.

    Nothing in it is protected: it is for an analyst, never for publication.
    Raises NotFound for an unknown wave, StoreUnavailable if the store fails.
    """
    microdata, _ = await read_wave(store, survey, wave)
    return microdata


async def read_wave(store: ResponseStore, survey: Survey, wave: str) -> tuple[Microdata, Tally]:
    """Get the microdata of a wave, and what went into it. Raises as `read_microdata`."""
    sheet = Sheet(survey)
    async for response, scores in store.read_responses(survey.id, survey.wave(wave).id):
        sheet.add(response, scores)
    return await asyncio.to_thread(sheet.finish)


class Sheet:
    """A frame that grows by one response at a time.

    Each response touches the columns it answers; gaps are filled up with nulls when they are next
    touched, so a row costs what was said in it, not what could have been.
    """

    def __init__(self, survey: Survey) -> None:
        self._codebook = make_codebook(survey)
        self._columns: dict[str, list[Any]] = {
            name: [] for name in expected_columns(self._codebook)
        }
        self._codes = {v.name: frozenset(v.codes) for v in self._codebook.variables}
        self._items = {
            item.id: item
            for item in survey.questionnaire.items.values()
            if not any(option.exit for option in item.options)
        }
        self._missing_codes = {
            item.id: frozenset(o.code for o in item.options if o.missing is not None)
            for item in self._items.values()
        }
        self._clocks = Clocks(survey.questionnaire)
        self._delays = [item for item in self._items.values() if tells_delay(item)]
        self._derived = _derivations(survey)
        self._texts = [i.id for i in self._items.values() if i.kind is ItemKind.TEXT and i.scored]
        self._scores: dict[str, list[Score]] = {}
        self._rows: dict[str, int] = {}
        self._told: set[tuple[str, str]] = set()
        self._versions: set[str] = set()
        self._simulated = self._strays = 0

    def add(self, response: Response, scores: Sequence[Score]) -> None:
        """Add one response as the next row."""
        row = len(self._rows)
        self._put(row, "id", response.id)
        for item_id, answer in response.answers.items():
            item = self._items.get(item_id)
            if item is not None:
                self._add_answer(row, item, answer)
        for item in self._delays:
            self._add_delay(row, item, response)
        self._add_instrument(row, response)
        self._rows[response.id] = row
        self._told.update(
            (response.id, text) for text in self._texts if text not in response.missing
        )
        for score in scores:
            self._scores.setdefault(score.scorer, []).append(score)

    def finish(self) -> tuple[Microdata, Tally]:
        """Get the microdata of all responses added, and the tally of what went into it."""
        # The scorer with the most scores speaks; two scorers are never mixed in one table.
        scorers = sorted(self._scores, key=lambda name: (-len(self._scores[name]), name))
        scores = self._scores[scorers[0]] if scorers else []
        remarks = self._add_scores(scores)
        rows = len(self._rows)
        frame = pl.DataFrame(
            {name: cells + [None] * (rows - len(cells)) for name, cells in self._columns.items()},
            schema=expected_columns(self._codebook),
        )
        return Microdata(frame, remarks, self._codebook), self._count(scorers, scores)

    def _count(self, scorers: Sequence[str], scores: Sequence[Score]) -> Tally:
        scored = {(score.response_id, score.item_id) for score in scores}
        return Tally(
            responses=len(self._rows),
            simulated=self._simulated,
            texts=len(self._told),
            unscored=len(self._told - scored),
            scorer=scorers[0] if scorers else "",
            other_scorers=tuple(scorers[1:]),
            versions=tuple(sorted(self._versions)),
            strays=self._strays,
        )

    def _put(self, row: int, column: str, value: object) -> None:
        cells = self._columns[column]
        cells.extend([None] * (row - len(cells)))
        cells.append(value)

    def _add_answer(self, row: int, item: Item, answer: AnswerValue) -> None:
        if item.kind is ItemKind.SINGLE and isinstance(answer, str):
            self._put_code(row, item.id, answer, self._missing_codes[item.id])
            for name, codes in self._derived.get(item.id, ()):
                if answer in codes:
                    self._put(row, name, codes[answer])
        elif item.kind is ItemKind.MULTIPLE and isinstance(answer, tuple):
            self._put_codes(row, item.id, answer)

    def _put_code(
        self, row: int, name: str, code: str, valueless: frozenset[str] = frozenset()
    ) -> None:
        if code in self._codes[name]:
            self._put(row, name, code)
        elif code not in valueless:
            self._strays += 1

    def _put_codes(self, row: int, name: str, answer: tuple[str, ...]) -> None:
        known = [code for code in answer if code in self._codes[name]]
        valueless = [code for code in answer if code in self._missing_codes[name]]
        self._strays += len(answer) - len(known) - len(valueless)
        if known and not valueless:
            self._put(row, name, known)

    def _add_delay(self, row: int, item: Item, response: Response) -> None:
        delay = self._clocks.read(item, response.answers, response.submitted_at)
        if delay is not None:
            name = delay_name(item)
            self._put(row, f"{name}.kind", delay.kind)
            self._put(row, f"{name}.lower", delay.lower)
            self._put(row, f"{name}.upper", delay.upper)

    def _add_instrument(self, row: int, response: Response) -> None:
        day = london_day(response.submitted_at)
        self._put_code(row, LANGUAGE, response.instrument.language)
        self._put_code(row, MODE, response.instrument.mode)
        if month_of(day) in self._codes[MONTH]:  # late imports come after the last one
            self._put(row, MONTH, month_of(day))
        self._put(row, ORIGIN, _origin(response))
        self._versions.add(response.instrument.questionnaire_version)
        self._simulated += response.simulated

    def _add_scores(self, scores: Sequence[Score]) -> pl.DataFrame:
        """Fill in the sentiment of whole texts; get the remarks, one row a scored sentence."""
        sentences = []
        for score in scores:
            if f"{score.item_id}.sentiment" not in self._columns:
                continue  # the questionnaire no longer scores this item
            if score.part:
                sentences.append(score)
            else:
                row = self._rows[score.response_id]
                self._put(row, f"{score.item_id}.sentiment", score.sentiment)
                self._put(row, f"{score.item_id}.polarity", score.polarity)
                unsure = None if score.polarity is None else score.unsure
                self._put(row, f"{score.item_id}.unsure", unsure)
        columns = {
            "response_id": [score.response_id for score in sentences],
            "item": [score.item_id for score in sentences],
            "part": [score.part for score in sentences],
            "step": [score.step for score in sentences],
            "sentiment": [score.sentiment for score in sentences],
            "polarity": [score.polarity for score in sentences],
            "unsure": [score.unsure for score in sentences],
        }
        return pl.DataFrame(columns, schema=REMARK_COLUMNS)


def _derivations(survey: Survey) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Source item -> derived variables read from it, each with its code for a code."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for derived in survey.questionnaire.derived:
        codes = derived.codes
        if derived.reference:
            entries = survey.references[derived.reference].entries
            codes = {
                entry.code: entry.columns[derived.column]
                for entry in entries
                if derived.column in entry.columns
            }
        found.setdefault(derived.source, []).append((derived.id, codes))
    return found


def _origin(response: Response) -> str:
    if response.simulated:
        return SIMULATED
    return IMPORTED if response.source else COLLECTED
