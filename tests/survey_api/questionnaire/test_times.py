from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_api.questionnaire import (
    Problems,
    TimeAnswer,
    TimeKind,
    check_answers,
    parse_page,
    unparse,
)
from survey_api.questionnaire.amounts import Amount, amount_of, parse_amount, read_amount
from survey_api.questionnaire.answers import TIME_PARTS
from survey_api.questionnaire.times import about, widen
from survey_api.questionnaire.values import Mistake
from tests.samples import NOW, a_page, a_survey, a_time_item, questionnaire_of, raw

SURVEY = a_survey(questionnaire_of(a_page(a_time_item())))
PAGE = SURVEY.questionnaire.pages[0]
PARTS = [
    "kind",
    "amount",
    "unit",
    "band",
    "start-date",
    "start-time",
    "end-date",
    "end-time",
    "sofar-amount",
    "sofar-unit",
]


def told(**fields: str) -> TimeAnswer:
    form = {f"wait-{name.replace('_', '-')}": (text,) for name, text in fields.items()}
    parsed = parse_page(SURVEY, PAGE, form, {}, NOW)
    assert isinstance(parsed, dict), parsed
    answer = parsed["wait"]
    assert isinstance(answer, TimeAnswer)
    return answer


def sent(**body: Any) -> TimeAnswer | str:
    """What the API makes of this time answer: the value, or the message."""
    checked = check_answers(SURVEY, raw({"wait": body}), NOW)
    if isinstance(checked, Problems):
        return checked.problems[0].message
    answer = checked.answers["wait"]
    assert isinstance(answer, TimeAnswer)
    return answer


@given(st.floats(0, 100_000))
def test_the_width_holds_the_number_told(minutes: float) -> None:
    lower, upper = widen(minutes)
    assert 0 <= lower <= minutes <= upper


@given(st.text(max_size=30), st.sampled_from(["minutes", "hours", "days", "", "years"]))
def test_reading_an_amount_never_fails(text: str, unit: str) -> None:
    amount = parse_amount(text, unit)
    assert isinstance(amount, Amount | Mistake)


@given(st.integers(0, 10_000))
def test_an_amount_is_read_as_it_is_shown(minutes: int) -> None:
    amount = amount_of(minutes)
    assert read_amount(amount.text) == amount
    assert amount.minutes == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20", 1200),
        ("1,5", 90),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("2 and a half hours", 150),
        ("1½ hours", 90),
        ("1 hour and 20 min", 80),
        ("2h 15", 135),
        ("2 weeks", 20160),
        ("about two", 120),
        ("٣", 180),
    ],
)
def test_amounts_as_people_write_them(text: str, minutes: float) -> None:
    amount = parse_amount(text, "hours")
    assert isinstance(amount, Amount)
    assert amount.minutes == minutes


@given(
    st.dictionaries(
        st.sampled_from(TIME_PARTS),
        st.text(max_size=12)
        | st.sampled_from([kind.value for kind in TimeKind])
        | st.sampled_from(["today", "9pm", "20", "hours", "minutes", "under_15", "29/3/2026"]),
    )
)
def test_reading_a_form_never_fails_and_what_it_gives_is_accepted(fields: dict[str, str]) -> None:
    form = {f"wait-{name}": (text,) for name, text in fields.items()}
    parsed = parse_page(SURVEY, PAGE, form, {}, NOW)
    if isinstance(parsed, Problems):
        assert all(problem.item == "wait" and problem.message for problem in parsed.problems)
        return
    checked = check_answers(SURVEY, raw(parsed), NOW)
    assert not isinstance(checked, Problems)
    assert checked.answers == parsed
    for item_id, value in parsed.items():
        again = parse_page(
            SURVEY, PAGE, unparse(SURVEY.questionnaire.items[item_id], value), {}, NOW
        )
        assert again == parsed


json_values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)


@given(
    st.fixed_dictionaries(
        {"kind": st.sampled_from([kind.value for kind in TimeKind])},
        optional={
            "lo_min": json_values,
            "hi_min": json_values,
            "told": st.text(max_size=10),
            "clock_start": st.datetimes().map(str) | st.just("2026-11-20T21:00:00+00:00"),
            "clock_end": st.just("2026-11-20T22:00:00+00:00"),
        },
    )
)
def test_checking_data_never_fails_and_is_settled_after_once(body: dict[str, Any]) -> None:
    answer = sent(**body)
    if isinstance(answer, TimeAnswer):
        assert answer.lo_min is None or answer.lo_min >= 0
        assert sent(**msgspec.to_builtins(answer)) == answer


