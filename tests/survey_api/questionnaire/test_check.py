from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from survey_api.questionnaire import (
    Condition,
    Derived,
    EvidenceCode,
    ItemKind,
    Option,
    OptionDelay,
    Page,
    PageWording,
    Pipe,
    PrivacyWording,
    Retention,
    Simulation,
    Survey,
    TimeKind,
    WordingState,
    check_survey,
)
from survey_api.questionnaire.simulation import ShareOf
from survey_api.questionnaire.wording import HelplineWording
from tests.samples import (
    a_choice,
    a_page,
    a_programme,
    a_questionnaire,
    a_survey,
    a_time_item,
    a_wave,
    a_wording,
    questionnaire_of,
)


def severe(survey: Survey) -> list[str]:
    return [f"{f.path} {f.message}" for f in check_survey(survey) if f.severe]


def mild(survey: Survey) -> list[str]:
    return [f"{f.path} {f.message}" for f in check_survey(survey) if not f.severe]


def of(*pages: Page, **changes: Any) -> Survey:
    return a_survey(questionnaire_of(*pages, **changes))


def when(id: str, item: str, **test: Any) -> Condition:
    return Condition(id=id, item=item, **test)


ROLE = a_page(a_choice("role", "P", "C"))
OPEN = a_page(a_choice("open", "a", "b"))


def beside(item: str) -> Derived:
    return Derived(id="d", source="role", compared_with=item, same="s", differs="o")


@pytest.mark.parametrize("name", ["every_kind", "routing"])
def test_the_tiny_questionnaires_are_sound(name: str) -> None:
    assert check_survey(a_survey(name)) == ()


BAD = [
    ("the page 'role' is there twice", of(ROLE, ROLE)),
    ("the item 'role' is there twice", of(ROLE, replace(ROLE, id="again"))),
    ("the option 'P' is there twice", of(a_page(a_choice("role", "P", "P")))),
    ("'Role' cannot be an id", of(a_page(a_choice("Role", "P")))),
    ("'to go' cannot be a code", of(a_page(a_choice("role", "to go")))),
    ("'role' was retired", of(ROLE, retired_ids=("role",))),
    ("'check' has another meaning", of(replace(ROLE, id="check"))),
    ("there is no section 'more'", of(replace(ROLE, section="more"), sections=("core",))),
    ("there is no condition 'nobody'", of(ROLE, replace(OPEN, when=(("nobody",),)))),
    ("there is no item 'colour'", of(ROLE, conditions=(when("c", "colour", any_of=("red",)),))),
    ("has no option 'Q'", of(ROLE, conditions=(when("c", "role", any_of=("Q",)),))),
    ("give exactly one of", of(ROLE, conditions=(when("c", "role"),))),
    (
        "give exactly one of",
        of(ROLE, conditions=(when("c", "role", any_of=("P",), none_of=("C",)),)),
    ),
    ("is not a time item", of(ROLE, conditions=(when("c", "role", longer_than_min=5),))),
    (
        "is on 'open', which is not asked before",
        of(
            replace(ROLE, when=(("c",),)),
            OPEN,
            conditions=(when("c", "open", any_of=("a",)),),
        ),
    ),
    ("it has no options", of(a_page(a_choice("role")))),
    ("a text item has no options", of(a_page(a_choice("role", "P", kind=ItemKind.TEXT)))),
    ("only a text can be scored", of(a_page(a_choice("role", "P", scored=True)))),
    ("at_most is for a multiple", of(a_page(a_choice("role", "P", at_most=2)))),
    ("max_length must be", of(a_page(a_choice("role", "P", max_length=0)))),
    ("there is no reference list 'towns'", of(a_page(a_choice("role", reference="towns")))),
    ("must say in `offers`", of(a_page(a_time_item(offers=())))),
    ("must name the delay", of(a_page(a_time_item(delay="")))),
    ("there is no delay 'D11'", of(a_page(a_time_item(delay="D11")))),
    ("there is no band scale 'none'", of(a_page(a_time_item(bands="none")))),
    ("names no band scale", of(a_page(a_time_item(bands="")))),
    ("clock_start: there is no item 'gone'", of(a_page(a_time_item(clock_start="gone")))),
    ("follows: 'role' is not a", of(ROLE, a_page(a_time_item(follows="role")))),
    (
        "can be exclusive",
        of(a_page(a_choice("role", options=(Option(code="P", exclusive=True),)))),
    ),
    (
        "lo_min is more than hi_min",
        of(
            a_page(
                a_choice(
                    "role",
                    options=(
                        Option(
                            code="P",
                            delay=OptionDelay(kind=TimeKind.BAND, lo_min=9, hi_min=3),
                        ),
                    ),
                )
            )
        ),
    ),
    (
        "a dead end",
        of(a_page(a_choice("role", options=(Option(code="P", exit="out"),))), OPEN),
    ),
    ("there must be a page after the gate", of(replace(ROLE, section="gate"))),
    ("gate pages must come first", of(ROLE, replace(OPEN, section="gate"))),
    ("there is no item 'gone'", of(ROLE, derived=(Derived(id="x", source="gone"),))),
    ("'role' is the id of an item", of(ROLE, derived=(Derived(id="role", source="role"),))),
    (
        "has no column 'x'",
        of(ROLE, derived=(Derived(id="d", source="role", reference="boroughs", column="x"),)),
    ),
    ("d: there is no item 'gone'", of(ROLE, derived=(beside("gone"),))),
    (
        "'role' and 'open' are not single choices among the same options",
        of(ROLE, OPEN, derived=(beside("open"),)),
    ),
    (
        "give compared_with, same and differs together",
        of(ROLE, derived=(Derived(id="d", source="role", compared_with="role", same="s"),)),
    ),
    ("dont_know_first there is no condition", of(ROLE, dont_know_first="other")),
]


