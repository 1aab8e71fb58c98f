"""How often the 95 % intervals of waits hold the truth, and what the wrong habits would say.

Truth is made up, so it is known: Weibull waits with a median of 120 minutes, about three in ten of
them cut short because people were asked before they ended.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import msgspec
import numpy as np
import numpy.typing as npt

from analysis import (
    Delays,
    Estimate,
    Survival,
    aalen_johansen,
    as_clusters,
    clustered_kaplan_meier,
    clustered_turnbull,
    delay_quantile,
    kaplan_meier,
    share_within,
    turnbull,
)

Minutes = npt.NDArray[np.float64]

MEDIAN, SHAPE = 120.0, 0.8
SCALE = MEDIAN / np.log(2) ** (1 / SHAPE)
BACK, ASKED = 360.0, 600.0  # means of what competes with an officer, and of when people are asked
TEAMS, ALIKE = 40, 0.5
BANDS = np.array([0, 15, 30, 60, 120, 240, 480, 1440, 2880, 4320, 1e6])


class Habit(msgspec.Struct, frozen=True):
    """An estimate with its interval beside what a wrong habit makes of the same answers."""

    truth: float
    found: Estimate
    wrong: float


class Coverage(msgspec.Struct, frozen=True):
    """What was seen in many made-up samples: how often the interval held, and both biases in %."""

    name: str
    responses: int
    covered: float
    bias: float
    wrong: str
    wrong_bias: float


class Setting(msgspec.Struct, frozen=True):
    """One way that waits are told, estimated, and got wrong."""

    name: str
    responses: int
    wrong: str
    draw: Callable[[np.random.Generator, int], Habit]


def measure_coverage(repeats: int = 1000) -> list[Coverage]:
    """Every setting, so many samples each; the samples are the same each time."""
    return [_covered(setting, repeats) for setting in SETTINGS]


def _covered(setting: Setting, repeats: int) -> Coverage:
    held, found, wrong, truth = 0, [], [], 1.0
    for seed in range(repeats):
        habit = setting.draw(np.random.default_rng(seed), setting.responses)
        low, high = habit.found.lower, habit.found.upper
        held += (low is None or low <= habit.truth) and (high is None or habit.truth <= high)
        found.append(habit.found.value)
        wrong.append(habit.wrong)
        truth = habit.truth
    return Coverage(
        name=setting.name,
        responses=setting.responses,
        covered=100 * held / repeats,
        bias=100 * (float(np.mean(found)) / truth - 1),
        wrong=setting.wrong,
        wrong_bias=100 * (float(np.mean(wrong)) / truth - 1),
    )


def _waits(rng: np.random.Generator, n: int) -> tuple[Minutes, Minutes]:
    return rng.weibull(SHAPE, n) * SCALE, rng.exponential(ASKED, n)


def _in_full(waits: Minutes, asked: Minutes) -> Delays:
    """To the second, where they ended before people were asked."""
    told, ended = np.minimum(waits, asked) / 60, waits <= asked
    return Delays(told, np.where(ended, told, np.inf), np.zeros(len(told), bool))


def _as_told(rng: np.random.Generator, waits: Minutes, asked: Minutes) -> Delays:
    """Three in ten exact, three in ten by picking a range, four in ten "about", rounded."""
    lower, upper = np.round(waits), np.round(waits)
    how = rng.random(len(waits))
    band = how < 0.3
    place = np.searchsorted(BANDS, waits[band], side="right")
    lower[band], upper[band] = BANDS[place - 1], BANDS[place]
    about = how >= 0.6
    some = waits[about]
    unit = np.where(some < 60, 5, np.where(some < 360, 30, 60))
    said = unit * np.round(some / unit)
    width = np.where(said < 60, 10, np.where(said <= 360, said / 4, said / 2))
    lower[about], upper[about] = np.maximum(0, said - width), said + width
    goes_on = waits > asked
    lower[goes_on], upper[goes_on] = np.floor(asked[goes_on]), np.inf
    return Delays(lower / 60, upper / 60, np.zeros(len(waits), bool))


def _completed_only(delays: Delays) -> float:
    return float(np.median(delays.middles[delays.observed]))


def _unfinished(rng: np.random.Generator, n: int) -> Habit:
    delays = _in_full(*_waits(rng, n))
    return Habit(MEDIAN / 60, delay_quantile(kaplan_meier(delays), 0.5), _completed_only(delays))


def _ranges(rng: np.random.Generator, n: int) -> Habit:
    delays = _as_told(rng, *_waits(rng, n))
    return Habit(MEDIAN / 60, delay_quantile(turnbull(delays), 0.5), _completed_only(delays))


def _competing(rng: np.random.Generator, n: int, *, told: bool = False) -> Habit:
    """The share to whom an officer came within four hours, where children come back first."""
    waits = rng.weibull(SHAPE, n) * SCALE
    back, asked = rng.exponential(BACK, n), rng.exponential(ASKED, n)
    end = np.minimum(back, asked)
    delays = _as_told(rng, waits, end) if told else _in_full(waits, end)
    delays = Delays(delays.lower, delays.upper, ~delays.observed & (back <= asked))
    curve = turnbull(delays, competing=True) if told else aalen_johansen(delays)
    return Habit(_true_share(), share_within(curve, 4), share_within(kaplan_meier(delays), 4).value)


def _true_share(hours: float = 4) -> float:
    """In per cent: the waits that end by then before the child is back."""
    shares = (np.arange(200_000) + 0.5) / 200_000 * (1 - np.exp(-((60 * hours / SCALE) ** SHAPE)))
    minutes = SCALE * (-np.log(1 - shares)) ** (1 / SHAPE)
    return float(100 * np.exp(-minutes / BACK).mean() * shares[-1])


def _teams(rng: np.random.Generator, n: int) -> tuple[Minutes, npt.NDArray[np.int64]]:
    team = np.repeat(np.arange(TEAMS), n // TEAMS)
    own, shared = rng.normal(0, 1, n), rng.normal(0, 1, TEAMS)[team]
    normal = NormalDist()
    place = [normal.cdf(z) for z in np.sqrt(ALIKE) * shared + np.sqrt(1 - ALIKE) * own]
    return SCALE * (-np.log(1 - np.array(place))) ** (1 / SHAPE), team


def _clustered(
    estimate: Callable[[Delays], Survival], rng: np.random.Generator, n: int, *, told: bool = False
) -> Habit:
    waits, team = _teams(rng, n)
    asked = rng.exponential(ASKED, n)
    delays = _as_told(rng, waits, asked) if told else _in_full(waits, asked)
    cluster, together = as_clusters(team)
    delays = msgspec.structs.replace(delays, cluster=cluster, together=together)
    return Habit(MEDIAN / 60, delay_quantile(estimate(delays), 0.5), _completed_only(delays))


SETTINGS = (
    Setting("Kaplan-Meier, median", 200, "median of finished waits", _unfinished),
    Setting("Turnbull on ranges, median", 300, "median of middles of finished waits", _ranges),
    Setting("Aalen-Johansen, share within 4 h", 200, "1 - Kaplan-Meier", _competing),
    Setting(
        "Aalen-Johansen on ranges, share within 4 h",
        300,
        "1 - Kaplan-Meier",
        lambda rng, n: _competing(rng, n, told=True),
    ),
    Setting(
        "cluster bootstrap, 40 teams of 5, median",
        200,
        "median of finished waits",
        lambda rng, n: _clustered(clustered_kaplan_meier, rng, n),
    ),
    Setting(
        "cluster bootstrap on ranges, 40 teams of 5, median",
        200,
        "median of middles of finished waits",
        lambda rng, n: _clustered(clustered_turnbull, rng, n, told=True),
    ),
    Setting(
        "for comparison: the same teams, rows taken as independent",
        200,
        "median of finished waits",
        lambda rng, n: _clustered(kaplan_meier, rng, n),
    ),
)


def coverage_section(found: list[Coverage]) -> str:
    """The section of docs/benchmarks.md."""
    rows = "\n".join(
        f"| {one.name} | {one.responses} | {one.covered:.1f} | {one.bias:+.1f} | {one.wrong} | "
        f"{one.wrong_bias:+.1f} |"
        for one in found
    )
    return f"""## Intervals of waits

How often a 95 % interval held the truth in made-up samples whose truth is known, and how far the
estimate and the wrong habit were from it on average. Bias in per cent of the truth.

| Estimator | responses | held the truth, % | bias | wrong habit | its bias |
|---|---|---|---|---|---|
{rows}
"""
