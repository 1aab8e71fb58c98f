"""A release with something in each part of the pack, and one with nothing at all."""

from __future__ import annotations

from datetime import date

from msgspec import structs

from analysis import Cell, Column, SummaryTable
from survey_api import (
    Accounted,
    Action,
    Event,
    Figure,
    GridMeasure,
    GridRow,
    Quote,
    Recommendation,
    Release,
    Survey,
    load_surveys,
)
from survey_api.settings import PACKAGED_SURVEYS
from tests.survey_ui.releases.samples import (
    a_count_table,
    a_curve_table,
    a_delay_table,
    a_reason_table,
    a_release,
    a_row,
    a_stacked_table,
    a_table,
    an_evidence_table,
    n,
)

EXACT = 87131.0  # stands behind a hidden cell: must be in no file, however it is written
HOSTILE = '=HYPERLINK("http://evil.example","x")'
QUOTE = "They said it was not their job, and rang off."


def our_survey() -> Survey:
    """The survey we ship, with its pack.toml."""
    return load_surveys(PACKAGED_SURVEYS)["missing_children"]


def called(table: SummaryTable, table_id: str, **changes: object) -> SummaryTable:
    """The table under another id."""
    return structs.replace(table, id=table_id, **changes)


def a_leaking_table() -> SummaryTable:
    """One cell is hidden, and its number was left behind the symbol."""
    leak = Cell(symbol="[c]", value=EXACT, lower=EXACT - 1, upper=EXACT + 1)
    rows = (a_row("E", "Teachers", 20, leak), a_row("S", "Social workers", 640, n(41, 37, 45)))
    return a_table("advice-by-channel", title="Told something wrong, by channel", rows=rows)


def a_hostile_table() -> SummaryTable:
    """Every text that can be is a formula; one holds signs that no spreadsheet can."""
    columns = (
        Column(id="x", title="@SUM(A1)", unit="%"),
        Column(id="y", title="@sum(a1)", unit="%"),
    )
    rows = (
        a_row("a", "+1-1", 50, n(12), n(1.5)),
        a_row("b", "-2", 60, n(13), Cell(symbol="[x]")),
        a_row("c", "\t=3\x00\x1b", 70, n(14), n(2, 1, 3)),
    )
    return a_table(
        "hostile", title=HOSTILE, columns=columns, rows=rows, row_title="=1+1", chart="",
        base_note="@everyone", notes=("=1+1",), method="+method", source="-source",
    )  # fmt: skip


def tables() -> tuple[SummaryTable, ...]:
    """At least one table for each part that has tables, and one that no part names."""
    stacked, delay = a_stacked_table(), a_delay_table()
    return (
        called(a_count_table(), "who-route"),
        called(a_count_table(), "who-role"),
        called(a_count_table(), "who-mode", chart=""),
        called(delay, "journey"),
        called(a_curve_table(), "delay-officer"),
        called(delay, "delay-officer-by-group", chart=""),
        called(a_reason_table(), "advice-each"),
        a_leaking_table(),
        called(stacked, "overall-by-role"),
        called(stacked, "overall-by-child-eth5", chart=""),
        called(stacked, "handed-over", chart=""),
        called(a_reason_table(), "not-told-main"),
        a_table("worst-delays", title="The worst delay, by who answered"),
        called(stacked, "sentiment-better"),
        a_table("before-after-overall", title="Before and after December 2023", chart=""),
        called(an_evidence_table(), "evidence-grid"),
        a_hostile_table(),
        a_table("nobody", title="Nobody yet", rows=()),
        a_table("no-columns", title="No columns", columns=(), rows=(a_row("P", "Parents", 10),),
                chart=""),
    )  # fmt: skip


def full_release(**changes: object) -> Release:
    """Something in each of the sixteen parts."""
    figure = Figure(
        title="Told something wrong", unit="%", value=41, lower=37, upper=45, base=640,
        table="advice-each", column="wrong",
    )  # fmt: skip
    measure = GridMeasure(title="Told something wrong", figure=figure, strength="strong")
    grid = (
        GridRow(code="F1", title="Delays and wrong information", kind="finding",
                measures=(measure,), strength="some", computed="strong",
                rule="enough answers", missing=("Areas.",), overruled_by="amira",
                reason="One area is missing."),
        GridRow(code="R05", title="", kind="recommendation", measures=(), strength="none",
                computed="none", rule="", missing=("Its text.",)),
    )  # fmt: skip
    actions = (
        Action(issue="People are told to wait 24 hours", owner="Met", change="A new script",
               measure="Share told so", date=date(2027, 3, 31), evidence=("F1",),
               figures=(figure,)),
        Action(issue="Nobody rings back", evidence=("F1", "D5")),
    )  # fmt: skip
    return structs.replace(
        a_release(),
        tables=tables(),
        quotes=(Quote(words=QUOTE, theme="Passed back", step="First answer", role="Parent"),
                Quote(words="Kind and quick.", theme="Kindness", dissents=True)),
        grid=grid,
        actions=actions,
        recommendations=recommendations(),
        events=(Event(date=date(2023, 12, 1), title="Deadline", source="HMICFRS", mark="P"),),
        accounting=(Accounted(what="Responses in", number=1580, reason=""),
                    Accounted(what="Left out", number=None, reason="sent twice", symbol="[c]")),
        **changes,
    )  # fmt: skip


def recommendations() -> tuple[Recommendation, ...]:
    """As the survey has them: four known, thirteen awaited."""
    return tuple(
        Recommendation(code=one.id, title=one.title, confirmed=one.confirmed)
        for one in our_survey().programme.evidence
        if one.kind == "recommendation"
    )


def empty_release() -> Release:
    """A release of nobody: no tables, and nothing beside them."""
    nothing = ("tables", "notes", "grid", "quotes", "actions", "recommendations", "events",
               "accounting")  # fmt: skip
    return structs.replace(a_release(simulated=0, responses=0), **dict.fromkeys(nothing, ()))
