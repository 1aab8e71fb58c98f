"""Writes down what was looked at and found: for the statement that people read, and for docs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from survey_ui.respond.checked import FILE, Checked, Finding
from tests.accessibility.ways import Found
from tests.running import ROOT

DOCUMENT = ROOT / "docs" / "accessibility.md"


class Looked(NamedTuple):
    """A page that was looked at in some ways."""

    place: str
    ways: tuple[str, ...]


def write(program: str, looked: Sequence[Looked], found: Sequence[Found], today: date) -> None:
    """The file behind the statement, and docs/accessibility.md."""
    rules = dict.fromkeys((one.rule, one.help) for one in found)
    checked = Checked(
        checked_on=today,
        program=program,
        pages=len({one.place for one in looked}),
        looks=sum(len(one.ways) for one in looked),
        ways=tuple(dict.fromkeys(way for one in looked for way in one.ways)),
        findings=tuple(
            Finding(rule, help_, tuple(dict.fromkeys(f.place for f in found if f.rule == rule)))
            for rule, help_ in rules
        ),
    )
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(checked)) + b"\n")
    DOCUMENT.write_text(_document(checked, looked, found))


def _document(checked: Checked, looked: Sequence[Looked], found: Sequence[Found]) -> str:
    counts = Counter((one.place, one.way) for one in found)
    ways_of: dict[str, set[str]] = {}
    for one in looked:
        ways_of.setdefault(one.place, set()).update(one.ways)
    head = " | ".join(checked.ways)
    rows = [
        f"| `{place}` | "
        + " | ".join(str(counts[place, way]) if way in ways else "" for way in checked.ways)
        + " |"
        for place, ways in ways_of.items()
    ]
    day = f"{checked.checked_on:%-d %B %Y}"
    about = f"""# What axe finds on every page

Written by `make accessibility`: the same look that `make test` takes, written down. On {day}
{checked.program} looked at {checked.pages} pages, {checked.looks:,} times in all, with every rule
on and nothing allowed. The numbers are what it found; where there is none it did not look:
pages for staff are in English alone, and a language is looked at on a phone and a desk.
400 % zoom is a window of 320 by 256 px; no page may scroll sideways but in print. Without
scripts means: as the server sent it, scripts taken out, and what is for their absence shown.
A program sees only some of the problems. Nobody who uses a screen reader every day has tried
the pages yet.
"""
    return "\n".join([about, f"| Page | {head} |", f"|---|{'---|' * len(checked.ways)}", *rows, ""])
