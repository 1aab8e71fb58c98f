"""Who comes too fast is asked to wait, and nobody else is."""

from __future__ import annotations

import pytest

from survey_api.app import Pace
from survey_api.errors import TooFast


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_full_bucket_empties_and_fills_again():
    clock = Clock()
    pace = Pace(5, clock)
    for _ in range(20):
        pace.take("pages")
    with pytest.raises(TooFast) as asked:
        pace.take("pages")
    clock.now += asked.value.seconds
    pace.take("pages")


def test_one_fast_draft_slows_itself_and_nobody_else():
    pace = Pace(1000, Clock())
    for _ in range(100):
        pace.take("pages", "mine")
    with pytest.raises(TooFast):
        pace.take("pages", "mine")
    for _ in range(50):
        pace.take("pages", "somebody else's, from the same office")


def test_programs_do_not_keep_families_out():
    pace = Pace(1, Clock())
    for _ in range(4):
        pace.take("api")
    with pytest.raises(TooFast):
        pace.take("api")
    pace.take("pages")


def test_nobody_waits_where_the_operator_says_so():
    pace = Pace(0, Clock())
    for _ in range(10_000):
        pace.take("pages", "mine")


def test_it_forgets_drafts_rather_than_grow_for_ever():
    pace = Pace(10**9, Clock())
    for number in range(60_000):
        pace.take("pages", str(number))
    assert len(pace._buckets) <= 50_001
