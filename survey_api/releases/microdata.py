"""Microdata: the responses of a wave as one frame with its codebook. No verbatims, ever.

The store hands out responses without their texts, so none can get here by mistake.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import polars as pl

from analysis import CODING_COLUMNS, THEMES, Microdata, expected_columns
from survey_api.coding import Coding
from survey_api.questionnaire import MissingReason, Survey
from survey_api.record import Record
from survey_api.releases.coded import STRAY
from survey_api.releases.codes import TEAM, compared_name, make_codebook, themes_name
from survey_api.releases.portions import Portion, asked_items, scored_texts
from survey_api.releases.programs import (
    Found,
    ScoredTexts,
    ThemedTexts,
    one_frame,
    remarks_of,
    scorer_in_use,
    sentiment_columns,
    spread,
)
from survey_api.releases.reading import ReadingStore, read_portions
from survey_api.releases.sheet import SetAside

_ALWAYS = datetime.max.replace(tzinfo=UTC)


class Programs(NamedTuple):
    """Which programs read the texts; the first scorer speaks, and one stands beside it."""

    scorers: Sequence[str]
    comparison: str
    themer: str


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
    flagged: int = 0  # of `responses`: perhaps no person's
    teams: int = 0  # whose link was used


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
    """
    until, wave_id = until or _ALWAYS, survey.wave(wave).id
    gathering = Gathering(survey)
    async for portion in read_portions(store, survey, wave_id, until):
        gathering.add(portion)
    codings = await store.read_codings(survey.id, wave_id, until)
    return await asyncio.to_thread(gathering.finish, codings)


class Gathering:
    """Portions of responses that become one microdata file."""

    def __init__(self, survey: Survey) -> None:
        self._codebook = make_codebook(survey)
        self._texts = scored_texts(survey)
        self._asked = asked_items(survey)
        self._scores = Found(ScoredTexts(self._texts).schema, scorer_in_use())
        themes = [theme.id for theme in THEMES]
        self._themes = Found(ThemedTexts(self._texts, themes).schema, "")
        self._frames: list[pl.DataFrame] = []
        self._told: list[pl.DataFrame] = []
        self._height = self._read = self._simulated = self._flagged = 0
        self._versions: set[str] = set()
        self._set_aside: SetAside = Counter()
        self._reasons: Counter[tuple[str, str]] = Counter()

    def add(self, portion: Portion) -> None:
        """Add a portion of responses as the next rows."""
        self._scores.add(portion.scores, self._height)
        self._themes.add(portion.themes, self._height)
        self._frames.append(portion.frame)
        self._told.append(portion.told)
        self._height += portion.frame.height
        self._read += portion.read
        self._simulated += portion.simulated
        self._flagged += portion.flagged
        self._versions |= portion.versions
        self._set_aside.update(portion.set_aside)
        self._reasons.update(portion.reasons)

    def finish(self, codings: Sequence[Coding] = ()) -> tuple[Microdata, Tally]:
        """Get the microdata of all responses added, and the tally of what went into it."""
        scorers, comparison = self._scores.names(), self._scores.comparison()
        themers = self._themes.names()
        main = scorers[0] if scorers else ""
        scores = self._scores.of(main)
        compared = scores if comparison == main else self._scores.of(comparison)
        themes = self._themes.of(themers[0] if themers else "")
        frame = one_frame(self._frames, expected_columns(self._codebook))
        columns: list[pl.Series] = []
        for item in self._texts:
            columns += sentiment_columns(scores, item, item, self._height)
            columns += sentiment_columns(compared, item, compared_name(item), self._height)
            found = spread(themes.filter(pl.col("item") == item), "themes", self._height)
            columns.append(found.alias(themes_name(item)))
        frame = frame.with_columns(columns)
        microdata = Microdata(
            frame,
            remarks_of(scores, frame["id"]),
            self._codebook,
            _codings_frame(codings, frame["id"], self._texts),
        )
        programs = Programs(scorers, comparison, themers[0] if themers else "")
        return microdata, self._tally(programs, scores, frame)

    def _tally(self, programs: Programs, scores: pl.DataFrame, frame: pl.DataFrame) -> Tally:
        scorers, compared, themer = programs
        waiting, texts = self._count_texts(frame)
        whole = scores.filter((pl.col("part") == 0) & (pl.col("sentiment") == "not_scored"))
        reasons = whole.group_by("item", "reason").len().sort("item", "reason")
        return Tally(
            responses=self._height,
            simulated=self._simulated,
            flagged=self._flagged,
            teams=frame[TEAM].drop_nulls().n_unique(),
            texts=texts,
            unscored=waiting,
            scorer=scorers[0] if scorers else "",
            other_scorers=tuple(name for name in scorers[1:] if name != compared),
            versions=tuple(sorted(self._versions)),
            strays=sum(number for (_, why), number in self._set_aside.items() if why == STRAY),
            read=self._read,
            comparison=compared,
            themer=themer,
            left_out=tuple(
                LeftOut(variable=variable, why=why, number=number)
                for (variable, why), number in sorted(self._set_aside.items())
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
