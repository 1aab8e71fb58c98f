"""How careful published tables are with small numbers: one rule, written as data."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10

from msgspec import Struct
from msgspec.structs import replace

from analysis.errors import BadTableSpec


class Flag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows whose base is under `below` carry this text; the lowest `below` that fits wins."""

    below: int
    text: str


class DisclosurePolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How careful to be. Editable data: MOPAC's own rule was not found."""

    threshold_base: int = 10  # a row with fewer responses is hidden
    small_count: int = 4  # counts from 1 to this are hidden
    width: int = 5  # a hidden count may not be pinned down to a narrower range
    rounding: int = 5  # counts are rounded to this
    coarse: bool = False  # shares are worked out from the rounded counts, not from the exact ones
    percent_decimals: int = 0
    hours_digits: int = 2  # significant figures of a delay
    quantile_side: int = 5  # a quantile needs this many responses on either side
    curve_step: int = 5  # a curve moves on after at least this many events
    dominance_share: float = 0.5  # a row of which one team sent in more than this is hidden
    interim_rounding: int = 10  # in an interim release counts are rounded to this
    interim_base: int = (
        35  # and a row with fewer is hidden: else one told as 30 would have 30 to 34
    )
    interim_growth: float = 0.2  # another is made once a wave has grown by this share
    interim_more: int = 50  # and by this many responses
    flags: tuple[Flag, ...] = (
        Flag(below=30, text="very small, do not compare"),
        Flag(below=50, text="indicative"),
    )
    forbidden_pairs: tuple[tuple[str, str], ...] = (("borough", "child_eth"),)

    def for_interim(self) -> DisclosurePolicy:
        """The rule for a release that another of the same wave will follow.

        What can be learnt from the difference of two releases is only as exact as the vaguer one.
        """
        return replace(
            self,
            rounding=self.interim_rounding,
            threshold_base=max(self.threshold_base, self.interim_base),
            curve_step=max(self.curve_step, self.interim_rounding),
            coarse=True,
        )

    def may_follow(self, before: int, now: int) -> bool:
        """Whether an interim release of `now` responses may follow one of `before`.

        Not while so few have come in between that the difference would be about them alone; the
        same responses once more tell nothing new.
        """
        more = now - before
        return more == 0 or more >= max(self.interim_more, self.interim_growth * before)

    def flag(self, base: int) -> str:
        """What to say of a row with this base, '' when nothing; of nobody there is nothing."""
        fitting = [flag for flag in self.flags if 0 < base < flag.below]
        return min(fitting, key=lambda flag: flag.below).text if fitting else ""

    def rounded_count(self, n: int) -> int:
        """The published form of a count; halves go up."""
        return (n + self.rounding // 2) // self.rounding * self.rounding

    def rounded_hours(self, hours: float) -> float:
        """The published form of a delay."""
        if hours <= 0:
            return 0.0
        return round(hours, self.hours_digits - 1 - floor(log10(hours)))

    def rounded_percent(self, percent: float, base: int) -> float:
        """The published form of a share of `base` responses, or of one end of its interval.

        Where the rule is coarse it is a share that some rounded count has of the rounded base.
        """
        if self.coarse and (rounded := self.rounded_count(base)):
            counted = abs(percent) / 100 * base
            steps = floor(counted / self.rounding + 0.5) * self.rounding
            percent = min(100.0, 100 * steps / rounded) * (-1 if percent < 0 else 1)
        return float(round(percent, self.percent_decimals)) + 0.0  # never -0.0


def check_pairs(crossed: Iterable[str], table_id: str, policy: DisclosurePolicy) -> None:
    """Raises BadTableSpec when a table crosses variables that the policy keeps apart."""
    variables = set(crossed)
    for pair in policy.forbidden_pairs:
        if set(pair) <= variables:
            raise BadTableSpec(f"Table '{table_id}': {pair[0]} may not be crossed with {pair[1]}.")


def may_quote(base: int, policy: DisclosurePolicy) -> bool:
    """Whether words of somebody among `base` responses may be shown.

    base: how many responses there are of whatever is told of the writer, such as a role, or of the
    whole release where nothing is told. A quote follows the same rule as a row of a table.
    """
    return base >= policy.threshold_base
