"""Themes by step of the journey: counted by text, protected with the other tables."""

from __future__ import annotations

import polars as pl
import pytest

from analysis import DisclosurePolicy, Microdata, build_tables
from analysis.tabulate import count_table
from tests.analysis.attacker import narrow_ranges
from tests.analysis.builders import a_spec
from tests.analysis.coded import CODEBOOK, CONTEXT, a_coded_microdata

POLICY = DisclosurePolicy()
STEPS = a_spec(id="steps", topic="themes", measure="theme_by_step", of="better_themes")
THEMES = a_spec(id="themes", topic="themes", measure="theme_share", of="better_themes")
FEEL_STEPS = a_spec(id="feel_steps", topic="sentiment", measure="sentiment_by_step")
CODED = a_coded_microdata(900, 4, 200, 120)


def rows_of(microdata, *others):
    table = build_tables(microdata, [STEPS, *others], POLICY, CONTEXT).tables[0]
    ids = [column.id for column in table.columns]
    return {row.code: (row, dict(zip(ids, row.cells, strict=True))) for row in table.rows}


def with_remarks(microdata, *more):
    """The same microdata with a few sentences more: (response id, step, sentiment)."""
    fresh = microdata.remarks.head(len(more)).with_columns(
        pl.Series("response_id", [one[0] for one in more]),
        pl.Series("step", [one[1] for one in more]).cast(microdata.remarks["step"].dtype),
        pl.Series("sentiment", [one[2] for one in more]).cast(microdata.remarks["sentiment"].dtype),
        part=pl.lit(2, pl.Int64),
    )
    remarks = pl.concat([microdata.remarks, fresh])
    return Microdata(microdata.frame, remarks, CODEBOOK, microdata.codings)


def ids_with(microdata, theme):
    return set(microdata.frame.filter(pl.col("better_themes").list.contains(theme))["id"])


def ids_about(microdata, step):
    return set(microdata.remarks.filter(pl.col("step") == step)["response_id"])


def test_a_share_is_of_the_texts_with_the_theme():
    row, cells = rows_of(CODED)["waiting"]
    waiting, reporting = ids_with(CODED, "waiting"), ids_about(CODED, "reporting")
    assert abs(row.base.value - len(waiting)) <= 2.5
    assert cells["reporting"].value == round(100 * len(waiting & reporting) / len(waiting))
    row, cells = rows_of(CODED)["texts"]
    assert (row.base.value, cells["reporting"].value) == (900, round(len(reporting) / 9))


def test_a_text_counts_under_each_step_its_sentences_speak_of_and_once_a_step():
    waiting = ids_with(CODED, "waiting")
    told = sorted(waiting & ids_about(CODED, "reporting"))
    more = [(one, "risk", "negative") for one in told]
    more += [(one, "reporting", "negative") for one in told]
    before, after = rows_of(CODED)["waiting"][1], rows_of(with_remarks(CODED, *more))["waiting"][1]
    assert after["reporting"].value == before["reporting"].value
    assert after["risk"].value == round(100 * len(told) / len(waiting))


def test_a_sentence_that_was_not_scored_speaks_of_no_step():
    more = [(one, "risk", "not_scored") for one in sorted(ids_with(CODED, "waiting"))]
    assert rows_of(with_remarks(CODED, *more))["waiting"][1]["risk"].value == 0


def test_a_theme_has_a_row_only_where_the_table_of_themes_has_a_share_for_it():
    themes = build_tables(CODED, [THEMES], POLICY, CONTEXT).tables[0]
    shown = [row.code for row in themes.rows if row.cells[0].symbol != "[u]"]
    assert [*rows_of(CODED)] == ["texts", *shown]
    assert "trust" not in shown  # too rare among the texts that people coded
    assert [*rows_of(a_coded_microdata(900, 4, 0, 0))] == ["texts"]
    assert [*rows_of(a_coded_microdata(0, 4, 0, 0))] == ["texts"]


def test_a_step_that_hardly_any_of_the_texts_speaks_of_is_hidden():
    told = sorted(ids_with(CODED, "waiting"))[:2]
    found = rows_of(with_remarks(CODED, *((one, "risk", "negative") for one in told)))
    assert found["waiting"][1]["risk"].symbol == "[c]"
    assert found["texts"][1]["risk"].symbol == "[c]"


def test_counts_add_up_as_it_is_said_they_do():
    told = [(f"r{at}", "risk", "negative") for at in range(0, 900, 7)]
    table = count_table(with_remarks(CODED, *told), STEPS)
    for one in table.sums:
        parts = sum(table.counts[part] for part in one.parts)
        whole = table.counts[one.whole]
        assert whole >= parts if one.rest is None else whole == parts + one.rest


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("n", [60, 150, 400])
def test_no_hidden_count_can_be_pinned_down(n, seed):
    microdata = a_coded_microdata(n, seed, n // 2, n // 3, careful=0.98)
    more = [(f"r{at}", "risk", "negative") for at in range(0, n, 7)]
    microdata = with_remarks(microdata, *more)
    ledger = build_tables(microdata, [STEPS, THEMES, FEEL_STEPS], POLICY, CONTEXT).ledger
    assert not narrow_ranges(ledger, POLICY.width)
