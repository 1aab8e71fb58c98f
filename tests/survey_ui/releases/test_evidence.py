"""The page of the evidence grid, and what becomes of it when an analyst overrules the rule."""

from __future__ import annotations

import re

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Overrule, Release, Settings, find_cell, open_store, provenance
from survey_ui.releases import explain_cell
from tests.survey_ui.releases.conftest import NAME, sign_in
from tests.survey_ui.releases.samples import NOW, a_release

Browser = AsyncTestClient[Litestar]
WAVE = "/releases/missing_children/2026-27"
PAGE = f"{WAVE}/evidence"
REASON = "Two boroughs sent letters that say the same <b>."


async def overrule(browser: Browser, **changes: str):
    form = {"code": "F1", "strength": "strong", "reason": REASON}
    token = {"_csrf_token": browser.cookies["csrf"]}
    return await browser.post(PAGE, data=form | changes | token)


def in_words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_strength_measures_and_what_is_missing_stand_together(analyst: Browser):
    page = (await analyst.get(PAGE)).text
    said = in_words(page)
    assert "F1 Delays" in said
    assert "Call records." in said
    assert "Told to wait some 14% (11 to 17), 210 responses, shown for 2 groups" in said
    assert "To be strong: 200 needed" in said
    assert "Addressed to: MOPAC, with the Met" in said
    assert 'id="strength-R05"' not in page  # nothing can bear on a text that is not known
    assert "The report makes 2 recommendations. The text of 1 could not be confirmed" in said
    assert said.count("to be written by the team") == 3
    assert "31 December 2023 Risk to be graded" in said
    assert "2025 Plan Source: london.gov.uk. Check before use." in said


async def test_an_overrule_is_kept_and_shown_beside_the_rule(analyst: Browser, settings: Settings):
    await analyst.get(PAGE)
    reply = await overrule(analyst)
    assert (reply.status_code, reply.headers["location"]) == (303, f"{PAGE}#F1")
    page = (await analyst.get(PAGE)).text
    said = in_words(page)
    assert f"Overruled by {NAME} on 22 November 2026, after this release was made" in said
    assert "The rule says: some" in said
    assert "&lt;b&gt;" in page
    async with open_store(settings.store) as store:
        made = await store.list_overrules("missing_children", "2026-27")
        assert made == [
            Overrule(code="F1", strength="strong", reason=REASON, account=NAME, made_at=NOW)
        ]
        release = await store.latest_release("missing_children", "2026-27")
        assert release == a_release()  # releases are frozen
    front = in_words((await analyst.get(WAVE)).text)
    assert "strong Evidence for F1" in front
    assert "1 of 2 recommendations: text awaited" in front


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "  "}, "Say why, so that others can weigh it"),
        ({"strength": ""}, "Choose one of strong, some, weak, none"),
        ({"strength": "certain"}, "Choose one of"),
        ({"reason": "x" * 2001}, "at most 2,000 are kept"),
    ],
    ids=["no-reason", "no-strength", "other-strength", "long"],
)
async def test_what_is_wrong_is_said_and_nothing_is_kept(analyst, settings, changes, said):
    await analyst.get(PAGE)
    reply = await overrule(analyst, **changes)
    assert reply.status_code == 400
    assert said in in_words(reply.text)
    field = "strength" if "strength" in changes else "reason"
    assert f'href="#{field}-F1"' in reply.text
    async with open_store(settings.store) as store:
        assert await store.list_overrules("missing_children", "2026-27") == []


async def test_a_code_that_is_not_there_is_not_overruled(analyst: Browser):
    await analyst.get(PAGE)
    assert (await overrule(analyst, code="F99")).status_code == 404


async def test_a_form_from_elsewhere_is_refused(analyst: Browser):
    await analyst.get(PAGE)
    form = {"code": "F1", "strength": "strong", "reason": REASON}
    assert (await analyst.post(PAGE, data=form)).status_code == 403


async def test_an_operator_may_neither_read_nor_overrule(stranger: Browser):
    await sign_in(stranger, name="olu")
    assert (await stranger.get(PAGE)).status_code == 403
    assert (await overrule(stranger)).status_code == 403


async def test_a_release_of_before_has_a_page_that_says_so(analyst: Browser, settings: Settings):
    older = a_release(id="older", wave="2026-pilot")
    async with open_store(settings.store) as store:
        await store.add_release(msgspec.structs.replace(older, grid=(), recommendations=()))
    page = await analyst.get("/releases/missing_children/2026-pilot/evidence")
    assert page.status_code == 200
    assert "before evidence grids were kept" in page.text


async def test_a_release_says_how_it_was_made_and_what_became_of_each_row(analyst: Browser):
    said = in_words((await analyst.get(WAVE)).text)
    assert "Responses read 1,585 sent in by the cut" in said
    assert "Responses left out [c] unreadable" in said
    assert "survey release --verify missing_children-2026-27-20261122" in said


async def test_a_table_says_how_its_numbers_were_made(analyst: Browser):
    said = in_words((await analyst.get(f"{WAVE}/wrong_by_role")).text)
    assert "How these numbers were made" in said
    assert "Data cut 2026-11-22 09:30 UTC" in said
    assert "survey explain missing_children-2026-27-20261122 wrong_by_role All:" in said


def test_a_hidden_number_is_explained_without_giving_it_away():
    release = a_release()
    found = provenance(release, *find_cell(release, "all_hidden", "P:" + first_column(release)))
    lines = explain_cell(found)
    assert "[c] confidential" in lines[1]
    assert "Which of the two is not said" in lines[1]
    assert not any(char.isdigit() for char in lines[1])


def first_column(release: Release) -> str:
    return release.table("all_hidden").columns[0].id
