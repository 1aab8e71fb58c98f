"""Themes and sentiment as tables: corrected by people, shown only where people agree."""

from __future__ import annotations

import polars as pl
import pytest

from analysis import CODING_COLUMNS, DisclosurePolicy, Microdata, build_tables
from tests.analysis.attacker import narrow_ranges
from tests.analysis.builders import a_spec
from tests.analysis.coded import CODEBOOK, CONTEXT, FEELINGS, a_coded_microdata
from tests.present import number, present

POLICY = DisclosurePolicy()
THEMES = a_spec(id="themes", topic="themes", measure="theme_share", of="better_themes")
ACROSS = a_spec(id="across", measure="theme_across", of="better_themes", across="group")
AGREE = a_spec(id="agree", topic="themes", measure="agreement", of="better_themes")
FEEL = a_spec(id="feel", topic="sentiment", measure="sentiment_share", of="better")
FEEL_BY = a_spec(id="feel_by", measure="sentiment_share", of="better", by="group")
SCORERS = a_spec(id="scorers", measure="sentiment_scorers", of="better")
ALL = (THEMES, ACROSS, AGREE, FEEL, FEEL_BY, SCORERS)


def one(microdata, spec):
    (table,) = build_tables(microdata, [spec], POLICY, CONTEXT).tables
    return table


def cells(table, code=""):
    row = next(row for row in table.rows if row.code == code)
    return dict(zip([column.id for column in table.columns], row.cells, strict=True))


def with_codings(microdata, codings):
    return Microdata(
        microdata.frame, microdata.remarks, CODEBOOK, codings.select(list(CODING_COLUMNS))
    )


CODED = a_coded_microdata(900, 4, 200, 120)
UNCODED = a_coded_microdata(900, 4, 0, 0)
FEW = a_coded_microdata(900, 4, 40, 40)


def program_says(microdata, theme):
    """Share of texts the program sees a theme in, as a percentage."""
    return 100 * number(microdata.frame["better_themes"].list.contains(theme).mean())


def people_said(microdata, theme):
    """Mean over coded texts of what people said of a theme, by text, as a percentage."""
    by_text = microdata.codings.group_by("response_id").agg(
        pl.col("themes").list.contains(theme).mean()
    )
    return 100 * number(by_text["themes"].mean())


def test_a_theme_people_agree_on_is_shown_corrected():
    found = cells(one(CODED, THEMES), "waiting")
    assert found["how"].text == "corrected by people"
    assert found["kappa"].value >= 0.6
    assert found["kappa"].lower < found["kappa"].value < found["kappa"].upper
    assert found["share"].lower < found["share"].value < found["share"].upper
    # The program sees every theme in 15 of 100 texts wrongly, and so too often.
    program = program_says(CODED, "waiting")
    said = people_said(CODED, "waiting")
    assert abs(found["share"].value - said) < abs(program - said) + 5


def test_the_correction_undoes_what_the_program_sees_too_often():
    often = a_coded_microdata(2000, 8, 400, 200, right=0.7, careful=0.99)
    program = program_says(often, "manner")
    found = cells(one(often, THEMES), "manner")["share"]
    assert program > 39  # 30 % have it
    assert found.lower < 30 < found.upper < program


def test_a_theme_people_disagree_on_has_no_figure():
    codings = CODED.codings.with_columns(
        themes=pl.when(pl.col("coder") == "ben")
        .then(pl.lit([], dtype=pl.List(pl.String)))
        .otherwise(pl.col("themes"))
    )
    found = cells(one(with_codings(CODED, codings), THEMES), "waiting")
    assert found["share"].symbol == found["negative"].symbol == "[u]"
    assert found["kappa"].value == 0
    assert found["how"].text == "not shown: two people agree too little"


def test_a_theme_too_rare_among_texts_coded_twice_has_no_figure_either():
    found = cells(one(a_coded_microdata(900, 4, 200, 120, careful=1.0), THEMES), "trust")
    assert found["how"].text == "not shown: too rare among the texts that two people coded"
    assert found["share"].symbol == found["kappa"].symbol == "[u]"


@pytest.mark.parametrize("microdata", [UNCODED, a_coded_microdata(0, 1, 0, 0)], ids=["900", "0"])
def test_before_two_people_have_coded_no_theme_has_a_figure(microdata):
    table = one(microdata, THEMES)
    themes = present(CODEBOOK.variable("better_themes")).codes
    assert [row.code for row in table.rows] == [*themes, "none"]
    for row in table.rows:
        found = cells(table, row.code)
        assert {found[c].symbol for c in ("share", "negative", "kappa")} == {"[u]"}
        assert found["how"].text == "not shown: fewer than 30 texts coded by two people"


def test_with_one_coder_there_is_no_agreement_to_speak_of():
    table = one(a_coded_microdata(900, 4, 200, 0), THEMES)
    assert {cells(table, row.code)["share"].symbol for row in table.rows} == {"[u]"}


def test_a_coder_with_one_code_only_is_no_error():
    codings = CODED.codings.with_columns(
        sentiment=pl.lit("neutral"), themes=pl.lit(["waiting"], dtype=pl.List(pl.String))
    )
    microdata = with_codings(CODED, codings)
    built = build_tables(microdata, ALL, POLICY, CONTEXT)
    assert len(built.tables) == len(ALL)
    assert cells(one(microdata, AGREE), "sentiment")["kappa"].symbol == "[u]"


