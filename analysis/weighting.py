"""Weights that fit a sample to known population totals, and what they cost in certainty.

People chose to answer, so weights are a check on figures, never their replacement: they can put
right who is over-represented among those counted in the population, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
from msgspec import Struct

from analysis.errors import NotEstimable
from analysis.rows import Columns, Numbered

Weights: TypeAlias = npt.NDArray[np.float64]
# Variable -> share of the population in each of its codes; shares are scaled to add up to 1.
Margins: TypeAlias = Mapping[str, Mapping[str, float]]

CAP = 4.0  # no one counts for more than so many
_ROUNDS = 200
_CLOSE = 1e-9


class Raked(Struct, frozen=True, eq=False):
    """One weight a row, 1 on average. `capped`: how many weights were held at the cap.

    `gap`: the largest difference left between a weighted share and its margin; over 0 where the cap
    stands in the way.
    """

    weights: Weights
    capped: int
    gap: float


def rake(frame: pl.DataFrame, margins: Margins, cap: float = CAP) -> Raked:
    """Weights under which the shares of every variable of `margins` are those of the population.

    frame: one row per response with a column of codes for each variable. Those whose code is not
    known, or not in the margin, keep the share they have in the sample. A code that nobody has is
    left out. Source: iterative proportional fitting, Deming and Stephan 1940; weights are capped
    and fitted again until both hold, or nothing changes any more.
    Raises NotEstimable without rows, or with no margin that fits the sample.
    """
    columns = Columns(frame)
    targets = [_target(columns.numbered(name), shares) for name, shares in margins.items()]
    fitting = [target for target in targets if target is not None]
    if not frame.height or not fitting:
        raise NotEstimable("There is nobody to weight, or no population total that fits them.")
    # Everybody with the same codes gets the same weight: there are far fewer cells than rows.
    cells, cell_of, sizes = _cells([codes for codes, _ in fitting])
    fitted = [(codes, wanted) for codes, (_, wanted) in zip(cells, fitting, strict=True)]
    weights: Weights = np.ones(len(sizes))
    for _ in range(_ROUNDS):
        before = weights
        for codes, wanted in fitted:
            weights = weights * _factors(codes, wanted, weights * sizes)[codes]
        weights = _capped(weights, sizes, cap)
        if np.abs(weights - before).max() < _CLOSE:
            break
    gap = max(float(np.abs(_shares(c, w, weights * sizes) - w).max()) for c, w in fitted)
    at_cap = int(sizes[weights >= cap * (1 - 1e-6)].sum())
    return Raked(weights[cell_of], at_cap, gap)


_Codes: TypeAlias = npt.NDArray[np.int64]


def _cells(columns: Sequence[_Codes]) -> tuple[list[_Codes], _Codes, Weights]:
    """The combinations of codes there are, column by column; the cell of each row; their sizes."""
    shape = [int(column.max()) + 1 for column in columns]
    number = np.ravel_multi_index(tuple(columns), shape)
    found, cell_of, sizes = np.unique(number, return_inverse=True, return_counts=True)
    cells = [np.asarray(codes, dtype=np.int64) for codes in np.unravel_index(found, shape)]
    return cells, cell_of, sizes.astype(np.float64)


_Target: TypeAlias = tuple[npt.NDArray[np.int64], Weights]  # code number per row, share per number


def _target(column: Numbered, shares: Mapping[str, float]) -> _Target | None:
    """The rows' codes as numbers and the share each number should have; None: nobody fits."""
    present = np.bincount(column.numbers, minlength=len(column.values) + 1)[1:] > 0
    there = {code for code, anybody in zip(column.values, present, strict=True) if anybody}
    codes = [code for code, share in shares.items() if code in there and share > 0]
    if not codes:
        return None
    place = {code: i + 1 for i, code in enumerate(codes)}
    numbers = np.array([0, *(place.get(code, 0) for code in column.values)])[column.numbers]
    outside = np.count_nonzero(numbers == 0) / max(1, len(numbers))
    inside = np.array([shares[code] for code in codes])
    return numbers, np.array([outside, *(1 - outside) * inside / inside.sum()])


def _shares(codes: npt.NDArray[np.int64], wanted: Weights, weights: Weights) -> Weights:
    totals = np.bincount(codes, weights=weights, minlength=len(wanted))
    return np.asarray(totals / totals.sum(), dtype=np.float64)


def _factors(codes: npt.NDArray[np.int64], wanted: Weights, weights: Weights) -> Weights:
    found = _shares(codes, wanted, weights)
    return np.divide(wanted, found, out=np.ones_like(wanted), where=found > 0)


def _capped(weights: Weights, sizes: Weights, cap: float) -> Weights:
    """The weights, 1 on average, with none above the cap; what is cut off goes to the others.

    sizes: how many have each weight.
    """
    total = sizes.sum()
    weights = weights / ((weights * sizes).sum() / total)
    for _ in range(_ROUNDS):
        over = weights > cap
        if not over.any():
            break
        weights[over] = cap
        rest = (weights * sizes)[~over].sum()
        if rest <= 0:
            break
        weights[~over] *= (total - cap * sizes[over].sum()) / rest
    return weights


def design_effect(weights: Weights | Sequence[float]) -> float:
    """How many times larger the variance is than that of as many equal weights: at least 1.

    Source: Kish 1965, 1 + the squared coefficient of variation of the weights. Raises NotEstimable
    when nobody has any weight.
    """
    given = np.asarray(weights, dtype=np.float64)
    if not len(given) or given.sum() <= 0:
        raise NotEstimable("Nobody has any weight.")
    return float(len(given) * (given**2).sum() / given.sum() ** 2)


def effective_base(weights: Weights | Sequence[float]) -> float:
    """The number of equally weighted responses that would tell as much. Raises as design_effect."""
    return len(weights) / design_effect(weights)
