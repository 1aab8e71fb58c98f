from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_api.questionnaire import (
    PARSERS,
    Answers,
    ItemKind,
    Problem,
    Problems,
    Settled,
    TimeAnswer,
    TimeKind,
    check_answers,
    page_of,
    parse_page,
    simulate_answers,
    unparse,
)
from survey_api.questionnaire.values import Mistake, as_problem
from tests.samples import NOW, a_survey, raw

SURVEY = a_survey("every_kind", languages=("en", "ar"))


def parsed(
    page_id: str, form: dict[str, Any], answers: Answers | None = None
) -> Answers | Problems:
    page = page_of(SURVEY.questionnaire, page_id)
    assert page is not None
    return parse_page(SURVEY, page, form, answers or {}, NOW)


def messages(result: Answers | Problems) -> list[str]:
    assert isinstance(result, Problems), result
    return [problem.message for problem in result.problems]


def checked(answers: dict[str, Any]) -> Answers | Problems:
    found = check_answers(SURVEY, raw(answers), NOW)
    return found if isinstance(found, Problems) else found.answers


def test_every_kind_of_item_has_a_parser() -> None:
    assert set(PARSERS) == set(ItemKind)


# --- from a page


def test_a_single_choice_is_its_code() -> None:
    assert parsed("role", {"role": ["P"]}) == {"role": "P"}
    assert parsed("borough", {"borough": ["enfield"]}) == {"borough": "enfield"}


def test_a_skipped_item_is_absent() -> None:
    for page_id in ("borough", "told", "noticed", "contact", "attended", "words"):
        assert parsed(page_id, {}) == {}
    assert parsed("words", {"better": [" \r\n "]}) == {}


def test_a_required_item_says_what_to_do() -> None:
    assert messages(parsed("role", {"role": [""]})) == ["Choose an answer to role"]


def test_several_ticks_come_in_the_order_of_the_options() -> None:
    form = {"told": ["name", "number", "name"]}
    assert parsed("told", form) == {"told": ("number", "name")}


def test_none_of_these_stands_alone() -> None:
    result = parsed("told", {"told": ["none", "name"]})
    assert messages(result) == ["Choose either the other answers or this one, not both"]
    assert isinstance(result, Problems)
    assert result.typed == {"told": ("none", "name")}


def test_no_more_ticks_than_asked_for() -> None:
    codes = ["number", "name", "time"]
    assert messages(parsed("told", {"told": codes})) == ["Choose up to 2"]
    assert messages(checked({"told": codes})) == ["Choose up to 2"]


@pytest.mark.parametrize("item", ["role", "told"])
def test_codes_that_are_not_on_the_page_are_refused(item: str) -> None:
    assert messages(parsed(item, {item: ["Q"]})) == ["Choose one of the answers on this page"]


@pytest.mark.asvs("15.3.7")
def test_two_codes_for_one_choice_are_refused() -> None:
    assert messages(parsed("role", {"role": ["P", "C"]})) == ["Choose one answer only"]


def test_a_gate_can_lead_out() -> None:
    assert parsed("safe_now", {"safe_now": ["yes"]}) == {"safe_now": "yes"}


def test_a_text_is_kept_as_written() -> None:
    text = "They listened 💛\n\nشكرا جزيلا \u202bعشر\u202c\t<b>&amp;</b> "
    assert parsed("words", {"better": [text.replace("\n", "\r\n")]}) == {"better": text}


def test_a_page_drops_control_characters() -> None:
    assert parsed("words", {"better": ["a\x00b\x07c\ud800d"]}) == {"better": "abcd"}


def test_a_text_that_is_too_long_says_by_how_much_and_is_not_lost() -> None:
    result = parsed("words", {"better": ["x" * 1_000_000], "overall": ["good"], "_token": ["t"]})
    over = "Your answer is 999,900 characters too long. You can write up to 100"
    assert messages(result) == [over]
    assert isinstance(result, Problems)
    assert result.typed == {"better": ("x" * 1_000_000,), "overall": ("good",)}
    one = "Your answer is 1 character too long. You can write up to 100"
    assert messages(parsed("words", {"better": ["é" * 101]})) == [one]
    assert parsed("words", {"better": ["💛" * 100]}) == {"better": "💛" * 100}


def test_a_wait_begins_at_the_moment_told_before() -> None:
    form = {"contact-kind": ["exact"], "contact-end-time": ["22:15"]}
    answer = parsed("contact", form, {"noticed": "2026-11-20T21:30+00:00"})
    assert isinstance(answer, dict)
    wait = answer["contact"]
    assert isinstance(wait, TimeAnswer)
    assert (wait.lo_min, wait.hi_min) == (45, 45)


def test_a_problem_can_be_said_in_another_language() -> None:
    problem = as_problem("better", Mistake("{over} too long", {"over": "7"}, part="amount"))
    assert problem == Problem(
        item="better",
        message="7 too long",
        field="better-amount",
        template="{over} too long",
        places={"over": "7"},
    )