def test_fewer_than_fifty_coded_leave_a_theme_unchecked():
    found = cells(one(FEW, THEMES), "waiting")
    assert found["how"].text == "model only, unchecked"
    program = program_says(FEW, "waiting")
    assert found["share"].value == round(program)


def test_the_texts_with_none_of_the_themes_come_last_and_the_commonest_first():
    rows = [row.code for row in one(CODED, THEMES).rows]
    assert rows[0] == "waiting"
    assert rows[-1] == "none"


def test_codes_outside_the_codebook_are_none_of_its_themes():
    codings = CODED.codings.with_columns(themes=pl.lit(["other"], dtype=pl.List(pl.String)))
    table = one(with_codings(CODED, codings), AGREE)
    assert cells(table, "none")["verdict"].text.startswith("not shown: too rare")


def test_the_step_spoken_of_most_is_named_where_enough_texts_do():
    assert cells(one(CODED, THEMES), "waiting")["step"].text == "Telling the police"
    few = a_coded_microdata(35, 3, 35, 35, careful=1.0)
    named = {cells(one(few, THEMES), row.code)["step"].text for row in one(few, THEMES).rows}
    assert named <= {"–", "Telling the police", ""}


def test_groups_have_shares_of_their_own_from_thirty_texts_on():
    table = one(CODED, ACROSS)
    assert [column.id for column in table.columns] == [
        "all", "families", "professionals", "workforce",
    ]  # fmt: skip
    small = one(a_coded_microdata(300, 9, 100, 60), ACROSS)
    assert cells(small, "waiting")["workforce"].symbol == "[u]"
    assert cells(table, "waiting")["families"].value is not None


def test_of_each_group_of_a_table_of_themes_it_is_said_how_it_was_checked():
    found = {column: cell.text for column, cell in cells(one(CODED, ACROSS), "how").items()}
    assert found == {
        "all": "corrected by people",
        "families": "corrected by people",
        "professionals": "corrected by people",
        "workforce": "model only, unchecked",
    }


def test_sentiment_is_corrected_and_says_so():
    table = one(CODED, FEEL)
    found = cells(table)
    assert found["how"].text == "corrected by people"
    assert any("prediction-powered" in note for note in table.notes)
    shares = [found[feeling].value for feeling in FEELINGS]
    assert sum(shares) == pytest.approx(100, abs=2)
    assert found["unsure"].value == 90
    assert found["not_scored"].value == 0


def test_sentiment_nobody_checked_says_so_with_what_the_program_misses():
    table = one(UNCODED, FEEL)
    assert cells(table)["how"].text == "model only, unchecked"
    assert any(note.startswith("Model only, unchecked") for note in table.notes)


def test_of_each_group_it_is_said_whether_it_was_checked():
    table = one(CODED, FEEL_BY)
    how = {row.code: cells(table, row.code)["how"].text for row in table.rows}
    assert how["families"] == how[""] == "corrected by people"
    assert how["workforce"] == "model only, unchecked"


def test_a_feeling_people_hardly_saw_is_not_reliable():
    codings = CODED.codings.with_columns(sentiment=pl.lit("negative"))
    found = cells(one(with_codings(CODED, codings), FEEL))
    assert {found[feeling].symbol for feeling in FEELINGS} == {"[u]"}


def test_texts_that_people_could_not_tell_correct_nothing():
    codings = CODED.codings.with_columns(sentiment=pl.lit("not_scored"))
    microdata = with_codings(CODED, codings)
    assert cells(one(microdata, FEEL))["how"].text == "model only, unchecked"
    found = cells(one(microdata, AGREE), "sentiment")
    assert found["cannot_tell"].value == found["twice"].value == 120


def test_both_programs_are_set_beside_people_on_the_same_texts():
    table = one(CODED, SCORERS)
    assert [row.code for row in table.rows] == ["program", "textblob", "people"]
    assert len({row.base.value for row in table.rows}) == 1
    program, textblob = cells(table, "program"), cells(table, "textblob")
    assert program["complaints"].value > textblob["complaints"].value + 20
    assert cells(table, "people")["same"].symbol == "[z]"


def test_without_people_the_programs_stand_beside_each_other():
    table = one(FEW, SCORERS)
    assert [row.code for row in table.rows] == ["program", "textblob"]
    assert table.rows[0].base.value == 900


def test_agreement_is_told_for_sentiment_and_each_theme():
    table = one(CODED, AGREE)
    sentiment = cells(table, "sentiment")
    assert (sentiment["coded"].value, sentiment["twice"].value) == (200, 120)
    assert sentiment["kappa"].value > 0.8
    assert sentiment["checked"].value == 22
    assert cells(table, "waiting")["cannot_tell"].symbol == "[z]"


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n", [60, 150, 400])
def test_no_hidden_count_behind_these_tables_can_be_pinned_down(n, seed):
    microdata = a_coded_microdata(n, seed, n // 2, n // 3, careful=0.98)
    ledger = build_tables(microdata, ALL, POLICY, CONTEXT).ledger
    assert not narrow_ranges(ledger, POLICY.width)
