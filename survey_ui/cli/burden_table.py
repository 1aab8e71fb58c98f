"""How much a survey asks of people, as a table."""

from __future__ import annotations

from statistics import median

from survey_api import Burden
from survey_ui.console import say

_HARDEST = 5


def show_burden(burden: Burden) -> None:
    """Print questions and minutes route by route, then what is hardest to read."""
    say(f"{'':44}{'questions':>12}{'most':>6}{'minutes':>10}{'most':>6}{'hard pages':>12}")
    for route in burden.routes:
        say(
            f"{route.label[:42]:44}{route.questions:>12g}{route.most_questions:>6}"
            f"{route.minutes:>10g}{route.most_minutes:>6g}{route.hard_pages:>12}"
        )
    ages = sorted(burden.readings, key=lambda reading: -reading.age)
    say(f"Reading age of a question, in the middle: {median(one.age for one in ages):.0f}")
    hardest = ", ".join(f"{one.item} {one.age:.0f}" for one in ages[:_HARDEST])
    say(f"Hardest: {hardest}")