@pytest.mark.parametrize(("message", "survey"), BAD, ids=[message for message, _ in BAD])
def test_what_is_wrong_is_found(message: str, survey: Survey) -> None:
    assert any(message in found for found in severe(survey)), severe(survey)


def test_a_finding_names_its_place() -> None:
    survey = of(ROLE, a_page(OPEN.items[0], a_time_item(delay="")))
    assert severe(survey)[0].startswith("questionnaire.toml: $.pages[1].items[1] wait:")


# --- reach

PARENT = when("parent", "role", any_of=("P",))
CARER = when("carer", "role", any_of=("C",))
NO_PARENT = when("no_parent", "role", none_of=("P",))


@pytest.mark.parametrize(
    ("group", "reached"),
    [
        ((("parent",),), True),
        ((("parent", "carer"),), False),
        ((("parent", "no_parent"),), False),
        ((("parent",), ("carer",)), True),
        ((("carer", "no_parent"),), True),
    ],
)
def test_pages_nobody_can_come_to_are_found(
    group: tuple[tuple[str, ...], ...], reached: bool
) -> None:
    survey = of(ROLE, replace(OPEN, when=group), conditions=(PARENT, CARER, NO_PARENT))
    assert (severe(survey) == []) is reached


def test_a_contradiction_two_pages_apart_is_found() -> None:
    asked_of_parents = replace(OPEN, when=(("parent",),))
    last = a_page(a_choice("last", "x"), when=(("open_a", "carer"),))
    conditions = (PARENT, CARER, when("open_a", "open", any_of=("a",)))
    found = severe(of(ROLE, asked_of_parents, last, conditions=conditions))
    assert found == [
        "questionnaire.toml: $.pages[2] nobody can come to the page 'last' (items: last)"
    ]


def test_an_answer_that_ends_the_survey_leads_nowhere() -> None:
    gate = a_choice("ok", options=(Option(code="no", exit="out"), Option(code="yes")))
    conditions = (when("refused", "ok", any_of=("no",)),)
    found = severe(of(a_page(gate), replace(OPEN, when=(("refused",),)), conditions=conditions))
    assert len(found) == 1
    assert "nobody can come to the page 'open'" in found[0]


def test_an_alternative_that_never_holds_is_named() -> None:
    page = replace(OPEN, when=(("parent", "carer"), ("parent",)))
    survey = of(ROLE, page, conditions=(PARENT, CARER))
    assert severe(survey) == []
    assert mild(survey) == [
        "questionnaire.toml: $.pages[1].when[0] this alternative can never hold"
    ]


def test_an_option_that_is_never_offered_is_found() -> None:
    held = a_choice("open", options=(Option(code="a", when=("carer",)), Option(code="b")))
    page = a_page(held, when=(("parent",),))
    found = severe(of(ROLE, page, conditions=(PARENT, CARER)))
    assert found == ["questionnaire.toml: $.pages[1] the option 'a' of 'open' is never offered"]


