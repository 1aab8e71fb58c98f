"""The values answers take: a code, codes, words, a wait, a moment; and what is wrong with them."""

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
    told as two clock times, with their offset in London. `told` keeps what was said beside what
    it means: '90 minutes' before it was widened, the code of the range tapped, or two clock times
    without a day, '21:30 to 22:10'.
    """

    kind: TimeKind
    lo_min: float | None = None
    hi_min: float | None = None
    clock_start: datetime | None = None
    clock_end: datetime | None = None
    told: str = ""


# A single choice is its code, a multiple choice its codes, a text the words, a moment its text:
# '2026-11-21', '2026-11-21 evening' or '2026-11-21T21:30+00:00'.
AnswerValue: TypeAlias = str | tuple[str, ...] | TimeAnswer
Answers: TypeAlias = dict[str, AnswerValue]


class Problem(Struct, frozen=True):
    """A respondent's mistake, said kindly. `item`: its id, '' when it is about the whole page.

    `message` is what to show in English. `template` is the same sentence with its `{places}` left
    open, to be looked up in a catalogue of another language and filled with `places`.
    """

    item: str
    message: str
    field: str = ""  # the form field to go to, when an item has several
    template: str = ""
    places: dict[str, str] = {}


class Problems(Struct, frozen=True):
    """What has to be put right on a page; `typed` is the form as it came, so nothing is lost."""

    problems: tuple[Problem, ...]
    typed: dict[str, tuple[str, ...]] = {}


class Mistake(Struct, frozen=True):
    """What is wrong with one value, before it is known to which item it belongs."""

    template: str
    places: dict[str, str] = {}
    part: str = ""  # the form field is '<item>-<part>'


def as_problem(item_id: str, mistake: Mistake) -> Problem:
    """The mistake as a problem of this item, its sentence filled in."""
    return Problem(
        item=item_id,
        message=mistake.template.format(**mistake.places),
        field=f"{item_id}-{mistake.part}" if mistake.part else item_id,
        template=mistake.template,
        places=mistake.places,
    )
