"""What a reader could tell of hidden counts of waits from curves, figures, symbols and notes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analysis import DisclosurePolicy, ReferenceLine, build_tables
from analysis.disclosure import protect
from analysis.tabulate import count_table
from analysis.unprotected import only
from tests.analysis.builders import CONTEXT, a_spec
from tests.analysis.delays.test_wait_tables import LINES, VISIT, cells, of_kinds, one
from tests.present import present

POLICY = DisclosurePolicy()
BY_ROLE = a_spec(
    id="by", topic="delays", measure="delay_summary", of="attended", by="role", chart="curves",
    reference_lines=LINES,
)  # fmt: skip
HIDEABLE = ("never", "still_waiting", "overtaken")


def some_waits(seed, n, never, waiting, overtaken, ranged):
    """n answered waits, `ranged` of them told as ranges, and others that were not answered."""
    rng = np.random.default_rng(seed)
    hours = rng.exponential(1.5, n).round(2)
    rows = [("observed", h, h + (0.5 if i < ranged else 0)) for i, h in enumerate(hours)]
    rows += [("never", None, None)] * never
    rows += [("still_waiting", h, None) for h in rng.exponential(2, waiting).round(2)]
    rows += [("overtaken", h, None) for h in rng.exponential(1, overtaken).round(2)]
    return [rows[i] for i in rng.permutation(len(rows))]


few = st.integers(0, 14)
waits = st.builds(some_waits, st.integers(0, 999), st.integers(20, 120), few, few, few, few)


def read_off(curve, base):
    """Counts that the curve may give away, as far as its two digits tell: (least, most) each.

    By its last point so many were answered, and so many children were back first.
    """
    hair = 0.0051 * base
    ends = {"answered": base * (1 - curve.share[-1])}
    if curve.overtaken:
        ends["overtaken"] = base * curve.overtaken[-1]
    return {name: (n - hair, n + hair) for name, n in ends.items()}


def test_a_curve_would_tell_how_many_were_never_answered():
    """Everybody else was: the curve ends at the share that never was, so it is not drawn."""
    rows = [("observed", 0.5 + i / 60, 0.5 + i / 60) for i in range(60)]
    table = one(of_kinds(rows + [("never", None, None)] * 3), VISIT)
    assert cells(table)["never"].symbol == "[c]"
    assert table.curves == ()
    open_ = one(of_kinds(rows + [("never", None, None)] * 20), VISIT)
    least, most = read_off(open_.curves[0], 80)["answered"]
    assert least <= 60 <= most
    assert most - least < 1  # of a hidden count that would be too much


@settings(max_examples=10, deadline=None)
@given(waits)
def test_a_curve_stands_only_beside_counts_that_are_all_shown(rows):
    """Whatever can be read off a curve is a number that the table shows anyway."""
    for table in build_tables(of_kinds(rows), [VISIT, BY_ROLE], POLICY, CONTEXT).tables:
        for curve in table.curves:
            row = next(row for row in table.rows if row.title == curve.title)
            found = dict(zip([column.id for column in table.columns], row.cells, strict=True))
            told = [*HIDEABLE, *(name for name in found if name.startswith("within"))]
            assert "[c]" not in [found[name].symbol for name in told if name in found]


def test_a_curve_does_not_tell_what_another_table_of_the_same_waits_hides():
    """Three of sixty waited longer than two hours, which only the other table has a column for."""
    rows = [("observed", h, h) for h in np.linspace(0.02, 1.9, 47).round(2)]
    rows += [("observed", 1.0, 1.0)] * 10
    rows += [("observed", 5.0, 5.0)] * 3
    longer = (ReferenceLine(title="Two", value=2.0, source="Met"),)
    other = a_spec(id="o", measure="delay_within", of="attended", reference_lines=longer)
    tables = build_tables(of_kinds(rows), [VISIT, other], POLICY, CONTEXT).tables
    assert cells(tables[1])["within_2"].symbol == "[c]"
    assert tables[0].curves == ()
    assert one(of_kinds(rows), VISIT).curves


def published(rows, spec):
    """What is shown of how long waits were, with who never was answered and who waits hidden."""
    table = count_table(of_kinds(rows), spec)
    unknown = [only("attended.kind", [kind]) for kind in ("never", "still_waiting")]
    counts = {
        key: 2 if any(one <= key for one in unknown) else n for key, n in table.counts.items()
    }
    ((safe,), _) = protect([replace(table, counts=counts, sums=())], POLICY)
    quantiles = [row.cells[:3] for row in safe.rows]
    assert {row.cells[3].symbol for row in safe.rows} == {"[c]"}
    return quantiles, safe.curves, safe.said


@pytest.mark.parametrize(("spec", "n"), [(VISIT, 60), (BY_ROLE, 160)], ids=["all", "by role"])
@pytest.mark.parametrize("seed", range(3))
def test_who_never_was_answered_and_who_still_waits_could_change_places(spec, n, seed):
    """With both hidden, whoever waits since just now might as well have been denied for good.

    Quantiles, symbols and notes, log-rank test and all, are the same: they tell of neither.
    """
    rows = some_waits(seed, n, 0, 0, 8, 0)
    others = [("never", None, None)] * 12, [("still_waiting", 0.0, None)] * 12
    shown = [published([*rows, *others[1][:k], *others[0][k:]], spec) for k in (0, 6, 12)]
    assert all(one == shown[0] for one in shown)
    assert shown[0][1] == ()
    assert any("Log-rank test" in note for note in shown[0][2]) == bool(spec.by)


def quantile_symbols(never):
    """[u], [c] or a figure for each quantile of 53 responses, so many of them never answered."""
    rows = [("observed", 0.5 + i / 60, 0.5 + i / 60) for i in range(53 - never)]
    found = cells(one(of_kinds(rows + [("never", None, None)] * never), VISIT))
    return [found[name].symbol for name in ("never", "median", "p75", "p90")]


def test_no_symbol_tells_whether_three_or_four_were_never_answered():
    """A ninth decile needs 50 waits. Of 53 responses it would be shown with three of them never."""
    assert quantile_symbols(3) == quantile_symbols(4) == ["[c]", "", "", "[c]"]
    assert quantile_symbols(0) == ["", "", "", ""]
    assert quantile_symbols(10) == ["", "", "", "[u]"]


@pytest.mark.parametrize("ranged", [3, 4])
def test_no_note_tells_whether_one_in_ten_was_told_as_a_range_where_that_is_hidden(ranged):
    """Of forty waits four are one in ten."""
    rows = [("observed", 0.5 + i / 60, 0.5 + i / 60) for i in range(40 - ranged)]
    table = one(of_kinds(rows + [("observed", 1.0, 1.5)] * ranged), VISIT)
    assert cells(table)["ranged"].symbol == "[c]"
    assert any("where at least one in ten" in note for note in table.notes)


def test_no_note_tells_that_some_child_was_back_first_where_that_is_hidden():
    """The note stands there whether it was one child or four, and not where it is known: none."""
    rows = [("observed", 0.5 + i / 60, 0.5 + i / 60) for i in range(40)]

    def notes(overtaken):
        return one(of_kinds(rows + [("overtaken", 0.7, None)] * overtaken), VISIT).notes

    assert notes(1) == notes(4)
    assert "Aalen-Johansen" in " ".join(notes(1))
    assert "Aalen-Johansen" not in " ".join(notes(0))


def test_only_groups_that_are_shown_are_compared():
    """A hidden group of 30 or more would be counted by a note that says how many were compared."""
    rng = np.random.default_rng(3)
    spec = replace(BY_ROLE, chart="")
    table = count_table(of_kinds([("observed", h, h) for h in rng.exponential(1, 200)]), spec)
    say = present(table.say)
    everyone, without = say(frozenset()), say(frozenset({table.rows[0].base}))
    said = [note for notes in (everyone, without) for note in notes if "Log-rank" in note]
    assert len(said) == 2
    assert said[0] != said[1]
    assert not any(number in note for note in said for number in ("4 groups", "5 groups"))
