"""A survey as an XLSForm: converted without a warning, and asking the same people the same."""

from __future__ import annotations

import io
import random
from functools import lru_cache
from typing import Any

import msgspec
import openpyxl
import pytest

from survey_api import BadInput, BadSurvey, Survey, load_surveys, odk, simulate_answers
from survey_api.questionnaire import (
    Answers,
    Condition,
    ItemKind,
    Pipe,
    TimeAnswer,
    TimeKind,
    asked_items,
    check_answers,
    kept_answers,
)
from survey_ui.xlsform import write_xlsform
from tests.filled_in import fields_told, with_clocks
from tests.samples import (
    NOW,
    SURVEYS,
    a_choice,
    a_page,
    a_survey,
    a_time_item,
    a_wording,
    questionnaire_of,
    raw,
)
from tests.survey_ui.xlsform.collecting import Form

NAMES = ("missing_children", "every_kind", "routing")


@lru_cache
def survey_named(name: str) -> Survey:
    return load_surveys(SURVEYS)[name] if name == "missing_children" else a_survey(name)


@lru_cache
def form_of(name: str, *languages: str) -> Form:
    return Form(write_xlsform(survey_named(name), languages))


def sheet(survey: Survey, title: str, *languages: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsform(survey, languages)))
    heads, *lines = book[title].iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def row(survey: Survey, name: str) -> dict[str, Any]:
    return next(r for r in sheet(survey, "survey") if r["name"] == name)


# Converting


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_converted_without_a_warning(name: str) -> None:
    form = form_of(name)
    assert len(form.names()) == len(set(form.names()))


def test_the_shipped_form_says_everything_in_every_language() -> None:
    form = form_of("missing_children")
    spoken = {each.get("lang"): each for each in form.xml.iter("translation")}
    assert len(spoken) == 10
    assert spoken["English (en)"].get("default") == "true()"
    ids = {lang: {text.get("id") for text in each} for lang, each in spoken.items()}
    assert len({frozenset(each) for each in ids.values()}) == 1
    said = [
        "".join(value.itertext()).strip()
        for each in spoken.values()
        for value in each.iter("value")
    ]
    assert not [text for text in said if text in ("", "-")]
    assert not [text for text in said if "{" in text]


def test_form_id_and_version_are_the_questionnaire_s() -> None:
    (settings,) = sheet(survey_named("missing_children"), "settings")
    assert settings["form_id"] == "missing_children"
    assert settings["version"] == survey_named("missing_children").questionnaire.version


def test_only_the_languages_asked_for_are_said() -> None:
    heads = sheet(survey_named("missing_children"), "survey", "pl", "ar")[0]
    assert [h for h in heads if h.startswith("label::")] == [
        "label::Polski (pl)",
        "label::العربية (ar)",
    ]
    with pytest.raises(BadInput, match="does not speak 'xx'"):
        write_xlsform(survey_named("missing_children"), ("xx",))


def test_the_same_survey_gives_the_same_bytes() -> None:
    survey = a_survey()
    assert write_xlsform(survey) == write_xlsform(survey)


def test_hostile_words_stay_words() -> None:
    questionnaire = questionnaire_of(a_page(a_choice("who", "P", "Q")), a_page(a_choice("b", "x")))
    wording = a_wording(questionnaire)
    words = msgspec.structs.replace(
        wording.items["who"], question='=HYPERLINK("http://x") ${b} <b>&amp; {it}', hint="+1"
    )
    pipe = Pipe(item="b", default="it's “so”", words={"x": "plain"})
    wording = msgspec.structs.replace(
        wording, items={**wording.items, "who": words}, pipes={"it": pipe}
    )
    survey = a_survey(questionnaire, wordings={"en": wording})
    cell = row(survey, "who")["label::English (en)"]
    assert cell.startswith('=HYPERLINK("http://x") $ {b}')  # as text: openpyxl reads no formula
    form = Form(write_xlsform(survey))
    assert form.fill({"b": "x"})["say__it__en"] == "plain"
    assert form.fill({})["say__it__en"] == 'it\'s "so"'


