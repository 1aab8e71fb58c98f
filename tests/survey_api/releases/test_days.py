"""Responses a day, told by rounded totals of days that are over."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from analysis import DisclosurePolicy
from survey_api.releases.days import finished_days

POLICY = DisclosurePolicy()
FIRST = date(2026, 9, 1)
COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=40)


def counted(numbers: list[int]) -> list[tuple[date, int]]:
    """As the store counts: days without any are left out."""
    return [(FIRST + timedelta(days=at), n) for at, n in enumerate(numbers) if n]


@given(COUNTS)
def test_days_add_up_to_a_total_rounded_like_an_interim_release(numbers: list[int]):
    days = finished_days(counted(numbers), FIRST + timedelta(days=len(numbers)), POLICY)
    exact = sum(numbers)
    assert sum(one.responses for one in days) == POLICY.for_interim().rounded_count(exact)
    assert all(one.responses % 10 == 0 for one in days)
    if days:
        assert len(days) == (days[-1].day - days[0].day).days + 1


@given(COUNTS, st.integers(0, 500))
def test_what_comes_today_changes_nothing_until_the_day_is_over(numbers: list[int], more: int):
    today = FIRST + timedelta(days=len(numbers))
    assert finished_days([*counted(numbers), (today, more)], today, POLICY) == finished_days(
        counted(numbers), today, POLICY
    )


def test_an_attacker_who_reads_each_evening_cannot_tell_one_more_from_none():
    """Of 50 evenings with one more response somewhere, those that show it show a whole ten."""
    numbers = [3] * 50
    seen = 0
    for place in range(50):
        other = [n + (at == place) for at, n in enumerate(numbers)]
        for evening in range(1, 51):
            today = FIRST + timedelta(days=evening)
            one, two = (finished_days(counted(x), today, POLICY) for x in (numbers, other))
            differ = [a for a, b in zip(one, two, strict=True) if a.total != b.total]
            seen += bool(differ)
            # Where two worlds look different, each fits ten totals: no world is known exactly.
            assert all(abs(a.total - b.total) in (0, 10) for a, b in zip(one, two, strict=True))
    assert seen  # the attacker does look at totals that move


def test_nobody_at_all_has_no_days():
    assert finished_days([], FIRST, POLICY) == ()
