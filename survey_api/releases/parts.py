"""The parts of the evidence pack: which tables each shows, and what is said beside them.

Data: pack.toml in the survey's folder. A table that no part names is listed in the part that says
what can be taken away, so none is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from fnmatch import fnmatchcase

from survey_api.errors import BadSurvey
from survey_api.questionnaire import Survey
from survey_api.questionnaire.reading import read_toml
from survey_api.record import Record

PACK = "pack.toml"


class PartKind(Enum):
    """What a part holds beside its tables.

    SUMMARY: headlines, quotes, what cannot be said. TABLES: nothing else. WORDS: quotes. EVENTS:
    what happened, with dates. GRID: the evidence grid and the recommendations. ACTIONS: the action
    table. METHOD: how it was made, versions, rows in and out. EXPORTS: the files, and every table
    that has no other part.
    """

    SUMMARY = "summary"
    TABLES = "tables"
    WORDS = "words"
    EVENTS = "events"
    GRID = "grid"
    ACTIONS = "actions"
    METHOD = "method"
    EXPORTS = "exports"


class PartSpec(Record, kw_only=True):
    """One part. Tables are named by their ids; '*' stands for any letters.

    `tables`: shown whole, in this order. `also`: named, to be found in the workbook. `columns`:
    for tables named so, the only columns shown here. `shows`: one sentence saying what this shows.
    `empty`: why there is nothing, said when no table is there. `plain`: without charts.
    """

    id: str
    title: str
    shows: str
    kind: PartKind = PartKind.TABLES
    tables: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = {}
    method: str = ""
    limits: tuple[str, ...] = ()
    empty: str = ""
    plain: bool = False


class PackSpec(Record, kw_only=True):
    """pack.toml: the parts in order."""

    parts: tuple[PartSpec, ...]


# What a survey without pack.toml gets.
PLAIN_PACK = PackSpec(
    parts=(
        PartSpec(
            id="one_page",
            title="One page",
            kind=PartKind.SUMMARY,
            shows="The headline numbers and what they cannot say.",
        ),
        PartSpec(
            id="tables",
            title="Tables",
            shows="Every table of this release.",
            tables=("*",),
            empty="This release has no tables.",
        ),
        PartSpec(
            id="method",
            title="Method and limits",
            kind=PartKind.METHOD,
            shows="How the figures were made and what they cannot say.",
        ),
        PartSpec(
            id="exports",
            title="Take it away",
            kind=PartKind.EXPORTS,
            shows="The files that hold these figures.",
        ),
    )
)


def load_pack(survey: Survey) -> PackSpec:
    """Get the parts of the survey's pack; plain ones, if it has no pack.toml. Raises BadSurvey."""
    path = survey.folder / PACK
    if not path.exists():
        return PLAIN_PACK
    spec = read_toml(path, PackSpec)
    ids = [part.id for part in spec.parts]
    if twice := [one for one in ids if ids.count(one) > 1]:
        raise BadSurvey(f"{survey.folder.name}/{PACK}: two parts have the id '{twice[0]}'")
    known = {figure.id: figure for figure in survey.context}
    lost = [(f.id, part) for f in known.values() for part in f.parts if part not in ids]
    if lost:
        figure, part = lost[0]
        raise BadSurvey(f"{survey.folder.name}/context.toml: '{figure}' names no part ('{part}')")
    return spec


def strange_patterns(spec: PackSpec, table_ids: Iterable[str]) -> list[str]:
    """Get a line for each name in the pack that fits none of these tables."""
    ids = tuple(table_ids)
    if spec is PLAIN_PACK:
        return []
    return [
        f"parts.{part.id}: no table is called '{pattern}'"
        for part in spec.parts
        for pattern in (*part.tables, *part.also, *part.columns)
        if not any(fnmatchcase(one, pattern) for one in ids)
    ]


class Placed(Record, kw_only=True):
    """Where tables stand: ids shown in a part, and ids only named there."""

    shown: tuple[str, ...]
    named: tuple[str, ...]


def place_tables(spec: PackSpec, table_ids: Sequence[str]) -> dict[str, Placed]:
    """Get for each part, by its id, its tables. Each table stands in exactly one part.

    A name without '*' goes before a pattern, `tables` before `also`, an earlier part before a later
    one. What nobody names goes to the first part of kind EXPORTS.
    """
    home: dict[str, tuple[str, bool]] = {}
    order: dict[str, int] = {}
    for exact in (True, False):
        for shown in (True, False):
            for part, pattern in _patterns(spec, shown=shown, exact=exact):
                for one in table_ids:
                    if fnmatchcase(one, pattern) and one not in home:
                        home[one] = (part.id, shown)
    for part in spec.parts:
        for pattern in (*part.tables, *part.also):
            for one in table_ids:
                if home.get(one, ("", False))[0] == part.id and fnmatchcase(one, pattern):
                    order.setdefault(one, len(order))
    rest = next((part.id for part in spec.parts if part.kind is PartKind.EXPORTS), "")
    for one in table_ids:
        home.setdefault(one, (rest, False))
        order.setdefault(one, len(order))
    inside = sorted(table_ids, key=lambda one: order[one])
    return {
        part.id: Placed(
            shown=tuple(one for one in inside if home[one] == (part.id, True)),
            named=tuple(one for one in inside if home[one] == (part.id, False)),
        )
        for part in spec.parts
    }


def _patterns(spec: PackSpec, *, shown: bool, exact: bool) -> Iterator[tuple[PartSpec, str]]:
    for part in spec.parts:
        for pattern in part.tables if shown else part.also:
            if ("*" not in pattern) is exact:
                yield part, pattern


def columns_shown(part: PartSpec, table_id: str) -> tuple[str, ...]:
    """Get the ids of the columns of a table that a part shows; () for all of them."""
    return next((cols for name, cols in part.columns.items() if fnmatchcase(table_id, name)), ())
