"""Which of the published tables a reader asked for: filters, splits, rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import structs

from analysis import SummaryTable

TOPICS = {
    "who_answered": "Who answered",
    "delays": "Delays",
    "advice": "Advice given",
    "experience": "Experience",
    "sentiment": "Feelings in people’s own words",
    "themes": "Themes in people’s own words",
    "not_reporting": "Not telling the police",
    "fairness": "Gaps between groups",
    "over_time": "Over time",
    "evidence": "Evidence for findings and recommendations",
}


NO_SPLIT = "No split"


class Wanted(NamedTuple):
    """What the list of tables is narrowed to; '' is no wish."""

    topic: str = ""
    by: str = ""
    evidence: str = ""
    words: str = ""


class Split(NamedTuple):
    """The same figures split by something: the table that holds them, and what by."""

    title: str
    table: SummaryTable


class Entry(NamedTuple):
    """Tables of the same figures: the first by its title, the others by what they split by."""

    title: str
    first: SummaryTable
    others: tuple[Split, ...]
    evidence: tuple[str, ...]


class Shelf(NamedTuple):
    """The tables of one topic."""

    title: str
    tables: tuple[SummaryTable, ...]
    entries: tuple[Entry, ...]


def shelve(tables: Sequence[SummaryTable], wanted: Wanted, wave: str = "") -> tuple[Shelf, ...]:
    """The tables that fit, by topic in the order of the journey. `wave` is left out of titles."""
    fitting = [table for table in tables if _fits(table, wanted)]
    topics = [*TOPICS, *sorted({table.topic for table in fitting} - set(TOPICS))]
    shelves = []
    for topic in topics:
        mine = tuple(table for table in fitting if table.topic == topic)
        if mine:
            shelves.append(Shelf(say_topic(topic), mine, _entries(mine, wave)))
    return tuple(shelves)


def _entries(tables: Sequence[SummaryTable], wave: str) -> tuple[Entry, ...]:
    together: dict[tuple[str, str], list[SummaryTable]] = {}
    for table in tables:
        together.setdefault((_stem(table), table.measure), []).append(table)
    return tuple(
        Entry(
            title=short_title(first, wave),
            first=first,
            others=tuple(Split(say_by(other), other) for other in others),
            evidence=tuple(dict.fromkeys(c for t in (first, *others) for c in t.evidence)),
        )
        for first, *others in together.values()
    )


def short_title(table: SummaryTable, wave: str) -> str:
    """The title without the wave, where the page says the wave already."""
    return table.title.removesuffix(f", {wave}") if wave else table.title


def _fits(table: SummaryTable, wanted: Wanted) -> bool:
    words = wanted.words.casefold().split()
    said = f"{table.id} {table.title} {table.row_title}".casefold()
    return (
        wanted.topic in ("", table.topic)
        and wanted.by in ("", table.by or "-")
        and (not wanted.evidence or wanted.evidence in table.evidence)
        and all(word in said for word in words)
    )


def say_topic(topic: str) -> str:
    """The topic as a heading."""
    return TOPICS.get(topic, topic.replace("_", " ").capitalize())


def say_by(table: SummaryTable) -> str:
    """What the rows split by, as a choice in a list."""
    return table.row_title if table.by or "-by-" in table.id else NO_SPLIT


def splits_offered(tables: Sequence[SummaryTable]) -> dict[str, str]:
    """What tables of this release split by: code -> words. '-' is tables that do not split."""
    found = {table.by or "-": table.row_title if table.by else NO_SPLIT for table in tables}
    return dict(sorted(found.items(), key=lambda item: (item[0] == "-", item[1])))


def siblings(tables: Sequence[SummaryTable], table: SummaryTable) -> tuple[Split, ...]:
    """This table and those that hold the same figures split another way."""
    same = [other for other in tables if _measures_same(other, table)]
    return tuple(Split(say_by(other), other) for other in same) if len(same) > 1 else ()


def _measures_same(one: SummaryTable, other: SummaryTable) -> bool:
    """Tables of the same figures have the same id but for what follows '-by-'."""
    return _stem(one) == _stem(other) and one.measure == other.measure


def _stem(table: SummaryTable) -> str:
    return table.id.split("-by-")[0]


def keep_rows(table: SummaryTable, codes: Sequence[str]) -> SummaryTable:
    """The table with the rows of these codes only, and their curves; all when none is known.

    Nothing is worked out anew: each figure stays as it was published.
    """
    kept = tuple(row for row in table.rows if row.code in codes or (not row.code and "-" in codes))
    if not kept or len(kept) == len(table.rows):
        return table
    titles = {row.title for row in kept}
    curves = tuple(curve for curve in table.curves if curve.title in titles)
    return structs.replace(table, rows=kept, curves=curves)
