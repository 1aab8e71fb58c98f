"""The SQL of this store as PostgreSQL takes it: places for values, locks, types, and triggers."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from survey_api.storage.queries import load_queries

_VALUE = re.compile(r"(?<!:):([a-z_]+)")
_TRIGGER = re.compile(r"(?:CREATE|(DROP)) TRIGGER (\w+)")
_LAYOUT = re.compile(r"(CREATE|ALTER|DROP)\b")
_MARKS = {"{lock}": "FOR UPDATE", "{claim}": "FOR UPDATE SKIP LOCKED", " {by_key}": ""}
# Whole numbers have 64 bits and texts are in the order of their bytes, as in SQLite: so a store
# can be copied either way, and a release made again from the copy is the same.
_TYPES = {r"\bINTEGER\b": "BIGINT", r"\bTEXT\b": 'TEXT COLLATE "C"'}


class Translated(NamedTuple):
    """A statement for PostgreSQL: its values stand in it as $1, $2 ... in the order of `names`."""

    text: str
    names: tuple[str, ...]
    is_layout: bool  # it makes or changes tables; it has no values, and may be several statements


@cache
def translate(text: str) -> Translated:
    """The statement as PostgreSQL takes it; done once for each, for they are few and fixed."""
    if trigger := _TRIGGER.match(text):
        name = f"drop_{trigger[2]}" if trigger[1] else trigger[2]
        return Translated(_own()[name], (), True)
    if _LAYOUT.match(text):
        for ours, theirs in _TYPES.items():
            text = re.sub(ours, theirs, text)
        return Translated(text, (), True)
    for ours, theirs in _MARKS.items():
        text = text.replace(ours, theirs)
    names = tuple(dict.fromkeys(_VALUE.findall(text)))
    numbers = {name: f"${number}" for number, name in enumerate(names, start=1)}
    return Translated(_VALUE.sub(lambda found: numbers[found[1]], text), names, False)


@cache
def _own() -> dict[str, str]:
    """What cannot be said in both languages, by its name."""
    return load_queries("postgres.sql")
