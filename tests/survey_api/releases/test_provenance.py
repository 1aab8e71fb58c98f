"""Every published number says where it comes from, and a hidden one does not give itself away."""

from __future__ import annotations

import msgspec
import pytest

from survey_api.errors import BadInput, NotFound
from survey_api.releases import find_cell, provenance
from survey_api.releases.provenance import HIDDEN


def everywhere(release):
    for table in release.tables:
        for row in table.rows:
            for column in table.columns:
                yield table, row, column


def test_every_number_of_a_release_carries_everything(release):
    seen = 0
    for table, row, column in everywhere(release):
        found = provenance(release, table, row, column)
        told = (
            found.measure, found.filter, found.base, found.method, found.models,
            found.questionnaire, found.tables_version, found.policy, found.code, found.source,
        )  # fmt: skip
        assert all(told), (table.id, row.code, column.id)
        assert found.cut == release.cut
        assert found.simulated
        seen += 1
    assert seen > 500


def test_no_provenance_tells_more_than_its_cell(release):
    hidden = 0
    for table, row, column in everywhere(release):
        found = provenance(release, table, row, column)
        if row.base.symbol:
            assert found.responses is None
        if found.cell.symbol == "[c]":
            hidden += 1
            assert found.cell.value is None
            assert found.hidden.endswith(HIDDEN)
            assert not any(char.isdigit() for char in found.hidden)
    assert hidden > 20


def test_only_figures_read_from_words_name_the_programs(release):
    sentiment = provenance(release, *find_cell(release, "sentiment-better", "All:negative"))
    assert release.versions["scorer"] in sentiment.models
    overall = provenance(release, *find_cell(release, "overall", "All:positive"))
    assert overall.models.startswith("none: no program")
    assert overall.of == "Overall experience"


def test_the_filter_is_told_in_words_with_the_row_it_stands_in(release):
    found = provenance(release, *find_cell(release, "overall-by-role", "P:positive"))
    assert found.filter.endswith("Parent or guardian")
    assert provenance(release, *find_cell(release, "overall", ":positive")).filter == "everybody"
    filtered = [table for table in release.tables if table.where and table.rows]
    for table in filtered:
        row = table.rows[-1]
        assert table.where in provenance(release, table, row, table.columns[0]).filter


@pytest.mark.parametrize(
    "cell", ["All:positive", ":positive", "-:positive", "all:Very good or good"]
)
def test_the_total_goes_by_several_names(release, cell):
    table, row, column = find_cell(release, "overall", cell)
    assert (table.id, row.code, column.id) == ("overall", "", "positive")


@pytest.mark.parametrize(
    ("table", "cell", "error", "said"),
    [
        ("overal", "All:positive", NotFound, "has no table 'overal', only: who-role, "),
        ("overall", "positive", BadInput, "as row:column, e.g. All:positive"),
        (
            "overall",
            "P:positive",
            NotFound,
            "has no row 'P'. Rows: All. Columns: positive, neither",
        ),
        ("overall", "All:best", NotFound, "has no column 'best'"),
        ("overall", "\x00:\u202e", NotFound, "Rows: All"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(release, table, cell, error, said):
    with pytest.raises(error) as raised:
        find_cell(release, table, cell)
    assert said in str(raised.value)


def test_an_older_release_has_its_day_for_a_cut(release):
    older = msgspec.structs.replace(release, cut=None)
    found = provenance(older, *find_cell(older, "overall", "All:positive"))
    assert found.cut == release.summary.made_at


def test_rows_in_are_rows_used_and_rows_left_out(release):
    lines = {(line.what, line.reason): line for line in release.accounting}
    whats = [line.what for line in release.accounting]
    assert whats[:3] == ["Responses read", "Responses used", "Responses left out"]
    assert lines["Responses used", "one row each"].number == release.summary.responses
    for line in release.accounting:
        assert (line.number is None) == bool(line.symbol)
        assert line.number is None or line.number % 5 == 0


def test_recommendations_actions_and_events_are_frozen_into_the_release(release):
    assert len(release.recommendations) == 17
    confirmed = [one for one in release.recommendations if one.confirmed]
    assert [one.code for one in confirmed] == ["R-A", "R-B", "R-C", "R-D"]
    assert all(one.addressed_to for one in confirmed)
    awaited = [one for one in release.recommendations if not one.confirmed]
    assert {(one.title, one.text, one.addressed_to) for one in awaited} == {
        ("Text awaited", "", "")
    }
    assert release.actions
    for action in release.actions:
        assert (action.owner, action.change, action.date) == ("", "", None)
        assert action.figures[0].table == action.table
        assert action.figures[0].symbol or action.figures[0].value is not None
    days = [event.date for event in release.events]
    assert days == sorted(days)
    assert {event.mark for event in release.events} <= {"V", "P", "K"}
