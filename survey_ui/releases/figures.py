"""How a published figure is written for a reader: one way, in tables, charts and sentences."""

from __future__ import annotations

from analysis import Cell, ReferenceLine, SummaryTable

NBSP = "\u00a0"
MINUS = "\u2212"

HIDDEN = {  # what stands in a chart where a number would
    "[c]": "[c] hidden",
    "[u]": "[u] too few answers",
    "[x]": "[x] not available",
    "[z]": "[z] not applicable",
}


def say_cell(cell: Cell, unit: str) -> str:
    """The figure with its unit: '42%', '1 h 20 min', 'at least 4 h'; else its word or symbol."""
    if cell.symbol or cell.value is None:
        return cell.symbol or cell.text or "[x]"
    said = say_number(cell.value, unit)
    return f"at least {said}" if cell.at_least else said


def say_interval(cell: Cell, unit: str) -> str:
    """The 95% interval as '36 to 48'; '' where none is published.

    An upper end that the answers do not reach is said in words: '2 h or more'.
    """
    if cell.symbol or cell.value is None or cell.lower is None:
        return ""
    low = _bare(cell.lower, unit)
    return f"{low} to {_bare(cell.upper, unit)}" if cell.upper is not None else f"{low} or more"


def say_figure(cell: Cell, unit: str) -> str:
    """The figure with its interval behind it: '42% (36 to 48)'."""
    interval = say_interval(cell, unit)
    return f"{say_cell(cell, unit)} ({interval})" if interval else say_cell(cell, unit)


def say_number(value: float, unit: str) -> str:
    """A number in its unit: '%', 'hours', 'polarity', or a count of anything else."""
    if unit == "hours":
        return say_hours(value)
    if unit == "points":
        return f"{_bare(value, unit)}{NBSP}" + ("point" if abs(value) == 1 else "points")
    return f"{_bare(value, unit)}%" if unit == "%" else _bare(value, unit)


def say_hours(hours: float) -> str:
    """A wait as people say it: '15 min', '1 h 20 min', '72 h', '5 days'."""
    minutes = round(hours * 60)
    if minutes < 60:
        return f"{minutes}{NBSP}min"
    if minutes < 24 * 60:
        rest = minutes % 60
        return f"{minutes // 60}{NBSP}h" + (f" {rest}{NBSP}min" if rest else "")
    if minutes <= 96 * 60:
        return f"{round(hours)}{NBSP}h"
    return f"{_trimmed(hours / 24)}{NBSP}days"


def value_columns(table: SummaryTable, unit: str = "") -> tuple[int, ...]:
    """Places of the columns measured in `unit` (default: the unit of the table)."""
    wanted = unit or table.unit
    return tuple(i for i, column in enumerate(table.columns) if column.unit == wanted)


def standards_in_words(lines: tuple[ReferenceLine, ...]) -> str:
    """'Published standards as dashed lines: ...'; '' where there is none."""
    said = "; ".join(line.title for line in lines)
    return f"Published standards as dashed lines: {said}." if said else ""


def is_shown(cell: Cell) -> bool:
    """Whether there is a number to show: a symbol stands in place of one, whatever is behind it."""
    return cell.value is not None and not cell.symbol


def _bare(value: float, unit: str) -> str:
    if unit == "hours":
        return say_hours(value)
    if unit == "points":
        return f"{value:+.0f}".replace("-", MINUS) if round(value) else "0"
    if unit == "kappa":
        return f"{value:.2f}".replace("-", MINUS)
    if unit == "polarity":
        return f"{value:+.2f}".replace("-", MINUS) if round(value, 2) else "0.00"
    return _trimmed(value, thousands=True)


def _trimmed(value: float, *, thousands: bool = False) -> str:
    """At most one digit behind the point, and none where it would be a zero."""
    rounded = round(value, 1)
    whole = rounded == int(rounded)
    text = f"{int(rounded):,}" if whole else f"{rounded:,.1f}"
    return (text if thousands else text.replace(",", "")).replace("-", MINUS)
