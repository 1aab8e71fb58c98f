"""What a chart shows, in words: for people who hear it, and for its <desc>."""

from __future__ import annotations

from analysis import Column, Row, SummaryTable
from survey_ui.releases.figures import (
    is_shown,
    say_cell,
    say_figure,
    standards_in_words,
    value_columns,
)

CURVES_TOGETHER = 5  # more curves than this stand side by side, each in its own panel

_KINDS = {
    "bars": "Bar chart",
    "ranked": "Ranked chart",
    "stacked": "Stacked bar chart",
    "intervals": "Chart of waits",
    "differences": "Chart of differences",
    "run": "Run chart, month after month",
    "curves": "Curves of the share for whom it had happened, as time goes by",
    "journey": "Chart of the waits of each step",
}


def describe_table(table: SummaryTable) -> str:
    """Sentences saying what is shown, the highest, the lowest, what is hidden, and the base."""
    kind = _KINDS.get(table.chart, "Table")
    sentences = [f"{kind}. {_stop(table.title)}"]
    sentences += [_extremes(table, place) for place in _told_columns(table)]
    sentences += [standards_in_words(table.reference_lines), _hidden(table)]
    sentences += [_low(table), _base(table)]
    return " ".join(sentence for sentence in sentences if sentence)


def nothing_to_draw(table: SummaryTable) -> str:
    """Why there is no chart, as a sentence; '' if one can be drawn."""
    if not table.rows:
        return "Nobody has answered this yet, so there is nothing to draw."
    groups = [row for row in table.rows if row.code] or table.rows
    if not any(is_shown(cell) for row in groups for cell in row.cells):
        return (
            "Every figure in this table is hidden or not available, "
            "so there is nothing to draw. The table says why for each."
            if len(groups) == len(table.rows)
            else "The figures of all groups are hidden or not available, "
            "so there is nothing to draw. The table says why for each."
        )
    return ""


def _told_columns(table: SummaryTable) -> list[int]:
    """The columns worth saying: those in the unit of the table, at most three."""
    mine = [i for i, column in enumerate(table.columns) if column.unit == table.unit]
    return (mine or list(range(len(table.columns))))[:3]


def _extremes(table: SummaryTable, place: int) -> str:
    column = table.columns[place]
    shown = [row for row in table.rows if is_shown(row.cells[place])]
    groups = [row for row in shown if row.code] or shown
    if not groups:
        return f"{column.title}: no figure can be shown."
    total = [row for row in shown if not row.code and row not in groups]
    parts = [_figure(row, column, place) for row in total]
    high = max(groups, key=lambda row: _value(row, place))
    low = min(groups, key=lambda row: _value(row, place))
    if high is low:
        return f"{column.title}: " + ", ".join([*parts, _figure(high, column, place)]) + "."
    parts += [f"highest {_figure(high, column, place)}", f"lowest {_figure(low, column, place)}"]
    return f"{column.title}: " + ", ".join(parts) + "."


def _figure(row: Row, column: Column, place: int) -> str:
    return f"{row.title} {say_figure(row.cells[place], column.unit)}"


def _value(row: Row, place: int) -> float:
    return row.cells[place].value or 0.0


def _hidden(table: SummaryTable) -> str:
    cells = [cell for row in table.rows for cell in row.cells if not cell.text]
    hidden = sum(1 for cell in cells if not is_shown(cell))
    if not hidden:
        return ""
    figures = "figure is" if hidden == 1 else "figures are"
    return f"{hidden} {figures} hidden or not available and not drawn."


def _low(table: SummaryTable) -> str:
    low = [f"{row.title} ({row.flag})" for row in table.rows if row.flag]
    return f"Small numbers of answers: {', '.join(low)}." if low else ""


def _base(table: SummaryTable) -> str:
    total = next((row for row in table.rows if not row.code), None)
    said = f"{_stop(table.base_note)}"
    return f"{said} Base: {say_cell(total.base, 'responses')} responses." if total else said


def _has_intervals(table: SummaryTable) -> bool:
    """Whether any figure that is drawn has an interval."""
    drawn = value_columns(table) or tuple(range(len(table.columns)))
    return any(row.cells[at].lower is not None for row in table.rows for at in drawn)


def _stop(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _back_first(table: SummaryTable) -> str:
    if not any(curve.overtaken for curve in table.curves):
        return ""
    return " Dotted: share whose child was back first."


_WAITS_HINT = (
    "Dot: half had waited no longer. Box: 95% interval of that. Rings: three quarters, and nine in "
    "ten, had waited no longer. Arrow: that long or longer."
)
_HINTS = {
    "intervals": _WAITS_HINT,
    "journey": (
        f"{_WAITS_HINT} Dashed: published standard of the step. Steps are on one scale that is "
        "stretched for short waits."
    ),
    "differences": (
        "Dot: how many points the group is above or below everybody else. Line: 95% interval. "
        "Filled: stands out when all comparisons of the table are allowed for."
    ),
    "run": (
        "Band: ordinary variation from month to month. Filled dot: a change by the stated rules, "
        "and by nothing else. Dashed: what happened, which need not be the cause."
    ),
}


def reading_hint(table: SummaryTable) -> str:
    """How to read the chart, in a sentence or two; '' where there is none."""
    if table.chart == "curves":
        return _curves_hint(table)
    hint = _HINTS.get(table.chart, "")
    if table.chart == "bars" and _has_intervals(table):
        hint = "Thin line: 95% interval."
    if not hint and table.chart != "bars":
        return ""
    low = " Pale marks rest on few answers." if any(row.flag for row in table.rows) else ""
    return (hint + low).strip()


def _curves_hint(table: SummaryTable) -> str:
    if len(table.curves) > CURVES_TOGETHER:
        return (
            "Each panel: share for whom it had happened after so long, with its 95% interval. "
            "Grey: everybody together. " + standards_in_words(table.reference_lines)
        )
    return (
        "Share for whom it had happened after so long: the line rises as people are answered. "
        "Band: 95% interval."
        + _back_first(table)
        + " What is left open was still waiting then, or it never happened."
    )
