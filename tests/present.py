"""What may be missing, held to be there: a test fails here, not with a TypeError further on."""

from __future__ import annotations

from typing import TypeVar

from analysis import Cell
from analysis.estimate import Estimate

T = TypeVar("T")


def present(found: T | None) -> T:
    """What was found, which is not nothing."""
    assert found is not None
    return found


def number(found: object) -> float:
    """A number that came as whatever a column may hold."""
    assert isinstance(found, int | float)
    return found


def bounds(figure: Estimate | Cell) -> tuple[float, float]:
    """Both ends of an interval that is bounded on both sides."""
    return present(figure.lower), present(figure.upper)
