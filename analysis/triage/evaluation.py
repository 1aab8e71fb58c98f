"""How many disclosures the screen misses, and how many ordinary texts it flags, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from analysis.estimate import Estimate, share
from analysis.triage.examples import Told
from analysis.triage.screen import Screen
from analysis.triage.verdict import SCORER, Verdict


class TriageAgreement(Struct, frozen=True, kw_only=True):
    """The screen beside what people said of the same texts.

    Shares are in percent with Wilson's 95 % interval; None where there is nothing to share out.
    """

    screen: str
    texts: int
    missed: Estimate | None  # disclosures that nobody would have been shown
    found: tuple[tuple[str, Estimate], ...]  # by label: disclosures flagged, whatever the reason
    alarms: Estimate | None  # ordinary texts flagged
    by_scorer_alone: int  # disclosures that no pattern matched
    missed_texts: tuple[str, ...]


def evaluate_triage(screen: Screen, texts: Sequence[Told]) -> TriageAgreement:
    """Measure the screen on labelled texts."""
    pairs = [(told, screen.look(told.text, "en")) for told in texts]
    labels = dict.fromkeys(told.label for told in texts if told.is_disclosure)
    found = {
        label: _share([seen for told, seen in pairs if told.label == label]) for label in labels
    }
    telling = [(told, seen) for told, seen in pairs if told.is_disclosure]
    missed = [told.text for told, seen in telling if not seen.flagged]
    return TriageAgreement(
        screen=screen.version,
        texts=len(texts),
        missed=share(len(missed), len(telling)) if telling else None,
        found=tuple((label, each) for label, each in found.items() if each),
        alarms=_share([seen for told, seen in pairs if not told.is_disclosure]),
        by_scorer_alone=sum(_only_scorer(seen) for _, seen in telling),
        missed_texts=tuple(missed),
    )


def _share(verdicts: Sequence[Verdict]) -> Estimate | None:
    """The share of them that are flagged."""
    flagged = sum(verdict.flagged for verdict in verdicts)
    return share(flagged, len(verdicts)) if verdicts else None


def _only_scorer(verdict: Verdict) -> bool:
    return [reason.kind for reason in verdict.reasons] == [SCORER]
