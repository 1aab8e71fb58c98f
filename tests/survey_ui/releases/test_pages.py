from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from analysis import SummaryTable
from survey_api import Settings, open_store
from survey_api.access import SESSION_COOKIE
from survey_ui.releases.sign_in import safe_onward
from tests.survey_ui.releases.conftest import NAME, an_app, sign_in
from tests.survey_ui.releases.samples import NOW, a_release, a_table

Browser = AsyncTestClient[Litestar]
WAVE = "/releases/missing_children/2026-27"
GUARDED = ["/releases", WAVE, f"{WAVE}/why_not", f"{WAVE}/why_not.csv", f"{WAVE}/why_not.json",
           f"{WAVE}/why_not.svg", f"{WAVE}/evidence",
           "/fieldwork/missing_children/2026-27"]  # fmt: skip


@pytest.mark.parametrize("path", GUARDED)
async def test_a_stranger_is_asked_to_sign_in_and_comes_back(stranger: Browser, path: str):
    reply = await stranger.get(f"{path}?topic=delays")
    assert reply.status_code == 303
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["location"].startswith("/sign-in?next=%2F")
    page = await stranger.get(reply.headers["location"])
    assert f'name="next" value="{path}?topic=delays"' in page.text


async def test_signing_in_leads_on_with_a_careful_cookie(stranger: Browser):
    await stranger.get("/sign-in")
    form = {"name": NAME, "password": "a long and quiet river", "next": f"{WAVE}?topic=delays",
            "_csrf_token": stranger.cookies["csrf"]}  # fmt: skip
    reply = await stranger.post("/sign-in", data=form)
    assert (reply.status_code, reply.headers["location"]) == (303, f"{WAVE}?topic=delays")
    cookie = next(c for c in reply.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


async def test_over_https_the_cookie_is_secure(settings: Settings):
    async with AsyncTestClient(an_app(msgspec.structs.replace(settings, https=True))) as browser:
        browser.follow_redirects = False
        await browser.get("/sign-in")
        form = {"name": NAME, "password": "a long and quiet river", "next": "",
                "_csrf_token": browser.cookies["csrf"]}  # fmt: skip
        reply = await browser.post("/sign-in", data=form)
        assert "Secure" in reply.headers["set-cookie"]


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("", "", "Enter your account name."),
        (NAME, "", "Enter your password."),
        (NAME, "wrong", "do not go together"),
        ("nobody", "wrong", "do not go together"),
        ("\x00" * 5, "x" * 5000, "do not go together"),
    ],
)
async def test_a_mistake_is_told_kindly(stranger: Browser, name: str, password: str, words: str):
    await stranger.get("/sign-in")
    form = {"name": name, "password": password, "_csrf_token": stranger.cookies["csrf"]}
    reply = await stranger.post("/sign-in", data=form)
    assert reply.status_code == 400
    assert reply.text.count(words) == 2  # in the summary and beside the field
    assert "<title>Error:" in reply.text
    assert SESSION_COOKIE not in reply.cookies


async def test_a_sign_in_without_its_token_is_refused(stranger: Browser):
    reply = await stranger.post("/sign-in", data={"name": NAME, "password": "x"})
    assert reply.status_code == 403


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/releases", "/\\evil.example", "/s/missing_children",
     "javascript:alert(1)", "/releases/../sign-out", "/releases//evil", "/releases\n/x", "releases",
     "/releasesevil", "http:/releases/x"],
)  # fmt: skip
def test_nobody_is_sent_away_by_a_link_to_sign_in(wanted: str):
    went = safe_onward(wanted)
    assert went == "/releases" or went.startswith("/releases/..")


@pytest.mark.parametrize("wanted", ["/releases", WAVE, f"{WAVE}/t?show=P", "/fieldwork/a/b"])
def test_strategy_pages_can_be_come_back_to(wanted: str):
    assert safe_onward(wanted) == wanted


async def test_signing_out_ends_the_session(analyst: Browser):
    token = analyst.cookies[SESSION_COOKIE]
    reply = await analyst.post("/sign-out", data={"_csrf_token": analyst.cookies["csrf"]})
    assert (reply.status_code, reply.headers["location"]) == (303, "/sign-in")
    analyst.cookies.set(SESSION_COOKIE, token)
    assert (await analyst.get("/releases")).status_code == 303


