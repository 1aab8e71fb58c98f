"""The fieldwork page and its file: over a real store with a real release."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from analysis import Cell, Ratio, Span
from survey_api import (
    Breakdown,
    Coverage,
    Day,
    Group,
    Monitor,
    ReleaseStatus,
    ReleaseSummary,
    Settings,
    Survey,
    load_surveys,
    make_release,
    open_store,
    submit_response,
)
from survey_api.access import Role, add_account
from survey_api.audit import Wanted
from survey_ui.releases.coverage_file import write_coverage
from survey_ui.releases.day_chart import draw_days, say_pace
from survey_ui.releases.prospects import say_verdict
from tests.samples import SURVEYS, raw
from tests.survey_ui.releases.conftest import NAME, PASSWORD, an_app, sign_in
from tests.survey_ui.releases.samples import NOW

WAVE = "2026-27"
PAGE = f"/fieldwork/missing_children/{WAVE}"
FILE = f"{PAGE}/coverage.csv"


def the_survey() -> Survey:
    return load_surveys(SURVEYS)["missing_children"]


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """A browser before a store with 80 responses, all of the day before, and their release."""
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="secret", second_factor=False
    )
    survey, yesterday = the_survey(), NOW - timedelta(days=1)
    async with open_store(settings.store) as store:
        for number in range(80):
            await submit_response(
                store, survey, str(uuid.UUID(int=number + (9 << 90), version=4)), language="en",
                mode="web", answers=raw({"role": "P", "reported": "me"}), now=yesterday,
            )  # fmt: skip
        await make_release(store, survey, WAVE, now=yesterday, interim=True)
        for name, role, side in ((NAME, Role.ANALYST, "MOPAC"), ("olu", Role.OPERATOR, "other"),
                                 ("cy", Role.CODER, "other")):  # fmt: skip
            await add_account(store, name, PASSWORD, role, side, NOW)
    async with AsyncTestClient(an_app(settings)) as client:
        client.follow_redirects = False
        yield client


async def test_the_page_names_first_whom_nobody_of_has_answered(watched):
    assert await sign_in(watched) == 303
    page = (await watched.get(PAGE)).text
    assert page.index("Nobody has answered yet") < page.index("Quotas") < page.index("beside who")
    assert "Somali" in page.split('id="quotas"')[0]
    assert "not verified, do not quote" in page
    assert "there is no response rate" in page
    assert "less than its share" not in page  # nothing is said beside a population of mark K
    assert re.search(r"<dt>Responses</dt><dd>80</dd>", page)


async def test_no_live_number_moves_when_somebody_begins_or_sends(watched, tmp_path: Path):
    assert await sign_in(watched) == 303
    before = [(await watched.get(path)).text for path in (PAGE, FILE)]
    async with open_store(f"sqlite:///{tmp_path / 'survey.db'}") as store:
        for number in range(7):
            await submit_response(
                store, the_survey(), str(uuid.UUID(int=number + (8 << 90), version=4)),
                language="so", mode="web", answers=raw({"role": "P", "reported": "no"}), now=NOW,
            )  # fmt: skip
    after = [(await watched.get(path)).text for path in (PAGE, FILE)]
    assert [_plain(text) for text in before] == [_plain(text) for text in after]


def _plain(page: str) -> str:
    """The page without what is new each time it is asked for."""
    return re.sub(r'name="_csrf_token"[^>]*>', "", page)


@pytest.mark.parametrize(("name", "status"), [("olu", 200), ("cy", 403)])
async def test_page_and_file_are_for_those_who_may_see_how_many_answer(watched, name, status):
    for path in (PAGE, FILE):
        assert (await watched.get(path)).status_code == 303  # the way to the sign-in page
    assert await sign_in(watched, name) == 303
    for path in (PAGE, FILE):
        assert (await watched.get(path)).status_code == status


async def test_the_file_has_a_line_a_group_and_a_quota_and_who_took_it_is_logged(
    watched, tmp_path: Path
):
    assert await sign_in(watched) == 303
    reply = await watched.get(FILE)
    assert reply.headers["content-type"].startswith("text/csv")
    assert (
        'filename="missing_children-2026-27-coverage.csv"' in reply.headers["content-disposition"]
    )
    lines = list(csv.DictReader(io.StringIO(reply.text)))
    survey = the_survey()
    assert {one["variable"] for one in lines if one["kind"] == "coverage"} == set(
        survey.programme.monitor
    )
    assert len([one for one in lines if one["kind"] == "quota"]) == len(survey.programme.quotas)
    english = next(one for one in lines if (one["variable"], one["code"]) == ("language", "en"))
    assert (english["responses"], english["share"], english["rounded_to"]) == ("80", "100", "10")
    async with open_store(f"sqlite:///{tmp_path / 'survey.db'}") as store:
        (entry,) = await store.find_entries(Wanted(what="downloaded the coverage"), 5)
    assert (entry.who, entry.which) == (NAME, f"missing_children {WAVE}")


async def test_a_wave_that_nobody_has_is_not_found(watched):
    assert await sign_in(watched) == 303
    for path in (PAGE, FILE):
        assert (await watched.get(path.replace(WAVE, "2031"))).status_code == 404


def a_monitor(**changes) -> Monitor:
    """One group with a hostile name beside a population with a hostile source."""
    group = Group(
        code="x", title="=HYPERLINK(1)", responses=40.0, within=Span(35, 44), population=20.0,
        share=Cell(value=10.0, lower=8.0, upper=12.0), ratio=Ratio(0.5, 0.4, 0.6), invited=200,
        rate=Span(17.5, 22.0),
    )  # fmt: skip
    hidden = Group(code="y", title="@SUM", symbol="[c]", share=Cell(symbol="[c]"), population=80.0)
    breakdown = Breakdown(
        variable="role", title="+Role", groups=(replace(group, **changes), hidden),
        among="all responses", counts="persons", source="-1+1", mark="P",
    )  # fmt: skip
    summary = ReleaseSummary(
        id="r-1", survey="s", wave="w", status=ReleaseStatus.INTERIM, made_at=NOW, responses=400,
        simulated=0,
    )  # fmt: skip
    coverage = Coverage(
        release=summary, cut=NOW.date(), breakdowns=(breakdown,), quotas=(), stops=(),
        not_sent=Cell(value=10), flagged=None, teams=None, not_scored=None, more=80, rounding=10,
    )  # fmt: skip
    return Monitor(survey="s", wave="w", days=(), step=10, least=50, coverage=coverage)


def test_no_cell_of_the_file_is_a_formula_and_nothing_hidden_has_a_number():
    one, two = csv.DictReader(io.StringIO(write_coverage(a_monitor())))
    assert not [v for line in (one, two) for v in line.values() if v.startswith(tuple("=+-@"))]
    assert (one["ratio"], one["ratio_lower"], one["ratio_upper"]) == ("0.5", "0.4", "0.6")
    assert (one["invited_persons"], one["rate_at_least"], one["rate_at_most"]) == (
        "200", "17.5", "22",
    )  # fmt: skip
    for figure in ("responses", "share", "share_lower", "ratio", "ratio_upper", "rate_at_most"):
        assert two[figure] == ""
    assert two["symbol"] == "[c]"


@pytest.mark.parametrize(
    ("ratio", "mark", "said"),
    [
        (Ratio(0.5, 0.4, 0.6), "V", "less than its share"),
        (Ratio(0.5, 0.4, 0.6), "K", ""),
        (Ratio(0.5, 0.4, 0.6), "", ""),
        (Ratio(1.5, 1.2, 1.8), "P", "more than its share"),
        (Ratio(0.9, 0.8, 0.98), "V", ""),  # shown as 1.0
        (None, "V", ""),
    ],
)
def test_over_and_under_are_said_only_beside_a_population_that_somebody_verified(ratio, mark, said):
    assert say_verdict(ratio, mark) == said


def test_the_chart_says_what_it_shows():
    totals = [10 * ((at + 1) // 2) for at in range(21)]
    days = tuple(
        Day(day=NOW.date() + timedelta(days=at), responses=10 * (at % 2), total=total)
        for at, total in enumerate(totals)
    )
    assert say_pace(days) == "Last seven days: about 30; the seven before: about 40."
    for width in (312, 1110):
        drawn = draw_days(days, width)
        assert "In all: about 100." in drawn
        assert drawn.count("<title") == 1
