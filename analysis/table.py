"""SummaryTable: a protected table that cannot exist without its title, source, base and notes."""

from __future__ import annotations

from msgspec import Struct

SYMBOLS = {
    "[c]": "confidential: hidden so that nobody can be recognised",
    "[u]": "low reliability: too few answers to rely on",
    "[x]": "not available",
    "[z]": "not applicable",
}


class Cell(Struct, frozen=True, kw_only=True):
    """One published figure: a number, or the symbol that stands in its place.

    `lower`, `upper`: 95% interval, where one is published. `at_least`: the figure is a lower
    bound ("median not reached; at least x"). `text`: a word in place of a number, e.g. "strong".
    """

    value: float | None = None
    symbol: str = ""
    lower: float | None = None
    upper: float | None = None
    at_least: bool = False
    text: str = ""


class Column(Struct, frozen=True, kw_only=True):
    """One column of figures. `unit`: 'responses', '%', 'hours', 'points' (of %), 'polarity'."""

    id: str
    title: str
    unit: str


class Row(Struct, frozen=True, kw_only=True):
    """One group. `code` is '' for the total. `base`: rounded number of responses under it."""

    code: str
    title: str
    base: Cell
    cells: tuple[Cell, ...]
    flag: str = ""  # 'very small, do not compare' (10-29), 'indicative' (30-49), else ''


class Curve(Struct, frozen=True, kw_only=True):
    """Share still without an answer after so many hours, for one group.

    Of all for whom the step was due, those for whom it never happened too. `overtaken`: where the
    child's return competes, the share whose child was back first by then; they are in `share`
    too, as nobody answered them. `sloped`: between points the curve goes down evenly, else it
    stands until the next.
    """

    title: str
    hours: tuple[float, ...]
    share: tuple[float, ...]  # 0 to 1, rounded; same length as hours
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    overtaken: tuple[float, ...] = ()
    sloped: bool = False


class ReferenceLine(Struct, frozen=True, kw_only=True):
    """A published standard to be drawn beside a delay, with where it comes from.

    `row`: the code of the only row it is for, where rows are different delays; '' for all.
    """

    title: str
    value: float  # in the unit of the table's figures
    source: str
    row: str = ""


class Dated(Struct, frozen=True, kw_only=True):
    """Something that happened, beside rows in order of time. `code`: the row it happened in."""

    code: str
    title: str


class SummaryTable(Struct, frozen=True, kw_only=True):
    """A table ready to publish: every number in it has been through disclosure control."""

    id: str
    title: str  # says what it shows, for whom and when
    topic: str  # who_answered, sentiment, delays, advice, experience, not_reporting, evidence
    measure: str
    by: str  # the variable its rows split by; '' for a table of totals
    unit: str
    source: str
    base_note: str  # who is counted
    notes: tuple[str, ...]
    method: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_title: str  # heading of the first column
    chart: str = ""  # bars, stacked, intervals, curves, or '' for none
    curves: tuple[Curve, ...] = ()
    reference_lines: tuple[ReferenceLine, ...] = ()
    evidence: tuple[str, ...] = ()
    of: str = ""  # what is measured, in the words of the codebook; '' where responses are counted
    where: str = ""  # the filter in words, e.g. "Your role: Parent or guardian"; '' for everybody
    run: str = ""  # the column whose rows make a run chart
    events: tuple[Dated, ...] = ()  # that happened in the months of its rows