@given(st.integers(0, 5000))
def test_a_page_shows_what_was_answered(seed: int) -> None:
    answers = simulate_answers(SURVEY, random.Random(seed), NOW)
    for page in SURVEY.questionnaire.pages:
        mine = {item.id: answers[item.id] for item in page.items if item.id in answers}
        form = {
            name: values
            for item_id, value in mine.items()
            for name, values in unparse(SURVEY.questionnaire.items[item_id], value).items()
        }
        again = parse_page(SURVEY, page, form, answers, NOW)
        if not any(
            isinstance(value, TimeAnswer) and value.kind in (TimeKind.EXACT, TimeKind.OVERTAKEN)
            for value in mine.values()
        ):
            assert again == mine


FIELDS = st.sampled_from(
    ["role", "borough", "told", "better", "noticed-date", "noticed-time", "noticed-part"]
)


@given(st.dictionaries(FIELDS, st.lists(st.text(max_size=20), max_size=3)))
def test_a_form_never_breaks_a_page(form: dict[str, list[str]]) -> None:
    for page in SURVEY.questionnaire.pages:
        result = parse_page(SURVEY, page, form, {}, NOW)
        assert isinstance(result, dict | Problems)


# --- through the API


def test_a_whole_response_becomes_typed_values() -> None:
    answers = {
        "better": "Ring us back",
        "role": "P",
        "told": ["name", "number"],
        "noticed": "2026-11-20T21:30",
        "attended": {"kind": "still_waiting"},
    }
    result = checked(answers)
    assert isinstance(result, dict)
    assert list(result) == ["role", "told", "noticed", "attended", "better"]
    assert result["told"] == ("number", "name")
    assert result["noticed"] == "2026-11-20T21:30+00:00"


def test_feedback_that_is_only_words_is_enough() -> None:
    assert checked({"better": "Ring us back"}) == {"better": "Ring us back"}


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"colour": "red"}, "There is no item 'colour' in this questionnaire"),
        ({"role": 3}, "This must be one code, as text: Expected `str`, got `int`"),
        ({"role": None}, "Expected `str`, got `null`"),
        ({"role": "Q"}, "There is no code 'Q' for this item"),
        ({"role": "p"}, "There is no code 'p' for this item"),
        ({"borough": "atlantis"}, "There is no code 'atlantis'"),
        ({"safe_now": "yes"}, "'yes' ends the survey: nothing is stored"),
        ({"told": "name"}, "This must be a list of codes"),
        ({"told": ["name", 3]}, "This must be a list of codes"),
        ({"told": ["name", "none"]}, "'none' stands alone"),
        ({"better": ["a"]}, "This must be text"),
        ({"better": "a\x00b"}, "control character U+0000"),
        ({"better": "a\x1bb"}, "control character U+001B"),
        ({"better": "x" * 1_000_000}, "999,900 characters too long"),
        ({"noticed": "yesterday"}, "Give a moment as 2026-11-21"),
        ({"noticed": "2027-01-01"}, "have not come yet"),
        ({"attended": "20 minutes"}, "an object with kind"),
        ({"attended": {"kind": "nope"}}, "Invalid enum value"),
    ],
)
def test_what_the_api_refuses(answers: dict[str, Any], message: str) -> None:
    result = checked(answers)
    assert isinstance(result, Problems)
    assert [problem.item for problem in result.problems] == list(answers)
    assert message in result.problems[0].message


def test_every_problem_is_told_at_once() -> None:
    result = checked({"role": "Q", "better": 3, "colour": "red", "told": ["number"]})
    assert isinstance(result, Problems)
    assert {problem.item for problem in result.problems} == {"role", "better", "colour"}


def test_blank_words_are_no_answer() -> None:
    assert checked({"better": "  \n", "told": []}) == {}


@pytest.mark.asvs("2.2.3")
def test_answers_to_what_was_not_asked_are_refused() -> None:
    survey = a_survey("routing")
    result = check_answers(survey, raw({"reported": "no", "accepted": "yes"}), NOW)
    assert isinstance(result, Problems)
    assert [problem.item for problem in result.problems] == ["accepted"]
    assert "not asked, given the other answers" in result.problems[0].message


def test_a_code_that_is_held_back_is_refused() -> None:
    survey = a_survey("routing")
    late = {"kind": "exact", "lo_min": 90}
    answers: dict[str, Any] = {"reported": "me", "said": ["accepted_late"]}
    refused = check_answers(survey, raw(answers), NOW)
    assert isinstance(refused, Problems)
    assert [problem.item for problem in refused.problems] == ["said"]
    assert isinstance(check_answers(survey, raw({**answers, "contact": late}), NOW), Settled)


def test_a_wrong_answer_that_decides_the_way_does_not_condemn_the_rest() -> None:
    survey = a_survey("routing")
    result = check_answers(survey, raw({"reported": "nobody", "accepted": "yes"}), NOW)
    assert isinstance(result, Problems)
    assert [problem.item for problem in result.problems] == ["reported"]


@given(st.dictionaries(st.sampled_from([*SURVEY.questionnaire.items, "x"]), st.binary(max_size=30)))
@pytest.mark.asvs("1.5.2")
def test_bytes_of_any_sort_are_answered_with_problems(answers: dict[str, bytes]) -> None:
    result = check_answers(SURVEY, {id_: msgspec.Raw(body) for id_, body in answers.items()}, NOW)
    assert isinstance(result, Settled | Problems)
