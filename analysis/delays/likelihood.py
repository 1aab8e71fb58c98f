"""The likeliest masses of a mixture: which shares explain best which answers were given."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.delays.told import Matrix

Vector: TypeAlias = npt.NDArray[np.float64]

TOLERANCE = 1e-8
_EASY_STEPS, _STEPS = 100, 500
_LARGE, _TINY = 200_000, 1e-300


def maximise(allowed: Matrix, counts: Vector) -> Vector:
    """The masses, adding up to 1, under which these answers are likeliest.

    allowed: a row a kind of answer, 1 for each mass it may come from; counts: how many of each.
    At the end no mass could be moved so that a response becomes likelier by 1e-8.
    """
    total = counts.sum()
    masses = np.full(allowed.shape[1], 1 / allowed.shape[1])
    for _ in range(_EASY_STEPS if allowed.size < _LARGE else _EASY_STEPS // 3):
        masses = _self_consistent(allowed, counts, masses)
    for _ in range(_STEPS):
        gain = allowed.T @ (counts / (allowed @ masses)) / total - 1
        if gain.max() <= TOLERANCE and abs(gain * masses).max() <= TOLERANCE * 1e-3:
            break
        masses = _improved(allowed, counts, masses, gain)
    masses[masses < 1e-12] = 0.0
    found: Vector = masses / masses.sum()
    return found


def _self_consistent(allowed: Matrix, counts: Vector, masses: Vector) -> Vector:
    """One of Turnbull's steps: each answer is shared among its masses as they are now."""
    shared: Vector = masses * (allowed.T @ (counts / (allowed @ masses))) / counts.sum()
    return shared


def _improved(allowed: Matrix, counts: Vector, masses: Vector, gain: Vector) -> Vector:
    """A Newton step on the masses worth moving, halved until it helps; else a plain step."""
    free = (masses > 1e-6) | (gain > 0)
    wanted = np.zeros(len(masses))
    wanted[free] = _newton(allowed[:, free], counts, allowed @ masses)
    way = wanted - masses
    now = _likelihood(allowed, counts, masses)
    if gain @ way > 0:
        for halvings in range(20):
            tried = masses + way / 2**halvings
            if _likelihood(allowed, counts, tried) > now:
                tried = np.maximum(tried, 0.0)
                return _self_consistent(allowed, counts, tried / tried.sum())
    return _self_consistent(allowed, counts, masses)


def _newton(allowed: Matrix, counts: Vector, likely: Vector) -> Vector:
    """Where the quadratic approximation of the likelihood is greatest, none below 0."""
    scaled = allowed / likely[:, None]
    curvature = (scaled * counts[:, None]).T @ scaled
    curvature[np.diag_indices_from(curvature)] *= 1 + 1e-11
    wanted = 2 * (scaled.T @ counts) - counts.sum()
    found = np.zeros(len(wanted))
    free = np.ones(len(wanted), dtype=bool)
    while free.any():
        solved = _solve(curvature[np.ix_(free, free)], wanted[free])
        if (solved >= 0).all():
            found[free] = solved
            break
        free[np.flatnonzero(free)[solved < 0]] = False
    return found


def _solve(matrix: Matrix, side: Vector | Matrix) -> Matrix:
    try:
        solved = np.linalg.solve(matrix, side)
    except np.linalg.LinAlgError:
        solved = np.linalg.pinv(matrix, hermitian=True) @ side
    return solved.astype(np.float64)


def _likelihood(allowed: Matrix, counts: Vector, masses: Vector) -> float:
    likely = allowed @ masses
    if (likely <= _TINY).any():
        return -np.inf
    return float(counts @ np.log(likely) - counts.sum() * masses.sum())


def covariance(allowed: Matrix, counts: Vector, masses: Vector) -> Matrix:
    """How the masses vary together, from the observed information; 0 for those that are 0."""
    on = masses > 0
    scaled = allowed[:, on] / (allowed @ masses)[:, None]
    information = (scaled * counts[:, None]).T @ scaled
    information[np.diag_indices_from(information)] *= 1 + 1e-11
    inverse = _solve(information, np.eye(int(on.sum())))
    found = np.zeros((len(masses), len(masses)))
    found[np.ix_(on, on)] = inverse - np.outer(masses[on], masses[on]) / counts.sum()
    return found


def drawn_again(allowed: Matrix, counts: Vector, masses: Vector, draws: Matrix) -> Matrix:
    """The masses under other counts, one set a row of `draws`: from those of the real ones.

    One Newton step, then self-consistency steps, on the masses that are not 0: the work is bounded.
    """
    on = masses > 0
    kept, likely = allowed[:, on], allowed @ masses
    scaled = kept / likely[:, None]
    spread = covariance(allowed, counts, masses)[np.ix_(on, on)]
    sizes = draws.sum(axis=1, keepdims=True)
    moved = masses[on] + (draws * (counts.sum() / sizes) - counts) @ scaled @ spread
    sets = np.maximum(moved, masses[on] * 0.02)
    sets /= sets.sum(axis=1, keepdims=True)
    for _ in range(12 if kept.size < _LARGE else 3):
        ratio = draws / np.maximum(sets @ kept.T, _TINY)
        sets *= (ratio @ kept) / sizes
    found = np.zeros((len(draws), len(masses)))
    found[:, on] = sets
    return found
