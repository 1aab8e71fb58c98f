"""Goals beside what was seen: met or missed, said in the same words everywhere."""

from __future__ import annotations


def at_least(seen: float, wanted: float, unit: str = "") -> str:
    """What was wanted, and whether it was reached."""
    return f"at least {_number(wanted)}{unit}: {_verdict(seen >= wanted)} ({_number(seen)}{unit})"


def at_most(seen: float, wanted: float, unit: str = "") -> str:
    """What was allowed, and whether it was kept."""
    return f"at most {_number(wanted)}{unit}: {_verdict(seen <= wanted)} ({_number(seen)}{unit})"


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def _number(value: float) -> str:
    return f"{value:,.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"
