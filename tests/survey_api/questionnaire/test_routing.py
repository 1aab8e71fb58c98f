from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from survey_api.questionnaire import (
    Answers,
    MissingReason,
    TimeAnswer,
    TimeKind,
    asked_items,
    asked_pages,
    item_of,
    next_page,
    offered_codes,
    offers_of,
    page_of,
    previous_page,
    settle,
)
from survey_api.questionnaire.routing import is_asked, kept_answers, walk
from tests.samples import a_choice, a_page, a_questionnaire, a_time_item, questionnaire_of

ROUTING = a_questionnaire("routing")

some_answers = st.fixed_dictionaries(
    {},
    optional={
        "reported": st.sampled_from(["me", "someone_else", "no"]),
        "accepted": st.sampled_from(["yes", "no"]),
        "borough": st.sampled_from(["enfield", "haringey"]),
        "council": st.sampled_from(["enfield", "haringey"]),
        "contact": st.sampled_from([TimeAnswer(TimeKind.APPROX, 90, 150)]),
        "attended": st.sampled_from([TimeAnswer(TimeKind.STILL_WAITING)]),
        "said": st.sampled_from([("blame",), ("accepted_late",), ("blame", "accepted_late")]),
        "better": st.just("Ring back"),
    },
)


def test_pages_and_items_are_found_by_id() -> None:
    page = page_of(ROUTING, "said")
    assert page is not None
    assert page.items[0] is item_of(ROUTING, "said")
    assert page_of(ROUTING, "nowhere") is None
    assert item_of(ROUTING, "nothing") is None


@given(some_answers)
def test_the_walk_asks_what_the_plain_rule_asks(answers: Answers) -> None:
    for page, kept in walk(ROUTING, answers):
        earlier = {id_: kept[id_] for id_ in kept if id_ not in {item.id for item in page.items}}
        assert is_asked(ROUTING, page, earlier)
    asked = asked_pages(ROUTING, answers)
    kept = kept_answers(ROUTING, answers)
    for page in set(ROUTING.pages) - set(asked):
        number = ROUTING.page_numbers[page.id]
        before = {item.id for p in ROUTING.pages[:number] for item in p.items}
        assert not is_asked(ROUTING, page, {id_: kept[id_] for id_ in kept if id_ in before})


@given(some_answers)
def test_forward_and_back_pass_the_same_pages(answers: Answers) -> None:
    pages = [page.id for page in asked_pages(ROUTING, answers)]
    forward = [pages[0]]
    while (after := next_page(ROUTING, asked_pages(ROUTING, answers), forward[-1])) is not None:
        forward.append(after)
    assert forward == pages
    back = [pages[-1]]
    while (before := previous_page(ROUTING, asked_pages(ROUTING, answers), back[-1])) is not None:
        back.append(before)
    assert back == pages[::-1]


@given(some_answers)
def test_settling_drops_leftovers_and_explains_every_gap(answers: Answers) -> None:
    kept, missing = settle(ROUTING, answers)
    asked = {item.id for item in asked_items(ROUTING, answers)}
    assert set(kept) <= asked
    assert kept.items() <= answers.items() or "said" in kept
    assert set(kept) | set(missing) == set(ROUTING.items)
    not_asked = {id_ for id_, reason in missing.items() if reason is MissingReason.NOT_ASKED}
    assert not_asked == set(ROUTING.items) - asked
    assert settle(ROUTING, kept) == (kept, missing)


def test_a_page_that_is_no_longer_asked_still_has_neighbours() -> None:
    answers: Answers = {"reported": "no"}
    assert next_page(ROUTING, asked_pages(ROUTING, answers), "accepted") == "why_wait"
    assert previous_page(ROUTING, asked_pages(ROUTING, answers), "accepted") == "council"


def test_the_last_page_leads_to_check_answers() -> None:
    assert next_page(ROUTING, asked_pages(ROUTING, {}), "better") is None
    assert previous_page(ROUTING, asked_pages(ROUTING, {}), "reported") is None


def test_an_option_is_offered_only_while_its_condition_holds() -> None:
    said = ROUTING.items["said"]
    late: Answers = {"contact": TimeAnswer(TimeKind.APPROX, 90, 150)}
    assert offered_codes(ROUTING, said, {}) == {"blame", "thanks"}
    assert offered_codes(ROUTING, said, late) == {"blame", "thanks", "accepted_late"}
    both: Answers = {"reported": "me", "said": ("blame", "accepted_late")}
    assert settle(ROUTING, both)[0]["said"] == ("blame",)
    assert settle(ROUTING, {**both, **late})[0]["said"] == ("blame", "accepted_late")


def test_dont_know_comes_first_for_somebody_elses_report() -> None:
    contact = ROUTING.items["contact"]
    assert offers_of(ROUTING, contact, {"reported": "me"})[0] is TimeKind.APPROX
    other = offers_of(ROUTING, contact, {"reported": "someone_else"})
    assert other == (TimeKind.DONT_KNOW, TimeKind.APPROX)


def test_reasons_for_no_value() -> None:
    questionnaire = a_questionnaire("every_kind")
    answers: Answers = {
        "role": "prefer_not",
        "borough": "not_sure",
        "contact": TimeAnswer(TimeKind.DONT_KNOW),
        "attended": TimeAnswer(TimeKind.NEVER),
    }
    kept, missing = settle(questionnaire, answers)
    assert kept == answers
    assert missing["role"] is MissingReason.PREFER_NOT_TO_SAY
    assert missing["borough"] is MissingReason.DONT_KNOW
    assert missing["contact"] is MissingReason.DONT_KNOW
    assert missing["better"] is MissingReason.NOT_ANSWERED
    assert "attended" not in missing


def test_a_questionnaire_without_conditions_asks_everything() -> None:
    questionnaire = questionnaire_of(a_page(a_choice("one", "a")), a_page(a_time_item()))
    assert [item.id for item in asked_items(questionnaire, {})] == ["one", "wait"]
