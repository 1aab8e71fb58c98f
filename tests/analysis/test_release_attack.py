"""Whole releases of linked tables, against an attacker who puts them all together.

The attacker knows every shown count exactly, in every table, and thinks in kinds of people: an
area, a role and an answer. What tables have to do with one another is not told but follows.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    REMARK_COLUMNS,
    Codebook,
    CodeGroup,
    DisclosurePolicy,
    Microdata,
    Variable,
    VariableKind,
    build_tables,
)
from tests.analysis.attacker import atom_ranges
from tests.analysis.builders import CONTEXT, a_spec

POLICY = DisclosurePolicy()
REGION = {"a": "north", "b": "north", "c": "south", "d": "south", "e": "south", None: None}
GROUP = {"P": "family", "K": "family", "S": "worker"}
RATINGS = ("good", "neither", "poor", "dont_know")
TICKS = ("late", "rude")
TICKED = (None, (), ("late",), ("rude",), TICKS)
ANSWERS = {"rating": (*RATINGS, None), "ticked": TICKED}
TWO = (
    CodeGroup(id="well", title="Well", codes=("good", "neither")),
    CodeGroup(id="badly", title="Badly", codes=("poor",)),
)


def a_variable(name, codes, kind=VariableKind.CATEGORY):
    return Variable(name=name, kind=kind, label=name, codes={code: code for code in codes})


BOOK = Codebook(
    variables=(
        a_variable("role", GROUP),
        a_variable("group", ("family", "worker")),
        a_variable("area", "abcde"),
        a_variable("region", ("north", "south")),
        a_variable("rating", RATINGS),
        a_variable("ticked", TICKS, VariableKind.MULTIPLE),
    )
)
BYS = ("", "role", "group", "area", "region")
POOL = (
    *(a_spec(id=f"who-{by}", measure="count", by=by) for by in BYS[1:]),
    *(a_spec(id=f"rating-{by}", of="rating", by=by) for by in BYS),
    *(a_spec(id=f"known-{by}", of="rating", by=by, exclude=("dont_know",)) for by in BYS),
    *(a_spec(id=f"two-{by}", measure="rating_share", of="rating", by=by, groups=TWO) for by in BYS),
    *(a_spec(id=f"ticked-{by}", measure="ticked_share", of="ticked", by=by) for by in BYS),
)


def people(n, seed, skew):
    """n people: role, area, rating, ticks; the larger `skew`, the more unequal the groups."""
    rng = np.random.default_rng(seed)

    def pick(codes):
        weights = np.exp(-skew * rng.permutation(len(codes)))
        return [codes[i] for i in rng.choice(len(codes), size=n, p=weights / weights.sum())]

    return list(
        zip(pick([*GROUP]), pick([*REGION]), pick(ANSWERS["rating"]), pick(TICKED), strict=True)
    )


def microdata_of(everyone):
    frame = pl.DataFrame(
        {
            "id": [str(i) for i in range(len(everyone))],
            "role": [role for role, *_ in everyone],
            "group": [GROUP[role] for role, *_ in everyone],
            "area": [area for _, area, *_ in everyone],
            "region": [REGION[area] for _, area, *_ in everyone],
            "rating": [rating for *_, rating, _ in everyone],
            "ticked": [None if ticks is None else list(ticks) for *_, ticks in everyone],
        },
        schema={
            **dict.fromkeys(("id", "role", "group", "area", "region", "rating"), pl.String),
            "ticked": pl.List(pl.String),
        },
    )
    return Microdata(frame, pl.DataFrame(schema=REMARK_COLUMNS), BOOK)


def in_row(spec, code, role, area):
    """Whether people of that role and area are in the row of a table."""
    of_them = {"role": role, "group": GROUP[role], "area": area, "region": REGION[area]}
    return not code or of_them[spec.by] == code


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


def attack(everyone, specs, tables):
    """Every hidden number of the release with the range that the attacker finds."""
    known, targets = {}, {}
    for spec, table in zip(specs, tables, strict=True):
        rows = {row.code for row in table.rows}
        variable = BOOK.variable(spec.by)
        for code in variable.codes if variable else ():
            if code not in rows:  # a note says that nobody answered
                known[kinds_of(spec, code, "")] = 0
        for row in table.rows:
            numbers = [("", row.base)]
            numbers += [
                (column.id, cell)
                for column, cell in zip(table.columns, row.cells, strict=True)
                if spec.of
            ]
            for column, cell in numbers:
                kinds = kinds_of(spec, row.code, column)
                if cell.symbol == "[c]":
                    targets[kinds] = (spec.id, row.code, column)
                else:
                    item = spec.of or "rating"
                    known[kinds] = sum(
                        (item, role, area, rating if item == "rating" else ticks) in kinds
                        for role, area, rating, ticks in everyone
                    )
    twice = [kinds for kinds in targets if known.get(kinds)]
    assert not twice, "hidden in one table, shown in another"
    atoms = [(item, *k) for item in ANSWERS for k in product(GROUP, REGION, ANSWERS[item])]
    margins = [
        tuple([(item, role, area, answer) for answer in ANSWERS[item]] for item in ANSWERS)
        for role, area in product(GROUP, REGION)
    ]
    # Shown zeros say that nobody is in any part of them: that is all there is to know.
    nobody = frozenset().union(*(kinds for kinds, n in known.items() if n == 0))
    hidden = {name: kinds for kinds, name in targets.items() if not kinds <= nobody}
    return atom_ranges(atoms, list(known.items()), hidden, margins)


releases = st.lists(st.sampled_from(POOL), min_size=3, max_size=6, unique_by=lambda spec: spec.id)


@settings(max_examples=40, deadline=None)
@given(releases, st.integers(15, 220), st.integers(0, 10_000), st.sampled_from((0.3, 0.6, 1.0)))
def test_no_hidden_count_of_a_release_can_be_pinned_down(specs, n, seed, skew):
    everyone = people(n, seed, skew)
    tables = build_tables(microdata_of(everyone), specs, POLICY, CONTEXT)
    for name, (least, most) in attack(everyone, specs, tables).items():
        assert most - least >= 5 - 1e-6, (name, least, most)


def test_a_filtered_table_does_not_give_those_away_whom_it_leaves_out():
    """Of 32 poor ratings 30 are by families: the other two must not be left over."""
    rated = [("P", "good")] * 40 + [("P", "poor")] * 30 + [("S", "good")] * 20 + [("S", "poor")] * 2
    everyone = [(role, "a", rating, None) for role, rating in rated]
    specs = [
        a_spec(id="all", of="rating"),
        a_spec(id="family", of="rating", where={"group": ("family",)}),
    ]
    tables = build_tables(microdata_of(everyone), specs, POLICY, CONTEXT)
    poor = [
        dict(zip([column.id for column in table.columns], table.rows[0].cells, strict=True))["poor"]
        for table in tables
    ]
    assert "[c]" in [cell.symbol for cell in poor]
