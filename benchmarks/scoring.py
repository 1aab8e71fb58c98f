"""How many texts a second are scored on one core, beside TextBlob in the same run."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from analysis import Scorer, load_scorers, score_with
from survey_api import Settings, load_surveys, simulate_answers

SURVEY = "missing_children"
GOAL = 5_000  # texts a second
_ROUNDS = 3  # the best of so many: another program may have had the core in the others


class ScoringRate(msgspec.Struct, frozen=True):
    """What one scorer did with the same texts: language, sentences and steps included."""

    scorer: str
    texts: int
    per_second: float


def scoring_rates(texts: int = 5_000) -> list[ScoringRate]:
    """Each scorer's rate, the one in use first; processor time of this one process."""
    written = simulated_texts(texts)
    return [_rate(scorer, written) for scorer in load_scorers()]


def simulated_texts(number: int) -> list[str]:
    """What simulated people wrote."""
    survey, now = load_surveys(Settings().surveys)[SURVEY], datetime.now(UTC)
    pages = survey.questionnaire.pages
    scored = {item.id for page in pages for item in page.items if item.scored}
    texts: list[str] = []
    seed = 0
    while len(texts) < number:
        answers = simulate_answers(survey, random.Random(seed), now)
        texts += [str(answers[item]) for item in answers if item in scored]
        seed += 1
    return texts[:number]


def scoring_section() -> str:
    """The section of docs/benchmarks.md."""
    rates = scoring_rates()
    rows = "\n".join(
        f"| {rate.scorer} | {rate.per_second:,.0f} | {rate.per_second / rates[-1].per_second:.1f} |"
        for rate in rates
    )
    return f"""## Scoring

{rates[0].texts:,} simulated texts on one core (processor time), as the worker scores them: language
found, words masked, the whole and each sentence scored and placed. The goal for the scorer in
use is {GOAL:,} a second.

| Scorer | texts a second | ratio to TextBlob |
|---|---|---|
{rows}
"""


def _rate(scorer: Scorer, texts: Sequence[str]) -> ScoringRate:
    score_with(scorer, "Warm up.", "en")
    best = 0.0
    for _ in range(_ROUNDS):
        began = time.process_time()
        for text in texts:
            score_with(scorer, text, "en")
        best = max(best, len(texts) / (time.process_time() - began))
    return ScoringRate(scorer.name, len(texts), best)
