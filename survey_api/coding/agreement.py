"""How well two coders agree: Cohen's kappa for the sentiment and for each theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis import Estimate, NotEstimable, cohen_kappa
from survey_api.coding.agree import coder_pairs
from survey_api.coding.model import CANNOT_TELL, Coding
from survey_api.record import Record

LEAST_PAIRS = 30  # texts coded twice before a kappa is shown: with fewer it says nothing
LEAST_KAPPA = 0.6  # of a theme whose count may be published; McHugh 2012: moderate


class Agreement(Record, kw_only=True):
    """Agreement about one thing. `code`: the theme, '' for the sentiment."""

    code: str
    texts: int  # coded by two people, without those where one could not tell the sentiment
    kappa: Estimate | None  # None: too few texts, or nothing to disagree about

    @property
    def enough(self) -> bool:
        """Whether two people see this alike well enough for its count to be published."""
        return self.kappa is not None and self.kappa.value >= LEAST_KAPPA


def measure_agreement(codings: Sequence[Coding], themes: Iterable[str]) -> tuple[Agreement, ...]:
    """Agreement about the sentiment, then about each theme, before anybody settled anything."""
    pairs = coder_pairs(codings)
    told = [
        (one.sentiment, other.sentiment)
        for one, other in pairs
        if CANNOT_TELL not in (one.sentiment, other.sentiment)
    ]
    by_theme = [
        _agreement(theme, [(theme in one.themes, theme in other.themes) for one, other in pairs])
        for theme in themes
    ]
    return (_agreement("", told), *by_theme)


def _agreement(code: str, pairs: Sequence[tuple[str | bool, str | bool]]) -> Agreement:
    return Agreement(code=code, texts=len(pairs), kappa=_kappa(pairs))


def _kappa(pairs: Sequence[tuple[str | bool, str | bool]]) -> Estimate | None:
    if len(pairs) < LEAST_PAIRS:
        return None
    try:
        return cohen_kappa([one for one, _ in pairs], [other for _, other in pairs])
    except NotEstimable:
        return None
