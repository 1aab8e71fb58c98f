"""A figure before and after: what is said of the difference, and when nothing is."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from analysis import Cell
from survey_api.promises import Promise
from survey_api.promises.outcome import Unseen, Verdict, hold_against, see_figure
from tests.survey_ui.releases.samples import HIDDEN, NOW, a_release, a_row, a_table, n

PROMISE = Promise(
    id="p", survey="missing_children", wave="2026-27", release="r", measure="Share told so",
    table="told", column="wrong", started_at=NOW,
)  # fmt: skip


def release(cell: Cell, base: float = 600, **changes: Any):
    rows = (a_row("P", "Parents", 300, n(99, 98, 100)), a_row("", "All", base, cell))
    return replace(a_release(), tables=(a_table("told", rows=rows, **changes),))


def held(before, after):
    sides = [(see_figure(PROMISE, one, published=True), one) for one in (before, after)]
    return hold_against(PROMISE, *sides)


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (release(n(30.2, 26.6, 34)), Verdict.LOWER),
        (release(n(55, 51, 59)), Verdict.HIGHER),
        (release(n(41.5, 37.6, 45.5)), Verdict.CHANCE),
        (release(n(38, 34.2, 42)), Verdict.CHANCE),
        (release(n(10, 2, 40), base=20), Verdict.TOO_FEW),
        (release(n(30.2, 26.6, 34), of="Another question"), Verdict.OTHER_MEASURE),
        (release(n(30.2, 26.6, 34), where="Parents only"), Verdict.OTHER_MEASURE),
        (release(n(30.2, 26.6, 34), base_note="Others"), Verdict.OTHER_MEASURE),
        (release(n(30.2)), Verdict.UNKNOWN),  # no range, so nothing is said
        (release(n(30.2, 26.6, 34, at_least=True)), Verdict.UNKNOWN),
        (release(HIDDEN), Verdict.UNKNOWN),
    ],
)
def test_what_is_said_of_a_difference(after, verdict):
    found = held(release(n(41.5, 37.6, 45.5)), after)
    assert found.verdict is verdict
    told = verdict in (Verdict.LOWER, Verdict.HIGHER, Verdict.CHANCE)
    assert (found.difference is not None) is told
    assert (found.lower is not None) is told


def test_the_difference_is_after_less_before_in_points():
    found = held(release(n(41.5, 37.6, 45.5)), release(n(30.2, 26.6, 34)))
    assert (found.difference, found.unit) == (pytest.approx(-11.3), "points")
    assert found.lower == pytest.approx(-16.7, abs=0.05)
    assert found.upper == pytest.approx(-5.9, abs=0.05)


@pytest.mark.parametrize(
    ("cell", "why"),
    [(HIDDEN, Unseen.HIDDEN), (Cell(symbol="[u]"), Unseen.UNRELIABLE),
     (Cell(symbol="[z]"), Unseen.NOT_THERE), (Cell(), Unseen.NOT_THERE),
     (Cell(value=41, symbol="[c]"), Unseen.HIDDEN)],
)  # fmt: skip
def test_a_hidden_figure_is_not_shown_and_says_why(cell, why):
    found = see_figure(PROMISE, release(cell), published=True)
    assert (found.figure, found.unseen) == (None, why)


def test_a_draft_and_a_release_without_the_table_show_nothing():
    draft = see_figure(PROMISE, release(n(41, 37, 45)), published=False)
    assert (draft.figure, draft.unseen, draft.base_note) == (None, Unseen.NOT_PUBLISHED, "")
    other = see_figure(PROMISE, a_release(), published=True)
    assert (other.figure, other.unseen) == (None, Unseen.NOT_THERE)
    assert see_figure(PROMISE, None, published=True).unseen is Unseen.NO_RELEASE