def test_two_ticks_at_once_can_be_needed() -> None:
    ticks = a_choice("said", "a", "b", kind=ItemKind.MULTIPLE)
    conditions = (when("a", "said", any_of=("a",)), when("b", "said", any_of=("b",)))
    assert severe(of(a_page(ticks), replace(OPEN, when=(("a", "b"),)), conditions=conditions)) == []


def test_a_long_wait_can_be_needed() -> None:
    late = when("late", "wait", longer_than_min=60)
    never = when("never", "wait", any_of=("never",))
    wait = a_page(a_time_item())
    assert severe(of(wait, replace(OPEN, when=(("late",),)), conditions=(late,))) == []
    offers = (TimeKind.APPROX,)
    short = a_page(a_time_item(offers=offers, bands=""))
    found = severe(of(short, replace(OPEN, when=(("never",),)), conditions=(never,)))
    assert len(found) == 1


# --- words


def worded(**changes: Any) -> Survey:
    questionnaire = a_questionnaire("every_kind")
    return a_survey(questionnaire, wordings={"en": a_wording(questionnaire, **changes)})


def without(name: str, key: str) -> Survey:
    questionnaire = a_questionnaire("every_kind")
    words = dict(getattr(a_wording(questionnaire), name))
    del words[key]
    return worded(**{name: words})


@pytest.mark.parametrize(
    ("name", "key"),
    [("sections", "core"), ("exits", "danger"), ("items", "better"), ("bands", "waits")],
)
def test_missing_words_are_found(name: str, key: str) -> None:
    found = severe(without(name, key))
    assert found
    assert all(each.startswith(f"wording.en.toml: $.{name}.{key}") for each in found)


def test_a_translation_says_how_long_it_takes() -> None:
    survey = worded(duration="It takes about 10 minutes.")
    untold = replace(survey.wordings["en"], language="pl", duration="")
    both = replace(
        survey,
        programme=replace(survey.programme, languages=("en", "pl")),
        wordings={**survey.wordings, "pl": untold},
    )
    assert severe(both) == ["wording.pl.toml: $.duration there is no wording for it"]


def test_a_translation_says_of_privacy_what_the_origin_says() -> None:
    told = PrivacyWording(why=("To learn.",), never_sees=("The neighbours.",))
    survey = worded(privacy=told)
    half = replace(survey.wordings["en"], language="pl", privacy=PrivacyWording(why=("Aby",)))
    programme = replace(survey.programme, languages=("en", "pl"))
    both = replace(survey, programme=programme, wordings={**survey.wordings, "pl": half})
    assert severe(both) == ["wording.pl.toml: $.privacy.never_sees there is no wording for it"]


def test_what_a_draft_does_not_say_yet_is_named_and_said_in_the_language_of_origin() -> None:
    both = a_survey("every_kind", languages=("en", "pl"))
    words = both.wordings["pl"]
    role = replace(words.items["role"], options={"P": "Rodzic"}, missing="")
    gaps = replace(words, state=WordingState.DRAFT, sections={}, bands={}, items={"role": role})
    draft = replace(both, wordings={**both.wordings, "pl": gaps})
    assert severe(draft) == []
    assert "wording.pl.toml: $.items.role.options.C there is no wording for it" in mild(draft)
    told = draft.wording("pl")
    assert told.items["role"].options == {
        **both.wordings["en"].items["role"].options,
        "P": "Rodzic",
    }
    assert told.items["better"] == both.wordings["en"].items["better"]
    assert told.sections == both.wordings["en"].sections
    assert severe(
        replace(draft, wordings={**both.wordings, "pl": replace(gaps, state=WordingState.CHECKED)})
    )


def test_a_language_that_is_not_declared_stops_nothing() -> None:
    survey = a_survey("every_kind")
    broken = replace(survey.wordings["en"], language="pl", direction="up", items={}, title="{x}")
    with_it = replace(survey, wordings={**survey.wordings, "pl": broken})
    assert severe(with_it) == []
    assert "wording.pl.toml: $.title nothing is filled in here: leave out the { and }" in mild(
        with_it
    )
    assert "wording.pl.toml survey.toml does not declare this language" in mild(with_it)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": "{x}"}, "$.title"),
        ({"description": "a } b"}, "$.description"),
        ({"sections": {"core": "The {x}"}}, "$.sections.core"),
        ({"helplines": {"a": HelplineWording(name="{x}", text="")}}, "$.helplines.a"),
        ({"references": {"boroughs": {"BAR": "{x}"}}}, "$.references.boroughs.BAR"),
    ],
)
def test_braces_where_nothing_is_filled_in_are_found(changes: dict[str, Any], path: str) -> None:
    expected = f"wording.en.toml: {path} nothing is filled in here: leave out the {{ and }}"
    assert expected in severe(worded(**changes))


