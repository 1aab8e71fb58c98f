from __future__ import annotations

import numpy as np
import pytest

from analysis import (
    Delays,
    as_clusters,
    clustered_aalen_johansen,
    clustered_kaplan_meier,
    clustered_turnbull,
    delay_quantile,
    design_effect,
    estimate_waits,
    kaplan_meier,
    turnbull,
)
from analysis.delays.product_limit import aalen_johansen, curves_again
from tests.analysis.delays.waits import exact, ranged
from tests.present import bounds, present

ROWS = [(1, "answered"), (1, "waiting"), (2, "overtaken"), (2, "answered"), (4, "answered"),
        (5, "waiting"), (6, "overtaken"), (9, "answered")]  # fmt: skip


def team_waits(seed, teams=40, each=5, alike=0.5):
    """Waits of teams whose own share of the variance is `alike`."""
    rng = np.random.default_rng(seed)
    team = np.repeat(np.arange(teams), each)
    n = teams * each
    log_hours = rng.normal(0, alike**0.5, teams)[team] + rng.normal(0, (1 - alike) ** 0.5, n)
    hours, asked = 2 * np.exp(log_hours), rng.exponential(8, n)
    happened = hours <= asked
    told = np.minimum(hours, asked)
    cluster, together = as_clusters(team)
    upper = np.where(happened, told, np.inf)
    return Delays(told, upper, np.zeros(n, bool), None, cluster, together)


@pytest.mark.parametrize("competing", [False, True])
def test_curves_under_drawn_counts_are_the_curves_of_the_drawn_responses(competing):
    delays = exact(ROWS)
    estimate = aalen_johansen if competing else kaplan_meier
    drawn = np.array([[1.0] * 8, [2, 0, 1, 1, 3, 1, 0, 1], [0, 0, 0, 1, 1, 0, 2, 4]])
    for counts, shares in zip(drawn, curves_again(delays, drawn, competing=competing), strict=True):
        kept = counts > 0
        one = Delays(delays.lower[kept], delays.upper[kept], delays.overtaken[kept], counts[kept])
        curve = estimate(one)
        expected = [curve.at(hour)[0] for hour in estimate(delays).hours]
        assert shares == pytest.approx(expected, abs=1e-12)


def test_where_teams_agree_the_interval_is_wider_and_the_same_each_time():
    delays = team_waits(3)
    plain, wide = kaplan_meier(delays), clustered_kaplan_meier(delays)
    assert (wide.share == plain.share).all()
    one, other = delay_quantile(plain, 0.5), delay_quantile(wide, 0.5)
    assert other.value == one.value
    (lower, upper), (wide_lower, wide_upper) = bounds(one), bounds(other)
    assert wide_upper - wide_lower > 1.15 * (upper - lower)
    again = clustered_kaplan_meier(team_waits(3))
    assert (again.lower == wide.lower).all()


def test_where_nobody_shares_a_team_nothing_changes():
    rows = [(1, 0.5), (2, 0), (3, None), (4, 1)] * 5
    plain = ranged(rows)
    assert as_clusters(np.arange(20)) == (None, 1.0)
    assert (clustered_turnbull(plain).lower == turnbull(plain).lower).all()
    assert design_effect(plain) is None


@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_the_design_effect_says_how_alike_teams_are(alike):
    found = [present(design_effect(team_waits(seed, alike=alike))) for seed in range(20)]
    deff, likeness = np.mean(found, axis=0)
    assert deff == pytest.approx(1 + 4 * likeness)
    if alike:
        assert 1.5 < deff < 3
    else:
        assert deff < 1.35


def test_drawn_turnbull_curves_vary_as_much_as_curves_of_new_teams():
    curves = []
    for seed in range(60):
        delays = team_waits(seed)
        lower = delays.lower * 0.8
        upper = np.where(delays.observed, delays.upper * 1.2, np.inf)
        curves.append(Delays(lower, upper, delays.overtaken, None, delays.cluster, 5.0))
    spread = np.std([turnbull(one).at(2.0)[0] for one in curves])
    drawn = [clustered_turnbull(one).at(2.0) for one in curves[:12]]
    widths = [(upper - lower) / (2 * 1.96) for _, lower, upper in drawn]
    assert np.mean(widths) == pytest.approx(spread, rel=0.35)


def test_the_estimator_follows_from_the_shape_of_the_answers():
    numbers = exact([(hour, "answered") for hour in range(1, 30)])
    few, many = ([(h, 0)] * 10 for h in (1, 2))
    assert not estimate_waits(numbers).ranges
    assert not estimate_waits(ranged([*few, *many, (3, 1)])).ranges  # 1 of 21
    assert estimate_waits(ranged([*few, *many, *[(3, 1)] * 3])).ranges
    waits = estimate_waits(exact(ROWS))
    assert waits.wait.overtaken is None
    assert waits.outcome.overtaken is not None
    assert (waits.wait.share == kaplan_meier(exact(ROWS)).share).all()
    assert (waits.outcome.share == clustered_aalen_johansen(exact(ROWS)).share).all()
    alone = estimate_waits(numbers)
    assert alone.outcome is alone.wait
