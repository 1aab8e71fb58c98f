"""Where a published number comes from, in words: for the command line and the page of its table."""

from __future__ import annotations

from collections.abc import Iterator

from analysis import SummaryTable
from survey_api import Provenance, Release, provenance
from survey_ui.releases.figures import say_cell, say_interval, say_number

SYMBOL_FOR_NOBODY_TOLD = "[c]"


def explain_cell(found: Provenance) -> list[str]:
    """Everything the number carries, a line each: what it is, how it was made, from what."""
    lines = [found.table_title, f"{found.row_title}, {found.column_title}: {say_value(found)}"]
    width = max(len(name) for name, _ in explain_pairs(found)) + 2
    lines += [f"  {name:<{width}}{said}" for name, said in explain_pairs(found)]
    if found.simulated:
        lines.append("Some or all of the responses are simulated: made up, not from people.")
    return lines


def say_value(found: Provenance) -> str:
    """The number as it is published, with its interval; or its symbol and why there is none."""
    if found.hidden:
        return found.hidden
    interval = say_interval(found.cell, found.unit)
    said = say_cell(found.cell, found.unit)
    return f"{said} (95% interval: {interval})" if interval else said


def explain_pairs(found: Provenance) -> tuple[tuple[str, str], ...]:
    """What the number carries, each with its name; what there is none of is left out."""
    return tuple((name, said) for name, said in _pairs(found) if said)


def _pairs(found: Provenance) -> Iterator[tuple[str, str]]:
    yield "Responses behind it", say_responses(found)
    yield "Measure", f"{found.measure} of “{found.of}”" if found.of else found.measure
    yield "Filter", found.filter
    yield "Base", found.base
    yield "Method", found.method
    yield from (("Published standard", one) for one in found.standards)
    yield from _versions(found)
    yield "Evidence for", ", ".join(found.evidence)
    yield from (("Note", one) for one in found.notes)
    yield "Source", found.source


def _versions(found: Provenance) -> tuple[tuple[str, str], ...]:
    return (
        ("Read by programs", found.models),
        ("Questionnaire", found.questionnaire),
        ("Tables and policy", f"tables {found.tables_version}, policy {found.policy}"),
        ("Data cut", f"{found.cut:%Y-%m-%d %H:%M %Z}".strip()),
        ("Code", found.code),
        ("Release", f"{found.release} ({found.status})"),
    )


def say_responses(found: Provenance) -> str:
    """How many responses stand behind the number, as published: rounded, or hidden."""
    if found.responses is None:
        return f"{SYMBOL_FOR_NOBODY_TOLD} not told: too few, or it would give a hidden number away"
    flag = f" ({found.flag})" if found.flag else ""
    return f"about {say_number(found.responses, 'responses')}, rounded{flag}"


def explain_made(release: Release, table: SummaryTable) -> tuple[tuple[str, str], ...]:
    """What all numbers of a table carry, each with its name; nothing for a table of nobody."""
    if not table.rows or not table.columns:
        return ()
    found = provenance(release, table, table.rows[-1], table.columns[0])
    cell = f"{found.row or 'All'}:{found.column}"
    return (
        ("Measure", f"{found.measure} of “{found.of}”" if found.of else found.measure),
        ("Filter", table.where or "everybody"),
        *_versions(found),
        ("One number", f"survey explain {found.release} {table.id} {cell}"),
    )
