"""The measures that a table can ask for, by name."""

from __future__ import annotations

from analysis.codebook import VariableKind
from analysis.measures.changes import before_after, split_columns, split_groups
from analysis.measures.coding import (
    agreement,
    agreement_columns,
    agreement_groups,
    scorer_columns,
    scorer_groups,
    scorer_shares,
)
from analysis.measures.fairness import gap, gap_columns, gap_groups
from analysis.measures.feelings import (
    sentiment_by_step,
    sentiment_columns,
    sentiment_share,
    step_columns,
    step_groups,
)
from analysis.measures.group import Group, Measure
from analysis.measures.journey import journey, journey_columns, journey_groups, stage_notes
from analysis.measures.parts import (
    part_columns,
    part_groups,
    part_shares,
    two_columns,
    two_groups,
    two_sides,
)
from analysis.measures.shares import count, count_columns, share, share_columns
from analysis.measures.theme_across import across_columns, across_groups, theme_across
from analysis.measures.theme_steps import theme_by_step, theme_step_columns, theme_step_groups
from analysis.measures.themes import theme_columns, theme_groups, theme_share
from analysis.measures.wait_notes import delay_notes
from analysis.measures.waits import delay_columns, delay_summary
from analysis.measures.within import delay_within, within_columns
from analysis.spec import Needs

__all__ = ["MEASURES", "Group", "Measure"]

