"""Portions: some responses of a wave as coded columns. A wave is read portion by portion.

Nothing in one portion hangs on another, so they can be read at the same time in processes of their
own.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import polars as pl

from analysis import THEMES, Codebook
from survey_api.questionnaire import ItemKind, MissingReason, Survey
from survey_api.releases.coded import Choices
from survey_api.releases.codes import make_codebook
from survey_api.releases.programs import ScoredTexts, ThemedTexts
from survey_api.releases.sheet import Layout, SetAside, Sheet
from survey_api.releases.waits import Waits
from survey_api.responses.batch import Batch, ResponseColumns

NO_FLAGS = "[]"  # of a response that nothing was odd about
FLAGGED = "flagged as perhaps no person's"  # why a response was left out


class Portion(NamedTuple):
    """Some responses, one row each, and what is counted of them.

    told: a column a text, whether it was written down. scores, themes: by the program that found
    them. reasons: how often an item was not answered for a reason. `read` counts those that could
    not be used as well.
    """

    frame: pl.DataFrame
    told: pl.DataFrame
    scores: dict[str, pl.DataFrame]
    themes: dict[str, pl.DataFrame]
    read: int
    simulated: int
    flagged: int
    versions: frozenset[str]
    set_aside: SetAside
    reasons: Counter[tuple[str, str]]


class Reader:
    """Codes batches of responses; made once for a survey."""

    def __init__(self, survey: Survey, codebook: Codebook | None = None) -> None:
        self._leave_out = survey.programme.spam.leave_out
        self._version = survey.questionnaire.version
        self._layout = Layout(survey.questionnaire)
        self._choices = Choices(survey, codebook or make_codebook(survey))
        self._waits = Waits(survey.questionnaire)
        self._texts = scored_texts(survey)
        self._scores = ScoredTexts(self._texts)
        self._themes = ThemedTexts(self._texts, [theme.id for theme in THEMES])
        asked = asked_items(survey)
        self._counted = [(item, why.value) for item in asked for why in MissingReason]

    def read(self, batch: Batch) -> Portion:
        """Get the responses of a batch coded, in their order."""
        genuine = self._genuine(batch.responses)
        sheet = self._layout.lay_out(genuine)
        ids = pl.Series("id", sheet.responses.id, pl.String)
        coded = [ids.to_frame(), self._choices.read(sheet), self._waits.read(sheet)]
        rows = pl.DataFrame({"response_id": ids}).with_row_index("row")
        set_aside = sheet.set_aside
        if left_out := len(batch.responses.id) - len(genuine.id):
            set_aside["", FLAGGED] += left_out
        return Portion(
            frame=pl.concat(coded, how="horizontal"),
            told=self._told(sheet),
            scores=self._scores.read(batch.scores, rows, set_aside),
            themes=self._themes.read(batch.themes, rows, set_aside),
            read=len(batch.responses.id),
            simulated=sum(map(bool, sheet.responses.simulated)),
            flagged=sum(flags != NO_FLAGS for flags in sheet.responses.flags),
            versions=frozenset(sheet.responses.questionnaire_version),
            set_aside=set_aside,
            reasons=self._reasons(sheet.missing),
        )

    def _genuine(self, responses: ResponseColumns) -> ResponseColumns:
        """All of them, or those without a flag if the survey leaves the others out."""
        if not self._leave_out or all(flags == NO_FLAGS for flags in responses.flags):
            return responses
        rows = [row for row in zip(*responses, strict=True) if row[-1] == NO_FLAGS]
        return ResponseColumns(*(zip(*rows, strict=True) if rows else [()] * len(responses)))

    def _reasons(self, missing: pl.DataFrame) -> Counter[tuple[str, str]]:
        """How often each item was not answered, by reason."""
        counts = missing.select(
            (pl.col(item) == why).sum().alias(f"{item}/{why}") for item, why in self._counted
        )
        numbers = counts.row(0) if counts.height else (0,) * len(self._counted)
        return Counter(dict(zip(self._counted, numbers, strict=True)))

    def _told(self, sheet: Sheet) -> pl.DataFrame:
        """Which texts were told, as far as this version of the questionnaire asks for them."""
        current = pl.Series(
            [version == self._version for version in sheet.responses.questionnaire_version],
            dtype=pl.Boolean,
        )
        return sheet.missing.select(
            (pl.col(text).is_null() & pl.lit(current)).alias(text) for text in self._texts
        )


def asked_items(survey: Survey) -> list[str]:
    """The items that a response can have an answer to: gates have none."""
    items = survey.questionnaire.items.values()
    return [item.id for item in items if not any(option.exit for option in item.options)]


def scored_texts(survey: Survey) -> list[str]:
    """The items answered in people's own words that programs read."""
    items = survey.questionnaire.items.values()
    return [item.id for item in items if item.kind is ItemKind.TEXT and item.scored]
