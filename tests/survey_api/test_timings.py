"""Many lengths of time in few numbers."""

from __future__ import annotations

from survey_api.timings import BOUNDS, Timings


def test_each_is_counted_under_every_bound_it_keeps():
    times = Timings()
    for seconds in (0.001, 0.0011, 0.3, 60):
        times.add(seconds)
    found = dict(times.up_to)
    assert (found["0.001"], found["0.0025"], found["0.25"], found["0.5"]) == (1, 2, 2, 3)
    assert (found["10.0"], found["+Inf"]) == (3, 4)
    assert times.seconds == 0.001 + 0.0011 + 0.3 + 60
    assert len(found) == len(BOUNDS) + 1


def test_only_the_newest_say_how_quick_it_is_now():
    times = Timings(keep=100)
    assert times.quicker(0.99) is None
    for seconds in (9.0, *range(1, 101)):
        times.add(seconds)
    assert times.quicker(0.5) == 51
    assert times.quicker(0.99) == 100
    assert times.quicker(1) == 100