def test_fields_that_would_share_a_name_are_refused() -> None:
    questionnaire = questionnaire_of(
        a_page(a_time_item("wait")), a_page(a_choice("wait__kind", "P"))
    )
    with pytest.raises(BadSurvey, match="two 'wait__kind'"):
        write_xlsform(a_survey(questionnaire))


# Who is asked what


def asked_by(form: Form, survey: Survey, answers: Answers) -> set[str]:
    """The items that the form asks of somebody who answers so."""
    shown = form.fill(fields_told(survey, answers))
    return {
        item.id
        for item in survey.questionnaire.items.values()
        if shown[next(iter(odk.odk_fields(item).values()))] is not None
    }


def same(form: Form, survey: Survey, answers: Answers) -> None:
    wanted = {item.id for item in asked_items(survey.questionnaire, answers)}
    assert asked_by(form, survey, answers) == wanted, answers


@pytest.mark.parametrize(
    ("name", "people"), [("missing_children", 60), ("every_kind", 60), ("routing", 300)]
)
def test_the_form_asks_what_the_pages_ask(name: str, people: int) -> None:
    survey, form, rng = survey_named(name), form_of(name, "en"), random.Random(7)
    met: set[str] = set()
    for _ in range(people):
        answers = with_clocks(simulate_answers(survey, rng, NOW))
        same(form, survey, answers)
        met |= {item.id for item in asked_items(survey.questionnaire, answers)}
    assert len(met) > 0.9 * len(survey.questionnaire.items)


@pytest.mark.parametrize(("name", "people"), [("missing_children", 60), ("routing", 300)])
def test_so_it_does_for_answers_that_fit_no_one(name: str, people: int) -> None:
    """Answers of several people mixed: some off the path, some with options not offered."""
    survey, form, rng = survey_named(name), form_of(name, "en"), random.Random(11)
    off_the_path = 0
    for _ in range(people):
        crowd = [with_clocks(simulate_answers(survey, rng, NOW)) for _ in range(4)]
        answers = {
            id_: value for each in crowd for id_, value in each.items() if rng.random() < 0.7
        }
        off_the_path += answers != kept_answers(survey.questionnaire, answers)
        same(form, survey, answers)
    assert off_the_path > people / 3


TOLD = {
    TimeKind.APPROX: "60 minutes|61 minutes|69 minutes|70 minutes|81 minutes|1.33 hours|1.5 hours|"
    "6 hours|6.5 hours|1 days|0 minutes",
    TimeKind.BAND: "under_15|from_15|over_60",
    TimeKind.STILL_WAITING: "|60 minutes|2 hours",
    TimeKind.EXACT: "21:30 to 22:10|23:30 to 00:31|10:00 to 11:00|10:00 to 11:01",
    **dict.fromkeys((TimeKind.NEVER, TimeKind.OVERTAKEN, TimeKind.NOT_NEEDED), ""),
    TimeKind.DONT_KNOW: "",
}
WAITS = [TimeAnswer(kind, told=told) for kind, texts in TOLD.items() for told in texts.split("|")]


@pytest.mark.parametrize("bound", [0, 15, 45.75, 59, 60, 60.5, 1000])
def test_a_wait_is_as_long_in_the_form_as_in_routing(bound: float) -> None:
    """Each way of telling a wait, on both sides of the bound of a condition."""
    questionnaire = questionnaire_of(
        a_page(a_time_item("wait")),
        a_page(a_choice("why", "x"), when=(("long",),)),
        conditions=(Condition(id="long", item="wait", longer_than_min=bound),),
    )
    survey = a_survey(questionnaire)
    form = Form(write_xlsform(survey))
    for wait in WAITS:
        settled = check_answers(survey, raw({"wait": wait}), NOW)
        same(form, survey, settled.answers)  # type: ignore[union-attr]


