"""From responses to coded columns: what is in them, and above all what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import polars as pl
import pytest

from analysis import Microdata, VariableKind
from survey_api.errors import NotFound
from survey_api.questionnaire import TimeAnswer, TimeKind
from survey_api.releases.codes import make_codebook
from survey_api.releases.microdata import Tally, read_microdata, read_wave
from survey_api.responses import score_next, submit_response
from tests.samples import raw
from tests.survey_api.releases.builders import (
    SUBMITTED,
    WAVE,
    a_batch,
    a_response,
    a_score,
    gathered,
    the_survey,
)

WORDS = "Nobody rang back and zebra42 was the word we used at home"


def microdata_of(*responses, scores=(), themes=(), codings=()) -> tuple[Microdata, Tally]:
    return gathered(a_batch(*responses, scores=scores, themes=themes), codings=codings)


def frame_of(*responses, scores=()) -> pl.DataFrame:
    return microdata_of(*responses, scores=scores)[0].frame


def test_each_kind_of_answer_has_its_columns():
    response = a_response(
        answers={
            "borough": "enfield",
            "child_eth": "black_caribbean",
            "t_contact": TimeAnswer(kind=TimeKind.BAND, lo_min=15, hi_min=30),
            "t_answer": "m6_15",
            "wrong_info": ("wait_24h", "other_area"),
        }
    )
    row = frame_of(response).row(0, named=True)
    assert row["id"] == "r1"
    assert (row["role"], row["reported"]) == ("P", "me")
    assert (row["borough"], row["bcu"]) == ("enfield", "north_area")
    assert (row["child_eth"], row["child_eth5"]) == ("black_caribbean", "black")
    assert (row["group"], row["route"], row["home"]) == ("families", "told_police", "own_home")
    assert row["t_contact.kind"] == "observed"
    assert (row["t_contact.lower"], row["t_contact.upper"]) == (0.25, 0.5)
    assert (row["t_answer"], row["t_answer_delay.kind"]) == ("m6_15", "observed")
    assert row["wrong_info"] == ["wait_24h", "other_area"]
    assert row["attended.kind"] is None
    assert (row["language"], row["mode"], row["origin"]) == ("en", "web", "collected")


@pytest.mark.parametrize(
    ("answers", "column"),
    [
        ({"channel": "dont_know"}, "channel"),
        ({"child_eth": "prefer_not"}, "child_eth"),
        ({"child_eth": "prefer_not"}, "child_eth5"),
        ({"borough": "not_sure"}, "bcu"),
        ({"wrong_info": ("cant_remember",)}, "wrong_info"),
        ({}, "overall"),
    ],
)
def test_a_reason_for_having_no_value_is_no_value(answers, column):
    frame, tally = microdata_of(a_response(answers=answers))
    assert frame.frame[column].to_list() == [None]
    assert tally.strays == 0


@pytest.mark.parametrize(
    ("council", "borough", "code"),
    [
        ("enfield", "enfield", "same"),
        ("enfield", "barnet", "another"),
        ("enfield", "outside_london", "another"),
        ("outside_london", "enfield", "outside"),
        ("outside_london", "outside_london", "outside"),  # not to be told apart: no same council
        ("not_sure", "not_sure", "outside"),
        ("enfield", "not_sure", None),
        ("enfield", None, None),
        (None, "enfield", None),
        (None, None, None),
        ("atlantis", "atlantis", None),
    ],
)
def test_the_council_in_charge_is_set_beside_the_borough(council, borough, code):
    told = {"role": "C", "resp_council": council, "borough": borough}
    answers = {name: value for name, value in told.items() if value is not None}
    assert frame_of(a_response(answers=answers))["care_council"].to_list() == [code]


def test_i_dont_know_how_long_is_counted_among_the_kinds_of_a_delay():
    row = frame_of(a_response(answers={"t_answer": "dont_know"})).row(0, named=True)
    assert row["t_answer"] is None
    assert row["t_answer_delay.kind"] == "dont_know"


def test_rows_keep_to_their_responses_when_items_are_skipped():
    frame = frame_of(
        a_response("r1", {"overall": "good"}),
        a_response("r2"),
        a_response("r3", {"overall": "poor", "wrong_info": ("none",)}),
        a_response("r4"),
    )
    assert frame["id"].to_list() == ["r1", "r2", "r3", "r4"]
    assert frame["overall"].to_list() == ["good", None, "poor", None]
    assert frame["wrong_info"].to_list() == [None, None, ["none"], None]


def test_nobody_answered_is_a_frame_too():
    microdata, tally = microdata_of()
    assert microdata.frame.height == 0
    assert microdata.remarks.height == 0
    assert tally.responses == 0


def test_a_code_of_an_older_questionnaire_is_counted_and_left_out():
    old = msgspec.structs.replace(
        a_response(), answers={"role": "Z", "retired": "x", "wrong_info": ("gone", "none")}
    )
    microdata, tally = microdata_of(old)
    assert microdata.frame["role"].to_list() == [None]
    assert microdata.frame["wrong_info"].to_list() == [["none"]]
    assert tally.strays == 2


def test_a_response_is_dated_to_the_month_of_london_and_no_closer():
    last_second = datetime(2027, 5, 31, 23, 30, tzinfo=UTC)  # half past midnight in London
    frame = frame_of(a_response(submitted_at=last_second))
    assert frame["month"].to_list() == ["2027-06"]
    assert not [name for name, kind in frame.schema.items() if kind.is_temporal()]


def test_moments_and_words_are_in_no_column():
    response = a_response(
        answers={"t_noticed": "2026-11-21T21:37+00:00", "better": WORDS, "role_other": WORDS}
    )
    text = frame_of(response).write_json()
    assert "zebra42" not in text
    assert "21:37" not in text
    names = {variable.name for variable in make_codebook(the_survey()).variables}
    assert not names & {"t_noticed", "role_other", "safe_now", "ok_18"}


def test_where_a_response_came_from():
    frame = frame_of(
        a_response("a"), a_response("b", source="trust survey"), a_response("c", simulated=True)
    )
    assert frame["origin"].to_list() == ["collected", "imported", "simulated"]


# --- Scores.


def test_a_whole_text_is_a_row_and_its_sentences_are_remarks():
    microdata, tally = microdata_of(
        a_response("r1", {"better": "x"}),
        a_response("r2", {"better": "x"}),
        a_response("r3"),
        scores=[
            a_score("r1", sentiment="mixed", polarity=0.1),
            a_score("r1", part=1, step="first_contact", sentiment="negative"),
            a_score("r1", part=2, step="", sentiment="positive", polarity=0.7),
        ],
    )
    assert microdata.frame["better.sentiment"].to_list() == ["mixed", None, None]
    assert microdata.frame["better.polarity"].to_list() == [0.1, None, None]
    assert microdata.remarks.rows() == [
        ("r1", "better", 1, "first_contact", "negative", -0.5, False),
        ("r1", "better", 2, "", "positive", 0.7, False),
    ]
    assert (tally.texts, tally.unscored) == (2, 1)


def test_what_was_not_scored_is_not_neutral():
    microdata, _ = microdata_of(
        a_response("r1", {"better": "x"}),
        scores=[a_score("r1", sentiment="not_scored", reason="language", polarity=None)],
    )
    assert microdata.frame["better.sentiment"].to_list() == ["not_scored"]
    assert microdata.frame["better.polarity"].to_list() == [None]


def test_two_scorers_are_never_mixed():
    microdata, tally = microdata_of(
        a_response("r1", {"better": "x"}),
        a_response("r2", {"better": "x"}),
        scores=[
            a_score("r1", scorer="old/1", sentiment="positive"),
            a_score("r1", scorer="new/2"),
            a_score("r2", scorer="new/2"),
        ],
    )
    assert microdata.frame["better.sentiment"].to_list() == ["negative", "negative"]
    assert (tally.scorer, tally.other_scorers) == ("new/2", ("old/1",))


# --- The codebook.


def test_every_variable_is_said_in_the_language_of_origin():
    codebook = make_codebook(the_survey())
    bcu = codebook.variable("bcu")
    assert bcu is not None
    assert bcu.label == "Police area"
    assert bcu.codes["north_area"] == "North Area"
    assert [v.name for v in codebook.variables if not v.label] == []
    unlabelled = [
        (v.name, code) for v in codebook.variables for code, label in v.codes.items() if not label
    ]
    assert unlabelled == []


def test_easy_read_is_a_language_with_a_name():
    survey = the_survey()
    programme = msgspec.structs.replace(survey.programme, languages=("en", "ar", "en-x-easy"))
    language = make_codebook(msgspec.structs.replace(survey, programme=programme)).variable(
        "language"
    )
    assert language is not None
    assert language.codes == {"en": "English", "ar": "Arabic", "en-x-easy": "English (easy)"}


def test_options_that_give_no_value_are_no_codes():
    codebook = make_codebook(the_survey())
    channel = codebook.variable("channel")
    assert channel is not None
    assert next(iter(channel.codes)) == "call_999"
    assert "dont_know" not in channel.codes


def test_a_choice_that_measures_a_delay_is_two_variables():
    codebook = make_codebook(the_survey())
    for name, kind in (
        ("rhi", VariableKind.CATEGORY),
        ("rhi_delay", VariableKind.DELAY),
        ("attended", VariableKind.DELAY),
        ("better", VariableKind.SENTIMENT),
        ("wrong_info", VariableKind.MULTIPLE),
    ):
        variable = codebook.variable(name)
        assert variable is not None
        assert variable.kind is kind
    assert codebook.variable("attended_delay") is None


# --- Through a real store.


async def test_what_was_submitted_and_scored_is_read_back_coded(store):
    survey = the_survey()
    answers = {"role": "P", "reported": "me", "overall": "very_poor", "better": WORDS}
    await submit_response(
        store,
        survey,
        "11111111-1111-4111-8111-111111111111",
        language="en",
        mode="web",
        answers=raw(answers),
        now=SUBMITTED,
    )
    microdata, tally = await read_wave(store, survey, WAVE)
    assert microdata.frame["overall"].to_list() == ["very_poor"]
    assert (tally.texts, tally.unscored, tally.scorer) == (1, 1, "")
    await score_next(store, SUBMITTED, 10)
    microdata = await read_microdata(store, survey, WAVE)
    assert microdata.frame["better.sentiment"].to_list() != [None]
    assert "zebra42" not in microdata.frame.write_json() + microdata.remarks.write_json()


async def test_an_unknown_wave_is_said_to_be_unknown(store):
    with pytest.raises(NotFound, match="There is no wave 'no-such'"):
        await read_microdata(store, the_survey(), "no-such")
