"""Coverage and quotas to take away: tidy CSV, one line a group and one a quota."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from survey_api import Breakdown, Coverage, Group, Monitor, QuotaStanding
from survey_ui.releases.downloads import safe_text

_HEADINGS = (
    "kind",
    "variable",
    "variable_label",
    "code",
    "group",
    "responses",
    "symbol",
    "share",
    "share_lower",
    "share_upper",
    "share_of",
    "population_share",
    "population_counts",
    "population_mark",
    "population_source",
    "ratio",
    "ratio_lower",
    "ratio_upper",
    "invited_persons",
    "rate_at_least",
    "rate_at_most",
    "invited_mark",
    "invited_source",
    "wanted",
    "due",
    "standing",
    "expected_low",
    "expected_high",
    "release",
    "data_cut",
    "rounded_to",
    "simulated",
)


def write_coverage(monitor: Monitor) -> str:
    """Get the text of the file: its heading alone while groups cannot be told yet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _HEADINGS, restval="", lineterminator="\r\n")
    writer.writeheader()
    if monitor.coverage is not None:
        for line in _lines(monitor, monitor.coverage):
            writer.writerow(
                {key: safe_text(v) if isinstance(v, str) else v for key, v in line.items()}
            )
    return text.getvalue()


def _lines(monitor: Monitor, coverage: Coverage) -> Iterator[dict[str, object]]:
    made = {
        "release": coverage.release.id,
        "data_cut": coverage.release.made_at.isoformat(),
        "rounded_to": coverage.rounding,
        "simulated": "all" if monitor.all_simulated else "some" if monitor.simulated else "none",
    }
    for breakdown in coverage.breakdowns:
        for group in breakdown.groups:
            yield {"kind": "coverage", **_group(breakdown, group), **made}
    for quota in coverage.quotas:
        yield {"kind": "quota", **_quota(quota), **made}


def _group(breakdown: Breakdown, group: Group) -> dict[str, object]:
    share, ratio, rate = group.share, group.ratio, group.rate
    return {
        "variable": breakdown.variable,
        "variable_label": breakdown.title,
        "code": group.code,
        "group": group.title,
        "responses": _number(group.responses),
        "symbol": group.symbol,
        "share": _number(None if share.symbol else share.value),
        "share_lower": _number(None if share.symbol else share.lower),
        "share_upper": _number(None if share.symbol else share.upper),
        "share_of": breakdown.among,
        "population_share": _number(group.population),
        "population_counts": breakdown.counts,
        "population_mark": breakdown.mark,
        "population_source": breakdown.source,
        "ratio": _number(ratio.value if ratio else None),
        "ratio_lower": _number(ratio.lower if ratio else None),
        "ratio_upper": _number(ratio.upper if ratio else None),
        "invited_persons": _number(group.invited),
        "rate_at_least": _number(rate.low if rate else None),
        "rate_at_most": _number(rate.high if rate else None),
        "invited_mark": breakdown.invited_mark,
        "invited_source": breakdown.invited_source,
    }


def _quota(quota: QuotaStanding) -> dict[str, object]:
    expected = quota.expected
    return {
        "variable": quota.variable,
        "variable_label": quota.title,
        "code": quota.code,
        "group": quota.group,
        "responses": _number(quota.responses),
        "symbol": quota.symbol,
        "wanted": quota.wanted,
        "due": quota.due.isoformat(),
        "standing": quota.said,
        "expected_low": _number(round(expected.low) if expected else None),
        "expected_high": _number(round(expected.high) if expected else None),
    }


def _number(value: float | None) -> object:
    if value is None:
        return ""
    return int(value) if value == int(value) else round(value, 2)
