from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from analysis import Codebook, TableSpec, Variable, VariableKind
from survey_api.questionnaire import load_surveys
from survey_api.releases.codes import make_codebook
from survey_api.releases.model import Event
from survey_api.releases.population import (
    Invited,
    Margin,
    Population,
    load_population,
    population_mistakes,
    with_events,
    with_population,
)
from survey_api.settings import Settings

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
CODEBOOK = Codebook(
    variables=(
        Variable(
            name="month", kind=VariableKind.CATEGORY, label="Month", codes={m: m for m in MONTHS}
        ),
        Variable(name="age", kind=VariableKind.CATEGORY, label="Age", codes={"a": "A", "b": "B"}),
    )
)
RUN = TableSpec(id="t", title="T", topic="over_time", measure="share", by="month", run="good")


def an_event(day: str, title: str = "Something") -> Event:
    return Event(date=dt.date.fromisoformat(day), title=title, source="Somebody", mark="V")


@pytest.fixture(scope="module")
def survey():
    return load_surveys(Settings.from_env().surveys)["missing_children"]


def test_the_shipped_population_fits_the_codebook(survey):
    population = load_population(survey)
    assert population.margins
    assert population_mistakes(population, make_codebook(survey)) == []


def test_figures_that_nobody_verified_are_not_to_be_quoted(survey):
    population = load_population(survey)
    gap = replace(RUN, measure="gap", run="", by="")
    (sources, doubt) = with_population(gap, population, make_codebook(survey)).notes
    assert "Placeholder" in sources
    assert "not verified" in doubt
    verified = Population(margins=tuple(replace(m, mark="V") for m in population.margins))
    assert "not verified" not in " ".join(
        with_population(gap, verified, make_codebook(survey)).notes
    )


@pytest.mark.parametrize(
    ("variable", "shares", "said"),
    [
        ("moon", {"a": 1.0}, "no variable"),
        ("age", {"a": 1.0, "z": 1.0}, "no code 'z'"),
        ("age", {"a": -1.0, "b": 2.0}, "0 or more"),
        ("age", {"a": 0.0}, "not all 0"),
    ],
    ids=["a variable", "a code", "below nothing", "nobody"],
)
def test_mistakes_in_the_population_are_named(variable, shares, said):
    margin = Margin(variable=variable, source="x", mark="K", shares=shares)
    (mistake,) = population_mistakes(Population(margins=(margin,)), CODEBOOK)
    assert said in mistake


@pytest.mark.parametrize(
    ("variable", "persons", "said"),
    [
        ("moon", {"a": 9}, "no variable"),
        ("age", {"z": 9}, "no code 'z'"),
        ("age", {"a": 0}, "1 or"),
    ],
    ids=["a variable", "a code", "nobody"],
)
def test_mistakes_in_who_was_invited_are_named(variable, persons, said):
    invited = Invited(variable=variable, source="x", mark="V", persons=persons)
    (mistake,) = population_mistakes(Population(invited=(invited,)), CODEBOOK)
    assert said in mistake


def test_a_margin_for_the_monitor_alone_weighs_nothing():
    gap = replace(RUN, measure="gap", run="", by="")
    beside = Margin(variable="age", source="x", mark="V", shares={"a": 1.0}, weights=False)
    assert with_population(gap, Population(margins=(beside,)), CODEBOOK) == gap
    month = Margin(variable="month", source="x", mark="V", shares={MONTHS[0]: 1.0})
    fitted = Population(margins=(beside, month))
    assert set(with_population(gap, fitted, CODEBOOK).margins) == {"month"}


def test_an_event_stands_in_its_month_on_a_run_chart():
    events = [an_event("2026-10-14", "Later"), an_event("2026-09-30", "First")]
    found = with_events(RUN, events, CODEBOOK).splits
    assert [(one.code, one.title) for one in found] == [
        ("2026-09", "September 2026: First"),
        ("2026-10", "October 2026: Later"),
    ]


def test_after_begins_with_the_first_whole_month():
    spec = replace(RUN, measure="before_after", across="month", by="", run="")
    (found,) = with_events(spec, [an_event("2026-09-02")], CODEBOOK).splits
    assert found.code == "2026-10"


@pytest.mark.parametrize("day", ["2026-07-31", "2026-12-01"], ids=["before", "after"])
def test_an_event_outside_the_months_is_left_out(day):
    assert with_events(RUN, [an_event(day)], CODEBOOK).splits == ()


def test_other_tables_have_no_events():
    plain = replace(RUN, run="")
    assert with_events(plain, [an_event("2026-10-14")], CODEBOOK) == plain
