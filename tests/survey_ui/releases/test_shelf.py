from __future__ import annotations

from survey_ui.releases.shelf import Wanted, keep_rows, shelve, siblings, splits_offered
from tests.survey_ui.releases.samples import a_curve_table, a_table

ROLE = a_table("advice-by-role", evidence=("F1",))
BCU = a_table("advice-by-bcu", by="bcu", row_title="Police area", evidence=("F1", "F7"))
WAIT = a_table("wait", topic="delays", by="", title="From telling to an officer, 2026-27")
SHELF = (ROLE, BCU, WAIT)


def ids(wanted: Wanted) -> list[str]:
    return [table.id for shelf in shelve(SHELF, wanted) for table in shelf.tables]


def test_topics_come_in_the_order_of_the_journey():
    assert [shelf.title for shelf in shelve(SHELF, Wanted())] == ["Delays", "Advice given"]


def test_filters_narrow_and_go_together():
    assert ids(Wanted(topic="delays")) == ["wait"]
    assert ids(Wanted(by="bcu")) == ["advice-by-bcu"]
    assert ids(Wanted(by="-", topic="advice")) == ["wait"][:0]
    assert ids(Wanted(evidence="F7")) == ["advice-by-bcu"]
    assert ids(Wanted(words="OFFICER telling")) == ["wait"]
    assert ids(Wanted(topic="nonsense")) == []


def test_the_same_figures_split_otherwise_are_offered():
    assert [s.table.id for s in siblings(SHELF, ROLE)] == ["advice-by-role", "advice-by-bcu"]
    assert siblings(SHELF, WAIT) == ()
    assert [e.title for s in shelve(SHELF, Wanted(), "2026-27") for e in s.entries] == [
        "From telling to an officer",
        "Told something plainly wrong, by who answered",
    ]


def test_splits_are_named_by_what_heads_the_rows():
    assert splits_offered(SHELF) == {"bcu": "Police area", "role": "Who answered", "-": "No split"}


def test_chosen_rows_keep_their_figures_and_their_curves():
    table = a_curve_table()
    kept = keep_rows(table, ["P", "-"])
    assert [row.code for row in kept.rows] == ["P", ""]
    assert {row.title for row in kept.rows} >= {curve.title for curve in kept.curves}
    assert kept.rows[0] is table.rows[0]


def test_an_unknown_choice_shows_everything():
    assert keep_rows(ROLE, ["nobody"]) is ROLE
    assert keep_rows(ROLE, []) is ROLE
