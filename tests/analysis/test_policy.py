"""The policy: interim releases, quotes, and figures that would give a count away."""

from __future__ import annotations

from itertools import product

import pytest
from msgspec.structs import replace

from analysis import DisclosurePolicy, build_tables, may_quote
from analysis.disclosure import protect
from analysis.tabulate import count_table
from analysis.unprotected import CountCell, FigureCell, ShareCell, WordCell
from tests.analysis.builders import CONTEXT, a_microdata, all_specs

POLICY = DisclosurePolicy()
INTERIM = POLICY.for_interim()


@pytest.mark.parametrize(
    ("before", "now", "may"),
    [(600, 600, True), (600, 640, False), (600, 719, False), (600, 720, True), (100, 149, False),
     (100, 150, True), (0, 49, False), (0, 50, True), (600, 599, False)],
)  # fmt: skip
def test_an_interim_release_waits_until_the_wave_has_grown(before, now, may):
    assert POLICY.may_follow(before, now) is may


def test_an_interim_release_tells_numbers_by_the_ten_and_shares_of_those():
    for table in build_tables(a_microdata(333, 8), all_specs(), INTERIM, CONTEXT).tables:
        for row in table.rows:
            assert row.base.value is None or row.base.value % 10 == 0
            assert row.base.value is None or row.base.value == 0 or row.base.value >= 30
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.unit != "%" or cell.value is None or not row.base.value:
                    continue
                if not table.measure.endswith("share"):
                    continue  # its base is not that of the row
                base = int(row.base.value)
                possible = {round(100 * 10 * i / base) for i in range(base // 10 + 1)}
                assert cell.value in possible | {0, 100}, (table.id, column.id, cell, base)
        assert any("Interim: responses are rounded to the nearest 10" in n for n in table.notes)


def test_two_microdata_that_differ_by_a_few_people_look_alike_in_an_interim_release():
    """One more person who gave an answer shows only where a number crosses the middle of a ten."""
    tables = [
        build_tables(a_microdata(333, 8), all_specs(), policy, CONTEXT).tables
        for policy in (POLICY, INTERIM)
    ]
    exact, coarse = (
        sum(c.value is not None for t in made for r in t.rows for c in r.cells) for made in tables
    )
    assert 0 < coarse < exact


def test_quotes_follow_the_rule_of_rows():
    assert [may_quote(base, POLICY) for base in (0, 9, 10, 29)] == [False, False, True, True]
    assert not may_quote(29, INTERIM)


@pytest.mark.parametrize("spec", all_specs(), ids=lambda spec: spec.id)
def test_a_figure_is_hidden_with_any_count_that_it_would_give_away(spec):
    """Whatever the measure: each count that a cell needs, made small, hides the cell."""
    table = count_table(a_microdata(400, 2), spec)
    for row, i in product(table.rows, range(len(table.columns))):
        cell = row.cells[i]
        needs = cell.needs if isinstance(cell, FigureCell | WordCell) else ()
        if isinstance(cell, CountCell | ShareCell):
            needs = (cell.key,)
        for key in needs:
            assert key in table.counts
            if key in {one.base for one in table.rows}:
                continue  # a small base hides its whole row: tested with the tables
            counts = {**table.counts, key: 2}
            (safe,), _ = protect([replace(table, counts=counts, sums=())], POLICY)
            shown = safe.rows[table.rows.index(row)]
            if i in safe.columns:
                assert shown.cells[safe.columns.index(i)].symbol == "[c]"