def test_what_the_api_makes_whole() -> None:
    assert sent(kind="exact", lo_min=12) == TimeAnswer(TimeKind.EXACT, 12, 12)
    assert sent(kind="exact", lo_min=12, hi_min=None) == TimeAnswer(TimeKind.EXACT, 12, 12)
    assert sent(kind="approx", lo_min=120, hi_min=120) == about(Amount(2, "hours"))
    assert sent(kind="approx", lo_min=100, hi_min=130) == TimeAnswer(TimeKind.APPROX, 100, 130)
    assert sent(kind="band", lo_min=60, hi_min=None) == TimeAnswer(TimeKind.BAND, 60)
    assert sent(kind="band", told="from_15") == TimeAnswer(TimeKind.BAND, 15, 60, told="from_15")
    assert sent(kind="still_waiting") == TimeAnswer(TimeKind.STILL_WAITING)
    assert sent(kind="overtaken", lo_min=30) == TimeAnswer(TimeKind.OVERTAKEN, 30)
    assert sent(kind="never", lo_min=None, hi_min=None) == TimeAnswer(TimeKind.NEVER)


def test_two_clocks_give_the_minutes_that_really_passed() -> None:
    clocks = {"clock_start": "2026-10-25T00:30:00+01:00", "clock_end": "2026-10-25T03:00:00+00:00"}
    answer = sent(kind="exact", **clocks)
    assert isinstance(answer, TimeAnswer)
    assert answer.lo_min == answer.hi_min == 210


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"kind": "exact"}, "exact needs lo_min"),
        ({"kind": "exact", "lo_min": 1, "hi_min": 2}, "to be the same"),
        ({"kind": "exact", "lo_min": -1}, "0 or more"),
        ({"kind": "exact", "lo_min": 1e300}, "ten years"),
        ({"kind": "approx"}, "approx needs lo_min"),
        ({"kind": "approx", "lo_min": 9, "hi_min": 3}, "lo_min must not be more"),
        ({"kind": "approx", "lo_min": 9, "told": "20 minutes"}, "told must say the same"),
        ({"kind": "approx", "told": "secret words"}, "told cannot be read"),
        ({"kind": "never", "told": "secret words"}, "told cannot be read"),
        ({"kind": "band", "told": "nope"}, "told cannot be read"),
        ({"kind": "band", "lo_min": 5, "hi_min": 5}, "hi_min to be more"),
        ({"kind": "never", "lo_min": 5}, "never has no minutes"),
        ({"kind": "still_waiting", "lo_min": 5, "hi_min": 9}, "lo_min only"),
        (
            {"kind": "approx", "lo_min": 5, "clock_start": "2026-11-20T21:00:00+00:00"},
            "Only an exact",
        ),
        ({"kind": "exact", "clock_start": "2026-11-20T21:00:00+00:00"}, "both clock_start"),
        (
            {
                "kind": "exact",
                "clock_start": "2026-11-20T21:00:00",
                "clock_end": "2026-11-20T22:00:00",
            },
            "offset",
        ),
        (
            {
                "kind": "exact",
                "clock_start": "2026-11-20T22:00:00Z",
                "clock_end": "2026-11-20T21:00:00Z",
            },
            "must not be before",
        ),
        (
            {
                "kind": "exact",
                "clock_start": "2026-11-20T22:00:00Z",
                "clock_end": "2026-11-22T21:00:00Z",
            },
            "future",
        ),
        (
            {
                "kind": "exact",
                "lo_min": 5,
                "clock_start": "2026-11-20T21:00:00Z",
                "clock_end": "2026-11-20T22:00:00Z",
            },
            "between the two clocks",
        ),
        ({"kind": "sometimes"}, "Invalid enum value"),
        ({"kind": "never", "colour": "red"}, "unknown field `colour`"),
        ({"kind": "exact", "lo_min": "5"}, "Expected `float | null`, got `str`"),
    ],
)
def test_what_the_api_refuses(body: dict[str, Any], message: str) -> None:
    answer = sent(**body)
    assert isinstance(answer, str)
    assert message in answer


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "1" * 400])
def test_not_a_number_is_refused(number: str) -> None:
    body = msgspec.Raw(f'{{"kind":"exact","lo_min":{number}}}'.encode())
    assert isinstance(check_answers(SURVEY, {"wait": body}), Problems)


@pytest.mark.asvs("15.2.2")
def test_a_whole_story_in_a_small_field_is_answered_at_once() -> None:
    form = {"wait-kind": ["approx"], "wait-amount": ["a" * 1_000_000]}
    assert isinstance(parse_page(SURVEY, PAGE, form, {}, NOW), Problems)


def test_what_was_told_is_kept_beside_what_it_means() -> None:
    assert told(kind="approx", amount="90", unit="minutes").told == "90 minutes"
    assert told(kind="band", band="from_15").told == "from_15"
    assert told(kind="exact", start_time="9:30pm", end_time="10pm").told == "21:30 to 22:00"


def test_clock_times_carry_londons_offset() -> None:
    answer = told(
        kind="exact", start_date="20/11/2026", start_time="11pm", end_date="", end_time="1am"
    )
    assert answer.clock_start == datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert answer.clock_end == datetime(2026, 11, 21, 1, tzinfo=UTC)
    assert answer.lo_min == 120
