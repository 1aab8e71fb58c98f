"""Responses a day, told so that nobody learns more of a day than a rounded total each evening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from analysis import DisclosurePolicy
from survey_api.record import Record


class Day(Record, kw_only=True):
    """A day that is over. `responses`: by how much the rounded total grew; `total`: what it was."""

    day: date
    responses: int
    total: int


def finished_days(
    by_day: Sequence[tuple[date, int]], today: date, policy: DisclosurePolicy
) -> tuple[Day, ...]:
    """Get every day from the first response to yesterday, those without any among them.

    by_day: exact numbers. Only totals are rounded, as an interim release rounds them, so the days
    add up to the total and no day tells more than two totals do. Today is left out: a number that
    moves while one looks would give each single response away.
    """
    step = replace(policy, rounding=policy.interim_rounding)
    counts = dict(by_day)
    days: list[Day] = []
    exact = told = 0
    day = min(counts, default=today)
    while day < today:
        exact += counts.get(day, 0)
        total = step.rounded_count(exact)
        days.append(Day(day=day, responses=total - told, total=total))
        told, day = total, day + timedelta(days=1)
    return tuple(days)