def test_missing_words_inside_an_item_are_found() -> None:
    questionnaire = a_questionnaire("every_kind")
    items = dict(a_wording(questionnaire).items)
    items["role"] = replace(items["role"], options={"P": "Parent"}, missing="")
    items["contact"] = replace(items["contact"], kinds={}, clock_end="")
    found = severe(worded(items=items))
    paths = [each.split(" there")[0].split(" it ")[0] for each in found]
    assert "wording.en.toml: $.items.role.options.C" in paths
    assert "wording.en.toml: $.items.role.missing" in paths
    assert "wording.en.toml: $.items.contact.kinds.approx" in paths
    assert "wording.en.toml: $.items.contact.clock_end" in paths


def test_a_page_of_several_items_needs_a_title() -> None:
    assert severe(without("pages", "words")) == [
        "wording.en.toml: $.pages.words.title a page without or with several items needs a title"
    ]


def test_unused_words_and_drafts_are_named() -> None:
    survey = worded(pages={"words": PageWording(title="x"), "gone": PageWording(title="y")})
    assert mild(survey) == ["wording.en.toml: $.pages.gone nothing uses this wording"]
    questionnaire = a_questionnaire("every_kind")
    arabic = a_wording(questionnaire, "ar", state=WordingState.DRAFT)
    both = a_survey(languages=("en", "ar"))
    draft = replace(both, wordings={**both.wordings, "ar": arabic})
    assert mild(draft) == ["wording.ar.toml a draft: nobody has checked this translation"]


def test_a_place_that_nothing_fills_is_found() -> None:
    title = {"words": PageWording(title="What would help {child}? {")}
    assert severe(worded(pages=title)) == [
        "wording.en.toml: $.pages.words nothing fills in {child}",
        "wording.en.toml: $.pages.words a { or } stands alone",
    ]


def test_pipes_must_hang_on_a_choice() -> None:
    pages = {"words": PageWording(title="{child}")}
    for item, words, message in [
        ("gone", {}, "there is no item 'gone'"),
        ("better", {}, "'better' is not a single choice"),
        ("role", {"Q": "x"}, "'role' has no option 'Q'"),
    ]:
        pipe = Pipe(item=item, default="the child", words=words)
        found = severe(worded(pages=pages, pipes={"child": pipe}))
        assert len(found) == 1
        assert message in found[0]


# --- survey.toml


def programme(**changes: Any) -> Survey:
    return a_survey(programme=a_programme(**changes))


def test_the_programme_is_checked() -> None:
    late = a_wave(id="later", opens=date(2027, 5, 1), closes=date(2027, 4, 1))
    assert "it closes before it opens" in severe(programme(waves=(a_wave(), late)))[0]
    overlapping = a_wave(id="next", opens=date(2027, 1, 1), closes=date(2027, 12, 31))
    assert "not overlap" in severe(programme(waves=(a_wave(), overlapping)))[0]
    assert "there is no wording.pl.toml" in severe(programme(languages=("en", "pl")))[0]
    assert "at least 1" in severe(programme(retention=Retention(draft_days=0)))[0]


def test_every_item_names_what_it_can_evidence() -> None:
    known = (EvidenceCode(id="F1", kind="finding", title="Delays"),)
    survey = a_survey(
        questionnaire_of(
            a_page(a_choice("a", "x", evidence=("F1",))),
            a_page(a_choice("b", "x", evidence=("F9",))),
            a_page(a_choice("c", "x")),
            a_page(a_choice("d", "x"), section="consent"),
        ),
        programme=a_programme(evidence=known),
    )
    assert severe(survey) == [
        "questionnaire.toml: $.pages[1].items[0] b: there is no evidence code 'F9' in survey.toml",
        "questionnaire.toml: $.pages[2].items[0] c: "
        "name the finding, recommendation or delay it can evidence",
    ]


def test_shares_of_what_does_not_exist_are_named() -> None:
    simulation = Simulation(
        items={"role": ShareOf(shares={"P": 1, "Q": 1}), "gone": ShareOf(shares={"x": 1})}
    )
    assert mild(a_survey(simulation=simulation)) == [
        "simulation.toml: $ there is no item 'gone'",
        "simulation.toml: $.items.role.shares the item 'role' has no option 'Q'",
    ]
