from __future__ import annotations

import random
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_api.questionnaire import (
    Answers,
    Problems,
    Simulation,
    Survey,
    TimeAnswer,
    TimeKind,
    check_answers,
    check_survey,
    load_surveys,
    settle,
    simulate_answers,
)
from survey_api.questionnaire.simulation import Frame, ShareOf, WaitOf
from tests.samples import (
    NOW,
    SURVEYS,
    a_choice,
    a_page,
    a_questionnaire,
    a_survey,
    a_time_item,
    questionnaire_of,
    raw,
)


@pytest.fixture(scope="module")
def missing_children() -> Survey:
    return load_surveys(SURVEYS)["missing_children"]


def simulated(survey: Survey, count: int) -> list[Answers]:
    rng = random.Random(7)
    return [simulate_answers(survey, rng, NOW) for _ in range(count)]


@pytest.mark.parametrize("name", ["every_kind", "routing"])
@given(seed=st.integers(0, 100_000))
@settings(max_examples=60)
def test_made_up_answers_pass_every_check(name: str, seed: int) -> None:
    survey = a_survey(name)
    answers = simulate_answers(survey, random.Random(seed), NOW)
    assert check_answers(survey, raw(answers), NOW) == settle(survey.questionnaire, answers)
    assert settle(survey.questionnaire, answers).answers == answers


def test_the_shares_of_the_real_survey_name_what_exists(missing_children: Survey) -> None:
    found = [each for each in check_survey(missing_children) if "simulation" in each.path]
    assert found == []


def test_made_up_answers_to_the_real_survey_pass_every_check(missing_children: Survey) -> None:
    for answers in simulated(missing_children, 300):
        checked = check_answers(missing_children, raw(answers), NOW)
        assert not isinstance(checked, Problems)
        assert checked.answers == answers


def test_the_same_seed_gives_the_same_answers() -> None:
    survey = a_survey("every_kind")
    assert simulated(survey, 20) == simulated(survey, 20)
    assert simulate_answers(survey, random.Random(1), NOW) != simulate_answers(
        survey, random.Random(2), NOW
    )


def test_nobody_leaves_through_an_exit_or_skips_what_is_required() -> None:
    for answers in simulated(a_survey("every_kind"), 200):
        assert answers["safe_now"] == "no"
        assert "role" in answers


def test_shares_are_followed() -> None:
    simulation = Simulation(skip=0.0, items={"role": ShareOf(shares={"P": 0.9}, others=0.1)})
    survey = a_survey(a_questionnaire("every_kind"), simulation=simulation)
    roles = [answers["role"] for answers in simulated(survey, 2000)]
    assert 0.87 < roles.count("P") / 2000 < 0.93
    assert roles.count("C") > 0


def test_skips_are_followed() -> None:
    survey = a_survey("every_kind", simulation=Simulation(skip=0.3))
    share = mean("overall" not in answers for answers in simulated(survey, 1500))
    assert 0.26 < share < 0.34


def test_hard_episodes_are_long_and_rated_worse() -> None:
    simulation = Simulation(
        skip=0.0,
        items={"overall": ShareOf(tilt=2.0)},
        waits={"wait": WaitOf(median_min=60, tilt=1.0)},
    )
    pages = (
        a_page(a_time_item(offers=(TimeKind.APPROX,), bands="")),
        a_page(a_choice("overall", "good", "middling", "poor")),
    )
    waits: dict[str, list[float]] = {"good": [], "middling": [], "poor": []}
    for answers in simulated(a_survey(questionnaire_of(*pages), simulation=simulation), 1500):
        wait, rating = answers["wait"], answers["overall"]
        assert isinstance(wait, TimeAnswer)
        assert isinstance(rating, str)
        waits[rating].append(wait.lo_min or 0.0)
    assert median(waits["poor"]) > 1.5 * median(waits["good"])


def test_words_come_from_the_frames() -> None:
    frames = (
        Frame(tone="negative", text="We waited {while}."),
        Frame(tone="positive", text="They were kind."),
        Frame(tone="negative", text="انتظرنا كثيرا.", language="ar"),
    )
    simulation = Simulation(
        skip=0.0, other_language=0.2, frames=frames, slots={"while": ("hours", "days")}
    )
    survey = a_survey("every_kind", simulation=simulation)
    texts = [str(answers["better"]) for answers in simulated(survey, 300)]
    assert "We waited hours." in texts
    assert "We waited days." in texts
    assert "They were kind." in texts
    assert 30 < texts.count("انتظرنا كثيرا.") < 90
    assert not any("{" in text for text in texts)


def test_times_are_told_in_every_way_the_page_offers() -> None:
    survey = a_survey(questionnaire_of(a_page(a_time_item())))
    kinds = set()
    for answers in simulated(survey, 600):
        if "wait" in answers:
            wait = answers["wait"]
            assert isinstance(wait, TimeAnswer)
            kinds.add(wait.kind)
    assert kinds == set(survey.questionnaire.items["wait"].offers)
