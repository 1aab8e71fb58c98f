"""A small survey told in kinds of people, for attacks on whole releases.

A kind of people is an area, a role, and an answer to one item. What a table counts follows from
that alone, so an attacker needs none of the product's sums.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import polars as pl

from analysis import (
    REMARK_COLUMNS,
    Codebook,
    CodeGroup,
    Microdata,
    Variable,
    VariableKind,
    expected_columns,
)
from tests.analysis.attacker import atom_ranges
from tests.analysis.builders import a_spec

REGION = {"a": "north", "b": "north", "c": "south", "d": "south", "e": "south", None: None}
GROUP = {"P": "family", "K": "family", "S": "worker", None: None}
RATINGS = ("good", "neither", "poor", "dont_know")
TICKS = ("late", "rude")
TICKED = (None, (), ("late",), ("rude",), TICKS)
ANSWERS = {"rating": (*RATINGS, None), "ticked": TICKED}
TWO = (
    CodeGroup(id="well", title="Well", codes=("good", "neither")),
    CodeGroup(id="badly", title="Badly", codes=("poor",)),
)


def _variable(name, codes, kind=VariableKind.CATEGORY):
    codes = {code: code for code in codes if code is not None}
    return Variable(name=name, kind=kind, label=name, codes=codes)


BOOK = Codebook(
    variables=(
        _variable("role", GROUP),
        _variable("group", ("family", "worker")),
        _variable("area", REGION),
        _variable("region", ("north", "south")),
        _variable("rating", RATINGS),
        _variable("ticked", TICKS, VariableKind.MULTIPLE),
        _variable("team", (), VariableKind.CLUSTER),
    )
)
BYS = ("", "role", "group", "area", "region")
FAMILY, NORTH = {"group": ("family",)}, {"region": ("north",)}
POOL = (
    *(a_spec(id=f"who-{by}", measure="count", by=by) for by in BYS[1:]),
    *(a_spec(id=f"rating-{by}", of="rating", by=by) for by in BYS),
    *(a_spec(id=f"known-{by}", of="rating", by=by, exclude=("dont_know",)) for by in BYS),
    *(a_spec(id=f"two-{by}", measure="rating_share", of="rating", by=by, groups=TWO) for by in BYS),
    *(a_spec(id=f"ticked-{by}", measure="ticked_share", of="ticked", by=by) for by in BYS),
    *(a_spec(id=f"family-{by}", of="rating", by=by, where=FAMILY) for by in ("", "area", "role")),
    *(a_spec(id=f"north-{by}", of="rating", by=by, where=NORTH) for by in ("", "role", "area")),
    a_spec(id="family-north", of="rating", where={**FAMILY, **NORTH}),
    a_spec(id="family-ticked", measure="ticked_share", of="ticked", by="region", where=FAMILY),
    a_spec(id="family-who", measure="count", by="area", where=FAMILY),
)


def some_people(n, seed, skew):
    """n people: role, area, rating, ticks; the larger `skew`, the more unequal the groups."""
    rng = np.random.default_rng(seed)

    def pick(codes):
        weights = np.exp(-skew * rng.permutation(len(codes)))
        return [codes[i] for i in rng.choice(len(codes), size=n, p=weights / weights.sum())]

    return list(
        zip(pick([*GROUP]), pick([*REGION]), pick(ANSWERS["rating"]), pick(TICKED), strict=True)
    )


def microdata_of(everyone, teams=None):
    """Their microdata; teams: who sent each response in, one name a response."""
    frame = pl.DataFrame(
        {
            "id": [str(i) for i in range(len(everyone))],
            "role": [role for role, *_ in everyone],
            "group": [GROUP[role] for role, *_ in everyone],
            "area": [area for _, area, *_ in everyone],
            "region": [REGION[area] for _, area, *_ in everyone],
            "rating": [rating for *_, rating, _ in everyone],
            "ticked": [None if ticks is None else list(ticks) for *_, ticks in everyone],
            "team": teams or [None] * len(everyone),
        },
        schema=expected_columns(BOOK),
    )
    return Microdata(frame, pl.DataFrame(schema=REMARK_COLUMNS), BOOK)


def _of_them(role, area):
    return {"role": role, "group": GROUP[role], "area": area, "region": REGION[area]}


def in_row(spec, code, role, area):
    """Whether people of that role and area are in the row of a table."""
    of_them = _of_them(role, area)
    kept = all(of_them[name] in codes for name, codes in spec.where.items())
    return kept and (not code or of_them[spec.by] == code)


def counted(spec, column, answer):
    """Whether that answer is in a column of a table; column '': in its base."""
    if spec.of == "ticked":
        return answer is not None and (not column or column in answer)
    inside = answer is not None and answer not in spec.exclude
    grouped = {group.id: group.codes for group in spec.groups}
    return inside and (not column or answer in grouped.get(column, (column,)))


def kinds_of(spec, code, column):
    """The kinds of people that a number in a table counts."""
    item = spec.of or "rating"
    return frozenset(
        (item, role, area, answer)
        for role, area, answer in product(GROUP, REGION, ANSWERS[item])
        if in_row(spec, code, role, area) and (not spec.of or counted(spec, column, answer))
    )


def seen(everyone, specs, tables):
    """What a release shows: (kinds, how many) of each shown number, name -> kinds of hidden ones.

    A number that is shown is taken to be known exactly.
    """
    known, hidden = {}, {}
    for spec, table in zip(specs, tables, strict=True):
        rows = {row.code for row in table.rows}
        variable = BOOK.variable(spec.by)
        for code in variable.codes if variable else ():
            if code not in rows:  # a note says that nobody answered
                known[kinds_of(spec, code, "")] = 0
        for row in table.rows:
            numbers = [("", row.base)]
            if spec.of:
                columns = (column.id for column in table.columns)
                numbers += zip(columns, row.cells, strict=True)
            for column, cell in numbers:
                kinds = kinds_of(spec, row.code, column)
                if cell.symbol == "[c]":
                    hidden[kinds] = (spec.id, row.code, column)
                else:
                    item = spec.of or "rating"
                    known[kinds] = sum(
                        (item, role, area, rating if item == "rating" else ticks) in kinds
                        for role, area, rating, ticks in everyone
                    )
    twice = [kinds for kinds in hidden if known.get(kinds)]
    assert not twice, "hidden in one table, shown in another"
    # Shown zeros say that nobody is in any part of them: that is all there is to know.
    nobody = frozenset().union(*(kinds for kinds, n in known.items() if n == 0))
    return known, {name: kinds for kinds, name in hidden.items() if not kinds <= nobody}


def attack(releases, width=5):
    """Every hidden number of successive releases of a wave, with the range an attacker finds.

    releases: (everyone, specs, tables) of each, everyone in the next being there besides more.
    """
    atoms, margins, targets = [], [], {}
    known: dict[frozenset[Any], int] = {}
    for i, (everyone, specs, tables) in enumerate(releases):
        kinds = [(item, *k) for item in ANSWERS for k in product(GROUP, REGION, ANSWERS[item])]
        atoms += [(i, *kind) for kind in kinds]
        margins += [
            tuple([(i, item, role, area, answer) for answer in ANSWERS[item]] for item in ANSWERS)
            for role, area in product(GROUP, REGION)
        ]
        shown, hidden = seen(everyone, specs, tables)
        until = range(i + 1)  # those who came in between add to those who were there
        known |= {frozenset((j, *k) for j in until for k in ks): n for ks, n in shown.items()}
        for name, ks in hidden.items():
            targets[i, *name] = frozenset((j, *k) for j in until for k in ks)
    nobody = frozenset().union(*(kinds for kinds, n in known.items() if n == 0))
    targets = {name: kinds for name, kinds in targets.items() if not kinds <= nobody}
    return atom_ranges(atoms, list(known.items()), targets, margins, width)