def test_a_wait_since_a_moment_that_was_told_is_reckoned_from_it() -> None:
    survey = a_survey(
        msgspec.structs.replace(
            survey_named("every_kind").questionnaire,
            conditions=(Condition(id="long", item="contact", longer_than_min=60),),
            pages=(
                *survey_named("every_kind").questionnaire.pages,
                a_page(a_choice("why", "x"), when=(("long",),)),
            ),
        )
    )
    form = Form(write_xlsform(survey))
    told = {"noticed__date": "2026-10-01", "noticed__time": "10:00", "contact__kind": "exact"}
    assert form.fill({**told, "contact__end_time": "11:00"})["page__why"] is None
    shown = form.fill({**told, "contact__end_time": "11:01"})
    assert (shown["contact__minutes"], shown["page__why"]) == ("61", "")
    over = form.fill({**told, "contact__end_time": "09:00"})
    assert over["contact__minutes"] == "1380"
    days = {"contact__end_time": "10:00", "contact__end_date": "2026-10-03"}
    assert form.fill({**told, **days})["contact__minutes"] == "2880"


def test_a_gate_that_ends_the_way_shows_help_and_lets_nothing_be_sent() -> None:
    survey, form = survey_named("missing_children"), form_of("missing_children", "en")
    shown = form.fill({"safe_now": "yes", "role": "P", "reported": "me"})
    groups = {name for name in shown if name.startswith(("page__", "exit__", "form__end"))}
    assert [name for name in groups if shown[name] is not None] == ["exit__safe_now__danger"]
    assert shown["safe_now"] == "yes"
    stop = next(
        b for p, b in form.binds.items() if p.endswith("note__exit__safe_now__danger__stop")
    )
    assert (stop.get("required"), stop.get("readonly")) == ("true()", "true()")
    help_ = row(survey, "note__exit__safe_now__danger")
    assert "999" in help_["label::English (en)"]
    assert "999" in help_["label::Polski (pl)"]
    # Nobody has checked the Polish: what is told for safety stands in English too.
    assert "ring 999 now" in help_["label::Polski (pl)"]
    shown = form.fill({"safe_now": "no", "ok_18": "yes"})
    assert shown["page__role"] == "" and shown["exit__safe_now__danger"] is None  # noqa: PT018


# What an answer may be


def test_what_a_form_takes_is_what_a_page_takes() -> None:
    form = form_of("every_kind")
    assert not form.breaks("told", "number name")
    assert form.breaks("told", "number name time")  # at most two
    assert form.breaks("told", "number none")
    assert not form.breaks("told", "none")
    assert not form.breaks("better", "x" * 100)
    assert form.breaks("better", "x" * 101)
    assert form.breaks("attended__amount", "-1")


@pytest.mark.parametrize("name", NAMES)
def test_only_what_a_page_requires_is_required(name: str) -> None:
    """And the parts of a wait, once its way of telling is chosen: a page asks for them too."""
    survey, form = survey_named(name), form_of(name)
    needed = {path.rpartition("/")[2] for path, bind in form.binds.items() if bind.get("required")}
    items = {item.id for item in survey.questionnaire.items.values() if item.required}
    rest = {n for n in needed - items if not n.startswith("note__exit__")}
    parts = {
        odk.odk_name(f"{item.id}-{part}")
        for item in survey.questionnaire.items.values()
        if item.kind is ItemKind.TIME
        for part in odk.time_parts(item)
    }
    assert items <= needed
    assert rest <= parts - {f"{item}__kind" for item in survey.questionnaire.items}


def test_an_option_that_is_held_back_is_not_offered() -> None:
    form = form_of("routing", "en")
    base = {"reported": "me", "contact__kind": "approx", "contact__unit": "minutes"}
    late = form.fill({**base, "contact__amount": "100", "said": "blame accepted_late"})
    assert late["said"] == "blame accepted_late"
    soon = form.fill({**base, "contact__amount": "5", "said": "blame accepted_late"})
    assert soon["said"] == "blame"


def test_words_follow_the_answer_in_each_language() -> None:
    form = form_of("missing_children", "en", "pl")
    gate = {"safe_now": "no", "ok_18": "yes"}
    shown = form.fill({**gate, "role": "P", "reported": "someone_else"})
    assert shown["say__child__en"] == "your child"
    assert shown["say__i__en"] == "They"
    assert shown["say__child__pl"] == "Państwa dziecko"
    assert form.fill(gate)["say__child__en"] == "the child"