_INTERVAL = (
    "Intervals are Wilson's 95% score intervals: how far a share could move by chance alone. "
    "They do not allow for who chose to answer."
)
_APART = (
    "Differences are in percentage points with Newcombe's 95% interval; groups with fewer than 30 "
    "responses are not compared. A difference stands out only when all comparisons of the table "
    "are allowed for (Holm, 5%). It says nothing of why: age, care and who answered differ too."
)
_WAITS = (
    "People who are still waiting count for as long as they have waited. Those for whom it never "
    "happened are a share of their own: they are in the shares within a time, not in the quantiles."
)
_WAIT_INTERVAL = (
    "Intervals of waits are 95% (log-log; Brookmeyer and Crowley for quantiles; percentiles of "
    "drawn teams where teams told of several waits). Unweighted."
)
_THEMES = (
    "A computer program looks for each theme; a text may have several. Where people have coded at "
    "least 50 of the texts by hand, the share is corrected by what they saw (prediction-powered "
    "estimate; Angelopoulos et al. 2023); where not, it is the program's alone, marked unchecked. "
    f"A theme is about a subject, praise and complaint alike. Unweighted. {_INTERVAL}"
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
            f"{_WAITS} Medians and other quantiles are among those for whom it happened or may "
            f"still happen. {_WAIT_INTERVAL} {_INTERVAL}"
        ),
        notes=delay_notes,
    ),
    "delay_within": Measure(
        needs=Needs(of=(VariableKind.DELAY,)),
        unit="%",
        columns=within_columns,
        measure=delay_within,
        base="Everyone who told us about this wait, without those for whom it was not needed",
        method=f"{_WAITS} {_WAIT_INTERVAL}",
    ),
    "journey": Measure(
        needs=Needs(by=False),
        unit="hours",
        columns=journey_columns,
        measure=journey,
        base="For each step, everyone who told us about this wait and for whom it was due",
        method=(
            f"Each row is a wait of its own, with its own base. {_WAITS} {_WAIT_INTERVAL} "
            f"{_INTERVAL}"
        ),
        groups=journey_groups,
        notes=stage_notes,
    ),
    "sentiment_share": Measure(
        needs=Needs(of=(VariableKind.SENTIMENT,)),
        unit="%",
        columns=sentiment_columns,
        measure=sentiment_share,
        base="Everyone who wrote an answer that could be scored",
        method=(
            "A computer program sorts each text by its words. Where people have coded at least 50 "
            "of the texts by hand, each share is corrected by what they saw (prediction-powered "
            "estimate; Angelopoulos et al. 2023) and its interval covers both chance and the "
            "program's mistakes; where not, it is the program's alone, marked unchecked. Texts "
            f"in other languages are not scored. Unweighted. {_INTERVAL}"
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
    "theme_share": Measure(
        needs=Needs(of=(_MULTIPLE,), by=False),
        unit="%",
        columns=theme_columns,
        measure=theme_share,
        base="Everyone whose text could be read for themes",
        method=_THEMES,
        groups=theme_groups,
    ),
    "theme_across": Measure(
        needs=Needs(of=(_MULTIPLE,), by=False, across=True),
        unit="%",
        columns=across_columns,
        measure=theme_across,
        base="Everyone whose text could be read for themes",
        method=_THEMES,
        groups=across_groups,
    ),
    "theme_by_step": Measure(
        needs=Needs(of=(_MULTIPLE,), by=False),
        unit="%",
        columns=theme_step_columns,
        measure=theme_by_step,
        base="Texts in which the program saw the theme of the row",
        method=(
            "A computer program looks for each theme in the whole text, and sorts its sentences to "
            "steps of the journey by the words in them. Of the texts with a theme, the share that "
            f"have a sentence about the step. Unweighted. {_INTERVAL}"
        ),
        groups=theme_step_groups,
    ),
    "agreement": Measure(
        needs=Needs(of=(_MULTIPLE,), by=False),
        unit="kappa",
        columns=agreement_columns,
        measure=agreement,
        base="Everyone who wrote a text that could be read",
        method=(
            "People code a random sample of texts without seeing what the program made of them; "
            "two code part of it without seeing each other's codes. Agreement is Cohen's kappa "
            "(1960): 0 is what chance alone would give, 1 is full agreement. Its 95% interval is "
            "that of Fleiss, Cohen and Everitt (1969). Codes given before any difference was "
            "settled are compared."
        ),
        groups=agreement_groups,
    ),
    "sentiment_scorers": Measure(
        needs=Needs(of=(VariableKind.SENTIMENT,), by=False),
        unit="%",
        columns=scorer_columns,
        measure=scorer_shares,
        base="Texts that every scorer in the table read",
        method=(
            "The same texts, scored by each program and, where people agree on at least 50 of "
            "them, as people coded them; then only those texts are counted. Complaints it finds: "
            "of the texts people call negative, the share the program calls negative. Unweighted. "
            f"{_INTERVAL}"
        ),
        groups=scorer_groups,
    ),
    "gap": Measure(
        needs=Needs(of=(_CATEGORY, _MULTIPLE), groups=True, by=False, across=True),
        unit="%",
        columns=gap_columns,
        measure=gap,
        base="Everyone who answered the question",
        method=(
            "The share in each group beside that among everybody else, unweighted, and how far "
            f"they are apart. {_APART} Weighted shares are fitted to population totals (raking, no "
            "one counts for more than four) and are a check, not a correction: the design effect "
            "says how much certainty the weights cost."
        ),
        groups=gap_groups,
    ),
    "before_after": Measure(
        needs=Needs(of=(_CATEGORY, _MULTIPLE), groups=True, by=False, across=True),
        unit="%",
        columns=split_columns,
        measure=before_after,
        base="Everyone who answered the question about an episode on that side of the date",
        method=(
            "The share among episodes after a dated event beside the share before it, unweighted. "
            f"{_APART} Other things changed at the same time, and what happened longer ago is "
            "remembered less well: the difference is not the effect of the event."
        ),
        groups=split_groups,
    ),
    "part_shares": Measure(
        needs=Needs(by=False, across=True, items=True),
        unit="%",
        columns=part_columns,
        measure=part_shares,
        base="Everyone who answered the question of the row",
        method=f"Each row is a question of its own, with its own base, unweighted. {_INTERVAL}",
        groups=part_groups,
    ),
    "two_sides": Measure(
        needs=Needs(by=False, items=True),
        unit="%",
        columns=two_columns,
        measure=two_sides,
        base="Those concerned who answered the question of the row",
        method=(
            "Two questions put to different people about the same step, unweighted. The two shares "
            f"do not measure the same thing: compare their order, not their size. {_INTERVAL}"
        ),
        groups=two_groups,
    ),
}
