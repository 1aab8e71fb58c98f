"""Row accounting: rows in = rows used + rows left out, with reasons. Rounded like every count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from analysis import DisclosurePolicy
from survey_api.releases.microdata import LeftOut, Tally
from survey_api.releases.model import Accounted

FLAGGED, TEAMS = "Of those used, flagged", "Teams of those used"
NOT_SCORED = "Texts not scored yet"


def account_for(tally: Tally, policy: DisclosurePolicy) -> tuple[Accounted, ...]:
    """Get what became of everything that was read; a small number is hidden, no line is dropped.

    The exact numbers add up; as published each is rounded by itself, so they may not.
    """
    return tuple(_protected(what, number, why, policy) for what, number, why in _lines(tally))


def _lines(tally: Tally) -> Iterator[tuple[str, int, str]]:
    """What, how many, why."""
    yield "Responses read", tally.read, "sent in to this wave by the cut"
    yield "Responses used", tally.responses, "one row each"
    whole = [one for one in tally.left_out if not one.variable]
    for why, number in _by_reason(whole):
        yield "Responses left out", number, why
    if not whole:
        yield "Responses left out", 0, ""
    yield "Of those used, simulated", tally.simulated, "made up, not from people"
    yield FLAGGED, tally.flagged, "perhaps no person's: sent oddly fast or twice"
    yield TEAMS, tally.teams, "homes, schools and units whose link was used"
    yield "Texts to be scored", tally.texts, "answers in people's own words"
    yield NOT_SCORED, tally.unscored, "left out of sentiment"
    for why, number in _by_reason(tally.not_scored):
        yield "Texts that could not be scored", number, why
    for why, number in _by_reason(one for one in tally.left_out if one.variable):
        yield "Single answers left out", number, why


def _by_reason(left_out: Iterable[LeftOut]) -> list[tuple[str, int]]:
    """How many for each reason, most first."""
    counted: Counter[str] = Counter()
    for one in left_out:
        counted[one.why] += one.number
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _protected(what: str, number: int, why: str, policy: DisclosurePolicy) -> Accounted:
    if 0 < number <= policy.small_count:
        return Accounted(what=what, number=None, symbol="[c]", reason=why)
    return Accounted(what=what, number=policy.rounded_count(number), reason=why)
