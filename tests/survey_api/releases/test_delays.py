"""Each way of telling a wait, and the hours it becomes, worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from survey_api.questionnaire import TimeAnswer, TimeKind
from survey_api.releases.delays import Clocks, Delay, delay_name, latest_moment, tells_delay
from tests.survey_api.releases.builders import SUBMITTED, the_survey

STILL = TimeAnswer(kind=TimeKind.STILL_WAITING)
CAME_BACK_FIRST = TimeAnswer(kind=TimeKind.OVERTAKEN)


def a_time(kind: str, lo: float | None = None, hi: float | None = None, **more) -> TimeAnswer:
    return TimeAnswer(kind=TimeKind(kind), lo_min=lo, hi_min=hi, **more)


def read(item: str, answers, submitted_at=SUBMITTED) -> Delay | None:
    questionnaire = the_survey().questionnaire
    return Clocks(questionnaire).read(questionnaire.items[item], answers, submitted_at)


@pytest.mark.parametrize(
    ("told", "hours"),
    [
        (a_time("exact", 90, 90), Delay("observed", 1.5, 1.5)),
        (a_time("approx", 90, 150), Delay("observed", 1.5, 2.5)),  # about 2 hours, +-25%
        (a_time("band", 15, 30), Delay("observed", 0.25, 0.5)),
        (a_time("band", 1440, None), Delay("observed", 24.0, None)),  # more than a day
        (a_time("still_waiting", 180), Delay("still_waiting", 3.0)),
        (a_time("overtaken", 45), Delay("overtaken", 0.75)),
        (a_time("never"), Delay("never")),
        (a_time("not_needed"), Delay("not_needed")),
        (a_time("dont_know"), Delay("dont_know")),
    ],
)
def test_a_time_answer_becomes_hours(told, hours):
    assert read("attended", {"attended": told}) == hours


def test_an_item_without_an_answer_has_no_delay():
    assert read("attended", {}) is None
    assert read("t_answer", {"t_answer": "no such option"}) is None


@pytest.mark.parametrize(
    ("option", "hours"),
    [
        ("m1_5", Delay("observed", 1 / 60, 0.1)),  # 1 to 6 minutes
        ("over_30m", Delay("observed", 31 / 60, None)),
        ("gave_up", Delay("never")),
        ("does_not_apply", Delay("not_needed")),
        ("dont_know", Delay("dont_know")),
    ],
)
def test_a_choice_can_measure_a_delay(option, hours):
    delay = read("t_answer", {"t_answer": option})
    assert delay is not None
    assert delay.kind == hours.kind
    assert delay.lower == pytest.approx(hours.lower)
    assert delay.upper == pytest.approx(hours.upper)


# --- Still waiting, without being told for how long: the latest start it can have had.


def test_waiting_for_an_officer_starts_when_the_police_were_told_at_the_latest():
    # Noticed by 18:00 (the end of the afternoon), told at most 2 hours later: 20:00. At noon the
    # next day that is 16 hours, and it may be more.
    answers = {
        "t_noticed": "2026-11-21 afternoon",
        "t_contact": a_time("band", 60, 120),
        "attended": STILL,
    }
    assert read("attended", answers) == Delay("still_waiting", 16.0)


def test_the_time_the_police_were_told_counts_when_it_is_known():
    answers = {
        "t_noticed": "2026-11-21",
        "t_contact": a_time("exact", 30, 30, clock_end=datetime(2026, 11, 22, 9, 0, tzinfo=UTC)),
        "t_update": STILL,
    }
    assert read("t_update", answers) == Delay("still_waiting", 3.0)


def test_a_wait_whose_start_cannot_be_known_is_counted_without_hours():
    assert read("attended", {"attended": STILL}) == Delay("still_waiting", None)
    noticed_only = {"t_noticed": "2026-11-21 evening", "attended": STILL}
    assert read("attended", noticed_only) == Delay("still_waiting", None)
    open_ended = noticed_only | {"t_contact": a_time("band", 1440, None)}
    assert read("attended", open_ended) == Delay("still_waiting", None)


def test_a_start_that_may_lie_after_the_answer_gives_no_hours_but_not_less_than_none():
    # "Today" ends at midnight, after the answer was given at noon.
    answers = {
        "t_noticed": "2026-11-22",
        "t_contact": a_time("band", 0, 15),
        "attended": STILL,
    }
    assert read("attended", answers) == Delay("still_waiting", 0.0)


def test_a_child_who_is_not_back_is_missing_since_it_was_noticed():
    # The night ends at 06:00, six hours before the answer.
    answers = {"t_noticed": "2026-11-22 night", "returned": "not_yet"}
    assert read("t_missing", answers) == Delay("still_waiting", 6.0)


def test_a_return_talk_that_is_awaited_starts_when_the_child_was_back_at_the_latest():
    # Noticed at 10:00 on the 20th, missing 24 to 48 hours: back by 10:00 on the 22nd.
    answers = {
        "t_noticed": "2026-11-20T10:00+00:00",
        "returned": "came_back",
        "t_missing": a_time("band", 1440, 2880),
        "rhi": "offered_waiting",
    }
    assert read("rhi", answers) == Delay("still_waiting", 2.0)


# --- Overtaken: the child came back first.


def test_the_child_came_back_when_it_had_been_missing_longest():
    # Missing for at most 6 hours; the police were told at least 1 hour after it was noticed.
    answers = {
        "t_contact": a_time("band", 60, 120),
        "t_missing": a_time("band", 120, 360),
        "attended": CAME_BACK_FIRST,
    }
    assert read("attended", answers) == Delay("overtaken", 5.0)


def test_the_whole_time_missing_counts_when_nobody_knows_when_the_police_were_told():
    answers = {"t_missing": a_time("exact", 240, 240), "attended": CAME_BACK_FIRST}
    assert read("attended", answers) == Delay("overtaken", 4.0)


def test_a_child_back_before_the_police_were_told_overtook_the_wait_at_once():
    answers = {
        "t_contact": a_time("exact", 300, 300),
        "t_missing": a_time("exact", 240, 240),
        "attended": CAME_BACK_FIRST,
    }
    assert read("attended", answers) == Delay("overtaken", 0.0)


@pytest.mark.parametrize("missing", [None, a_time("band", 40320, None), a_time("dont_know")])
def test_when_the_child_came_back_may_not_be_known(missing):
    answers = {"attended": CAME_BACK_FIRST} | ({"t_missing": missing} if missing else {})
    assert read("attended", answers) == Delay("overtaken", None)


# --- Items that speak for another.


def test_no_police_check_is_the_never_of_the_time_until_it():
    assert read("t_police_check", {"police_check": "no"}) == Delay("never")
    checked = {"police_check": "in_person", "t_police_check": a_time("exact", 120, 120)}
    assert read("t_police_check", checked) == Delay("observed", 2.0, 2.0)
    assert read("t_police_check", {"police_check": "in_person"}) is None


def test_no_meeting_is_the_never_of_the_time_until_it():
    assert read("t_strategy", {"strategy": "no"}) == Delay("never")


def test_delays_are_named_after_their_item_unless_a_choice_has_the_name():
    items = the_survey().questionnaire.items
    assert delay_name(items["attended"]) == "attended"
    assert delay_name(items["rhi"]) == "rhi_delay"
    assert tells_delay(items["rhi"])
    assert not tells_delay(items["police_check"])


# --- Moments.


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-11-21T21:30+00:00", datetime(2026, 11, 21, 21, 30, tzinfo=UTC)),
        ("2026-07-01T21:30+01:00", datetime(2026, 7, 1, 20, 30, tzinfo=UTC)),
        ("2026-11-21 evening", datetime(2026, 11, 22, 0, 0, tzinfo=UTC)),
        ("2026-07-01 evening", datetime(2026, 7, 1, 23, 0, tzinfo=UTC)),  # summer time
        ("2026-10-25 night", datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),  # the clocks go back
        ("2026-11-21", datetime(2026, 11, 22, 0, 0, tzinfo=UTC)),
        ("not a moment", None),
        (None, None),
    ],
)
def test_a_moment_ends_as_late_as_it_can_have_been(text, end):
    assert latest_moment(text) == end
