"""Responses of a wave column by column: how a release reads a million of them.

A row of its own costs a Struct and a decoded answer for each item; columns are read by polars many
thousand rows at a time. What stands in them is what the store keeps: JSON text where it keeps JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class ResponseColumns(NamedTuple):
    """Submitted responses. `answers`: JSON, item id -> value; `missing`: JSON, item id -> why."""

    id: Sequence[str]
    answers: Sequence[str]
    missing: Sequence[str]
    submitted_at: Sequence[str]  # ISO 8601 in UTC with microseconds
    questionnaire_version: Sequence[str]
    language: Sequence[str]
    mode: Sequence[str]
    simulated: Sequence[bool]
    source: Sequence[str]
    team: Sequence[str]
    flags: Sequence[str]  # a JSON list; '[]' for most


class ScoreColumns(NamedTuple):
    """Scores of those responses, in no order. Part 0 is the whole text."""

    response_id: Sequence[str]
    item_id: Sequence[str]
    scorer: Sequence[str]
    part: Sequence[int]
    step: Sequence[str]
    sentiment: Sequence[str]
    reason: Sequence[str]
    polarity: Sequence[float | None]
    unsure: Sequence[bool]


class ThemeColumns(NamedTuple):
    """Themes that programs saw in those responses' texts, in no order. `themes`: a JSON list."""

    response_id: Sequence[str]
    item_id: Sequence[str]
    themer: Sequence[str]
    themes: Sequence[str]


class Span(NamedTuple):
    """Responses of a wave with neighbouring ids: the first and the last of them."""

    first: str
    last: str


class Batch(NamedTuple):
    """Some responses of a wave, in the order of their ids, with what was made of their texts."""

    responses: ResponseColumns
    scores: ScoreColumns
    themes: ThemeColumns
