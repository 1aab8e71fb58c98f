"""A release to look at: every kind of chart and every kind of gap, with invented figures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from analysis import Cell, Column, Curve, ReferenceLine, Row, SummaryTable
from survey_api import (
    Accounted,
    Action,
    Event,
    Figure,
    GridMeasure,
    GridRow,
    Recommendation,
    Release,
    ReleaseSummary,
)
from survey_api.releases import ReleaseStatus

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HIDDEN = Cell(symbol="[c]")
STANDARDS = (
    ReferenceLine(title="15 min: immediate response", value=0.25, source="Met grading, 2018"),
    ReferenceLine(title="60 min: significant response", value=1.0, source="Met grading, 2018"),
)
_SOURCE = "Family Experience Survey, missing_children 2026-27, interim release of 22 November 2026"


def n(
    value: float,
    lower: float | None = None,
    upper: float | None = None,
    *,
    at_least: bool = False,
) -> Cell:
    return Cell(value=value, lower=lower, upper=upper, at_least=at_least)


def a_row(code: str, title: str, base: float, *cells: Cell, flag: str = "") -> Row:
    return Row(code=code, title=title, base=n(base), cells=cells, flag=flag)


def a_table(table_id: str, **changes: object) -> SummaryTable:
    """A table with defaults for everything a test does not care about."""
    values: dict[str, object] = {
        "id": table_id,
        "title": "Told something plainly wrong, by who answered, 2026-27",
        "topic": "advice",
        "measure": "group_share",
        "by": "role",
        "unit": "%",
        "source": _SOURCE,
        "base_note": "Everyone who told the police and answered this question",
        "notes": ("Counts are rounded to 5.",),
        "method": "Share of the base; 95% interval by Wilson's method.",
        "columns": (Column(id="wrong", title="Told something plainly wrong", unit="%"),),
        "rows": (
            a_row("P", "Parents and guardians", 640, n(41, 37, 45)),
            a_row("K", "Kinship and foster carers", 185, n(36, 29, 43)),
            a_row("C", "Children's home and supported accommodation staff", 420, n(52, 47, 57)),
            a_row("S", "Social workers", 45, n(28, 17, 42), flag="indicative"),
            a_row("H", "Health staff", 15, n(33, 14, 60), flag="very small, do not compare"),
            a_row("E", "Teachers", 10, HIDDEN),
            a_row("", "All", 1315, n(43, 40, 46)),
        ),
        "row_title": "Who answered",
        "chart": "bars",
        "evidence": ("F1", "R-A"),
    }
    return SummaryTable(**(values | changes))  # type: ignore[arg-type]


def a_delay_table() -> SummaryTable:
    columns = (
        Column(id="median", title="Median", unit="hours"),
        Column(id="p75", title="75th percentile", unit="hours"),
        Column(id="p90", title="90th percentile", unit="hours"),
        Column(id="never", title="Never came", unit="%"),
        Column(id="still_waiting", title="Still waiting", unit="%"),
    )
    still = n(24, at_least=True)
    rows = (
        a_row("P", "Parents and guardians", 610, n(2.25, 1.9, 2.6), n(6.5), n(14), n(12, 9, 15),
              n(3, 2, 5)),
        a_row("C", "Children's home staff", 400, n(4.5, 3.8, 5.4), n(11), still, n(23, 19, 27),
              n(4, 2, 6)),
        a_row("S", "Social workers", 40, n(3.2, 1.4, 8), n(9), HIDDEN, HIDDEN, HIDDEN,
              flag="indicative"),
        a_row("H", "Health staff", 10, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
        a_row("", "All", 1060, n(3, 2.7, 3.3), n(8), n(20), n(16, 14, 18), n(3, 2, 4)),
    )  # fmt: skip
    return a_table(
        "d4_by_role",
        title="From first telling the police to an officer arriving, by who answered, 2026-27",
        topic="delays", measure="delay_summary", unit="hours", columns=columns, rows=rows,
        chart="intervals", reference_lines=STANDARDS, evidence=("F1", "D4", "R-A"),
        notes=("Nobody is told the grade of their call: the lines are for comparison.",),
        method="Kaplan-Meier; answers in ranges enter as ranges.",
    )  # fmt: skip


def a_curve(title: str, pace: float, groups: int = 12) -> Curve:
    hours = tuple(round(0.1 * 1.45**step, 2) for step in range(groups + 4))
    share = tuple(round(max(0.08, 1 / (1 + (h / pace) ** 1.1)), 3) for h in hours)
    return Curve(
        title=title,
        hours=(0.0, *hours),
        share=(1.0, *share),
        lower=(1.0, *(max(0.0, s - 0.05) for s in share)),
        upper=(1.0, *(min(1.0, s + 0.05) for s in share)),
    )


def a_curve_table(groups: int = 3) -> SummaryTable:
    names = ["All", "Parents and guardians", "Children's home staff", "North Area", "South Area",
             "Central East", "East Area", "West Area", "South East", "Central South"]  # fmt: skip
    curves = tuple(a_curve(name, 1.5 + place) for place, name in enumerate(names[:groups]))
    plain = a_delay_table()
    return a_table(
        "d4_curves", title="Share of families still waiting for an officer, 2026-27",
        topic="delays", measure="delay_summary", unit="hours", columns=plain.columns,
        rows=plain.rows, chart="curves", curves=curves, reference_lines=STANDARDS, by="bcu",
        evidence=("F1", "D4"),
    )  # fmt: skip


def a_stacked_table() -> SummaryTable:
    codes = ("very_good", "good", "neither", "poor", "very_poor")
    titles = ("Very good", "Good", "Neither", "Poor", "Very poor")
    columns = tuple(Column(id=c, title=t, unit="%") for c, t in zip(codes, titles, strict=True))
    rows = (
        a_row("P", "Parents and guardians", 640, n(12), n(21), n(15), n(28), n(24)),
        a_row("C", "Children's home and supported accommodation staff", 420,
              n(6), n(18), n(22), n(31), n(23)),
        a_row("S", "Social workers", 45, n(14), HIDDEN, n(20), n(33), HIDDEN, flag="indicative"),
        a_row("H", "Health staff", 10, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
        a_row("", "All", 1060, n(10), n(20), n(18), n(29), n(23)),
    )  # fmt: skip
    return a_table(
        "overall_by_role", title="Overall, how it was to tell the police, 2026-27",
        topic="experience", measure="share", columns=columns, rows=rows, chart="stacked",
    )  # fmt: skip


def a_reason_table() -> SummaryTable:
    reasons = (
        ("wait_24", "I thought I had to wait 24 hours", n(31, 26, 37)),
        ("look_first", "Wanted to look first", n(58, 52, 64)),
        ("no_trust", "Did not trust the police", n(44, 38, 50)),
        ("trouble", "Did not want the child in trouble", n(39, 33, 45)),
        ("language", "Hard to do in my language", HIDDEN),
        ("status", "Worried about our right to stay here", n(9, 6, 13)),
    )
    columns = tuple(Column(id=c, title=t, unit="%") for c, t, _ in reasons)
    return a_table(
        "why_not", title="Why people did not tell the police, 2026-27", topic="not_reporting",
        measure="ticked_share", by="", columns=columns,
        rows=(a_row("", "All", 265, *(cell for _, _, cell in reasons)),), evidence=("F2", "R-D"),
    )  # fmt: skip


def a_count_table() -> SummaryTable:
    columns = (Column(id="responses", title="Responses", unit="responses"),)
    rows = (
        a_row("central_east", "Central East", 215, n(215)),
        a_row("north", "North Area", 340, n(340)),
        a_row("city", "City of London", 0, HIDDEN),
        a_row("", "All", 1315, n(1315)),
    )
    return a_table(
        "who_by_bcu", title="Who answered, by Basic Command Unit, 2026-27", topic="who_answered",
        measure="count", by="bcu", unit="responses", columns=columns, rows=rows,
        row_title="Basic Command Unit",
    )  # fmt: skip


def an_evidence_table() -> SummaryTable:
    columns = (
        Column(id="items", title="Questions", unit="items"),
        Column(id="strength", title="Strength", unit="text"),
    )
    rows = (
        a_row("F1", "F1: Delays and wrong information from call handlers", 1300, n(6),
              Cell(text="strong")),
        a_row("F8", "F8: Disjointed when a child crosses force boundaries", 60, n(2),
              Cell(text="weak")),
        a_row("R05", "R05: Text awaited", 0, Cell(symbol="[x]"), Cell(symbol="[x]")),
    )  # fmt: skip
    return a_table(
        "evidence_grid", title="What the answers can bear out, 2026-27", topic="evidence",
        measure="evidence_grid", by="", unit="items", columns=columns, rows=rows, chart="",
        row_title="Finding or recommendation", evidence=(),
    )  # fmt: skip


def tables() -> tuple[SummaryTable, ...]:
    by_bcu = a_table("wrong_by_bcu", title="Told something plainly wrong, by Basic Command Unit",
                     by="bcu", row_title="Basic Command Unit")  # fmt: skip
    empty = a_table("empty", title="Nobody yet, 2026-27", rows=(), topic="experience", by="bcu")
    nobody = (a_row("P", "Parents", 10, HIDDEN), a_row("", "All", 10, HIDDEN))
    hidden = a_table("all_hidden", title="All hidden, 2026-27", topic="experience", rows=nobody)
    return (
        a_table("wrong_by_role"), by_bcu, a_delay_table(), a_curve_table(), a_curve_table_many(),
        a_stacked_table(), a_reason_table(), a_count_table(), an_evidence_table(), empty, hidden,
    )  # fmt: skip


def a_curve_table_many() -> SummaryTable:
    many = a_curve_table(10)
    return a_table(
        "d4_curves_bcu", title="Share still waiting for an officer, by area, 2026-27",
        topic="delays", measure="delay_summary", unit="hours", columns=many.columns,
        rows=many.rows, chart="curves", curves=many.curves, by="bcu",
        reference_lines=STANDARDS, evidence=("F7", "D4"), row_title="Basic Command Unit",
    )  # fmt: skip


def a_figure() -> Figure:
    return Figure(
        title="Plainly wrong", unit="%", value=14, lower=11, upper=17, base=210,
        table="wrong_by_role", column="wrong",
    )  # fmt: skip


def a_grid() -> tuple[GridRow, ...]:
    measure = GridMeasure(
        title="Told to wait", figure=a_figure(), strength="some", lacks=("200 needed",), groups=2
    )
    fields: dict[str, Any] = {
        "measures": (measure,), "rule": "Some: 1 question.", "missing": ("Call records.",),
    }  # fmt: skip
    bare: dict[str, Any] = {
        "measures": (), "rule": "No rule is met.", "strength": "none", "computed": "none",
    }  # fmt: skip
    return (
        GridRow(code="F1", title="Delays", kind="finding", strength="some", computed="some",
                **fields),
        GridRow(code="R-A", title="Review it", kind="recommendation", strength="some",
                computed="some", **fields),
        GridRow(code="R05", title="Text awaited", kind="recommendation",
                missing=("The text of this recommendation is awaited.",), **bare),
    )  # fmt: skip


def a_release(simulated: int = 1320, **changes: object) -> Release:
    """A release of every table above."""
    summary: dict[str, object] = {
        "id": "missing_children-2026-27-20261122", "survey": "missing_children",
        "wave": "2026-27", "status": ReleaseStatus.INTERIM, "made_at": NOW, "responses": 1580,
        "simulated": simulated,
    }  # fmt: skip
    return Release(
        summary=ReleaseSummary(**(summary | changes)),  # type: ignore[arg-type]
        versions={"questionnaire": "1", "policy": "1", "scorer": "textblob-0.20.1/1"},
        notes=("People chose to answer: shares describe the people who answered.",),
        tables=tables(),
        cut=NOW,
        grid=a_grid(),
        recommendations=(
            Recommendation(
                code="R-A", title="Review it", confirmed=True, addressed_to="MOPAC, with the Met"
            ),
            Recommendation(code="R05", title="Text awaited"),
        ),
        actions=(
            Action(
                issue="People are told to wait", measure="Share told so", table="wrong_by_role",
                column="wrong", evidence=("F1",), figures=(a_figure(),),
            ),
        ),
        events=(
            Event(date=date(2023, 12, 31), title="Risk to be graded", source="HMICFRS", mark="V"),
            Event(
                date=date(2025, 1, 1), when="2025", title="Plan", source="london.gov.uk", mark="P"
            ),
        ),
        accounting=(
            Accounted(what="Responses read", number=1585, reason="sent in by the cut"),
            Accounted(what="Responses left out", number=None, symbol="[c]", reason="unreadable"),
        ),
    )  # fmt: skip
