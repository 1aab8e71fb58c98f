"""The measures that a table can ask for, by name."""

from __future__ import annotations

from analysis.codebook import VariableKind
from analysis.measures.evidence import evidence_grid, grid_columns, grid_groups
from analysis.measures.feelings import (
    sentiment_by_step,
    sentiment_columns,
    sentiment_share,
    step_columns,
    step_groups,
)
from analysis.measures.group import Group, Measure
from analysis.measures.shares import count, count_columns, share, share_columns
from analysis.measures.waits import delay_columns, delay_summary
from analysis.spec import Needs

__all__ = ["MEASURES", "Group", "Measure"]

_INTERVAL = (
    "Intervals are Wilson's 95% score intervals: how far a share could move by chance alone. "
    "They do not allow for who chose to answer."
)
_CATEGORY, _MULTIPLE = VariableKind.CATEGORY, VariableKind.MULTIPLE

MEASURES: dict[str, Measure] = {
    "count": Measure(
        needs=Needs(),
        unit="responses",
        columns=count_columns,
        measure=count,
        base="All responses",
        method=f"Responses are counted, unweighted. {_INTERVAL}",
    ),
    "share": Measure(
        needs=Needs(of=(_CATEGORY,)),
        unit="%",
        columns=share_columns,
        measure=share,
        base="Everyone who answered the question",
        method=f"Share of those who answered, unweighted. {_INTERVAL}",
    ),
    "rating_share": Measure(
        needs=Needs(of=(_CATEGORY,), groups=True),
        unit="%",
        columns=share_columns,
        measure=share,
        base="Everyone who answered the question",
        method=f"Ratings are grouped, then shared among all who answered, unweighted. {_INTERVAL}",
    ),
    "ticked_share": Measure(
        needs=Needs(of=(_MULTIPLE,)),
        unit="%",
        columns=share_columns,
        measure=share,
        base="Everyone who answered the question",
        method=(
            "Share of those who answered that ticked each reply; people may tick several, so "
            f"shares add up to more than 100%. Unweighted. {_INTERVAL}"
        ),
    ),
    "group_share": Measure(
        needs=Needs(of=(_CATEGORY, _MULTIPLE), groups=True),
        unit="%",
        columns=share_columns,
        measure=share,
        base="Everyone who answered the question",
        method=f"Replies are grouped; a share is of all who answered, unweighted. {_INTERVAL}",
    ),
    "delay_summary": Measure(
        needs=Needs(of=(VariableKind.DELAY,)),
        unit="hours",
        columns=delay_columns,
        measure=delay_summary,
        base="Everyone who told us about this wait, without those for whom it was not needed",
        method=(
            "Waits by the Kaplan-Meier method, which counts people who are still waiting for as "
            "long as they have waited; intervals are 95% (log-log; Brookmeyer and Crowley for "
            "quantiles). Where the child came back first, the wait is taken as cut short then. "
            "Waits told as a range are taken at its middle. Those for whom it never happened are "
            "a share of their own: they are in the shares within a time, not in the quantiles. "
            f"Unweighted. {_INTERVAL}"
        ),
    ),
    "sentiment_share": Measure(
        needs=Needs(of=(VariableKind.SENTIMENT,)),
        unit="%",
        columns=sentiment_columns,
        measure=sentiment_share,
        base="Everyone who wrote an answer that could be scored",
        method=(
            "A computer program sorts each text by its words; it misses complaints told as plain "
            "facts, so the share negative is too low rather than too high. Texts in other "
            f"languages are not scored. Unweighted. {_INTERVAL}"
        ),
    ),
    "sentiment_by_step": Measure(
        needs=Needs(by=False),
        unit="%",
        columns=step_columns,
        measure=sentiment_by_step,
        base="Everyone who wrote something about the step that could be scored",
        method=(
            "Sentences are sorted to steps of the journey by the words in them, and scored by a "
            "computer program that misses complaints told as plain facts. Each person counts once "
            f"a step. Unweighted. {_INTERVAL}"
        ),
        groups=step_groups,
    ),
    "evidence_grid": Measure(
        needs=Needs(by=False, strength=True),
        unit="responses",
        columns=grid_columns,
        measure=evidence_grid,
        base="Everyone who answered at least one of the questions",
        method=(
            "The strength says how many questions and responses bear on a code, by a fixed rule; "
            "it says nothing about what they found."
        ),
        groups=grid_groups,
    ),
}
