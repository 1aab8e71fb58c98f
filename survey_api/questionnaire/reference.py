"""Reference data: dated lists and facts that can be edited without touching code."""

from __future__ import annotations

from datetime import date

from survey_api.record import Record


class Entry(Record, kw_only=True):
    """One line of a reference list; `columns` are what it maps to, e.g. bcu = "north_area"."""

    code: str
    label: str
    columns: dict[str, str] = {}


class ReferenceList(Record, kw_only=True):
    """A dated list, e.g. the boroughs with the Basic Command Unit each lies in."""

    id: str
    title: str
    valid_from: date
    source: str
    mark: str  # V verified, P partly, K known but not checked: "check before launch"
    note: str = ""
    labels: dict[str, dict[str, str]] = {}  # column -> code -> label, e.g. bcu -> north_area
    entries: tuple[Entry, ...]


class Standard(Record, kw_only=True):
    """A published standard, shown as a reference line beside a delay; never a target missed."""

    id: str
    delay: str  # D2, D4, D8
    minutes: float
    label: str
    source: str
    mark: str
    as_of: date
    note: str = ""


class Helpline(Record, kw_only=True):
    """A number that people in distress are given."""

    id: str
    name: str
    number: str = ""
    link: str = ""
    text: str
    mark: str
    checked_on: date
    show_on: tuple[str, ...] = ()  # "danger", "child", "footer", "end"


class EvidenceCode(Record, kw_only=True):
    """A finding (F1..F8), a recommendation (R-A..R-D, R05..R17) or a delay (D1..D10)."""

    id: str
    kind: str  # finding | recommendation | delay
    title: str
    confirmed: bool = True  # False: the text is awaited, the slot stays visible and empty
    source: str = ""
    text: str = ""  # the words of a recommendation as they were published
    addressed_to: str = ""


class Benchmark(Record, kw_only=True):
    """An outside figure, always shown apart from ours with its year, place and who was asked."""

    id: str
    text: str
    year: str
    place: str
    asked: str
    source: str
    mark: str  # V read at its source, P in part or second-hand, K not
    parts: tuple[str, ...] = ()  # parts of the evidence pack that show it

    @property
    def unchecked(self) -> bool:
        """Whether somebody has to check the figure before launch."""
        return self.mark != "V"


class ContextFile(Record, kw_only=True):
    """context.toml."""

    figures: tuple[Benchmark, ...]
