"""What coders agree on, where they differ, and the pairs that agreement is measured on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from survey_api.coding.model import Coding, TextKey
from survey_api.record import Record


class Agreed(Record, kw_only=True):
    """What a text is coded as. None where its coders differ and nobody has settled it."""

    sentiment: str | None
    themes: tuple[str, ...] | None
    coders: int
    settled: bool
    simulated: bool

    @property
    def open(self) -> bool:
        """Whether somebody should look a third time."""
        return self.sentiment is None or self.themes is None


def agree(codings: Iterable[Coding]) -> dict[TextKey, Agreed]:
    """What each coded text is coded as: as settled last, else what all its coders say."""
    by_text: defaultdict[TextKey, list[Coding]] = defaultdict(list)
    for coding in codings:
        by_text[coding.key].append(coding)
    return {key: _agreed(found) for key, found in by_text.items()}


def differing(codings: Iterable[Coding]) -> list[TextKey]:
    """The texts whose coders differ, until somebody settles them."""
    return [key for key, agreed in agree(codings).items() if agreed.open]


def coder_pairs(codings: Sequence[Coding]) -> list[tuple[Coding, Coding]]:
    """For each text that two people coded, their codings; of three people the first by name."""
    by_text: defaultdict[TextKey, list[Coding]] = defaultdict(list)
    for coding in sorted(codings, key=lambda coding: coding.coder):
        if not coding.settles:
            by_text[coding.key].append(coding)
    return [(found[0], found[1]) for found in by_text.values() if len(found) > 1]


def _agreed(codings: Sequence[Coding]) -> Agreed:
    own = [coding for coding in codings if not coding.settles]
    settling = sorted((c for c in codings if c.settles), key=lambda coding: coding.coded_at)
    speaking = settling[-1:] or own
    sentiments = {coding.sentiment for coding in speaking}
    themes = {frozenset(coding.themes) for coding in speaking}
    return Agreed(
        sentiment=speaking[0].sentiment if len(sentiments) == 1 else None,
        themes=speaking[0].themes if len(themes) == 1 else None,
        coders=len({coding.coder for coding in own}),
        settled=bool(settling),
        simulated=any(coding.simulated for coding in speaking),
    )
