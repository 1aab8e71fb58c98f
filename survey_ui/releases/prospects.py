"""How coverage and quotas are put into words: on the page, in the file and on the command line."""

from __future__ import annotations

from analysis import Ratio, Span
from survey_api import Accounted, Group, QuotaStanding
from survey_ui.releases.figures import say_number


def say_count(one: Group | QuotaStanding) -> str:
    """The rounded count, or the symbol that stands in its place."""
    return one.symbol if one.responses is None else say_number(one.responses, "responses")


def say_accounted(one: Accounted | None) -> str:
    """A number of the row accounting, or the symbol that stands in its place."""
    if one is None:
        return "[x]"
    return one.symbol if one.number is None else say_number(one.number, "responses")


def say_ratio(ratio: Ratio | None) -> str:
    """How many times its share, e.g. '0.6'; '' where that is not known."""
    return f"{ratio.value:.1f}" if ratio else ""


def say_ratio_interval(ratio: Ratio | None) -> str:
    """Its 95% interval, e.g. '0.5 to 0.8'; '' where nobody answered."""
    return f"{ratio.lower:.1f} to {ratio.upper:.1f}" if ratio and ratio.upper else ""


def say_verdict(ratio: Ratio | None, mark: str) -> str:
    """Whether the interval, as it is shown, leaves its share out; '' where it does not.

    mark: of the population. Nothing is said beside one that nobody verified: K, or none.
    """
    if ratio is None or mark not in ("V", "P"):
        return ""
    if round(ratio.lower, 1) > 1:
        return "more than its share"
    return "less than its share" if round(ratio.upper, 1) < 1 else ""


def say_range(span: Span | None, unit: str = "responses") -> str:
    """A range, e.g. '165 to 251' or '12% to 15%'; '' for none."""
    if span is None:
        return ""
    low, high = (say_number(round(end), unit) for end in (span.low, span.high))
    return low if low == high else f"{low} to {high}"


def say_expected(quota: QuotaStanding) -> str:
    """How many there may be on the day it is due; '' once that is over or the count is hidden."""
    return say_range(quota.expected)
