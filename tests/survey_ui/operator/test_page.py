"""The operator's page: the figures of the metrics in plain words, and what to do."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from survey_api.access import SESSION_COOKIE, Role
from survey_api.audit import Event, record
from survey_api.health import BACKUP, DRILL, DRILL_WRONG, Figures, Watched, read_figures
from survey_api.responses import score_next
from survey_ui.operator.page import read_signs, say_span
from tests.survey_api.safeguarding.told import DAY, HOUR, NOW, PLANTED, SURVEYS
from tests.survey_ui.operator.conftest import PAGE

WELL = Figures(
    unscored=0, scoring_lag=timedelta(0), unscreened=0, screening_lag=timedelta(0),
    screening_limit=timedelta(minutes=1), overdue=0, commit=timedelta(milliseconds=8),
    backup_age=HOUR, drill_age=DAY, drill_wrong=False,
)  # fmt: skip
OUT: dict[Watched, dict[str, Any]] = {
    Watched.SCORING: {"unscored": 1, "scoring_lag": HOUR},
    Watched.SCREENING: {"unscreened": 2, "screening_lag": HOUR},
    Watched.TRIAGE: {"overdue": 1},
    Watched.COMMIT: {"commit": timedelta(seconds=1)},
    Watched.BACKUP: {"backup_age": None},
    Watched.DRILL: {"drill_wrong": True},
}


def words(page: str) -> str:
    """What is to be read on a page."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_every_figure_that_is_watched_has_a_sign():
    assert OUT.keys() == set(Watched)
    assert not WELL.out_of_bounds
    assert [sign for sign in read_signs(WELL) if sign.out or sign.todo] == []
    assert len(read_signs(WELL)) == len(Watched)


@pytest.mark.parametrize("watched", Watched)
def test_what_is_out_of_bounds_says_what_to_do(watched):
    figures = msgspec.structs.replace(WELL, **OUT[watched])
    assert figures.out_of_bounds == {watched}
    (sign,) = (sign for sign in read_signs(figures) if sign.out)
    assert sign.todo


async def test_the_page_says_the_same_figures_in_words(client, kept):
    page = await client.get(PAGE)
    assert page.status_code == 200
    said = words(page.text)
    assert "To be seen to: 3 of 6" in said
    for part in (
        "1 concern overdue",
        "3 texts waiting, the oldest for 2 hours",
        "7 days ago",
        "27 hours ago",
        "None waiting",
        "survey backup",
    ):
        assert part in said, part
    assert said.index("To be seen to") < said.index("Scoring") < said.index("As it should be")
    assert PLANTED not in page.text
    assert page.headers["cache-control"] == "no-store"
    figures = await read_figures(kept, SURVEYS.values(), NOW)
    assert figures.out_of_bounds == {Watched.TRIAGE, Watched.SCORING, Watched.BACKUP}


async def test_when_all_is_well_there_is_nothing_to_do(client, kept):
    await score_next(kept, NOW, 10)
    await record(kept, Event(who="night", what=BACKUP, which="survey-2.db"), NOW - HOUR)
    for case in await kept.list_cases("missing_children", closed=False):
        await kept.erase(case.concern.reference, Event(who="x", what="y"), NOW)
    said = words((await client.get(PAGE)).text)
    assert "There is nothing to do" in said
    assert "What to do" not in said


async def test_a_drill_that_found_something_is_seen_to(client, kept):
    await record(kept, Event(who="night", what=DRILL, which=f"x: {DRILL_WRONG}"), NOW - HOUR)
    said = words((await client.get(PAGE)).text)
    assert "60 minutes ago, and something was wrong" in said


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
async def test_it_is_for_operators(client, role):
    client.cookies.set(SESSION_COOKIE, role.value)
    assert (await client.get(PAGE)).status_code == 403
    assert (await client.get("/metrics")).status_code == 403


async def test_operators_who_are_signed_in_read_the_metrics_too(client):
    reply = await client.get("/metrics")
    assert "survey_overdue_concerns 1.0" in reply.text.splitlines()


async def test_who_is_not_signed_in_is_asked_to(client):
    client.cookies.clear()
    page = await client.get(PAGE)
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Foperator")


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(microseconds=10), "1 ms"),
        (timedelta(milliseconds=250), "250 ms"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=26), "26 hours"),
        (timedelta(days=35), "35 days"),
    ],
)
def test_a_span_is_said_in_the_unit_that_fits(span, said):
    assert say_span(span) == said