async def test_an_operator_sees_fieldwork_and_no_tables(stranger: Browser):
    assert await sign_in(stranger, "olu") == 303
    assert (await stranger.get("/fieldwork/missing_children/2026-27")).status_code == 200
    for path in (WAVE, f"{WAVE}/why_not", f"{WAVE}/why_not.csv"):
        assert (await stranger.get(path)).status_code == 403


async def test_the_list_leads_to_the_newest_release(analyst: Browser):
    page = await analyst.get("/releases")
    assert page.headers["cache-control"] == "no-store"
    assert f'href="{WAVE}"' in page.text
    assert "1,320 of 1,580 responses are simulated" in page.text


async def test_the_overview_asks_the_question_and_says_what_it_cannot(analyst: Browser):
    page = await analyst.get(WAVE)
    assert page.status_code == 200
    assert "What should the strategy fix first?" in page.text
    assert "What these numbers cannot say" in page.text
    assert "1,320 of 1,580 responses are simulated" in page.text
    for table in a_release().tables:
        assert f'href="{WAVE}/{table.id}"' in page.text


async def test_tables_are_filtered_without_scripts(analyst: Browser):
    page = await analyst.get(WAVE, params={"topic": "not_reporting"})
    assert f'href="{WAVE}/why_not"' in page.text
    assert f'href="{WAVE}/overall_by_role"' not in page.text
    nothing = await analyst.get(WAVE, params={"words": "<b>zebra"})
    assert "No table fits" in nothing.text
    assert "<b>zebra" not in nothing.text


@pytest.mark.parametrize("table", a_release().tables, ids=lambda table: table.id)
async def test_a_table_page_shows_every_figure_with_all_that_belongs_to_it(
    analyst: Browser, table: SummaryTable
):
    page = await analyst.get(f"{WAVE}/{table.id}")
    assert page.status_code == 200
    text = re.sub(r"<[^>]+>", " ", page.text)
    for words in (table.base_note, table.source, table.method, *table.notes):
        assert words in text.replace("&#39;", "'")
    for row in table.rows:
        assert row.flag in text
    if any(cell.symbol == "[c]" for row in table.rows for cell in row.cells):
        assert "confidential: hidden so that nobody can be recognised" in text
    assert "responses are simulated" in text
    assert page.text.count('role="img"') in (0, 2)


async def test_only_chosen_groups_are_shown_and_taken_away(analyst: Browser):
    page = await analyst.get(f"{WAVE}/wrong_by_role?show=P&show=C")
    assert "Showing 2 of 7 groups" in page.text
    assert "Kinship and foster carers</th>" not in page.text
    assert "wrong_by_role.csv?show=P&amp;show=C" in page.text
    lines = (await analyst.get(f"{WAVE}/wrong_by_role.csv?show=P&show=C")).text.splitlines()
    assert len(lines) == 3


async def test_downloads_are_what_they_say(analyst: Browser):
    as_csv = await analyst.get(f"{WAVE}/wrong_by_role.csv")
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="simulated-' in as_csv.headers["content-disposition"]
    as_json = await analyst.get(f"{WAVE}/wrong_by_role.json")
    assert msgspec.json.decode(as_json.content, type=SummaryTable) == a_table("wrong_by_role")
    as_svg = await analyst.get(f"{WAVE}/wrong_by_role.svg")
    assert as_svg.headers["content-type"].startswith("image/svg+xml")
    drawn = "".join(ElementTree.fromstring(as_svg.content).itertext())
    assert "responses are simulated" in drawn


@pytest.mark.parametrize(
    "path",
    ["/releases/nobody/2026-27", "/releases/missing_children/1999", f"{WAVE}/no_such_table",
     f"{WAVE}/wrong_by_role.exe", f"{WAVE}/empty.svg", "/releases/missing_children/2026-pilot",
     "/fieldwork/nobody/2026-27"],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(analyst: Browser, path: str):
    reply = await analyst.get(path)
    assert reply.status_code == 404
    assert "Traceback" not in reply.text


async def test_without_simulated_responses_there_is_no_banner(settings: Settings, analyst: Browser):
    async with open_store(settings.store) as store:
        later = a_release(0, made_at=NOW + timedelta(days=1), id="missing_children-2026-27-later")
        await store.add_release(later)
    page = await analyst.get(WAVE)
    assert "rel-simulated" not in page.text


async def test_the_fieldwork_page_stands_with_nothing_collected(analyst: Browser):
    page = await analyst.get("/fieldwork/missing_children/2026-27")
    assert page.status_code == 200
    assert "Nobody has answered yet." in page.text
