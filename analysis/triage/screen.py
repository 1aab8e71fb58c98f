"""Screen: patterns and scorer over one text, as one verdict."""

from __future__ import annotations

import hashlib
from functools import cache
from math import exp

from analysis.sentiment.language import detect_language
from analysis.triage.artefact import TriageModel, shipped_triage
from analysis.triage.patterns import find_patterns, patterns_text
from analysis.triage.scorer import TriageScorer
from analysis.triage.verdict import OTHER_LANGUAGE, SCORER, Reason, Verdict


class Screen:
    """Looks at texts one by one; the same text gives the same verdict."""

    def __init__(self, model: TriageModel) -> None:
        self._scorer = TriageScorer(model)
        patterns = hashlib.blake2b(patterns_text(), digest_size=4).hexdigest()
        self.version = f"patterns-{patterns}/{model.card.name}"
        self.card = model.card

    def look(self, text: str, language: str) -> Verdict:
        """Whether a person should read the text, and why. Never raises.

        language: what the page was shown in. A text in another than English is for a person to
        read whatever it says, unless it has no letters.
        """
        reasons, urgent = find_patterns(text)
        scored = self._scorer.score(text)
        if not reasons and scored.odds >= self._scorer.flag_from:
            reasons.append(Reason(SCORER, (scored.span,)))
        if any(c.isalpha() for c in text) and detect_language(text, language) != "en":
            reasons.append(Reason(OTHER_LANGUAGE))
        chance = 1 / (1 + exp(-max(-50.0, min(50.0, scored.odds))))
        return Verdict(reasons=tuple(reasons), urgent=urgent, chance=round(chance, 4))


@cache
def load_screen() -> Screen:
    """The screen that comes with the product."""
    return Screen(shipped_triage())
