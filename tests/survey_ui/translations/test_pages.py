"""Answers in other languages in the browser: for translators, and for those who read English."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings, Store, open_store, score_next
from survey_api.access import SESSION_COOKIE, Role
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_api.safeguarding import screen_next
from survey_ui.app import create_app
from tests.survey_api.safeguarding.told import NOW, SURVEYS, lead, tell

PLACE = "/translations/missing_children/2026-27"
POLISH = "Czekaliśmy bardzo długo i nikt do nas nie oddzwonił, powiedziała Kowalska."
ENGLISH = "We waited very long and nobody rang us back, said Anna Kowalska."
MAY_TRANSLATE = {Role.TRANSLATOR, Role.SAFEGUARDING}
MAY_READ = {Role.ANALYST, Role.CODER, Role.SAFEGUARDING, Role.PUBLISHER}


class Visitor:
    """Somebody in a browser without a screen."""

    def __init__(self, client, text: str) -> None:
        self.client, self.text = client, text

    async def sign_in(self, role: Role) -> None:
        self.client.cookies.clear()
        await self.client.get("/sign-in")  # gives the token for forms
        self.client.cookies.set(SESSION_COOKIE, role.value)

    async def get(self, path: str = ""):
        return await self.client.get(PLACE + path, follow_redirects=False)

    async def send(self, **form: str):
        """A translation of the text."""
        data = {"language": "pl", "english": ENGLISH, "before": "", **form}
        data["_csrf_token"] = self.client.cookies["csrf"]
        return await self.client.post(PLACE + self.text, data=data, follow_redirects=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )


@pytest.fixture
async def kept(settings: Settings) -> AsyncIterator[Store]:
    async with open_store(settings.store) as store:
        yield store


@pytest.fixture
async def visitor(settings: Settings, kept: Store) -> AsyncIterator[Visitor]:
    """A translator, signed in, where one text is in Polish."""
    id_ = await tell(kept, POLISH, now=NOW)
    await score_next(kept, NOW, 10)
    await screen_next(kept, SURVEYS, NOW, 10)
    for role in Role:
        await kept.add_account(lead(role.value, role))
        token = hash_token(role.value)
        await kept.save_session(
            Session(token_hash=token, account=role.value, created_at=NOW, seen_at=NOW)
        )
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        found = Visitor(client, f"/{id_}/better")
        await found.sign_in(Role.TRANSLATOR)
        yield found


@pytest.mark.parametrize("role", Role)
async def test_each_role_opens_its_pages_alone(visitor, kept, role):
    await visitor.sign_in(role)
    translates, reads = role in MAY_TRANSLATE, role in MAY_READ
    assert (await visitor.get()).status_code == (200 if reads else 403)
    assert (await visitor.get("/waiting")).status_code == (200 if translates else 403)
    page = await visitor.get(visitor.text)
    assert page.status_code == (200 if translates else 403)
    assert ("Czekaliśmy" in page.text) is translates
    assert (await visitor.send()).status_code == (303 if translates else 403)
    assert bool(await kept.read_translations("missing_children", "2026-27")) is translates


async def test_who_is_not_signed_in_is_asked_to_and_comes_back(visitor):
    visitor.client.cookies.clear()
    page = await visitor.get("/waiting")
    assert page.status_code == 303
    onward = "%2Ftranslations%2Fmissing_children%2F2026-27%2Fwaiting"
    assert page.headers["location"] == f"/sign-in?next={onward}"


async def test_a_translator_finds_the_text_and_puts_it_into_english(visitor):
    landing = await visitor.client.get("/releases")
    assert f"{PLACE}/waiting" in landing.text
    waiting = await visitor.get("/waiting")
    assert "Waiting: 1" in waiting.text
    assert PLACE + visitor.text in waiting.text
    assert "Czekaliśmy" not in waiting.text
    page = await visitor.get(visitor.text)
    assert f'dir="auto" lang="pl">{POLISH}' in unescape(page.text)
    assert '<option value="pl" selected>Polish</option>' in page.text
    assert page.headers["cache-control"] == "no-store"
    sent = await visitor.send()
    assert sent.headers["location"] == f"{PLACE}/waiting"
    after = await visitor.get("/waiting")
    assert "Nothing waits" in after.text
    assert "In English: 1" in after.text


async def test_an_analyst_reads_it_with_names_covered_and_never_the_original(visitor):
    await visitor.send()
    await visitor.sign_in(Role.ANALYST)
    for path in ("", "?language=pl"):
        page = await visitor.get(path)
        assert "We waited very long" in page.text
        assert "Put into English from Polish" in page.text
        assert "Kowalska" not in page.text
        assert "Czekaliśmy" not in page.text
    other = await visitor.get("?language=fr")
    assert "We waited" not in other.text


async def test_a_page_beyond_the_last_is_the_last(visitor):
    await visitor.send()
    await visitor.sign_in(Role.ANALYST)
    page = await visitor.get("?page=99")
    assert "We waited very long" in page.text
    assert "1 to 1 of 1" in page.text


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=99999999999999999999"])
async def test_a_page_that_cannot_be_is_refused(visitor, query):
    await visitor.sign_in(Role.ANALYST)
    assert (await visitor.get(query)).status_code == 400


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"language": ""}, "Say which language it was written in."),
        ({"language": "tlh"}, "Say which language it was written in."),
        ({"english": "  "}, "Write what it says in English."),
    ],
)
async def test_a_mistake_is_told_and_nothing_typed_is_lost(visitor, form, said):
    page = await visitor.send(**form)
    assert page.status_code == 400
    assert page.text.count(said) == 2  # in the summary, and at the field
    assert form.get("english", ENGLISH) in unescape(page.text)
    assert POLISH in unescape(page.text)


async def test_two_who_do_the_same_text_see_each_other(visitor):
    await visitor.send(english="The first one.")
    page = await visitor.send(english="The second one.")
    assert page.status_code == 400
    assert "Somebody else put this text into English meanwhile" in page.text
    assert "The first one." in page.text
    assert "\nThe second one.</textarea>" in page.text
    before = page.text.partition('name="before" value="')[2].partition('"')[0]
    assert (await visitor.send(english="The second one.", before=before)).status_code == 303
    again = await visitor.get(visitor.text)
    assert "The second one." in again.text
    assert "The first one." not in again.text


async def test_what_was_typed_runs_nowhere_and_turns_nothing_round(visitor):
    await visitor.send(english="\u202e<script>ran()</script> said the officer")
    await visitor.sign_in(Role.ANALYST)
    page = await visitor.get()
    assert "said the officer" in page.text
    assert "<script>ran" not in page.text
    assert "\u202e" not in page.text


@pytest.mark.parametrize("before", ["yesterday", "0001-01-01T00:00:00+14:00"])
async def test_a_moment_that_is_none_is_as_if_nothing_had_been_there(visitor, before):
    assert (await visitor.send(before=before)).status_code == 303


@pytest.mark.parametrize("path", ["/no-such-response/better", "/{id}/no_such_item"])
async def test_a_text_that_is_not_there_is_said_so(visitor, path):
    id_ = visitor.text.split("/")[1]
    page = await visitor.get(path.format(id=id_))
    assert page.status_code == 404
    assert "<title>We can" in page.text


async def test_a_lead_reads_both_beside_each_other(visitor):
    await visitor.send()
    await visitor.sign_in(Role.SAFEGUARDING)
    id_ = visitor.text.split("/")[1]
    token = visitor.client.cookies["csrf"]
    opened = await visitor.client.post(
        f"/safeguarding/missing_children/{id_}/words",
        data={"reason": "another language", "_csrf_token": token},
    )
    words = unescape(opened.text)
    assert words.index(POLISH) < words.index(ENGLISH)
    assert f'href="{PLACE}{visitor.text}"' in opened.text
