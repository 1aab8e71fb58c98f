"""Signing in with a second factor, the account page and API tokens, over the whole app."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from httpx import Response
from litestar.testing import AsyncTestClient

from survey_api import Settings, open_store
from survey_api.access import SESSION_COOKIE, Right, Role, add_account, make_token
from survey_ui.app import create_app

PASSWORD = "a long and quiet river"
NEW = "four other quiet words"
STEP = timedelta(seconds=30)
API = "/api/v1/releases/missing_children/2026-27"


class Person:
    """A browser with a clock of its own, and the app on the telephone beside it."""

    def __init__(self, settings: Settings) -> None:
        self.now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
        self.client = AsyncTestClient(create_app(settings, clock=lambda: self.now))
        self.client.follow_redirects = False
        self.phone: pyotp.TOTP | None = None
        self.codes: list[str] = []

    @property
    def token(self) -> str:
        return self.client.cookies.get(SESSION_COOKIE) or ""

    async def send(self, path: str, **fields: str) -> Response:
        await self.client.get("/sign-in")
        form = {**fields, "_csrf_token": self.client.cookies["csrf"]}
        return await self.client.post(path, data=form)

    async def give_password(self, name: str = "amira", password: str = PASSWORD) -> Response:
        return await self.send("/sign-in", name=name, password=password, next="/account")

    async def enrol(self, path: str = "/sign-in/enrol", confirm: str = "") -> Response:
        page = await self.client.get(path)
        secret = re.search(r'class="rel-secret">([A-Z2-7 ]+)<', page.text)
        assert secret, page.text
        self.phone = pyotp.TOTP(secret[1].replace(" ", ""))
        page = await self.send(confirm or path, code=self.phone.at(self.now), next="/account")
        self.codes = re.findall(r"<li>((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})</li>", page.text)
        return page

    async def sign_in(self) -> Response:
        """With the code that the phone shows a minute later."""
        self.now += 2 * STEP
        assert (await self.give_password()).headers["location"].startswith("/sign-in/code")
        assert self.phone
        return await self.send("/sign-in/code", code=self.phone.at(self.now), next="/account")


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only")
    now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    async with open_store(settings.store) as store:
        await add_account(store, "amira", PASSWORD, Role.ANALYST, "MOPAC", now)
        await add_account(store, "olu", PASSWORD, Role.OPERATOR, "other", now)
    return settings


@pytest.fixture
async def person(settings: Settings) -> AsyncIterator[Person]:
    found = Person(settings)
    async with found.client:
        yield found


async def test_the_first_sign_in_sets_up_a_second_factor_and_the_next_asks_for_it(person: Person):
    reply = await person.give_password()
    assert reply.headers["location"] == "/sign-in/enrol?next=%2Faccount"
    halfway = person.token
    for path in ("/account", "/releases", "/account/second-factor"):  # nothing opens yet
        assert (await person.client.get(path)).headers["location"].startswith("/sign-in?next=")
    page = await person.client.get("/sign-in/enrol")
    assert "<svg" in page.text
    assert "style=" not in page.text.split("<svg")[1].split("</svg>")[0]
    wrong = await person.send("/sign-in/enrol", code="12 34")
    assert wrong.status_code == 400
    assert wrong.text.count("does not fit") == 2
    page = await person.enrol()
    assert len(set(person.codes)) == 10
    assert page.headers["cache-control"] == "no-store"
    assert person.token not in ("", halfway)
    account = await person.client.get("/account")
    assert "<strong>10</strong> of 10 recovery codes left" in account.text
    before = person.token
    assert (await person.sign_in()).headers["location"] == "/account"
    assert person.token != before


async def test_a_code_is_taken_once_and_a_recovery_code_in_its_place(person: Person):
    await person.give_password()
    await person.enrol()
    await person.sign_in()
    await person.give_password()
    assert person.phone
    again = await person.send("/sign-in/code", code=person.phone.at(person.now))
    assert again.status_code == 400
    assert "was used before" in again.text
    halfway = person.token
    reply = await person.send("/sign-in/code", code=person.codes[2].lower(), next="/account")
    assert reply.headers["location"] == "/account"
    assert person.token != halfway
    assert "<strong>9</strong> of 10" in (await person.client.get("/account")).text


@pytest.mark.parametrize("path", ["/sign-in/code", "/sign-in/enrol"])
async def test_nobody_gets_to_the_second_step_without_the_first(person: Person, path: str):
    for token in ("", "made up"):
        person.client.cookies.set(SESSION_COOKIE, token)
        assert (await person.client.get(path)).headers["location"].startswith("/sign-in?next=")
        assert (await person.send(path, code="123456")).headers["location"] == "/sign-in"


async def test_too_many_tries_are_told_kindly_and_the_wait_ends(person: Person):
    for _ in range(5):
        assert (await person.give_password("olu", "wrong")).status_code == 400
    page = await person.give_password("olu")
    assert page.status_code == 429
    assert page.text.count("Wait 30 seconds, then try again.") == 2
    person.now += STEP
    assert (await person.give_password("olu")).headers["location"] == "/account"


async def test_roles_that_read_nothing_choose_for_themselves(person: Person):
    assert (await person.give_password("olu")).headers["location"] == "/account"
    page = await person.send("/account/second-factor", factor_password="wrong")
    assert page.status_code == 400
    assert page.text.count("That is not your password.") == 2
    reply = await person.send("/account/second-factor", factor_password=PASSWORD)
    assert reply.headers["location"] == "/account/second-factor"
    await person.enrol("/account/second-factor", "/account/second-factor/confirm")
    assert len(person.codes) == 10
    page = await person.send("/account/recovery-codes", codes_password=PASSWORD)
    assert person.codes[0] not in page.text
    assert page.text.count("<li>") >= 10


async def test_recovery_codes_without_a_second_factor_are_refused(person: Person):
    await person.give_password("olu")
    page = await person.send("/account/recovery-codes", codes_password=PASSWORD)
    assert page.status_code == 409
    assert "Set up a second factor first" in page.text


async def test_a_new_password_and_signing_out_everywhere(settings: Settings, person: Person):
    other = Person(settings)
    async with other.client:
        await person.give_password("olu")
        await other.give_password("olu")
        page = await person.send("/account/password", password=PASSWORD, new_password="short")
        assert page.text.count("too short") == 2
        page = await person.send("/account/password", password=PASSWORD, new_password=NEW)
        assert "Your password has changed" in page.text
        assert (await other.client.get("/account")).status_code == 303
        assert (await other.give_password("olu", NEW)).status_code == 303
        assert (await other.client.get("/account")).text.count("last seen") == 2
        reply = await other.send("/account/sign-out-everywhere")
        assert reply.headers["location"] == "/sign-in"
        for one in (person, other):
            assert (await one.client.get("/account")).status_code == 303


@pytest.mark.asvs("7.2.4")
async def test_signing_in_anew_ends_the_session_that_the_browser_had(person: Person):
    await person.give_password("olu")
    before = person.token
    await person.give_password("olu")
    assert person.token != before
    person.client.cookies.set(SESSION_COOKIE, before)
    assert (await person.client.get("/account")).status_code == 303


@pytest.mark.asvs("16.3.2")
async def test_who_asks_for_what_is_not_theirs_is_in_the_log(settings: Settings, person: Person):
    await person.give_password("olu")
    assert (await person.client.get("/releases/missing_children/2026-27")).status_code == 403
    async with open_store(settings.store) as store:
        refused = [one for one in await store.read_entries(0, 100) if one.what == "was refused"]
    assert [(one.who, one.which) for one in refused] == [
        ("olu", "GET /releases/missing_children/2026-27")
    ]


async def test_every_page_says_how_long_one_stays_signed_in(person: Person):
    await person.give_password("olu")
    page = await person.client.get("/account")
    assert 'role="status" data-minutes-left="60"' in page.text
    for _ in range(12):  # always seen, so it is the twelve hours that end it
        person.now += timedelta(minutes=59)
        page = await person.client.get("/account")
    assert 'data-minutes-left="12"' in page.text
    assert "You stay signed in for 12 more minutes." in page.text


async def test_a_token_is_shown_once_and_reads_what_it_was_made_for(person: Person):
    await person.give_password()
    await person.enrol()
    page = await person.send("/account/tokens", note="the dashboard", rights="READ_RELEASES")
    (secret,) = re.findall(r"fes_[\w-]{43}", page.text)
    assert secret not in (await person.client.get("/account")).text
    (path,) = re.findall(r"/account/tokens/[\w-]+/revoke", page.text)
    person.client.cookies.clear()
    bearer = {"Authorization": f"Bearer {secret}"}
    assert (await person.client.get(API)).status_code == 401
    assert (await person.client.get(API, headers=bearer)).status_code == 404  # let in, none made
    assert (await person.client.get("/releases", headers=bearer)).status_code == 303  # no page
    wrong = {"Authorization": f"Bearer {secret}x"}
    assert (await person.client.get(API, headers=wrong)).status_code == 401
    await person.sign_in()
    assert (await person.client.get(API, headers=wrong)).status_code == 401  # no cookie beside it
    assert (await person.send(path)).status_code == 303
    assert (await person.client.get(API, headers=bearer)).status_code == 401


async def test_a_token_for_something_else_does_not_read_tables(settings: Settings, person: Person):
    async with open_store(settings.store) as store:
        account = await store.get_account("amira")
        assert account
        rights = frozenset({Right.READ_MICRODATA})
        secret = await make_token(store, account, rights, "rows", person.now)
    reply = await person.client.get(API, headers={"Authorization": f"Bearer {secret}"})
    assert reply.status_code == 403
    assert "not made for that" in reply.json()["detail"]
    assert reply.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "fields",
    [{}, {"note": "a"}, {"note": "a", "rights": "OPEN_ORIGINAL"},
     {"note": "a", "rights": "READ_RELEASES", "days": "-1"},
     {"note": "a", "rights": "READ_RELEASES", "days": "٩"}],
)  # fmt: skip
async def test_a_token_that_cannot_be_is_told(person: Person, fields: dict[str, str]):
    await person.give_password()
    await person.enrol()
    page = await person.send("/account/tokens", **fields)
    assert page.status_code == 400
    assert "fes_" not in page.text


async def test_an_operator_is_offered_no_token_and_gets_none(person: Person):
    await person.give_password("olu")
    assert "Tokens for programs" not in (await person.client.get("/account")).text
    page = await person.send("/account/tokens", note="a", rights="READ_RELEASES")
    assert page.status_code == 403
