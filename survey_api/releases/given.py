"""How each question was met: answered, left empty, "don't know", "rather not say".

Not a count of groups but of everybody who was asked, so it is protected by itself: counts are
rounded like all others, and every count below the smallest base is hidden, none included. A hidden
count may so be anything from 0 to that base.
"""

from __future__ import annotations

from analysis import Cell, Column, Context, DisclosurePolicy, Row, SummaryTable
from survey_api.questionnaire import Survey
from survey_api.releases.codes import item_label
from survey_api.releases.microdata import AnswersGiven, Tally

ANSWERS_GIVEN = "answers-given"
_HIDDEN = Cell(symbol="[c]")
_COLUMNS = {
    "answered": "Answered",
    "not_answered": "Left empty",
    "dont_know": "Don’t know",
    "prefer_not_to_say": "Rather not say",
}


def answers_given_table(
    survey: Survey, tally: Tally, policy: DisclosurePolicy, context: Context
) -> SummaryTable:
    """Get one row for each question that anybody was asked: how many were, and what they did."""
    asked = [one for one in tally.given if _asked(one)]
    notes = [
        f"[c] stands for fewer than {policy.threshold_base} people, or nobody.",
        f"Every number is rounded to the nearest {policy.rounding} by itself, so rows need not add "
        "up.",
        "Almost every question can be skipped. A question that many leave empty may be badly put.",
    ]
    if context.simulated:
        notes.insert(0, "Some or all of these responses are simulated: made up, not from people.")
    return SummaryTable(
        id=ANSWERS_GIVEN,
        title=f"How each question was met: answered, left empty or not known, {context.wave}",
        topic="who_answered",
        measure="answers_given",
        by="",
        unit="responses",
        source=context.source,
        base_note="Everyone who was asked the question.",
        notes=tuple(notes),
        method="Responses are counted, unweighted. Questions that were not asked do not count.",
        columns=tuple(
            Column(id=name, title=title, unit="responses") for name, title in _COLUMNS.items()
        ),
        rows=tuple(_row(survey, one, policy) for one in asked),
        row_title="Question",
    )


def _row(survey: Survey, one: AnswersGiven, policy: DisclosurePolicy) -> Row:
    asked = _asked(one)
    base = _cell(asked, policy)
    counts = [getattr(one, name) for name in _COLUMNS]
    return Row(
        code=one.item,
        title=item_label(survey, one.item),
        base=base,
        cells=tuple(_HIDDEN if base.symbol else _cell(count, policy) for count in counts),
        flag=policy.flag(asked) if not base.symbol else "",
    )


def _cell(count: int, policy: DisclosurePolicy) -> Cell:
    if count < policy.threshold_base:
        return _HIDDEN
    return Cell(value=float(policy.rounded_count(count)))


def _asked(one: AnswersGiven) -> int:
    return one.answered + one.not_answered + one.dont_know + one.prefer_not_to_say
