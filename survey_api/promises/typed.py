"""What a publisher types into the form of a promise, and what has to be put right."""

from __future__ import annotations

import datetime as dt
import re

from survey_api.lines import one_line
from survey_api.record import Record
from survey_api.releases.promise import OWNERS, PromiseState, Told

LONGEST_TOLD = 600  # characters of a finding, a change or a reason
# Shares belong to the release: typed by hand they would pass by disclosure control.
_SHARE = re.compile(
    r"\d\s*(%|\u066a|\uff05|per\s?cent|pc\b)|\b\d{1,2}\s+(in|out of)\s+(every\s+)?\d{1,3}\b",
    re.IGNORECASE,
)
_FIGURES = (
    "Leave out shares, such as 42% or 4 in 10. The page takes them from the release, with their "
    "range and how many answered."
)
_OPEN = {
    "finding": "Say what people said.",
    "change": "Say what will change.",
    "owner": "Choose who does it.",
    "due": "Say by when.",
    "reason": "Say plainly what was done, or why it was not.",
}
_YEARS = (2020, 2099)  # what lies outside was mistyped
ENDED = (PromiseState.DONE, PromiseState.NOT_DONE)


class TypedPromise(Record, kw_only=True):
    """The fields of the form, as they came."""

    finding: str = ""
    change: str = ""
    owner: str = ""
    due: str = ""  # 2027-03-31
    state: str = ""
    reason: str = ""
    after: str = ""


class PromiseProblems(Record, kw_only=True):
    """What has to be put right, by field of the form."""

    fields: dict[str, str]


def parse_told(typed: TypedPromise) -> Told | PromiseProblems:
    """Get what was typed as a version; gaps may stay, they are filled before it is published.

    Whether `after` is a release that may be shown is for others to say.
    """
    texts = {name: one_line(getattr(typed, name)) for name in ("finding", "change", "reason")}
    problems = {name: wrong for name, text in texts.items() if (wrong := text_problem(text))}
    owner, due = one_line(typed.owner), _day(typed.due)
    if owner not in ("", *OWNERS):
        problems["owner"] = f"Choose one of {', '.join(OWNERS)}."
    if due is None and one_line(typed.due):
        problems["due"] = "Enter a date, such as 2027-03-31."
    if typed.state not in [one.value for one in PromiseState]:
        problems["state"] = "Choose how far it has come."
    if problems:
        return PromiseProblems(fields=problems)
    state = PromiseState(typed.state)
    return Told(**texts, owner=owner, due=due, state=state, after=one_line(typed.after))


def missing_words(told: Told) -> dict[str, str]:
    """What has to be written before the public reads it, by field of the form."""
    found = {name: text for name, text in _OPEN.items() if not getattr(told, name)}
    if told.state not in ENDED:
        found.pop("reason", None)
    return found


def text_problem(text: str) -> str:
    """What is wrong with something that the public will read; '' for nothing."""
    if len(text) > LONGEST_TOLD:
        return f"This has {len(text):,} characters; at most {LONGEST_TOLD:,} are kept."
    return _FIGURES if _SHARE.search(text) else ""


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(one_line(text))
    except ValueError:
        return None
    return day if _YEARS[0] <= day.year <= _YEARS[1] else None
