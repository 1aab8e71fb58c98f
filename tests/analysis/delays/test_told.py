from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from analysis import Delays, read_delays
from analysis.delays import count_told, reached_by
from analysis.delays.told import ALONE, MOST_CLUSTERS
from tests.present import present

TOLD = {
    "d.kind": ["observed", "observed", "observed", "still_waiting", "still_waiting",
               "overtaken", "overtaken", "never", "not_needed", "dont_know", None],
    "d.lower": [1.0, 2.0, 6.0, 9.0, None, 4.0, None, None, None, None, None],
    "d.upper": [1.0, 4.0, None, None, None, None, None, None, None, None, None],
}  # fmt: skip


def test_what_a_variable_says_about_delays():
    delays = read_delays(pl.DataFrame(TOLD), "d")
    assert delays.middles.tolist() == [1.0, 3.0, 4.0, 6.0, 9.0]
    assert delays.observed.tolist() == [True, True, False, False, False]
    assert delays.overtaken.tolist() == [False, False, True, False, False]
    assert (delays.ranged, delays.ranged_share, delays.base) == (1, 0.5, 5)
    assert delays.cluster is None


def test_answers_alike_are_counted_together_whatever_the_type_of_the_column():
    frame = pl.DataFrame(TOLD).with_columns(
        pl.col("d.kind").cast(pl.Enum(["observed", "still_waiting", "overtaken", "never",
                                       "not_needed", "dont_know"]))
    )  # fmt: skip
    delays = read_delays(pl.concat([frame] * 100), "d")
    assert delays.counts.tolist() == [100.0] * 5
    assert delays.base == 500


def test_only_those_who_share_a_cluster_are_clustered():
    frame = pl.DataFrame(TOLD).with_columns(
        team=pl.Series(["K7", "K7", None, "P2", "P2", "A1", "A1", "Z", "Z", None, None])
    )
    delays = read_delays(frame, "d", "team")
    # P2's other answer and A1's are no delays, so both stand alone here.
    assert sorted(present(delays.cluster).tolist()) == [ALONE, ALONE, ALONE, 0, 0]
    assert delays.together == pytest.approx((2 * 2 + 3) / 5)
    assert read_delays(frame.filter(pl.col("team") != "K7"), "d", "team").cluster is None
    assert read_delays(frame, "d", "no_such_column").cluster is None


def test_however_many_clusters_there_are_the_work_is_bounded():
    n = 4 * MOST_CLUSTERS
    frame = pl.DataFrame(
        {
            "d.kind": ["observed"] * n,
            "d.lower": [1.0] * n,
            "d.upper": [1.0] * n,
            "team": [f"T{number // 2}" for number in range(n)],
        }
    )
    delays = read_delays(frame, "d", "team")
    assert len(np.unique(present(delays.cluster))) == MOST_CLUSTERS
    assert (delays.base, delays.together) == (n, 2.0)


def told(*minutes):
    lower, upper = zip(*minutes, strict=True)
    frame = pl.DataFrame(
        {
            "d.kind": ["observed"] * len(minutes),
            "d.lower": [low / 60 for low in lower],
            "d.upper": [None if high is None else high / 60 for high in upper],
        },
        schema_overrides={"d.upper": pl.Float64},
    )
    found = count_told(frame, "d")
    return found.observed, found.ranges, found.numbers, found.round


@pytest.mark.parametrize(
    ("minutes", "numbers", "round_"),
    [
        ((35, 35), 1, 1),
        ((37, 37), 1, 0),
        ((90, 90), 1, 1),
        ((95, 95), 1, 0),
        ((420, 420), 1, 1),
        ((450, 450), 1, 0),
        ((20, 40), 1, 1),  # about half an hour
        ((23, 43), 1, 0),  # about 33 minutes
        ((90, 150), 1, 1),  # about two hours
        ((270, 450), 1, 1),  # about six hours
        ((240, 720), 1, 1),  # about eight hours
        ((0, 15), 0, 0),  # a range on offer, or about five minutes: nobody can tell
        ((60, 120), 0, 0),  # one to two hours
        ((480, 1440), 0, 0),  # eight to 24 hours
        ((1440, None), 0, 0),  # over a day
        ((0, 0), 1, 0),  # at once
    ],
)
def test_round_numbers_are_known_by_how_the_wait_was_told(minutes, numbers, round_):
    ranges = int(minutes[1] is not None and minutes[0] < minutes[1])
    assert told(minutes) == (1, ranges, numbers, round_)


def test_what_so_many_have_waited_is_nobodys_own_wait():
    delays = Delays(
        np.array([1.0, 4.0, 9.0]),
        np.array([2.0, np.inf, np.inf]),
        np.zeros(3, bool),
        np.array([10.0, 3.0, 2.0]),
    )
    assert [reached_by(delays, n) for n in (1, 2, 3, 5, 6, 15, 16)] == [9, 9, 4, 4, 1, 1, 0]
