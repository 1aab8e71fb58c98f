"""How each question was met: everybody who was asked is in a row, and nobody can be found in it."""

from __future__ import annotations

import msgspec
import pytest

from analysis import Context, DisclosurePolicy
from survey_api.releases.given import answers_given_table
from survey_api.releases.microdata import AnswersGiven, Gathering, Tally
from tests.survey_api.releases.builders import a_batch, gathered, the_survey

CONTEXT = Context(wave="2026 to 2027", source="made up for a test")
POLICY = DisclosurePolicy()


def a_tally(*given: AnswersGiven) -> Tally:
    _, tally = Gathering(the_survey()).finish()
    return msgspec.structs.replace(tally, given=given)


def overall(answered: int, empty: int = 0, unknown: int = 0, rather_not: int = 0) -> AnswersGiven:
    return AnswersGiven(
        item="overall",
        answered=answered,
        not_answered=empty,
        dont_know=unknown,
        prefer_not_to_say=rather_not,
        not_asked=7,
    )


def shown(tally: Tally) -> list[tuple[str, list[float | str]]]:
    table = answers_given_table(the_survey(), tally, POLICY, CONTEXT)
    return [
        (row.code, [cell.symbol or cell.value or 0.0 for cell in (row.base, *row.cells)])
        for row in table.rows
    ]


def test_each_question_is_a_row_in_its_own_words():
    table = answers_given_table(the_survey(), a_tally(overall(103, 42, 18, 11)), POLICY, CONTEXT)
    (row,) = table.rows
    assert row.title == the_survey().wording("").items["overall"].short or row.title
    assert [cell.value for cell in (row.base, *row.cells)] == [175.0, 105.0, 40.0, 20.0, 10.0]
    assert table.base_note == "Everyone who was asked the question."


@pytest.mark.parametrize("small", [0, 1, 4, 5, 9])
def test_a_small_number_is_hidden_and_nobody_looks_like_few(small):
    assert shown(a_tally(overall(100, small))) == [
        ("overall", [100.0 + (small + 2) // 5 * 5, 100.0, "[c]", "[c]", "[c]"])
    ]


def test_a_question_few_were_asked_is_hidden_whole():
    assert shown(a_tally(overall(9))) == [("overall", ["[c]"] * 5)]


def test_a_question_nobody_was_asked_has_no_row():
    assert shown(a_tally(overall(0))) == []
    _, nobody = Gathering(the_survey()).finish()
    assert shown(nobody) == shown(gathered(a_batch())[1]) == []


def test_simulated_answers_are_said_to_be_so():
    made_up = msgspec.structs.replace(CONTEXT, simulated=True)
    table = answers_given_table(the_survey(), a_tally(overall(20)), POLICY, made_up)
    assert "simulated" in table.notes[0]
