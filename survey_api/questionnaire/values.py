"""The values answers take: a code, codes, words, a wait, a moment."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from survey_api.questionnaire.model import TimeKind


class TimeAnswer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How long something took, in minutes, as a range that holds the truth.

    exact: `lo_min` equals `hi_min`. approx: the number told, already widened by how rough such
    numbers are. band: [lo_min, hi_min), `hi_min` None when open-ended. still_waiting: `lo_min` is
    the wait so far, None when its start is not known. overtaken: `lo_min` is when the child came
    back, None when not known. Other kinds carry no minutes. Clocks are given for exact answers
    told as two clock times, with their offset in London.
    """

    kind: TimeKind
    lo_min: float | None = None
    hi_min: float | None = None
    clock_start: datetime | None = None
    clock_end: datetime | None = None


# A single choice is its code, a multiple choice its codes, a text the words, a moment its text:
# '2026-11-21', '2026-11-21 evening' or '2026-11-21T21:30+00:00'.
AnswerValue: TypeAlias = str | tuple[str, ...] | TimeAnswer
Answers: TypeAlias = dict[str, AnswerValue]


class Problem(Struct, frozen=True):
    """A respondent's mistake, said kindly. `item`: its id, '' when it is about the whole page."""

    item: str
    message: str
    field: str = ""  # the form field to go to, when an item has several


class Problems(Struct, frozen=True):
    """What has to be put right on a page; `typed` is the form as it came, so nothing is lost."""

    problems: tuple[Problem, ...]
    typed: dict[str, tuple[str, ...]] = {}
